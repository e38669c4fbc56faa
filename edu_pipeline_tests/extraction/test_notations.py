"""One value in every notation that a report may choose: written out, read back, with the span that says it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_pipeline.extraction import Quantity, find_quantities
from edu_pipeline_tests.extraction.test_numerals import to_chinese

CAPITAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
TRADITIONAL = str.maketrans("万亿两", "萬億兩")
WIDE = str.maketrans("0123456789.,%-", "０１２３４５６７８９．，％－")
MINUS_SIGNS = "-−－‑﹣"


def only(text: str) -> Quantity:
    (found,) = find_quantities(text)
    return found


@given(st.integers(min_value=10, max_value=10**12 - 1))
def test_a_whole_number_reads_the_same_in_every_script(number: int) -> None:
    plain = to_chinese(number)
    capital = plain.translate(CAPITAL)
    spellings = [
        plain,
        capital,
        plain.translate(TRADITIONAL),
        str(number),
        f"{number:,}",
        f"{number:,}".translate(WIDE),
    ]
    for spelling in spellings:
        text = f"投入{spelling}元。"
        found = only(text)
        assert found.value == number
        assert (found.unit, text[found.start : found.end]) == ("元", f"{spelling}元")


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=1, max_value=9))
def test_arabic_digits_with_chinese_places(head: int, thousands: int) -> None:
    assert only(f"在校生{head}万{thousands}千人").value == head * 10_000 + thousands * 1_000


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=100, max_value=9999))
def test_digits_behind_a_myriad(head: int, rest: int) -> None:
    assert only(f"教师{head}万{rest}人").value == head * 10_000 + rest


@given(st.integers(min_value=0, max_value=99), st.integers(min_value=1, max_value=99))
def test_per_cents_in_words_and_digits(whole: int, part: int) -> None:
    digits = f"{whole}.{part:02d}"
    words = f"{to_chinese(whole)}点{''.join('零一二三四五六七八九'[int(d)] for d in f'{part:02d}')}"
    for spelling in (f"百分之{digits}", f"百分之{words}", f"{digits}%", f"{digits}％".translate(WIDE)):
        found = only(f"达到{spelling}。")
        assert (found.value, found.unit) == (Decimal(digits), "%")


@given(st.sampled_from(MINUS_SIGNS), st.decimals(min_value=Decimal("0.1"), max_value=99, places=1))
def test_every_minus_sign(sign: str, value: Decimal) -> None:
    text = f"同比增长{sign}{value}%"
    found = only(text)
    assert (found.value, text[found.start : found.end]) == (-value, f"{sign}{value}%")


@given(st.integers(min_value=1, max_value=8), st.sampled_from(["十", "百", "千", "万", "十万", "百万", "亿"]))
def test_two_digits_side_by_side_are_the_ends_of_a_range(digit: int, place: str) -> None:
    low, high = "一二三四五六七八九"[digit - 1], "一二三四五六七八九"[digit]
    factor = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "亿": 10**8}[place]
    found = only(f"约{low}{high}{place}人")
    assert found.value == digit * factor
    assert found.value_max == (digit + 1) * factor


@given(st.decimals(min_value=1, max_value=99, places=1), st.sampled_from([":", "：", "∶"]))
def test_ratios_give_the_number_beside_the_one(value: Decimal, colon: str) -> None:
    for text in (f"师生比为1{colon}{value}", f"生师比{value}{colon}1"):
        found = only(text)
        assert (found.value, found.unit) == (value, ":1")


FORMS = [
    ("壹佰贰拾叁万元整", "1230000", None, "元", "="),
    ("叁仟伍佰人", "3500", None, "人", "="),
    ("肆拾伍所", "45", None, "所", "="),
    ("三百二十四点七五万元", "3247500", None, "元", "="),
    ("二十点五公里", "20.5", None, "公里", "="),
    ("零点五个百分点", "0.5", None, "个百分点", "="),
    ("百分之98.5", "98.5", None, "%", "="),
    ("百分之六点五", "6.5", None, "%", "="),
    ("百分之一百", "100", None, "%", "="),
    ("百分之九十以上", "90", None, "%", ">="),
    ("百分之二三十", "20", "30", "%", "="),
    ("千分之三", "3", None, "‰", "="),
    ("3万2千人", "32000", None, "人", "="),
    ("1万600人", "10600", None, "人", "="),
    ("5万4千6百名", "54600", None, "名", "="),
    ("1亿2000余万元", "120000000", None, "元", ">"),
    ("9佰元", "900", None, "元", "="),
    ("123元5角", "123.5", None, "元", "="),
    ("一百二十三元五角六分", "123.56", None, "元", "="),
    ("十二块五", "12.5", None, "元", "="),
    ("3斤半", "3.5", None, "斤", "="),
    ("两个半小时", "2.5", None, "小时", "="),
    ("四五百人", "400", "500", "人", "="),
    ("三四万人次", "30000", "40000", "人次", "="),
    ("十七八个", "17", "18", "个", "="),
    ("七百三四十所", "730", "740", "所", "="),
    ("3－5万元", "30000", "50000", "元", "="),
    ("十八至三十万元", "180000", "300000", "元", "="),
    ("8500到3万元", "8500", "30000", "元", "="),
    ("上亿元", "100000000", None, "元", ">="),
    ("上百所", "100", None, "所", ">="),
    ("过百万人", "1000000", None, "人", ">"),
    ("数百万人次", "1000000", None, "人次", ">"),
    ("几十所", "10", None, "所", ">"),
    ("30w元", "300000", None, "元", "="),
    ("500萬個", "5000000", None, "个", "="),
    ("三千瓦", "3", None, "千瓦", "="),
    ("两千米", "2000", None, "米", "="),
    ("5千克", "5", None, "千克", "="),
    ("一千克", "1", None, "千克", "="),
    ("168cm", "168", None, "厘米", "="),
    ("¥3.5万", "35000", None, "元", "="),
    ("四成", "40", None, "%", "="),
    ("7.5成", "75", None, "%", "="),
    ("2/3", "66.6667", None, "%", "="),
    ("1,448，209家", "1448209", None, "家", "="),
]


@pytest.mark.parametrize(("text", "value", "value_max", "unit", "qualifier"), FORMS)
def test_form(text: str, value: str, value_max: str | None, unit: str, qualifier: str) -> None:
    sentence = f"有{text}，"
    found = only(sentence)
    assert found.value == Decimal(value)
    assert found.value_max == (Decimal(value_max) if value_max else None)
    assert (found.unit, found.qualifier) == (unit, qualifier)
    assert sentence[found.start : found.end] == text


@pytest.mark.parametrize(
    ("sign", "qualifier"),
    [
        *[(sign, ">=") for sign in ("≥", "≧", "⩾", ">=", "不下", "不下于", "大于等于", "大于或等于")],
        *[(sign, "<=") for sign in ("≤", "≦", "⩽", "<=", "小于等于", "小于或等于")],
        *[(sign, ">") for sign in ("＞", ">", "逾")],
        *[(sign, "<") for sign in ("＜", "<", "不到")],
    ],
)
def test_signs_and_words_of_comparison_qualify(sign: str, qualifier: str) -> None:
    assert only(f"巩固率{sign}98%").qualifier == qualifier
    assert only(f"人数为{sign}5万人").qualifier == qualifier


@pytest.mark.parametrize(
    "text",
    [
        "（亿元）",
        "单位：万元",
        "万元GDP能耗",
        "百分点",
        "四川省和九江市",
        "统一部署，一般情况",
        "万众一心",
        "大陆与队伍",
        "收拾行装",
        "附件1 人员名单",
        "附表3教师",
        "十四五时期",
        "上午9点30分",
        "17:05",
        "三点一线",
        "一点一滴",
        "第一、第二",
    ],
)
def test_no_number_no_quantity(text: str) -> None:
    assert find_quantities(text) == []


CUT = [
    "学校1 2所",
    "学校1\u200b2所",
    "参加9 5.6 %",
    "共12，34人",
    "共1234，567人",
    "占98。5%",
    "占98·5%",
    "共3.4.5所",
    "分别为100，200，300人",
    "共三 \u200b百所",
]


@pytest.mark.parametrize("text", CUT)
def test_a_number_cut_in_two_is_no_quantity_with_a_unit(text: str) -> None:
    assert all(not quantity.unit for quantity in find_quantities(text))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("共12，345人", [12345]),
        ("床位 1 200 张", [1200]),
        ("学校12所，345人", [12, 345]),
        ("提高3.5，4.2个百分点", [Decimal("3.5"), Decimal("4.2")]),
        ("一百四十四。一百五十所", [144, 150]),
        ("2023年，345人", [345]),
        ("小学5所 3人", [5, 3]),
    ],
)
def test_numbers_side_by_side_that_are_no_halves(text: str, values: list[Decimal]) -> None:
    assert [quantity.value for quantity in find_quantities(text)] == values


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("投放鱼苗3000尾，", "尾"),
        ("绿地3.5万平方公尺，", "平方公尺"),
        ("栽种茶苗5万蔸。", "蔸"),
        ("发放鸡苗800羽、", "羽"),
        ("鱼苗达3000后，", ""),
        ("共3000尾巴", ""),
        ("其中3000型，", ""),
    ],
)
def test_an_unlisted_measure_word_is_taken_as_written_where_a_noun_is_counted(text: str, unit: str) -> None:
    assert only(text).unit == unit


@pytest.mark.parametrize("text", ["减负10所", "胜负3场", "A-3所", "2021-5所", "COVID-19", "（一）-3所"])
def test_what_only_looks_like_a_sign(text: str) -> None:
    assert all(quantity.value > 0 for quantity in find_quantities(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [("负三十二", -32), ("负 1,200元", -1200), ("零下5度", -5), ("百分之负三点八", "-3.8"), ("为-.5", "-0.5")],
)
def test_negative_numbers(text: str, value: int | str) -> None:
    assert only(text).value == Decimal(value)


@given(
    st.text(
        alphabet="0123456789.,，%％-负零一二两三四五六七八九十百千万亿点余多个所人元角分半成大上过数几块斤"
        ":：/ \u200b第（）。、≥kw壹伍萬",
        max_size=60,
    )
)
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert quantity.value_max is None or quantity.value < quantity.value_max
        end = quantity.end

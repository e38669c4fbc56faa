"""Every number form of the genre, spans that slice, and time that grows with the text only."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_pipeline.extraction import find_quantities
from edu_pipeline_tests.extraction.test_numerals import to_chinese

FORMS = [
    ("3067.73 万元", "30677300", None, "元", "="),
    ("3500余万元", "35000000", None, "元", ">"),
    ("24.3 万余元", "243000", None, "元", ">"),
    ("1.07万个", "10700", None, "个", "="),
    ("61902万元", "619020000", None, "元", "="),
    ("百余场", "100", None, "场", ">"),
    ("万余篇", "10000", None, "篇", ">"),
    ("翻一番", "100", None, "%", "="),
    ("九成以上", "90", None, "%", ">="),
    ("过半", "50", None, "%", ">"),
    ("半数以上", "50", None, "%", ">="),
    ("三分之一", "33.3333", None, "%", "="),
    ("百分之九十五点三", "95.3", None, "%", "="),
    ("1-2个", "1", "2", "个", "="),
    ("5%—10%", "5", "10", "%", "="),
    ("三到五所", "3", "5", "所", "="),
    ("1\u2009122个", "1122", None, "个", "="),
    ("28 237个", "28237", None, "个", "="),
    ("1,448家", "1448", None, "家", "="),
    ("两届", "2", None, "届", "="),
    ("十批次", "10", None, "批次", "="),
    ("５３５所", "535", None, "所", "="),
    ("1亿2000万元", "120000000", None, "元", "="),
    ("3万5千名", "35000", None, "名", "="),
    ("2亿万元", "2000000000000", None, "元", "="),
    ("0.5个百分点以上", "0.5", None, "个百分点", ">="),
    ("20多个", "20", None, "个", ">"),
    ("214.36/10万", "214.36", None, "/10万", "="),
    ("18 金", "18", None, "枚", "="),
    ("80% 以上", "80", None, "%", ">="),
    ("1%以内", "1", None, "%", "<="),
]


@pytest.mark.parametrize(("text", "value", "value_max", "unit", "qualifier"), FORMS)
def test_form(text: str, value: str, value_max: str | None, unit: str, qualifier: str) -> None:
    (found,) = find_quantities(f"共{text}。")
    assert found.value == Decimal(value)
    assert found.value_max == (Decimal(value_max) if value_max else None)
    assert (found.unit, found.qualifier) == (unit, qualifier)
    assert f"共{text}。"[found.start : found.end] == text


@pytest.mark.parametrize(
    ("before", "qualifier"),
    [
        ("约", "~"),
        ("近", "~"),
        ("超过", ">"),
        ("突破", ">"),
        ("不少于", ">="),
        ("至少", ">="),
        ("不足", "<"),
        ("不超过", "<="),
    ],
)
def test_words_before_a_number_qualify_it(before: str, qualifier: str) -> None:
    (found,) = find_quantities(f"人数{before}300人")
    assert found.qualifier == qualifier


@pytest.mark.parametrize(
    "text",
    [
        "2022年9月9日",
        "新教发〔2023〕1号",
        "二〇二三年三月",
        "2018—2030",
        "9月底",
        "17:30",
        "3·16",
        "2022-2023学年",
        "八一起义纪念馆",
    ],
)
def test_dates_document_numbers_and_names_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize("text", ["12部门联合", "60个多功能教室"])
def test_a_measure_word_is_not_the_first_half_of_a_noun(text: str) -> None:
    (found,) = find_quantities(text)
    assert found.unit in ("", "个")
    assert found.qualifier == "="


@given(st.integers(min_value=11, max_value=10**16 - 1))
def test_numbers_in_chinese_and_arabic_say_the_same(number: int) -> None:
    (chinese,) = find_quantities(f"共{to_chinese(number)}元")
    (arabic,) = find_quantities(f"共{number}元")
    (grouped,) = find_quantities(f"共{number:,}元")
    assert chinese.value == arabic.value == grouped.value == number


@given(st.integers(min_value=1, max_value=99999), st.integers(min_value=0, max_value=99))
def test_scales_multiply_exactly(whole: int, part: int) -> None:
    (found,) = find_quantities(f"投入{whole}.{part:02d}万元")
    assert found.value == Decimal(f"{whole}.{part:02d}") * 10000


@given(st.text(alphabet="0123456789.,%一二十百千万亿余多个所人次元名年月日第（）“”+—- 、。，和至约近", max_size=120))
def test_spans_are_in_order_inside_the_text_and_apart(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert not text[quantity.end - 1].isspace()
        end = quantity.end


@pytest.mark.parametrize("unit", ["9", "一", "（", "1-", "1亿", "十万 ", ",111", "第", "百分之", "1 122 "])
def test_time_is_linear_in_hostile_text(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        best = 10.0
        for _ in range(3):
            start = time.process_time()
            find_quantities(text)
            best = min(best, time.process_time() - start)
        return best

    small, large = seconds(4_000), seconds(16_000)
    assert large < 4 * 3 * small + 0.05

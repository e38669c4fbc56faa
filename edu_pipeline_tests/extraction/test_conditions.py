"""Numbers that look like figures and are none, in sentences of reports: each is listed with its reason."""

from decimal import Decimal

import pytest

from edu_pipeline_tests.extraction.reports import extract, metrics

IDENTIFIERS = [
    "举报电话：83986789 人事科",
    "拨打0791-83986789家长热线。",
    "咨询热线（0791）83986789人民路校区。",
    "联系电话0791—83986789、83986790位于一楼。",
    "邮编330006人民政府。",
    "QQ群：123456789名师工作室。",
    "账号：36001234567890个人账户。",
    "手机13812345678人事科。",
    "服务热线400-826-8888家校社。",
]


@pytest.mark.parametrize("text", IDENTIFIERS)
def test_what_something_is_reached_at_is_no_figure(text: str) -> None:
    found = extract(text)
    assert found.metrics == []
    assert {number.reason for number in found.unclaimed} >= {"identifier"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("接听咨询电话3256次。", 3256),
        ("受理举报电话83人次。", 83),
        ("开通服务热线12条。", 12),
        ("在校生83986789人。", 83986789),
    ],
)
def test_calls_and_lines_are_counted(text: str, value: int) -> None:
    assert [m.value for m in metrics(text)] == [value]


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("常住人口2000人以上的4个行政村均设幼儿园。", [4]),
        ("1200户以上的小区均配套建有幼儿园。", []),
        ("投资500万元以上的项目开工12个。", [12]),
        ("56人以上大班额全部消除。", []),
        ("撤并10人以下教学点20个。", [20]),
        ("优秀率80%以上的学校有12所。", [12]),
        ("面积3000平方米以上的场馆5座。", [5]),
    ],
)
def test_a_size_that_says_which_things_are_meant_is_no_figure(text: str, others: list[int]) -> None:
    found = extract(text)
    assert [m.value for m in found.metrics] == others
    assert "condition" in [number.reason for number in found.unclaimed]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("培训500名以上的教师。", 500),
        ("80%以上的学生参加社团。", 80),
        ("落实1亿元以上的资金。", 100000000),
        ("贷款额度在100万元以内的可免除担保。", 1000000),
        ("新增学位2000个以上。", 2000),
        ("参与人数达到3000人以上，效果良好。", 3000),
    ],
)
def test_a_bound_on_what_is_counted_is_a_figure(text: str, value: int) -> None:
    assert [m.value for m in metrics(text)] == [value]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("全县共有学校1 2所。", "cut_number"),
        ("学生9 5.6 %参加社团。", "cut_number"),
        ("满意率98。5%，办结率98·5%。", "cut_number"),
        ("全县共有学生1234，567人。", "cut_number"),
        ("2.1 名师工程扎实推进。", "list_marker"),
        ("2.2 个性化作业全面铺开。", "list_marker"),
        ("3.12.1 所有学校参与。", "list_marker"),
        ("附件1 人员名单", "list_marker"),
        ("小学-12所、初中-3所。", "dash"),
        ("四大教育集团协同发展。", "name"),
        ("党的二十大精神入脑入心。", "name"),
        ("“十四五”期间稳步发展。", "name"),
        ("以3:1的比分获胜。", "ratio"),
        ("2/3的学校参与。", "code"),
        ("事故为0。", "bare_number"),
        ("做到三个。", "idiom"),
        ("有一所，办好一所。", "idiom"),
    ],
)
def test_held_back_with_the_reason(text: str, reason: str) -> None:
    found = extract(text)
    assert found.metrics == []
    assert reason in [number.reason for number in found.unclaimed]


FIGURES = [
    ("公用经费支出同比增长-2.3%。", "2.3", "%", "growth", "down"),
    ("公用经费支出增速为−2.3%。", "2.3", "%", "growth", "down"),
    ("财政支出同比下降-1.2%。", "1.2", "%", "growth", "down"),
    ("财政支出同比增长-3%至-2%。", "2", "%", "growth", "down"),
    ("投资达百万元。", "1000000", "元", "level", None),
    ("在校生比上年增加-120人。", "120", "人", "change", "down"),
    ("年末结余-12万元。", "-120000", "元", "level", None),
    ("小学师生比为1:16.5。", "16.5", ":1", "level", None),
    ("生师比13.5：1。", "13.5", ":1", "level", None),
    ("小学生辍学率控制为0。", "0", "%", "share", None),
    ("初中生辍学率为零。", "0", "%", "share", None),
    ("安全事故0起。", "0", "起", "level", None),
    ("四成学生参加社团。", "40", "%", "share", None),
    ("建成八套教学系统。", "8", "套", "level", None),
    ("新建一所幼儿园。", "1", "所", "level", None),
    ("全县有中学九所。", "9", "所", "level", None),
    ("新增篮球场六个。", "6", "个", "level", None),
    ("收到人民币玖万捌仟元肆角叁分。", "98000.43", "元", "level", None),
    ("争取资金上亿元。", "100000000", "元", "level", None),
    ("全年资助金额1.2亿。", "120000000", "元", "level", None),
    ("投放鱼苗3000尾，长势良好。", "3000", "尾", "level", None),
    ("新增绿地3.5万平方公尺。", "35000", "平方公尺", "level", None),
    ("⺠办幼儿园25所。", "25", "所", "level", None),
]


@pytest.mark.parametrize(("text", "value", "unit", "kind", "direction"), FIGURES)
def test_figures_in_unusual_notation(text: str, value: str, unit: str, kind: str, direction: str | None) -> None:
    (found,) = metrics(text)
    assert (found.value, found.unit, found.kind, found.direction) == (Decimal(value), unit, kind, direction)
    assert text[found.char_start : found.char_end] == found.text


def test_one_of_a_kind_in_a_list_of_counts_is_a_figure() -> None:
    found = metrics("全县设有九所中学、三所高中、一所特殊教育学校。")
    assert [m.value for m in found] == [9, 3, 1]


def test_a_sign_of_comparison_is_no_part_of_the_row_header() -> None:
    (found,) = metrics("全县义务教育巩固率≥98%。")
    assert (found.label, found.qualifier) == ("义务教育巩固率", ">=")


def test_an_approximate_pair_keeps_both_ends() -> None:
    (found,) = metrics("参加活动的教师四五百人。")
    assert found.value == 400
    assert found.value_max == 500

"""The fields of a metric: kind, status, region, year, unit and span, in sentences of other places and years."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_pipeline_tests.extraction.reports import extract, metrics, only

KINDS = [
    ("全县财政教育支出较上年增加1.2亿元。", "change", "up"),
    ("在校生比上年减少81.19万人。", "change", "down"),
    ("毛入学率比上年提高0.6个百分点。", "change", "up"),
    ("招生人数较去年增长19.7%。", "growth", "up"),
    ("经费支出下降2.34%。", "growth", "down"),
    ("达标率提升至94.91%。", "share", None),
    ("新增公办园5所。", "level", None),
    ("教育集团增加至67个。", "level", None),
    ("公办园占比达到61%以上。", "share", None),
]


@pytest.mark.parametrize(("text", "kind", "direction"), KINDS)
def test_kind_and_direction(text: str, kind: str, direction: str | None) -> None:
    found = only(text)
    assert (found.kind, found.direction) == (kind, direction)


STATUSES = [
    ("力争公办园占比达到61%以上。", "target"),
    ("拟投资3500万元改造校舍。", "target"),
    ("预计新增座位1620个。", "target"),
    ("规划建设学位2.4万个。", "target"),
    ("全县现有幼儿园120所。", "actual"),
    ("已培训教师300人。", "actual"),
    ("共发放奖励资金400万元。", "actual"),
    ("按照每生每年600元标准安排公用经费。", "rule"),
    ("对评定为省级示范园的奖励10万元。", "rule"),
    ("规定校长每学期听课不少于30节。", "rule"),
    ("发放每人每月300元的交通补贴。", "rule"),
]


@pytest.mark.parametrize(("text", "status"), STATUSES)
def test_status(text: str, status: str) -> None:
    assert only(text).status == status


def test_a_promise_holds_for_the_next_clause_and_ends_with_the_semicolon() -> None:
    found = metrics("拟投资3500万元，为28所学校改造校舍；新建食堂5个。")
    assert [m.status for m in found] == ["target", "target", "actual"]


YEARS = [
    ("截至2021年底，全县共有教师4000人。", [2021]),
    ("2020年以来，新建学校5所。", [2022]),
    ("自2018年起，每生每年补助600元。", [2022]),
    ("优分率由2021年的39%提高到2022年的43%。", [2021, 2022]),
    ("每千人口床位由上年的8.06张增加到8.31张。", [2021, 2022]),
    ("去年招聘教师30人。", [2021]),
    ("该校于2021年建成教室30间。", [2021]),
    ("已于去年建成学校3所。", [2021]),
    ("上线率高于2020年的30%，达到45%。", [2020, 2022]),
    ("2021年后勤保障投入300万元。", [2021]),
    ("原有120家机构，现有60家；去年新建学校3所。", [2021, 2022, 2021]),
    ("全县原有培训机构1448家。", [2022]),
    ("全县原有1448家培训机构，现有697家。", [2021, 2022]),
    ("经费支出3000万元，较2017年增加1200万元。", [2022, 2022]),
    ("被评为全省2019年度优秀单位；3名教师获表彰。", [2022]),
    ("到2025年，新增学位3000个。", [2025]),
]


@pytest.mark.parametrize(("text", "years"), YEARS)
def test_year(text: str, years: list[int]) -> None:
    assert [m.year for m in metrics(text)] == years


def test_a_plan_half_is_about_the_planned_year() -> None:
    text = (
        "桃源县教育局2022年工作总结和2023年工作计划\n\n一、工作总结\n新增学位300个。\n\n"
        "二、2023年工作计划\n新建学校2所。已开工学校1所。"
    )
    assert [(m.status, m.year) for m in metrics(text)] == [("actual", 2022), ("target", 2023), ("actual", 2022)]


def test_a_part_of_the_area_that_a_clause_is_about_is_its_region() -> None:
    found = metrics("东湖区新建学校3所，全市新建学校20所。启动红谷滩区、进贤县建设项目5个。", region="南昌市")
    assert [m.region for m in found] == ["东湖区", "南昌市", "南昌市"]


def test_a_body_named_after_a_place_changes_no_region() -> None:
    assert only("与贵阳市第一中学合作办班3个。", region="桃源县").region == "桃源县"


UNITS = [
    ("12万师生返校。", "人"),
    ("参与学生人数57.8万。", "人"),
    ("获18金。", "枚"),
    ("共有床位5.2万张。", "张"),
    ("出动车辆30台次。", "台次"),
]


@pytest.mark.parametrize(("text", "unit"), UNITS)
def test_unit(text: str, unit: str) -> None:
    assert only(text).unit == unit


def test_a_number_takes_unit_and_scale_of_its_partner() -> None:
    found = metrics("药费占比分别降低0.8和1.3个百分点，小学、初中分别投入1200、1400万元。")
    assert [(m.value, m.unit) for m in found] == [
        (Decimal("0.8"), "个百分点"),
        (Decimal("1.3"), "个百分点"),
        (12000000, "元"),
        (14000000, "元"),
    ]


@given(
    st.text(
        alphabet="全县新增学校，。；、“”《》（）()\n 一二三.0123456789万亿%所人元年月由提高到较增长其中分别约*①",
        max_size=300,
    )
)
def test_spans_slice_the_text_for_any_text(text: str) -> None:
    found = extract(text)
    for number in found.unclaimed:
        assert text[number.char_start : number.char_end] == number.text
    ids = [m.metric_id for m in found.metrics]
    assert len(ids) == len(set(ids))
    for metric in found.metrics:
        assert text[metric.char_start : metric.char_end] == metric.text
        assert metric.sentence_start < metric.sentence_end <= len(metric.sentence)
        assert metric.unit
        assert metric.label

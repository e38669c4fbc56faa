"""How a row header ends, and the measure and the dimensions that go with it."""

import pytest

from edu_pipeline_tests.extraction.reports import extract, only


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("校车62辆。", "校车数"),
        ("专职保安140人。", "专职保安人数"),
        ("家长开放日活动38场。", "场次"),
        ("资助学生6400人次。", "人次"),
        ("校舍建筑面积12.6万平方米。", "校舍建筑面积"),
        ("印发告家长书9000份。", "份数"),
        ("高考录取率88%。", "高考录取率"),
        ("在园幼儿占比61%。", "占比"),
    ],
)
def test_a_header_ends_as_its_unit_asks(text: str, ending: str) -> None:
    label = only(text).label
    assert label.endswith(ending)
    assert label.count(ending[-2:]) == 1


def read(text: str) -> list[tuple[str, str, set[str]]]:
    found = extract(text)
    return [
        (m.label, m.measure, {f"{d.dimension}:{d.member}" for d in found.dimensions if d.metric_id == m.metric_id})
        for m in found.metrics
    ]


@pytest.mark.parametrize(
    ("text", "measure", "dimensions"),
    [
        ("新增公办幼儿园12所。", "幼儿园数", {"性质:新增", "办学:公办", "学段:学前"}),
        ("农村小学24所。", "学校数", {"城乡:乡村", "学段:小学"}),
        ("获省级二等奖4个。", "获奖数", {"级别:省级", "等次:二等奖"}),
        ("中小学校68所。", "学校数", {"学段:小学", "学段:中学"}),
        ("留守儿童关爱活动参与率82%。", "关爱活动参与率", {"人群:留守儿童"}),
        ("非学科类培训机构64家。", "非学科类培训机构数", set()),
        ("缺少专业教师的学校11所。", "缺少专业教师学校数", set()),
    ],
)
def test_measure_and_dimensions_come_apart(text: str, measure: str, dimensions: set[str]) -> None:
    ((_, said, found),) = read(text)
    assert (said, found) == (measure, dimensions)


@pytest.mark.parametrize("stage", ["学前教育", "特殊教育", "高等教育", "继续教育"])
def test_the_heading_or_opening_gives_the_stage(stage: str) -> None:
    ((_, _, by_opening),) = read(f"{stage}方面，新增实训设备120套。")
    ((_, _, by_heading),) = read(f"一、{stage}\n新增实训设备120套。")
    assert any(one.startswith("学段:") for one in by_opening)
    assert by_opening == by_heading


@pytest.mark.parametrize(
    "text", ["不含幼儿园，全县有学校68所。", "除中职学校外，全县有学校68所。", "学校68所（不含高中）。"]
)
def test_what_is_not_counted_is_no_dimension(text: str) -> None:
    ((_, _, found),) = read(text)
    assert found == set()


def test_a_dimension_points_at_the_characters_that_say_it() -> None:
    text = "全县共有民办初中7所。"
    (found,) = [one for one in extract(text).dimensions if one.dimension == "办学"]
    assert text[found.char_start : found.char_end] == "民办"


def test_a_level_comes_from_the_title_and_cuts_no_word() -> None:
    ((_, measure, found),) = read("获评全省第六批示范幼儿园2所。")
    assert measure == "示范幼儿园数"
    assert "级别:省级" in found

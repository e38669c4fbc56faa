"""A figure's header ends as its kind asks; its measure is the same without what is a dimension."""

import pytest

from edu_pipeline_tests.extraction.reports import extract

Told = tuple[str, str, set[str]]

ROWS: list[tuple[str, list[Told]]] = [
    ("新增民办幼儿园6所。", [("新增民办幼儿园数", "幼儿园数", {"新增", "民办", "学前"})]),
    ("农村小学在校生1200人。", [("农村小学在校生人数", "在校生人数", {"乡村", "小学", "学生"})]),
    ("校外培训机构46家。", [("校外培训机构数", "校外培训机构数", set())]),
    ("全县中小学校68所。", [("中小学校数", "学校数", {"小学", "中学"})]),
    ("铺设跑道1200米。", [("铺设跑道长度", "铺设跑道长度", set())]),
    ("高中阶段毛入学率95%。", [("高中阶段毛入学率", "毛入学率", {"高中阶段"})]),
    ("获评省级文明校园3所。", [("获评省级文明校园数", "文明校园数", {"获评", "省级"})]),
    (
        "对获评县级、省级示范园的，分别给予3万元、9万元奖励。",
        [
            ("获评县级示范园奖励标准", "示范园奖励标准", {"获评", "县级", "学前"}),
            ("省级示范园奖励标准", "示范园奖励标准", {"省级", "学前"}),
        ],
    ),
]


@pytest.mark.parametrize(("text", "rows"), ROWS, ids=[text[:14] for text, _ in ROWS])
def test_header_measure_and_dimensions(text: str, rows: list[Told]) -> None:
    found = extract(text)
    members: dict[str, set[str]] = {metric.metric_id: set() for metric in found.metrics}
    for one in found.dimensions:
        members[one.metric_id].add(one.member)
    assert [(m.label, m.measure, members[m.metric_id]) for m in found.metrics] == rows


def test_the_characters_that_say_a_member_are_told() -> None:
    text = "全县民办幼儿园6所。"
    said = {one.member: (one.char_start, one.char_end) for one in extract(text).dimensions}
    assert said["民办"] == (2, 4)


def test_a_stage_that_the_opening_names_has_no_characters_of_its_own() -> None:
    (one,) = [one for one in extract("义务教育方面，新建实验室6个。").dimensions if one.dimension == "学段"]
    assert (one.member, one.char_start, one.char_end) == ("义务教育", None, None)

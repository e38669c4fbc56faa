"""Which dimensions a header restricts its figure by, and the measure that is left."""

import pytest

from edu_pipeline.meaning.restrictions import restrictions, without_restrictions


@pytest.mark.parametrize(
    ("words", "members", "rest"),
    [
        ("新增民办幼儿园", {"新增", "民办", "学前"}, "幼儿园"),
        ("农村初中在校生", {"乡村", "初中", "学生"}, "在校生"),
        ("作文竞赛省级一等奖", {"省级", "一等奖"}, "作文竞赛获奖"),
        ("校外培训机构", set(), "校外培训机构"),
        ("关停校外培训机构", {"关停"}, "校外培训机构"),
        ("未配备校医学校", set(), "未配备校医学校"),
        ("新增教师", {"新增"}, "教师"),
        ("资金", set(), "资金"),
    ],
)
def test_members_and_measure(words: str, members: set[str], rest: str) -> None:
    found = restrictions(words, words)
    assert {one.member for one in found} == members
    assert without_restrictions(words, found, in_schools=False) == rest


def test_a_place_is_no_level_but_a_title_has_one() -> None:
    assert restrictions("全市在校生", "全市在校生") != restrictions("市级文明校园", "市级文明校园")
    assert all(one.dimension != "级别" for one in restrictions("全市食堂", "全市食堂"))
    assert [one.member for one in restrictions("示范校", "获评江西省示范校")] == ["省级"]


def test_schools_of_a_stage_are_counted_as_schools() -> None:
    found = restrictions("农村初中", "农村初中")
    assert without_restrictions("农村初中", found, in_schools=True) == "学校"

"""What a row header restricts its figure by, and the measure that is left of it."""

import pytest

from edu_pipeline.meaning.restrictions import restrictions, without_restrictions


def named(words: str, said: str = "") -> set[str]:
    return {one.member for one in restrictions(words, said)}


@pytest.mark.parametrize(
    ("words", "members"),
    [
        ("新增乡村小学", {"新增", "乡村", "小学"}),
        ("省级优秀教师", {"省级", "教师"}),
        ("市级铜牌", {"市级", "铜"}),
        ("残疾学生随班就读", {"残疾儿童"}),
        ("普通高中学生", {"普通高中", "学生"}),
    ],
)
def test_words_of_a_header_restrict(words: str, members: set[str]) -> None:
    assert named(words) == members


@pytest.mark.parametrize(
    ("words", "not_named"),
    [
        ("全市小学", "市级"),  # where, not at which level
        ("新增教师", "教师"),  # the thing counted
        ("缺少专任教师学校", "专任教师"),  # who is not there
        ("未配备校医幼儿园", "配备"),
        ("奖励资金", "金"),
        ("非学科类培训机构", "培训"),
    ],
)
def test_what_only_looks_like_a_restriction_is_none(words: str, not_named: str) -> None:
    assert not_named not in named(words)


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("评为全市第四批学科能手", "市级"),
        ("获评全国文明校园", "国家级"),
        ("认定为湖南省特色学校", "省级"),
        ("被授予县级先进集体", "县级"),
    ],
)
def test_the_level_of_a_title_is_read_from_what_was_said(said: str, level: str) -> None:
    assert level in named("获评学校", said)


def test_without_an_award_a_place_is_no_level() -> None:
    assert not named("学校", "全市开展巡查")


@pytest.mark.parametrize(
    ("words", "measure"),
    [
        ("新增公办幼儿园", "幼儿园"),
        ("乡村初中", "学校"),
        ("省级一等奖", "获奖"),
        ("中小学校", "学校"),
        ("民办学校在校生", "学校在校生"),
        ("县城小学", "学校"),
    ],
)
def test_the_measure_is_what_is_left(words: str, measure: str) -> None:
    assert without_restrictions(words, restrictions(words, ""), in_schools=True) == measure


def test_what_is_counted_is_not_taken_out_of_it() -> None:
    assert without_restrictions("专任教师", restrictions("专任教师", ""), in_schools=False) == "专任教师"


def test_a_level_that_stands_in_the_title_only_cuts_nothing() -> None:
    words, said = "获评示范幼儿园", "获评全省第六批示范幼儿园"
    assert without_restrictions(words, restrictions(words, said), in_schools=True) == "示范幼儿园"

"""What the words of a header are: a place, a kind of school, people, a prize."""

from collections.abc import Callable

import pytest

from edu_pipeline.meaning import nouns

YES = [
    (nouns.is_place, ["永修县", "鹤城区", "河畔镇", "共青城市"]),
    (nouns.is_kind_of_school, ["高中", "义务教育学校", "民办", "乡村小学"]),
    (nouns.is_restriction, ["公办", "民办幼儿园", "小学", "省级"]),
    (nouns.names_people, ["专任教师", "寄宿学生", "乡村校长", "留守儿童"]),
    (nouns.is_prize, ["二等奖", "获一等奖", "省级三等奖", "金牌"]),
    (nouns.is_award, ["获得", "荣获", "摘得", "获"]),
    (nouns.says_nothing, ["工作", "人员", "资金", "小学阶段"]),
    (nouns.names_something, ["食堂", "校车", "培训机构", "专任教师"]),
]
NO = [
    (nouns.is_place, ["校车", "", "农村义务教育学校所在乡镇"]),
    (nouns.is_kind_of_school, ["幼儿园", "教师", ""]),
    (nouns.is_restriction, ["公办教师编制", "食堂", ""]),
    (nouns.names_people, ["教师周转房", "学生食堂"]),
    (nouns.is_prize, ["奖学金", "科技创新大赛一等奖"]),
    (nouns.is_award, ["获得食品许可"]),
    (nouns.says_nothing, ["校车", "食品安全工作"]),
    (nouns.names_something, ["德安县", "达到"]),
]


@pytest.mark.parametrize(("asked", "words"), [(asked, one) for asked, words in YES for one in words])
def test_words_are_what_they_are(asked: Callable[[str], bool], words: str) -> None:
    assert asked(words)


@pytest.mark.parametrize(("asked", "words"), [(asked, one) for asked, words in NO for one in words])
def test_and_not_what_they_only_look_like(asked: Callable[[str], bool], words: str) -> None:
    assert not asked(words)


@pytest.mark.parametrize(
    ("words", "noun"),
    [("新增普惠园", "普惠园"), ("关停培训机构", "培训机构"), ("聘请督学", "督学"), ("食堂", "食堂")],
)
def test_a_noun_loses_the_verb_before_it(words: str, noun: str) -> None:
    assert nouns.noun_of(words) == noun


@pytest.mark.parametrize(
    ("words", "rest"), [("德安县毛入园率", "毛入园率"), ("毛入园率", "毛入园率"), ("县城小学", "县城小学")]
)
def test_a_place_at_the_front_can_be_left_out(words: str, rest: str) -> None:
    assert nouns.without_place(words) == rest

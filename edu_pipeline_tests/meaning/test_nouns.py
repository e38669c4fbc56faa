"""What the words of a header are."""

import pytest

from edu_pipeline.meaning import nouns


@pytest.mark.parametrize(
    ("words", "noun"),
    [("新增公办幼儿园", "公办幼儿园"), ("聘请督察员", "督察员"), ("食堂", "食堂"), ("关停", "关停")],
)
def test_the_noun_of_a_header(words: str, noun: str) -> None:
    assert nouns.noun_of(words) == noun


def test_kinds_of_schools_restrictions_prizes_and_places_are_told_apart() -> None:
    assert nouns.is_kind_of_school("中职学校")
    assert not nouns.is_kind_of_school("学校食堂")
    assert nouns.is_restriction("民办")
    assert not nouns.is_restriction("民办食堂")
    assert nouns.is_prize("获二等奖")
    assert not nouns.is_prize("作文竞赛获二等奖")
    assert nouns.is_place("洋县")
    assert not nouns.is_place("食堂")
    assert nouns.names_something("食堂")
    assert not nouns.names_something("洋县")


def test_a_place_before_a_measure_is_taken_off() -> None:
    assert nouns.without_place("洋县优良率") == "优良率"
    assert nouns.without_place("县城优良率") == "县城优良率"
    assert nouns.without_place("洋县") == "洋县"

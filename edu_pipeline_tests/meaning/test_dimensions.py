"""Members of dimensions are found by their words, the longest first; a faulty file is told with its line."""

import pytest

from edu_pipeline.catalog import CatalogError
from edu_pipeline.catalog.yaml_source import parse_yaml
from edu_pipeline.meaning.dimensions import load_dimensions, members_in, read_dimensions

HEAD = "dimensions:\n  城乡:\n    name_en: town or country\n    members:\n"


@pytest.mark.parametrize(
    ("phrase", "members"),
    [
        ("农村初中", [("城乡", "乡村"), ("学段", "初中")]),
        ("中小学", [("学段", "小学"), ("学段", "中学")]),
        ("民办园位", [("办学", "民办"), ("学段", "学前")]),
        ("民办园", [("学段", "学前"), ("办学", "民办")]),
        ("普通高中", [("学段", "普通高中")]),
        ("实验中学", []),
        ("图书馆", []),
    ],
)
def test_members_that_a_phrase_names(phrase: str, members: list[tuple[str, str]]) -> None:
    assert [(one.dimension, one.member) for one in members_in(phrase)] == members


def test_every_parent_and_word_of_the_package_is_in_order() -> None:
    dimensions = load_dimensions()
    names = {member.name for member in dimensions.members}
    assert set(dimensions.parents.values()) <= names
    assert all(member.name_en and member.description for member in dimensions.members)


@pytest.mark.parametrize(
    ("members", "line", "said"),
    [
        ("      乡村: {en: villages, parent: 城外, words: []}\n", 5, "parent “城外”"),
        (
            "      乡村: {en: villages, words: [农村]}\n      镇区: {en: towns, words: [农村]}\n",
            6,
            "“农村” is given to",
        ),
        ("      乡村: {words: [农村]}\n", 5, "has no “en”"),
        ("      乡村: {en: villages, words: [], word: []}\n", 5, "unknown key “word”"),
        (
            "      乡村: {en: villages, words: []}\n    many:\n      县域: [乡村, 县城]\n",
            7,
            "“县城”, which is no member",
        ),
    ],
)
def test_a_fault_is_told_with_file_and_line(members: str, line: int, said: str) -> None:
    with pytest.raises(CatalogError, match=said) as told:
        read_dimensions(parse_yaml(HEAD + members, "dimensions.yml"))
    assert str(told.value).startswith(f"dimensions.yml, line {line}:")


def test_a_file_without_dimensions_is_told() -> None:
    with pytest.raises(CatalogError, match="Begin the file with"):
        read_dimensions(parse_yaml("words: {}\n", "dimensions.yml"))

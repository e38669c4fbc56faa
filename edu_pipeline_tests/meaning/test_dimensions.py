"""The words of a phrase that restrict a figure, and what is said of a data file that can't be used."""

from pathlib import Path

import pytest

from edu_pipeline.catalog import CatalogError
from edu_pipeline.catalog.loading import EXTRACTION_FILES
from edu_pipeline.meaning.dimensions import FILE, load_dimensions, members_in, read_dimensions

MINE = """\
dimensions:
  年级:
    name_en: grade
    members:
      低段: {en: lower grades, words: [一年级, 二年级]}
      一上: {en: first term, parent: 低段, words: [一年级上]}
    many:
      全段: [低段, 一上]
"""


def named(phrase: str) -> set[tuple[str, str]]:
    return {(one.dimension, one.member) for one in members_in(phrase)}


@pytest.mark.parametrize(
    ("phrase", "members"),
    [
        ("民办幼儿园", {("办学", "民办"), ("学段", "学前")}),
        ("中高职学校", {("学段", "中职"), ("学段", "高职")}),
        ("省级二等奖", {("级别", "省级"), ("等次", "二等奖")}),
        ("农村留守儿童", {("城乡", "乡村"), ("人群", "留守儿童")}),
        ("关停校外培训机构", {("性质", "关停")}),
        ("普及普惠县", set()),
        ("开学前准备", set()),
    ],
)
def test_a_phrase_names_its_members(phrase: str, members: set[tuple[str, str]]) -> None:
    assert named(phrase) == members


def test_found_members_point_at_their_words() -> None:
    phrase = "新增乡村小学"
    assert [phrase[one.start : one.end] for one in members_in(phrase)] == ["新增", "乡村", "小学"]


def test_every_parent_is_a_member() -> None:
    dimensions = load_dimensions()
    names = {member.name for member in dimensions.members}
    assert dimensions.parents
    assert names.issuperset(dimensions.parents.values())


def test_what_is_read_changes_with_the_words() -> None:
    assert FILE in EXTRACTION_FILES


def read(folder: Path, text: str) -> None:
    path = folder / "mine.yml"
    path.write_text(text, "utf-8")
    read_dimensions(path)


def test_a_file_that_is_right_is_read(tmp_path: Path) -> None:
    read(tmp_path, MINE)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("parent: 低段", "parent: 高段", 6, "unknown parent “高段”"),
        ("[一年级上]", "[二年级]", 6, "“二年级” says both “低段” and “一上”"),
        ("en: lower grades, ", "", 5, "“低段” lacks the key “en”"),
        (", words: [一年级上]", "", 6, "“一上” lacks the key “words”"),
        ("    name_en: grade\n", "", 2, "“年级” lacks the key “name_en”"),
        ("name_en: grade", "nam_en: grade\n    name_en: grade", 3, "unknown key “nam_en”"),
        ("    many:", "    more:", 7, "unknown key “more”"),
        ("全段: [低段, 一上]", "全段: [高段]", 8, "unknown member “高段”"),
        ("全段:", "一年级:", 8, "“一年级” says “低段” as well"),
        ("dimensions:", "dimension:", 1, "there is no “dimensions”"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    assert old in MINE
    with pytest.raises(CatalogError) as caught:
        read(tmp_path, MINE.replace(old, new, 1))
    assert (caught.value.file, caught.value.line) == ("mine.yml", line)
    assert says in caught.value.message

"""The lists of words of row headers, and what is said of a file that can't be used."""

from pathlib import Path

import pytest

from edu_pipeline.catalog import CatalogError
from edu_pipeline.catalog.loading import EXTRACTION_FILES, HERE
from edu_pipeline.meaning.wording import FILE, load_wording, read_wording


def test_pairs_and_lists_keep_their_shape() -> None:
    wording = load_wording()
    assert wording.full_names["普高"] == "普通高中"
    assert {"未", "不足", "以前"} <= wording.negations
    assert isinstance(wording.prizes, tuple)


def test_what_is_read_changes_with_the_words() -> None:
    assert FILE in EXTRACTION_FILES


def test_a_copy_of_the_file_reads_as_the_file() -> None:
    assert read_wording(HERE / FILE) == load_wording()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  hollow_nouns: >-", "  hollow_noun: >-", "unknown list “hollow_noun”"),
        ("普高=普通高中", "普高普通高中", "“普高普通高中” in “full_names” is no pair"),
        ("普高=普通高中", "=普通高中", "“=普通高中” in “full_names” is no pair"),
        ("  kind_ends: >-\n    类 型 制 式", "  kind_ends: [类, 型]", "“kind_ends” is no text"),
        ("  kind_ends: >-\n    类 型 制 式\n", "", "the list “kind_ends” is missing"),
        ("words:\n", "word:\n", "there is no “words”"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = (HERE / FILE).read_text("utf-8")
    path = tmp_path / "mine.yml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert old in text
    with pytest.raises(CatalogError) as caught:
        read_wording(path)
    assert caught.value.file == "mine.yml"
    assert caught.value.line is not None
    assert says in caught.value.message

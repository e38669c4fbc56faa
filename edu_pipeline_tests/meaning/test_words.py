"""A phrase falls into the words that a reader sees: terms of the domain stay whole, times and brackets are left out."""

import pytest

from edu_pipeline.meaning.words import QUOTE, words_of


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("校外培训机构", ["校外培训机构"]),
        ("专任教师", ["专任教师"]),
        ("2021年新增公办幼儿园", ["新增", "公办", "幼儿园"]),
        ("培训机构（含停业）", ["培训机构"]),
        ("", []),
    ],
)
def test_words_of_a_phrase(phrase: str, words: list[str]) -> None:
    assert [word.text for word in words_of(phrase)] == words


def test_a_quotation_is_one_word_and_a_noun() -> None:
    (word,) = words_of("“阳光食堂工程”")
    assert (word.text, word.tag, word.is_noun, word.is_verb) == ("阳光食堂工程", QUOTE, True, False)

"""The word lists are whole, and a list that is unknown, missing or malformed is told with its line."""

import pytest

from edu_pipeline.catalog import CatalogError
from edu_pipeline.catalog.loading import HERE
from edu_pipeline.catalog.yaml_source import parse_yaml
from edu_pipeline.meaning.wording import FILE, load_wording, read_wording

TEXT = (HERE / FILE).read_text("utf-8")


def test_words_that_turn_a_meaning_are_never_dropped_as_light() -> None:
    wording = load_wording()
    assert wording.negations.isdisjoint(wording.light | wording.scope)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT + "  colours: >-\n    红 蓝\n", "“colours” is no list of words"),
        (TEXT.replace("  negations: >-", "  negation: >-"), "“negation” is no list"),
        (TEXT.replace("  per_head: >-\n", "  per_head: 3\n  ranks_: >-\n"), "holds no words|is no list"),
        ("words:\n  nouns: 校舍\n", "is missing"),
        ("lists: {}\n", "there are no “words”"),
        (TEXT.replace("普高=普通高中", "普高：普通高中"), "is no pair"),
    ],
)
def test_a_fault_is_told_with_the_file(text: str, said: str) -> None:
    with pytest.raises(CatalogError, match=said) as told:
        read_wording(parse_yaml(text, FILE))
    assert str(told.value).startswith(f"{FILE}, line ")

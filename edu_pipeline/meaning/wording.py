"""The word lists of catalog/wording.yml, loaded once: which words belong into a row header and which don't."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from edu_pipeline.catalog.loading import HERE
from edu_pipeline.catalog.yaml_source import YamlSource, read_yaml

FILE = "wording.yml"
_PAIRS = ("full_names", "outlays", "ranks")
_ENDS = ("prizes", "levelled", "contests", "kind_ends", "serving", "taking_part", "of_schools")


@dataclass(frozen=True, slots=True)
class Wording:
    """Word lists by purpose, as described beside each list in the file."""

    nouns: frozenset[str]
    verbs: frozenset[str]
    scope: frozenset[str]
    light: frozenset[str]
    openings: frozenset[str]
    negations: frozenset[str]
    excluding: frozenset[str]
    hollow_nouns: frozenset[str]
    bare_subjects: frozenset[str]
    awarding: frozenset[str]
    undertakings: frozenset[str]
    prizes: tuple[str, ...]
    levelled: tuple[str, ...]
    full_names: Mapping[str, str]
    contests: tuple[str, ...]
    outlays: Mapping[str, str]
    ranks: Mapping[str, str]
    per_head: frozenset[str]
    kind_ends: tuple[str, ...]
    money_nouns: frozenset[str]
    serving: tuple[str, ...]
    taking_part: tuple[str, ...]
    of_schools: tuple[str, ...]
    thresholds: frozenset[str]
    differences: frozenset[str]


@cache
def load_wording() -> Wording:
    """The lists of the package. Raises CatalogError, which names file, line and mend."""
    return read_wording(read_yaml(HERE / FILE))


def read_wording(source: YamlSource) -> Wording:
    """The lists in ``source``. Raises CatalogError for a list that is missing or unknown, or is no words."""
    given = source.value.get("words") if isinstance(source.value, dict) else None
    if not isinstance(given, dict):
        raise source.error((), "there are no “words”", "Begin the file with “words:”")
    known = [field.name for field in fields(Wording)]
    for name, words in given.items():
        if name not in known:
            raise source.error(("words", name), f"“{name}” is no list of words", f"The lists are {', '.join(known)}")
        if not isinstance(words, str):
            raise source.error(("words", name), f"“{name}” holds no words", "Write words, apart by spaces")
    for name in known:
        if name not in given:
            raise source.error(("words",), f"the list “{name}” is missing", "Add it, with no word if there is none")
    return Wording(**{name: _shaped(source, name, words.split()) for name, words in given.items()})


def _shaped(source: YamlSource, name: str, words: list[str]) -> Any:
    if name in _PAIRS:
        for word in words:
            if "=" not in word:
                raise source.error(("words", name), f"“{word}” of “{name}” is no pair", "Write it as old=new")
        return dict(word.split("=", maxsplit=1) for word in words)
    return tuple(words) if name in _ENDS else frozenset(words)

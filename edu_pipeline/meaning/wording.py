"""The word lists of catalog/wording.yml, loaded once: which words belong into a row header and which don't."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
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
    bounds: frozenset[str]
    excluding: frozenset[str]
    hollow_nouns: frozenset[str]
    bare_subjects: frozenset[str]
    awarding: frozenset[str]
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
    named_by_deed: frozenset[str]


@cache
def load_wording() -> Wording:
    """The lists of the package."""
    return read_wording(HERE / FILE)


def read_wording(path: Path) -> Wording:
    """The lists of a file. Raises CatalogError for one that is missing, unknown or not of its shape."""
    source = read_yaml(path)
    lists = source.value.get("words") if isinstance(source.value, dict) else None
    if not isinstance(lists, dict):
        raise source.error((), "there is no “words”", "Begin the file with “words:”")
    known = [field.name for field in fields(Wording)]
    for name in lists:
        if name not in known:
            raise source.error(("words", name), f"unknown list “{name}”", f"The lists are {', '.join(sorted(known))}")
    for name in known:
        if name not in lists:
            raise source.error(("words",), f"the list “{name}” is missing", "Add it; it may be empty")
    return Wording(**{name: _shaped(source, name) for name in known})


def _shaped(source: YamlSource, name: str) -> Any:
    words = source.value["words"][name]
    if not isinstance(words, str):
        raise source.error(("words", name), f"“{name}” is no text", "Write its words apart by spaces, behind “>-”")
    if name in _PAIRS:
        return dict(_pair(source, name, word) for word in words.split())
    return tuple(words.split()) if name in _ENDS else frozenset(words.split())


def _pair(source: YamlSource, name: str, word: str) -> tuple[str, str]:
    short, equals, full = word.partition("=")
    if not (short and equals and full):
        raise source.error(("words", name), f"“{word}” in “{name}” is no pair", "Write it as old=new")
    return short, full

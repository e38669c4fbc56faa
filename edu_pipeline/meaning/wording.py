"""The word lists of catalog/wording.yml, loaded once: which words belong into a row header and which don't."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from edu_pipeline.catalog import CatalogError

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
    """Read the lists. Raises CatalogError for a list that is missing or unknown."""
    data = yaml.load(files("edu_pipeline.catalog").joinpath(FILE).read_text("utf-8"), Loader=yaml.CSafeLoader)
    lists = {name: words.split() for name, words in data["words"].items()}
    known = {field.name for field in fields(Wording)}
    for name in lists.keys() ^ known:
        what = "is missing" if name in known else "is no list of words"
        raise CatalogError(FILE, None, f"“{name}” {what}", f"The lists are {', '.join(sorted(known))}")
    return Wording(**{name: _shaped(name, words) for name, words in lists.items()})


def _shaped(name: str, words: list[str]) -> Any:
    if name in _PAIRS:
        return dict(word.split("=", maxsplit=1) for word in words)
    return tuple(words) if name in _ENDS else frozenset(words)

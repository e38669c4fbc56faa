"""The relating words of catalog/relations.yml, compiled once into patterns."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from edu_pipeline.extraction.units import load_units


@dataclass(frozen=True, slots=True)
class Words:
    """Patterns over the words between figures. ``any`` searches anywhere, ``end`` right before a figure."""

    lists: dict[str, tuple[str, ...]]
    complements: tuple[tuple[tuple[str, ...], ...], ...]
    disjoint: tuple[tuple[str, ...], ...]
    families: tuple[frozenset[str], ...]
    general: frozenset[str]
    apart: frozenset[str]
    periods: dict[str, int]
    largest: dict[str, int]
    balances: dict[str, tuple[str, str]]
    any: dict[str, re.Pattern[str]]
    end: dict[str, re.Pattern[str]]
    start: dict[str, re.Pattern[str]]


# What may stand between such a word and its figure: 共有约 73 万, 增幅达 9.09%
_FILLER = r"(?:了|约|近|达到|达|为|有|是|超过|超|逾|至少|的|，|：|高达|仅){0,3}$"


def alternation(words: tuple[str, ...]) -> str:
    """The words as one group, longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"


@cache
def load_words() -> Words:
    """Reads catalog/relations.yml of the package."""
    text = files("edu_pipeline.catalog").joinpath("relations.yml").read_text("utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    lists = {name: tuple(words) for name, words in data.items() if isinstance(words, list) and _plain(words)}
    return Words(
        lists=lists,
        complements=tuple(tuple(tuple(side) for side in group) for group in data["complements"]),
        disjoint=tuple(tuple(sorted(group, key=len, reverse=True)) for group in data["disjoint"]),
        families=tuple(frozenset(family) for family in data["families"]),
        general=frozenset(data["general"]),
        apart=frozenset(data["apart"]),
        periods=dict(data["periods"]),
        largest=dict(data["largest"]),
        balances={first: (second, third) for first, (second, third) in data["balances"].items()},
        any={name: re.compile(alternation(words)) for name, words in lists.items()},
        end={name: re.compile(alternation(words) + _FILLER) for name, words in lists.items()},
        start={name: re.compile(alternation(words)) for name, words in lists.items()},
    )


def _plain(words: list[object]) -> bool:
    return all(isinstance(word, str) for word in words)


def same_family(one: str, other: str) -> bool:
    """Whether two measure words count the same things (人 and 名, but not 所 and 个)."""
    return any(one in family and other in family for family in load_words().families)


def same_unit(one: str, other: str) -> bool:
    """Whether figures in these units can stand in one sum: the same unit, or measure words for the same things."""
    if one == other or same_family(one, other):
        return True
    words = load_words()
    counted = [unit for unit in (one, other) if unit not in words.general]
    return len(counted) == 1 and counted[0] not in words.apart and load_units().dimension.get(counted[0]) == "count"

"""The unit vocabulary of catalog/units.yml, compiled once: which words may follow a number and what they mean."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Units:
    """``dimension`` of each word (money, count, duration, …), ``alias`` to the stored unit, ``scale`` factors."""

    dimension: dict[str, str]
    alias: dict[str, str]
    scale: dict[str, Decimal]
    natural: tuple[tuple[str, str], ...]
    pattern: str

    def stored(self, word: str) -> str:
        """The unit that is stored for a printed word: ％ → %, 金 → 枚."""
        return self.alias.get(word, word)

    def natural_unit(self, noun_phrase: str) -> str | None:
        """The unit of a number printed without one, from the noun that ends ``noun_phrase``: …学生 → 人."""
        for noun, unit in self.natural:
            if noun_phrase.endswith(noun):
                return unit
        return None


def _pattern(dimension: dict[str, str], not_before: dict[str, list[str]]) -> str:
    """Alternation of all unit words, longest first, each with what must not follow it."""
    words = sorted(dimension, key=lambda word: (-len(word), word))
    parts = []
    for word in words:
        stop = not_before.get(word)
        guard = "(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else ""
        parts.append(re.escape(word) + guard + (f"(?!{'|'.join(map(re.escape, stop))})" if stop else ""))
    return "|".join(parts)


@cache
def load_units() -> Units:
    """Reads catalog/units.yml of the package (validated by ``catalog.load_catalog``)."""
    data = yaml.load(files("edu_pipeline.catalog").joinpath("units.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    dimension = {word: name for name, words in data["units"].items() for word in words}
    alias = data["aliases"]
    dimension |= {word: dimension[unit] for word, unit in alias.items() if word not in dimension and unit in dimension}
    natural = [(noun, unit) for unit, nouns in data["natural"].items() for noun in nouns]
    natural.sort(key=lambda pair: -len(pair[0]))
    return Units(
        dimension=dimension,
        alias=alias,
        scale={word: Decimal(factor) for word, factor in data["scales"].items()},
        natural=tuple(natural),
        pattern=_pattern(dimension, data["not_before"]),
    )

"""The word lists of catalog/lexicons.yml, loaded once: which words say what about a number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from edu_pipeline.catalog import CatalogError
from edu_pipeline.records import Qualifier

FILE = "lexicons.yml"
_LOOK_AROUND = re.compile(r"\(\?<?[!=][^()]*\)")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists by purpose, as described beside each list in catalog/lexicons.yml."""

    qualifiers: dict[str, list[str]]
    words: dict[str, list[str]]


@cache
def load_lexicon() -> Lexicon:
    """Reads catalog/lexicons.yml of the package. Raises CatalogError for a sign that is no qualifier."""
    data = yaml.load(files("edu_pipeline.catalog").joinpath(FILE).read_text("utf-8"), Loader=yaml.CSafeLoader)
    for sign in data["qualifiers"]:
        if sign not in tuple(Qualifier):
            raise CatalogError(FILE, None, f"“{sign}” is no qualifier", f"Use one of {', '.join(Qualifier)}")
    return Lexicon(data["qualifiers"], {name: words.split() for name, words in data["words"].items()})


def alternatives(name: str) -> str:
    """The list ``name`` as the inside of a regular expression's group, longest word first."""
    return alternation(load_lexicon().words[name])


def alternation(words: Iterable[str]) -> str:
    """Words (regular expressions) as the inside of a group, longest first."""
    return "|".join(sorted(words, key=lambda word: (-len(without_look_around(word)), word)))


def without_look_around(word: str) -> str:
    """共(?!同) → 共."""
    return _LOOK_AROUND.sub("", word)

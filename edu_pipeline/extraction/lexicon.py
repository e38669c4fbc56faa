"""The word lists of catalog/lexicons.yml, loaded once: which words say what about a number."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists by purpose, as described beside each list in catalog/lexicons.yml."""

    qualifiers: dict[str, list[str]]
    words: dict[str, list[str]]


@cache
def load_lexicon() -> Lexicon:
    """Reads catalog/lexicons.yml of the package (validated by ``catalog.load_catalog``)."""
    data = yaml.load(files("edu_pipeline.catalog").joinpath("lexicons.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return Lexicon(data["qualifiers"], {name: words.split() for name, words in data["words"].items()})


def alternatives(name: str) -> str:
    """The list ``name`` as the inside of a regular expression's group, longest word first."""
    return "|".join(sorted(load_lexicon().words[name], key=lambda word: (-len(word), word)))

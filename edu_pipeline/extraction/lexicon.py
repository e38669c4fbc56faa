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
    return Lexicon(qualifiers=data["qualifiers"], words=data["words"])

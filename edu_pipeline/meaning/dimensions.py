"""What a phrase restricts a figure to: 公办, 小学, 省级, 一等奖 …, by the words of catalog/dimensions.yml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from edu_pipeline.catalog.loading import HERE
from edu_pipeline.catalog.yaml_source import YamlSource, read_yaml

FILE = "dimensions.yml"
STAGE, PROVIDER, SETTING, LEVEL, GRADE, PEOPLE, ORIGIN = "学段", "办学", "城乡", "级别", "等次", "人群", "性质"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a dimension; ``description`` says what the dimension is and which words say the member."""

    dimension: str
    name: str
    name_en: str
    parent: str | None
    description: str


@dataclass(frozen=True, slots=True)
class Found:
    """A member that ``text[start:end]`` of a phrase names."""

    dimension: str
    member: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The members of every dimension, and one pattern that finds their words, the longest first.

    ``parents`` are the members that hold others, by their names.
    """

    names_en: Mapping[str, str]
    members: tuple[Member, ...]
    words: Mapping[str, tuple[tuple[str, str], ...]]
    parents: Mapping[str, str]
    pattern: re.Pattern[str]

    @property
    def nouns(self) -> tuple[str, ...]:
        """Words of two characters and more that name whom or what; not how a count came about."""
        return tuple(
            word for word, found in self.words.items() if len(word) > 1 and all(name != ORIGIN for name, _ in found)
        )


@cache
def load_dimensions() -> Dimensions:
    """The dimensions of the package."""
    return read_dimensions(HERE / FILE)


def read_dimensions(path: Path) -> Dimensions:
    """The dimensions of a file. Raises CatalogError, which names file and line."""
    source = read_yaml(path)
    dimensions = source.value.get("dimensions") if isinstance(source.value, dict) else None
    if not isinstance(dimensions, dict):
        raise source.error((), "there is no “dimensions”", "Begin the file with “dimensions:”")
    members: list[Member] = []
    words: dict[str, tuple[tuple[str, str], ...]] = {}
    for dimension, described in dimensions.items():
        at = ("dimensions", dimension)
        _check_keys(source, at, described, ("name_en", "members"), ("many",))
        members += _members(source, dimension, described)
        for word, names in _words(source, dimension, described).items():
            words[word] = (*words.get(word, ()), *((dimension, name) for name in names))
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    names_en = {dimension: described["name_en"] for dimension, described in dimensions.items()}
    parents = {member.name: member.parent for member in members if member.parent is not None}
    return Dimensions(names_en, tuple(members), words, parents, pattern)


def _members(source: YamlSource, dimension: str, described: Mapping[str, Any]) -> list[Member]:
    members = []
    for name, given in described["members"].items():
        at = ("dimensions", dimension, "members", name)
        _check_keys(source, at, given, ("en", "words"), ("parent",))
        parent = given.get("parent")
        if parent is not None and parent not in described["members"]:
            mend = f"Use a member of {dimension}, or add it there"
            raise source.error((*at, "parent"), f"unknown parent “{parent}”", mend)
        told = f"{described['name_en']}; {'、'.join((name, *given['words']))}"
        members.append(Member(dimension, name, given["en"], parent, told))
    return members


def _words(source: YamlSource, dimension: str, described: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The words of a dimension and the members that each names."""
    words: dict[str, tuple[str, ...]] = {}
    for name, given in described["members"].items():
        for word in (name, *given["words"]):
            if word in words:
                mend = "Leave it at one of them, or put it into “many”"
                message = f"“{word}” says both “{words[word][0]}” and “{name}”"
                raise source.error(("dimensions", dimension, "members", name, "words"), message, mend)
            words[word] = (name,)
    for word, names in described.get("many", {}).items():
        at = ("dimensions", dimension, "many", word)
        unknown = next((name for name in names if name not in described["members"]), None)
        if unknown is not None:
            raise source.error(at, f"unknown member “{unknown}”", f"Use a member of {dimension}, or add it there")
        if word in words:
            raise source.error(at, f"“{word}” says “{words[word][0]}” as well", "Leave it at one of the two")
        words[word] = tuple(names)
    return words


def _check_keys(
    source: YamlSource, at: tuple[str, ...], given: Any, needed: tuple[str, ...], more: tuple[str, ...]
) -> None:
    if not isinstance(given, dict):
        raise source.error(at, f"“{at[-1]}” has no keys", f"Give it {', '.join(needed)}")
    for key in needed:
        if key not in given:
            raise source.error(at, f"“{at[-1]}” lacks the key “{key}”", f"Give it {', '.join(needed)}")
    for key in given:
        if key not in (*needed, *more):
            raise source.error((*at, key), f"unknown key “{key}”", f"Use one of {', '.join((*needed, *more))}")


@lru_cache(maxsize=8192)
def members_in(text: str) -> tuple[Found, ...]:
    """The members that a phrase names, in order; one word may name several (中小学)."""
    dimensions = load_dimensions()
    return tuple(
        Found(dimension, name, match.start(), match.end())
        for match in dimensions.pattern.finditer(text)
        for dimension, name in dimensions.words[match[0]]
    )

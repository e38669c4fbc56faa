"""What a phrase restricts a figure to: 公办, 小学, 省级, 一等奖 …, by the words of catalog/dimensions.yml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml

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
    """Read the dimensions."""
    data = yaml.load(files("edu_pipeline.catalog").joinpath(FILE).read_text("utf-8"), Loader=yaml.CSafeLoader)
    members: list[Member] = []
    words: dict[str, tuple[tuple[str, str], ...]] = {}
    for dimension, described in data["dimensions"].items():
        for name, fields in described["members"].items():
            told = f"{described['name_en']}; {'、'.join((name, *fields['words']))}"
            members.append(Member(dimension, name, fields["en"], fields.get("parent"), told))
            for word in (name, *fields["words"]):
                words[word] = (*words.get(word, ()), (dimension, name))
        for word, names in described.get("many", {}).items():
            words[word] = tuple((dimension, name) for name in names)
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    names_en = {dimension: described["name_en"] for dimension, described in data["dimensions"].items()}
    parents = {member.name: member.parent for member in members if member.parent is not None}
    return Dimensions(names_en, tuple(members), words, parents, pattern)


@lru_cache(maxsize=8192)
def members_in(text: str) -> tuple[Found, ...]:
    """The members that a phrase names, in order; one word may name several (中小学)."""
    dimensions = load_dimensions()
    return tuple(
        Found(dimension, name, match.start(), match.end())
        for match in dimensions.pattern.finditer(text)
        for dimension, name in dimensions.words[match[0]]
    )

"""What a phrase restricts a figure to: 公办, 小学, 省级, 一等奖 …, by the words of catalog/dimensions.yml."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

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
    """The dimensions of the package. Raises CatalogError, which names file, line and mend."""
    return read_dimensions(read_yaml(HERE / FILE))


def read_dimensions(source: YamlSource) -> Dimensions:
    """The dimensions in ``source``. Raises CatalogError for what is missing, unknown or said twice."""
    described = source.value.get("dimensions") if isinstance(source.value, dict) else None
    if not isinstance(described, dict):
        raise source.error((), "there are no “dimensions”", "Begin the file with “dimensions:”")
    members: list[Member] = []
    words: dict[str, tuple[tuple[str, str], ...]] = {}
    for dimension in described:
        mine = _members(source, dimension)
        _check_parents(source, dimension, mine)
        members += mine
        for word, names in _words(source, dimension).items():
            words[word] = (*words.get(word, ()), *((dimension, name) for name in names))
    # 公办园位 are 园位 of 公办: a 园 with 位 behind it ends no word.
    longest = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(word) + ("(?!位)" if word.endswith("园") else "") for word in longest))
    names_en = {dimension: fields["name_en"] for dimension, fields in described.items()}
    parents = {member.name: member.parent for member in members if member.parent is not None}
    return Dimensions(names_en, tuple(members), words, parents, pattern)


def _check_keys(source: YamlSource, path: tuple[str, ...], required: Collection[str], allowed: Collection[str]) -> None:
    fields = source.value
    for key in path:
        fields = fields[key]
    given = fields if isinstance(fields, dict) else {}
    for key in required:
        if not given.get(key) and given.get(key) != []:
            raise source.error(path, f"“{path[-1]}” has no “{key}”", f"Give it {', '.join(required)}")
    for key in given:
        if key not in (*required, *allowed):
            raise source.error((*path, key), f"unknown key “{key}”", f"Use one of {', '.join((*required, *allowed))}")


def _members(source: YamlSource, dimension: str) -> list[Member]:
    _check_keys(source, ("dimensions", dimension), ("name_en", "members"), ("many",))
    described = source.value["dimensions"][dimension]
    members = []
    for name, fields in described["members"].items():
        _check_keys(source, ("dimensions", dimension, "members", name), ("en", "words"), ("parent",))
        told = f"{described['name_en']}; {'、'.join((name, *fields['words']))}"
        members.append(Member(dimension, name, fields["en"], fields.get("parent"), told))
    return members


def _check_parents(source: YamlSource, dimension: str, members: Sequence[Member]) -> None:
    names = [member.name for member in members]
    for member in members:
        if member.parent is not None and member.parent not in names:
            path = ("dimensions", dimension, "members", member.name, "parent")
            message = f"the parent “{member.parent}” of “{member.name}” is no member of {dimension}"
            raise source.error(path, message, f"Use one of {', '.join(names)}")


def _words(source: YamlSource, dimension: str) -> dict[str, tuple[str, ...]]:
    """The members that each word of a dimension says: one, or those that ``many`` gives it."""
    path = ("dimensions", dimension)
    described = source.value["dimensions"][dimension]
    words: dict[str, tuple[str, ...]] = {}
    for name, fields in described["members"].items():
        for word in dict.fromkeys((name, *fields["words"])):
            if word in words:
                message = f"“{word}” is given to “{words[word][0]}” and to “{name}”"
                raise source.error(
                    (*path, "members", name, "words"), message, "Leave it to one, or put it under “many”"
                )
            words[word] = (name,)
    for word, names in described.get("many", {}).items():
        for name in names:
            if name not in described["members"]:
                message = f"“{word}” is given to “{name}”, which is no member of {dimension}"
                raise source.error((*path, "many", word), message, f"Use some of {', '.join(described['members'])}")
        words[word] = tuple(names)
    return words


@lru_cache(maxsize=8192)
def members_in(text: str) -> tuple[Found, ...]:
    """The members that a phrase names, in order; one word may name several (中小学)."""
    dimensions = load_dimensions()
    return tuple(
        Found(dimension, name, match.start(), match.end())
        for match in dimensions.pattern.finditer(text)
        for dimension, name in dimensions.words[match[0]]
    )

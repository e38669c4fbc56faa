"""The places of ``regions.csv`` and ``regions_extra.yml`` as a Regions."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from edu_pipeline.catalog.regions import MentionLevel, Region, RegionLists, Regions, short_names
from edu_pipeline.catalog.yaml_source import YamlSource, read_yaml
from edu_pipeline.records import RegionLevel

COUNTRY_CODE = "100000"
_LEVELS = {level.value: level for level in RegionLevel}
_RELATIVE_LEVELS: dict[str, MentionLevel] = {**_LEVELS, "own": "own"}
KEYS = {
    "functional",
    "functional_suffixes",
    "standalone_suffixes",
    "common_nouns",
    "not_after",
    "relative",
    "abbreviations",
    "former",
    "words_too",
    "no_towns",
    "no_towns_behind",
    "renamed",
}


def load_regions(table: Path, extra: Path) -> Regions:
    """All places. Raises CatalogError when ``extra`` has an unknown key or a body whose parent is no place."""
    regions = read_regions(table)
    source = read_yaml(extra)
    for key in source.value:
        if key not in KEYS:
            raise source.error((key,), f"unknown key “{key}”", f"Use one of {', '.join(sorted(KEYS))}")
    regions = renamed_places(source, [*regions, *former_places(source, regions)])
    return Regions([*regions, *functional_bodies(source, regions)], read_lists(source))


def read_regions(table: Path) -> list[Region]:
    """The rows of ``regions.csv`` below the country, with the short names of each."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row["code"]: row["name"] for row in rows if not row["former_until"]}
    names[COUNTRY_CODE] = "全国"
    heirs = _heirs(rows, names)
    regions = [Region("全国", RegionLevel.COUNTRY, COUNTRY_CODE, None, aliases=("中国",))]
    for row in rows:
        parent, level = row["parent_code"] or COUNTRY_CODE, _LEVELS[row["level"]]
        regions.append(
            Region(
                name=row["name"],
                level=level,
                code=row["code"],
                parent=names.get(parent),
                parent_code=parent,
                aliases=short_names(row["name"], level),
                former_until=int(row["former_until"]) if row["former_until"] else None,
                goes_on_as=heirs.get((row["code"], row["name"])),
            )
        )
    return regions


def _heirs(rows: Sequence[Mapping[str, str]], names: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """The former places (code and name) that go on under another name, with its code: 孟津县 → 孟津区, 襄樊市 → 襄阳市.

    A place that only became a part of another has none: 崇文区 → 东城区. Where the successor has the name of one former
    place and the code of another, it is the first: 綦江县 and 万盛区 became 綦江区.
    """
    former = [row for row in rows if row["former_until"] and row["successor_code"] in names]
    heirs = {}
    for row in former:
        stem = min((row["name"][:-1], *short_names(row["name"], _LEVELS[row["level"]])), key=len)
        if names[row["successor_code"]].startswith(stem):
            heirs[row["code"], row["name"]] = row["successor_code"]
    taken, codes = set(heirs.values()), Counter(row["code"] for row in rows if row["former_until"])
    for row in former:
        if row["code"] == row["successor_code"] not in taken and codes[row["code"]] == 1:
            heirs[row["code"], row["name"]] = row["code"]
    return heirs


def former_places(source: YamlSource, regions: Sequence[Region]) -> list[Region]:
    """The places of the list ``former``, each beside the one that it became. Raises CatalogError for an unknown one."""
    present = {region.name: region for region in regions if region.former_until is None}
    places = []
    for position, entry in enumerate(source.value.get("former", ())):
        heir = present.get(entry["became"])
        if heir is None:
            path = ("former", position, "became")
            raise source.error(path, f"no place is called “{entry['became']}”", "Use a name of regions.csv")
        places.append(
            replace(
                heir,
                name=entry["name"],
                code=None,
                aliases=(),
                former_until=int(entry["until"]),
                goes_on_as=heir.code,
            )
        )
    return places


def renamed_places(source: YamlSource, regions: Sequence[Region]) -> list[Region]:
    """``regions`` with the pairs of the list ``renamed``. Raises CatalogError for a name that is no place's."""
    renamed = source.value.get("renamed", {})
    known = {region.name for region in regions if region.former_until is not None}
    present = {region.name: region.code for region in regions if region.former_until is None}
    for former, name in renamed.items():
        if former not in known or name not in present:
            wrong = former if former not in known else name
            raise source.error(("renamed", former), f"no such place is called “{wrong}”", "Use a name of regions.csv")
    return [
        replace(region, goes_on_as=present[renamed[region.name]])
        if region.former_until is not None and region.name in renamed
        else region
        for region in regions
    ]


def functional_bodies(source: YamlSource, regions: list[Region]) -> list[Region]:
    """The bodies of the list ``functional``, each below a place of ``regions``."""
    codes = {region.name: region.code for region in regions if region.former_until is None}
    bodies = []
    for position, entry in enumerate(source.value["functional"]):
        parent = entry.get("parent")
        if parent not in codes:
            path = ("functional", position, "parent")
            raise source.error(path, f"no place is called “{parent}”", "Use a name of regions.csv")
        aliases = tuple(entry.get("aliases", ()))
        bodies.append(Region(entry["name"], RegionLevel.FUNCTIONAL, None, parent, codes[parent], aliases))
    return bodies


def read_lists(source: YamlSource) -> RegionLists:
    """The word lists of ``regions_extra.yml``. Raises CatalogError for a level that is none."""
    value = source.value
    relative = tuple(
        (word, _relative_level(source, level)) for level, words in value["relative"].items() for word in words
    )
    return RegionLists(
        functional_suffixes=tuple(sorted(value["functional_suffixes"], key=len, reverse=True)),
        standalone_suffixes=tuple(value["standalone_suffixes"]),
        common_nouns=frozenset(value["common_nouns"]),
        not_after=tuple(value["not_after"].items()),
        words_too=frozenset(value.get("words_too", ())),
        no_towns=tuple(value.get("no_towns", ())),
        no_towns_behind=tuple(value.get("no_towns_behind", ())),
        relative=relative,
        abbreviations=tuple(value["abbreviations"].items()),
    )


def _relative_level(source: YamlSource, level: str) -> MentionLevel:
    if level not in _RELATIVE_LEVELS:
        raise source.error(("relative", level), f"“{level}” is no level", f"Use one of {', '.join(_RELATIVE_LEVELS)}")
    return _RELATIVE_LEVELS[level]

"""The places of ``regions.csv`` and ``regions_extra.yml`` as a Regions."""

import csv
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
}


def load_regions(table: Path, extra: Path) -> Regions:
    """All places. Raises CatalogError when ``extra`` has an unknown key or a body whose parent is no place."""
    regions = read_regions(table)
    source = read_yaml(extra)
    for key in source.value:
        if key not in KEYS:
            raise source.error((key,), f"unknown key “{key}”", f"Use one of {', '.join(sorted(KEYS))}")
    return Regions([*regions, *functional_bodies(source, regions)], read_lists(source))


def read_regions(table: Path) -> list[Region]:
    """The rows of ``regions.csv`` below the country, with the short names of each."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row["code"]: row["name"] for row in rows if not row["former_until"]}
    names[COUNTRY_CODE] = "全国"
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
            )
        )
    return regions


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
        relative=relative,
        abbreviations=tuple(value["abbreviations"].items()),
    )


def _relative_level(source: YamlSource, level: str) -> MentionLevel:
    if level not in _RELATIVE_LEVELS:
        raise source.error(("relative", level), f"“{level}” is no level", f"Use one of {', '.join(_RELATIVE_LEVELS)}")
    return _RELATIVE_LEVELS[level]

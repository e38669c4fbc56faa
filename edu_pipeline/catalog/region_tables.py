"""The places of ``regions.csv`` and ``regions_extra.yml`` as a Regions."""

import csv
from pathlib import Path
from typing import Any

from edu_pipeline.catalog.regions import Region, RegionLists, Regions, short_names
from edu_pipeline.catalog.yaml_source import YamlSource, read_yaml

COUNTRY_CODE = "100000"
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
    return Regions([*regions, *functional_bodies(source, regions)], read_lists(source.value))


def read_regions(table: Path) -> list[Region]:
    """The rows of ``regions.csv`` below the country, with the short names of each."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = {row["code"]: row["name"] for row in rows if not row["former_until"]}
    names[COUNTRY_CODE] = "全国"
    regions = [Region("全国", "country", COUNTRY_CODE, None, aliases=("中国",))]
    for row in rows:
        parent = row["parent_code"] or COUNTRY_CODE
        regions.append(
            Region(
                name=row["name"],
                level=row["level"],
                code=row["code"],
                parent=names.get(parent),
                parent_code=parent,
                aliases=short_names(row["name"], row["level"]),
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
        bodies.append(Region(entry["name"], "functional", None, parent, codes[parent], aliases))
    return bodies


def read_lists(value: dict[str, Any]) -> RegionLists:
    """The word lists of ``regions_extra.yml``."""
    relative = tuple((word, level) for level, words in value["relative"].items() for word in words)
    return RegionLists(
        functional_suffixes=tuple(sorted(value["functional_suffixes"], key=len, reverse=True)),
        standalone_suffixes=tuple(value["standalone_suffixes"]),
        common_nouns=frozenset(value["common_nouns"]),
        not_after=tuple(value["not_after"].items()),
        relative=relative,
        abbreviations=tuple(value["abbreviations"].items()),
    )

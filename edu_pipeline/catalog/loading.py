"""Reads the catalog's data files, checks them, and hands out one Catalog."""

import hashlib
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from edu_pipeline.catalog.errors import CatalogError
from edu_pipeline.catalog.indicator import ADDABLE, EntryReader, Indicator, terms
from edu_pipeline.catalog.region_tables import load_regions
from edu_pipeline.catalog.regions import Regions
from edu_pipeline.catalog.yaml_source import YamlSource, read_yaml

HERE = Path(__file__).parent
# Data that decide what is read from a text. Tables, suites and saved queries describe or check what was read.
EXTRACTION_FILES = (
    "regions.csv",
    "regions_extra.yml",
    "units.yml",
    "lexicons.yml",
    "linking.yml",
    "relations.yml",
    "institutions.yml",
    "dimensions.yml",
    "wording.yml",
)
# What only says what an indicator is, or only checks it: a change there reads nothing anew.
DESCRIPTIVE = ("name_zh", "name_en", "domain", "description", "better", "low", "high", "max_jump")


@dataclass(frozen=True, eq=False)
class Catalog:
    """The knowledge of the domain. ``fingerprint`` changes when what is read from a text could change."""

    indicators: tuple[Indicator, ...]
    regions: Regions
    splits: Mapping[str, tuple[str, ...]]
    always: tuple[str, ...]
    fingerprint: str
    by_id: Mapping[str, Indicator] = field(default_factory=dict)


def load_catalog(extra: Path | None = None) -> Catalog:
    """The catalog of the package, merged with the user's own file of indicators if one is given.

    The file adds indicators, and aliases or rules to indicators that exist. Without one the catalog is loaded once per
    process. Raises CatalogError, which names file, line and mend.
    """
    return _built_in() if extra is None else _merged(_built_in(), read_yaml(extra))


@cache
def _built_in() -> Catalog:
    source = read_yaml(HERE / "indicators.yml")
    _check_top(source, ("splits", "always", "indicators"))
    splits = {name: terms(text) for name, text in source.value["splits"].items()}
    reader = EntryReader(source, known_units(), splits)
    always = reader.split_names(source.value, (), "always")
    indicators = _read_all(reader, source, {})
    regions = load_regions(HERE / "regions.csv", HERE / "regions_extra.yml")
    return _catalog(tuple(indicators.values()), regions, splits, always)


def _merged(base: Catalog, source: YamlSource) -> Catalog:
    _check_top(source, ("indicators",))
    reader = EntryReader(source, known_units(), base.splits)
    indicators = _read_all(reader, source, dict(base.by_id))
    return _catalog(tuple(indicators.values()), base.regions, base.splits, base.always)


def _read_all(reader: EntryReader, source: YamlSource, known: dict[str, Indicator]) -> dict[str, Indicator]:
    """The entries of ``source`` added to ``known``; an entry for a known id may only add to it."""
    built_in = frozenset(known)
    seen: dict[str, int | None] = {}
    for position, entry in enumerate(source.value["indicators"]):
        path = ("indicators", position)
        reader.check_keys(entry, path, tuple(entry) if isinstance(entry, dict) else (), ("id",))
        name = entry["id"]
        if name in seen:
            message = f"the id “{name}” is used twice, first in line {seen[name]}"
            raise source.error((*path, "id"), message, "Give one of them another id, or merge them")
        seen[name] = source.line(path)
        known[name] = _added(reader, known[name], entry, path) if name in built_in else reader.indicator(entry, path)
    return known


def _added(reader: EntryReader, indicator: Indicator, entry: dict[str, Any], path: tuple[str | int, ...]) -> Indicator:
    for key in entry:
        if key not in ADDABLE:
            message = f"“{indicator.id}” exists; its “{key}” can't be changed here"
            raise reader.source.error((*path, key), message, f"Only {', '.join(ADDABLE)} can be given, or use a new id")
    aliases = (*indicator.aliases, *reader.texts(entry, "aliases", path))
    return replace(indicator, aliases=aliases, rules=(*indicator.rules, *reader.rules(entry, path)))


def _check_top(source: YamlSource, keys: tuple[str, ...]) -> None:
    if not isinstance(source.value, dict) or not isinstance(source.value.get("indicators"), list):
        raise source.error((), "there is no list “indicators”", "Begin the file with “indicators:”")
    for key in source.value:
        if key not in keys:
            raise source.error((key,), f"unknown key “{key}”", f"Use one of {', '.join(keys)}")


@cache
def known_units() -> frozenset[str]:
    """Every unit and measure word of units.yml."""
    source = read_yaml(HERE / "units.yml")
    groups = source.value.get("units") if isinstance(source.value, dict) else None
    if not isinstance(groups, dict):
        raise CatalogError(source.file, 1, "there is no list “units”", "Begin the file with “units:”")
    return frozenset(word for words in groups.values() for word in words) | frozenset(source.value.get("aliases", {}))


def _catalog(
    indicators: tuple[Indicator, ...],
    regions: Regions,
    splits: Mapping[str, tuple[str, ...]],
    always: tuple[str, ...],
) -> Catalog:
    by_id = {indicator.id: indicator for indicator in indicators}
    return Catalog(indicators, regions, splits, always, _fingerprint(indicators, splits, always), by_id)


def _fingerprint(
    indicators: tuple[Indicator, ...], splits: Mapping[str, tuple[str, ...]], always: tuple[str, ...]
) -> str:
    blank: dict[str, Any] = dict.fromkeys(DESCRIPTIVE)
    matter = [repr(astuple(replace(indicator, **blank))) for indicator in sorted(indicators, key=lambda i: i.id)]
    matter += [repr(sorted(splits.items())), repr(always)]
    digest = hashlib.sha256("\n".join(matter).encode())
    digest.update(_files_digest())
    return digest.hexdigest()[:16]


@cache
def _files_digest() -> bytes:
    digest = hashlib.sha256()
    for name in EXTRACTION_FILES:
        path = HERE / name
        if path.exists():
            digest.update(path.read_bytes())
    return digest.digest()

"""Fingerprints of the code and the catalog that make rows: equal ones mean that staged rows can be kept.

In a fingerprint: the source of all code that makes the rows, and the catalog data that extracts (its own fingerprint
leaves descriptions out). Not in it: checks, publishing, faces. A stage's fingerprint holds those of the stages before.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from edu_pipeline.catalog import Catalog, load_catalog

_READING = ("records.py", "catalog", "reading", "stages/documents.py", "stages/incremental.py", "storage/staging.py")
_SECTIONS = (*_READING, "structure", "stages/sections.py")
_METRICS = (*_SECTIONS, "extraction", "consistency/corrections.py", "stages/metrics.py")
_RELATIONS = (*_METRICS, "consistency", "stages/relations.py", "stages/series.py")


def reading_fingerprint(catalog: Catalog) -> str:
    """Of everything that turns bytes into documents."""
    return _combined(_READING, catalog)


def sections_fingerprint(catalog: Catalog) -> str:
    """Of everything that turns bytes into sections."""
    return _combined(_SECTIONS, catalog)


def metrics_fingerprint(catalog: Catalog) -> str:
    """Of everything that turns bytes into linked metrics."""
    return _combined(_METRICS, catalog)


def relations_fingerprint(catalog: Catalog) -> str:
    """Of everything that turns bytes into relations."""
    return _combined(_RELATIONS, catalog)


def catalog_for(catalog_file: Path | None) -> Catalog:
    """The catalog with the user's extra file; loaded once per process and state of that file.

    Raises CatalogError for a catalog that can't be used.
    """
    return _catalog(catalog_file, catalog_file.read_bytes() if catalog_file else None)


def digest(*parts: str) -> str:
    """A short hash of texts, sensitive to where one ends and the next begins."""
    hashed = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hashed.update(b"%d:" % len(data))
        hashed.update(data)
    return hashed.hexdigest()[:16]


@cache
def _catalog(catalog_file: Path | None, content: bytes | None) -> Catalog:  # noqa: ARG001 - content is a cache key
    return load_catalog(catalog_file)


def _combined(names: tuple[str, ...], catalog: Catalog) -> str:
    return digest(_source_hash(names), catalog.fingerprint)


@cache
def _source_hash(names: tuple[str, ...]) -> str:
    package = files("edu_pipeline")
    parts: list[str] = []
    for name in names:
        for source in _sources(package.joinpath(name)):
            parts += [source.name, source.read_text("utf-8")]
    return digest(*parts)


def _sources(place: Traversable) -> Iterator[Traversable]:
    if place.is_file():
        yield place
        return
    for child in sorted(place.iterdir(), key=lambda entry: entry.name):
        if child.name.endswith(".py") or child.is_dir():
            yield from (source for source in _sources(child) if source.name.endswith(".py"))

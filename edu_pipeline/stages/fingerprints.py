"""Fingerprints of the code and the catalog that make rows: equal ones mean that staged rows can be kept.

In a fingerprint: the source of all code that makes the rows, and the catalog data that extracts (its own fingerprint
leaves descriptions out). Not in it: checks, publishing, faces.
"""

from functools import cache
from pathlib import Path

from edu_pipeline.catalog import Catalog, load_catalog
from edu_pipeline.stages.digests import digest, source_hash

READING = (
    "processes.py",
    "records.py",
    "settings.py",
    "catalog",
    "reading",
    "structure",
    *(f"storage/{name}.py" for name in ("aside", "formatting", "staging", "tables")),
    *(
        f"stages/{name}.py"
        for name in ("digests", "documents", "engine", "failure", "fingerprints", "result", "sameness")
    ),
)
ANALYSIS = (
    *READING,
    "extraction",
    "meaning",
    "consistency",
    *(f"stages/{name}.py" for name in ("analysis", "corpus", "plan", "rows")),
)
"""Modules and packages, as paths below edu_pipeline/; a test holds them against what the stages really import."""


def reading_fingerprint(catalog: Catalog) -> str:
    """Of everything that turns bytes into documents."""
    return digest(source_hash(READING), catalog.fingerprint)


def analysis_fingerprint(catalog: Catalog) -> str:
    """Of everything that turns documents into sections, figures and relations."""
    return digest(source_hash(ANALYSIS), catalog.fingerprint)


def catalog_for(catalog_file: Path | None) -> Catalog:
    """The catalog with the user's extra file; loaded once per process and state of that file.

    Raises CatalogError for a catalog that can't be used.
    """
    return _catalog(catalog_file, catalog_file.read_bytes() if catalog_file else None)


@cache
def _catalog(catalog_file: Path | None, content: bytes | None) -> Catalog:  # noqa: ARG001 - content is a cache key
    return load_catalog(catalog_file)

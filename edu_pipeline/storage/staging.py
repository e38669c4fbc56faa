"""The Parquet tables below ``warehouse/staging/``: written whole and atomically, stamped with what they were made from.

A stamp holds the fingerprint of the code that made the rows and, for each document that is done, a key of its inputs.
It travels in the Parquet footer, so that rows and stamp can't disagree. A file that can't be read counts as absent:
it is made again.
"""

import json
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Context, Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any

import polars as pl

from edu_pipeline.settings import Settings
from edu_pipeline.storage.tables import DECIMAL_DIGITS, DECIMAL_PLACES, load_tables

_STAMP = "edu_pipeline"
_QUANTUM = Decimal(1).scaleb(-DECIMAL_PLACES)
_WIDE = Context(prec=200)

# What staging keeps beyond the published columns: where a metric stands in its sentence, for the stages that look
# around it, and why a row can't be published; the document of a correction (null when no document has its file name).
_EXTRA_COLUMNS: dict[str, dict[str, pl.DataType]] = {
    "metrics": {
        "sentence_index": pl.Int32(),
        "sentence_start": pl.Int32(),
        "sentence_end": pl.Int32(),
        "problem": pl.String(),
    },
    "corrections": {"doc_id": pl.String()},
    "relation_members": {"doc_id": pl.String()},
}
_FAILURES = pl.Schema({"doc_id": pl.String(), **load_tables()["rejected_documents"].schema})
_OWN_SCHEMAS: dict[str, pl.Schema] = {
    "failed_sections": _FAILURES,
    "failed_metrics": _FAILURES,
    "failed_relations": _FAILURES,
    "quarantine": pl.Schema({"suite": pl.String(), "metric_id": pl.String(), "reason": pl.String()}),
}
STAGED_TABLES = (
    "documents",
    "rejected_documents",
    "sections",
    "metrics",
    "unclaimed_numbers",
    "indicators",
    "regions",
    "document_places",
    "metric_bounds",
    "corrections",
    "relations",
    "relation_members",
    "doubts",
    "check_results",
    *_OWN_SCHEMAS,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a staged table was made from: code fingerprint, and doc_id → key of the inputs of each finished document."""

    fingerprint: str = ""
    documents: Mapping[str, str] = field(default_factory=dict)


def schema_of(name: str) -> pl.Schema:
    """The schema of a staged table; KeyError for an unknown name."""
    if name in _OWN_SCHEMAS:
        return _OWN_SCHEMAS[name]
    return pl.Schema({**load_tables()[name].schema, **_EXTRA_COLUMNS.get(name, {})})


def table_file(settings: Settings, name: str) -> Path:
    """Where the Parquet file of a staged table is."""
    return settings.staging_dir / f"{name}.parquet"


def write_table(settings: Settings, name: str, frame: pl.DataFrame, stamp: Stamp | None = None) -> None:
    """Replace a staged table; a reader or a killed run sees the old file or the new one, never a part.

    Raises ValueError when the frame's columns or types are not the table's.
    """
    if frame.schema != schema_of(name):
        raise ValueError(f"the rows of {name} have the columns {frame.schema}, not {schema_of(name)}")
    stamp = stamp or Stamp()
    footer = json.dumps({"fingerprint": stamp.fingerprint, "documents": dict(stamp.documents)})
    target = table_file(settings, name)
    temporary = _temporary(target)
    frame.write_parquet(temporary, metadata={_STAMP: footer}, compression="zstd")
    temporary.replace(target)


def read_stamp(settings: Settings, name: str) -> Stamp | None:
    """The stamp of a staged table, or None when the table is absent, unreadable or of another shape."""
    path = table_file(settings, name)
    try:
        if pl.read_parquet_schema(path) != dict(schema_of(name)):
            return None
        footer = json.loads(pl.read_parquet_metadata(path)[_STAMP])
        return Stamp(footer["fingerprint"], footer["documents"])
    except (OSError, pl.exceptions.PolarsError, KeyError, ValueError):
        return None


def read_table(
    settings: Settings, name: str, columns: Sequence[str] | None = None, doc_ids: Collection[str] | None = None
) -> pl.DataFrame:
    """A staged table, or the given columns and documents of it; without rows when it isn't staged."""
    if read_stamp(settings, name) is None:
        frame = schema_of(name).to_frame()
        return frame.select(columns) if columns else frame
    scan = pl.scan_parquet(table_file(settings, name))
    if doc_ids is not None:
        scan = scan.filter(pl.col("doc_id").is_in(list(doc_ids)))
    return (scan.select(columns) if columns else scan).collect()


def frame_of(name: str, records: Sequence[Any], **more: Sequence[Any]) -> pl.DataFrame:
    """Records as rows of a staged table: each column is an attribute of the records or given in ``more``.

    Decimals must fit (see ``fits_decimal``); ValueError otherwise.
    """
    columns: dict[str, pl.Series] = {}
    for column, dtype in schema_of(name).items():
        values = list(more[column]) if column in more else list(map(attrgetter(column), records))
        if isinstance(dtype, pl.Decimal) and not all(value is None or fits_decimal(value) for value in values):
            raise ValueError(f"{name}.{column} holds a value that {DECIMAL_PLACES} decimals can't hold exactly")
        columns[column] = pl.Series(column, values, dtype=dtype, strict=True)
    return pl.DataFrame(columns)


def fits_decimal(value: Decimal) -> bool:
    """Whether the warehouse's DECIMAL columns hold the value exactly."""
    if not value.is_finite() or value.adjusted() >= DECIMAL_DIGITS - DECIMAL_PLACES:
        return False
    return value == 0 or value == value.quantize(_QUANTUM, context=_WIDE)


def rounded(value: Decimal) -> Decimal:
    """A computed value to the decimals that the warehouse keeps; figures that were read are never rounded."""
    return value if fits_decimal(value) else value.quantize(_QUANTUM, context=_WIDE)


def write_text(settings: Settings, file_name: str, text: str) -> None:
    """Replace a small text file in the staging folder atomically."""
    target = settings.staging_dir / file_name
    temporary = _temporary(target)
    temporary.write_text(text, "utf-8")
    temporary.replace(target)


def read_text(settings: Settings, file_name: str) -> str | None:
    """A small text file of the staging folder, or None when it isn't there."""
    try:
        return (settings.staging_dir / file_name).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def now() -> datetime:
    """The present in UTC, as the warehouse's TIMESTAMP columns store it."""
    return datetime.now(UTC).replace(tzinfo=None)


def remove_leftovers(settings: Settings) -> None:
    """Remove what killed runs left half written. Only for the holder of the lock."""
    for pattern in ("*.tmp", "*.building", "*.building.wal"):
        for path in settings.staging_dir.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _temporary(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f"{target.name}.tmp")

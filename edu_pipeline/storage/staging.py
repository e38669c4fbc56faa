"""The Parquet tables below ``warehouse/staging/``: written whole and atomically, stamped with what they were made from.

A stamp holds the fingerprint of the code that made the rows and, for each document that is done, a key of its inputs.
It travels in the Parquet footer, so that rows and stamp can't disagree. Beside each table stands the digest of its
bytes: a table that was damaged on the disk is set aside before anybody reads it, and made again.

Rows that are made in several processes come as parts, small Parquet files that a merge streams into the tables; neither
holds more than a batch of documents in memory.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Context, Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any

import polars as pl

from edu_pipeline.settings import Settings
from edu_pipeline.storage.aside import set_aside
from edu_pipeline.storage.tables import DECIMAL_DIGITS, DECIMAL_PLACES, load_tables

_BYTES_A_CHARACTER = 3
_ROOM = 1.7
"""Of what DuckDB needs for a join with texts, as measured with 660 MB of them."""
_STAMP = "edu_pipeline"
# A document's text is a whole report: few of them together, so that one can be read without the others.
_ROW_GROUPS = {"documents": 32}
_DIGESTS_KEPT = 3
# What is a folder below the staging folder, and how the names end of what is none.
_FOLDERS = ("failing", "parts", "validations")
_OF_FILES = (".duckdb", ".json", ".parquet", ".sha256", ".wal")
_QUANTUM = Decimal(1).scaleb(-DECIMAL_PLACES)
_WIDE = Context(prec=200)

# What staging keeps beyond the published columns: where a metric stands in its sentence, for the stages that look
# around it, and why a row can't be published; the document of a correction (null when no document has its file name);
# whether a check holds a metric back; what tells a report from others.
_EXTRA_COLUMNS: dict[str, dict[str, pl.DataType]] = {
    "metrics": {
        "sentence_index": pl.Int32(),
        "sentence_start": pl.Int32(),
        "sentence_end": pl.Int32(),
        "problem": pl.String(),
    },
    "documents": {"text_key": pl.String(), "report_key": pl.String(), "version": pl.Int32()},
    "corrections": {"doc_id": pl.String()},
    "relation_members": {"doc_id": pl.String()},
    "metric_bounds": {"doc_id": pl.String()},
    "metric_dimensions": {"doc_id": pl.String()},
    "failing_metrics": {"held_back": pl.Boolean()},
}
_OWN_SCHEMAS: dict[str, pl.Schema] = {
    # Reports that another file stands for, so that they need not be read again to know it.
    "documents_set_aside": pl.Schema(
        {
            "doc_id": pl.String(),
            "sha256": pl.String(),
            "media_type": pl.String(),
            "text_key": pl.String(),
            "report_key": pl.String(),
            "version": pl.Int32(),
            "published_on": pl.Date(),
        }
    ),
    "failed_documents": pl.Schema({"doc_id": pl.String(), **load_tables()["rejected_documents"].schema}),
}
STAGED_TABLES = (
    "documents",
    "rejected_documents",
    "sections",
    "metrics",
    "metric_dimensions",
    "dimensions",
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
    "failing_metrics",
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
    _replace(settings, name, frame.lazy(), stamp)


def merge_table(
    settings: Settings,
    name: str,
    stamp: Stamp,
    kept: Collection[str] = (),
    parts: Sequence[str] = (),
    more: pl.DataFrame | None = None,
    renamed: Mapping[str, str] | None = None,
    without: Collection[str] = (),
) -> None:
    """Replace a staged table by the rows of the documents in ``kept``, then those of the parts, then ``more``.

    Streamed: what is in memory does not grow with the table. ``renamed`` gives documents (by doc_id) another file_name;
    the parts' rows of the documents in ``without`` are left out.
    """
    files = [path for part in parts if (path := part_file(settings, part, name)).is_file()]
    rows = [schema_of(name).to_frame().lazy()] if more is None else [more.lazy()]
    if files:
        read = pl.scan_parquet(files)
        rows.insert(0, read.filter(~pl.col("doc_id").is_in(list(without))) if without else read)
    if kept and read_stamp(settings, name) is not None:
        old = pl.scan_parquet(table_file(settings, name)).filter(pl.col("doc_id").is_in(list(kept)))
        if renamed:
            old = old.with_columns(file_name=pl.col("doc_id").replace_strict(renamed, default=pl.col("file_name")))
        rows.insert(0, old)
    _replace(settings, name, pl.concat(rows), stamp)


def write_part(settings: Settings, part: str, frames: Mapping[str, pl.DataFrame]) -> None:
    """Keep rows of several tables under the name ``part`` until they are merged; empty tables are left out."""
    for name, frame in frames.items():
        if frame.height:
            target = part_file(settings, part, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(target, compression="zstd")


def part_file(settings: Settings, part: str, name: str) -> Path:
    """Where the rows of a table in a part are."""
    return settings.staging_dir / "parts" / part / f"{name}.parquet"


def remove_parts(settings: Settings) -> None:
    """Remove every part: they are merged, or belong to a run that was killed."""
    shutil.rmtree(settings.staging_dir / "parts", ignore_errors=True)


def read_stamp(settings: Settings, name: str) -> Stamp | None:
    """The stamp of a staged table, or None when the table is absent, unreadable or of another shape."""
    path = table_file(settings, name)
    try:
        if list(pl.read_parquet_schema(path).items()) != list(schema_of(name).items()):
            return None
        footer = json.loads(pl.read_parquet_metadata(path)[_STAMP])
        return Stamp(footer["fingerprint"], footer["documents"])
    except (OSError, pl.exceptions.PolarsError, KeyError, ValueError):
        return None


def read_table(
    settings: Settings,
    name: str,
    columns: Sequence[str] | None = None,
    doc_ids: Collection[str] | None = None,
    rows: int | None = None,
) -> pl.DataFrame:
    """A staged table, or the given columns, documents and first ``rows`` of it; without rows when it isn't staged."""
    if read_stamp(settings, name) is None:
        frame = schema_of(name).to_frame()
        return frame.select(columns) if columns else frame
    scan = pl.scan_parquet(table_file(settings, name))
    if doc_ids is not None:
        scan = scan.filter(pl.col("doc_id").is_in(list(doc_ids)))
    scan = scan.select(columns) if columns else scan
    return (scan if rows is None else scan.head(rows)).collect()


def count_rows(settings: Settings, name: str, where: pl.Expr | None = None) -> int:
    """How many rows of a staged table meet ``where``; 0 when it isn't staged."""
    if read_stamp(settings, name) is None:
        return 0
    scan = pl.scan_parquet(table_file(settings, name))
    counted = (scan if where is None else scan.filter(where)).select(pl.len()).collect()
    return int(counted.item())


def engine_memory_mb(settings: Settings) -> int:
    """What DuckDB may hold, in MB: the setting, and room for the texts of all staged documents.

    A check that looks up every figure's characters joins with the texts. DuckDB 2.0 fails at such a join where the
    texts do not fit, spilling or not; so this one need grows with the archive.
    """
    if read_stamp(settings, "documents") is None:
        return settings.memory_mb
    scan = pl.scan_parquet(table_file(settings, "documents"))
    characters = scan.select(pl.col("char_count").cast(pl.Int64).sum()).collect().item() or 0
    return settings.memory_mb + int(characters * _BYTES_A_CHARACTER * _ROOM) // 1_000_000


def read_groups(settings: Settings, name: str, doc_ids: Collection[str]) -> Iterator[pl.DataFrame]:
    """The rows of these documents, some at a time: only what is asked for is read, a row group at a time."""
    if not doc_ids or read_stamp(settings, name) is None:
        return

    import pyarrow.parquet as pq  # takes a while, and most runs have little to read

    wanted = set(doc_ids)
    with pq.ParquetFile(table_file(settings, name)) as file:
        for number in range(file.num_row_groups):
            present = file.read_row_group(number, columns=["doc_id"])["doc_id"].to_pylist()
            if not wanted.isdisjoint(present):
                group = pl.DataFrame(pl.from_arrow(file.read_row_group(number)))
                yield group.filter(pl.col("doc_id").is_in(list(wanted))).cast(schema_of(name))


def set_damaged_aside(settings: Settings) -> list[str]:
    """Set aside what no run could use, and return its new names: it is then absent, so that the run makes it anew.

    That is every staged table whose bytes are not those that were written, a folder in the place of a file, a file in
    the place of a folder, also of the staging folder itself. Only for the holder of the lock.
    """
    folder = settings.staging_dir
    if os.path.lexists(folder) and not folder.is_dir():
        return [set_aside(folder).name]
    tables = (table_file(settings, name) for name in STAGED_TABLES)
    damaged = [path for path in tables if path.is_file() and _digest(path) not in _digests(path)]
    return [set_aside(path).name for path in (*filter(_is_misplaced, sorted(folder.glob("*"))), *damaged)]


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
    remove_parts(settings)
    for pattern in ("*.tmp", "*.building", "*.building.wal"):
        for path in settings.staging_dir.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _replace(settings: Settings, name: str, rows: pl.LazyFrame, stamp: Stamp | None) -> None:
    stamp = stamp or Stamp()
    footer = json.dumps({"fingerprint": stamp.fingerprint, "documents": dict(stamp.documents)})
    target = table_file(settings, name)
    temporary = _temporary(target)
    rows.select(schema_of(name).names()).sink_parquet(
        temporary, metadata={_STAMP: footer}, compression="zstd", row_group_size=_ROW_GROUPS.get(name)
    )
    # The new digest is there before the new table is: killed in between, the old table's is still known.
    digests = [*_digests(target)[-_DIGESTS_KEPT:], _digest(temporary)]
    write_text(settings, _digest_file(target).name, "\n".join(digests))
    temporary.replace(target)


def _is_misplaced(path: Path) -> bool:
    return path.name in _FOLDERS if not path.is_dir() else path.suffix in _OF_FILES


def _digest_file(table: Path) -> Path:
    return table.with_name(f"{table.name}.sha256")


def _digests(table: Path) -> list[str]:
    """The digests that a table may have: its own, and before it those of the tables that it replaced."""
    try:
        return _digest_file(table).read_text("ascii").split()
    except (OSError, UnicodeDecodeError):
        return []


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _temporary(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f"{target.name}.tmp")

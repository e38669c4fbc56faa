"""What an asset shows of itself: columns, rows, documents, duration, first rows. How a stage counts is the stage's."""

from collections.abc import Iterable, Mapping
from typing import Any

import dagster as dg

from edu_pipeline.stages.result import StageResult
from edu_pipeline.storage.tables import Table, load_tables

MAX_CELL = 80
PREVIEW_CELL = 24
_UNSAFE = str.maketrans({"|": "\\|", "\n": " ", "\r": " ", "<": "&lt;", "`": "'", "\u2028": " "})


def column_schema(table_name: str) -> dict[str, Any]:
    """The definition metadata of an asset that writes a table: its columns as ``catalog/tables.yml`` describes them."""
    table = load_tables()[table_name]
    return {"dagster/column_schema": _table_schema(table), "dagster/table_name": f"main.{table_name}"}


def materialization(result: StageResult, more: Mapping[str, Any] | None = None) -> dg.MaterializeResult[Any]:
    """What Dagster records of a finished stage; its data version is equal when the content is equal."""
    metadata: dict[str, Any] = {
        "dagster/row_count": result.rows,
        "documents_extracted": result.extracted,
        "documents_unchanged": result.unchanged,
        "documents_removed": result.removed,
        "documents_rejected": result.rejected,
        "seconds": round(result.seconds, 3),
        **{f"rows_of_{name}": rows for name, rows in result.counts.items()},
        **(more or {}),
    }
    if result.notes:
        metadata["notes"] = dg.MetadataValue.md("\n".join(f"* {_cell(note, 500)}" for note in result.notes[:50]))
    if result.preview.height:
        metadata["preview"] = dg.MetadataValue.md(markdown_table(result.preview.to_dicts(), PREVIEW_CELL))
    version = dg.DataVersion(result.fingerprint) if result.fingerprint else None
    return dg.MaterializeResult(metadata=metadata, data_version=version)


def markdown_table(rows: Iterable[Mapping[str, Any]], longest: int = MAX_CELL) -> str:
    """Rows as a markdown table with the columns of the first one; cells are cut to ``longest``, markup is disarmed."""
    rows = list(rows)
    if not rows:
        return ""
    names = list(rows[0])
    lines = [names, ["---"] * len(names), *([_cell(row.get(name), longest) for name in names] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(value: Any, length: int) -> str:
    text = "" if value is None else str(value)
    return (text[: length - 1] + "…" if len(text) > length else text).translate(_UNSAFE)


def _table_schema(table: Table) -> dg.TableSchema:
    def column(name: str, type_: str, comment: str, required: bool) -> dg.TableColumn:
        unique = table.key == (name,)
        constraints = dg.TableColumnConstraints(nullable=not required, unique=unique)
        return dg.TableColumn(name=name, type=type_, description=comment, constraints=constraints)

    return dg.TableSchema(columns=[column(c.name, c.type, c.comment, c.required) for c in table.columns])

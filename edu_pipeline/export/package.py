"""A Frictionless data package: every table and the views that people ask for as CSV, described by ``datapackage.json``.

It is for programs, so nothing in a cell is changed, and the descriptions are those of ``tables.yml``. CSV can't tell an
empty text from null: a column is said to be required only if none of its cells is empty.
"""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from edu_pipeline.export.published import Published
from edu_pipeline.export.spreadsheets import plain
from edu_pipeline.storage.tables import Column, Table, View, load_tables, load_views, quoted

FILE_NAME = "datapackage.json"
_FOLDER = "data"
_VIEWS = ("observations", "indicator_timeseries", "target_progress", "disagreements", "untrusted_metrics")
_TYPES = {
    "text": "string",
    "integer": "integer",
    "bigint": "integer",
    "decimal": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "datetime",
}
_TYPES_OF_VIEWS = {"VARCHAR": "string", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "datetime"}
_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")


def write_package(published: Published, folder: Path) -> list[str]:
    """Write the package into ``folder`` and return the names of its files, the one that describes them last."""
    (folder / _FOLDER).mkdir()
    resources = []
    for table in load_tables().values():
        filled = _write_rows(published, folder, table.name, table.column_names, table.order)
        resources.append(_resource(table, _schema(table, filled)))
    for name in _VIEWS:
        view = load_views()[name]
        types = {str(row[0]): str(row[1]) for row in published.rows(f"DESCRIBE {quoted(name)}")}
        _write_rows(published, folder, name, list(types), ())
        fields = [_field_of_view(view, column, sql_type) for column, sql_type in types.items()]
        resources.append(_resource(view, {"fields": fields}))
    package = {
        "profile": "tabular-data-package",
        "name": "edu-pipeline",
        "title": "教育统计指标数据",
        "description": "Figures that reports of Chinese education authorities state, with their places in the reports.",
        "resources": resources,
    }
    (folder / FILE_NAME).write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return [*(str(resource["path"]) for resource in resources), FILE_NAME]


def _write_rows(
    published: Published, folder: Path, name: str, columns: list[str], order: Iterable[str]
) -> frozenset[str]:
    """Write a table's rows; the columns of which no cell is empty are returned."""
    ordered = ", ".join(map(quoted, order)) or "ALL"
    sql = f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(name)} ORDER BY {ordered}"
    with_empty: set[int] = set()
    with (folder / _FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in published.rows(sql):
            cells = [_cell(value) for value in row]
            with_empty.update(number for number, cell in enumerate(cells) if not cell)
            writer.writerow(cells)
    return frozenset(column for number, column in enumerate(columns) if number not in with_empty)


def _cell(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else plain(value)


def _resource(of: Table | View, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": of.name,
        "description": of.comment,
        "path": f"{_FOLDER}/{of.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _schema(table: Table, filled: frozenset[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column, column.name in filled) for column in table.columns]}
    if filled.issuperset(table.key):
        schema["primaryKey"] = list(table.key)
    references = [(column.name, column.references.split(".")) for column in table.columns if column.references]
    keys = [
        {"fields": [name], "reference": {"resource": "" if other == table.name else other, "fields": [field]}}
        for name, (other, field) in references
    ]
    return schema | ({"foreignKeys": keys} if keys else {})


def _field(column: Column, filled: bool) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required and filled else {}
    if column.values:
        constraints["enum"] = list(column.values)
    field = _described(column.name, _TYPES[column.type], column.comment)
    return field | ({"constraints": constraints} if constraints else {})


def _field_of_view(view: View, name: str, sql_type: str) -> dict[str, Any]:
    kind = "integer" if sql_type in _INTEGERS else _TYPES_OF_VIEWS.get(sql_type, "number")
    return _described(name, kind, view.columns[name])


def _described(name: str, kind: str, comment: str) -> dict[str, Any]:
    # An ISO time with fractions of a second is none of the default format.
    return {"name": name, "type": kind, "description": comment} | ({"format": "any"} if kind == "datetime" else {})

"""The tables of the warehouse, read from ``catalog/tables.yml``: polars schemas, CREATE TABLE and COMMENTs.

A table, its Parquet file below staging/ and the asset that writes it have one name. Everything rendered here is built
from the project's own data file, never from a user's words; names are quoted and comments escaped all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import yaml

from edu_pipeline.catalog import CatalogError
from edu_pipeline.records import Vocabulary

FILE = "tables.yml"
DECIMAL_DIGITS = 38
DECIMAL_PLACES = 10

_POLARS_TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int32(),
    "bigint": pl.Int64(),
    "decimal": pl.Decimal(DECIMAL_DIGITS, DECIMAL_PLACES),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us"),
}
_SQL_TYPES = {
    "text": "VARCHAR",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "decimal": f"DECIMAL({DECIMAL_DIGITS},{DECIMAL_PLACES})",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type in our own words (see tables.yml), and what is known about its values.

    ``values`` are the words of its vocabulary; empty where any value may occur.
    """

    name: str
    type: str
    comment: str
    required: bool = False
    values: tuple[str, ...] = ()
    references: str | None = None

    @property
    def polars_type(self) -> pl.DataType:
        """The column's type in a frame and in Parquet."""
        return _POLARS_TYPES[self.type]

    @property
    def sql_type(self) -> str:
        """The column's type in DuckDB."""
        return _SQL_TYPES[self.type]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: columns in their order, the columns that name a row, and how rows are sorted."""

    name: str
    comment: str
    key: tuple[str, ...]
    order: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> list[str]:
        """The columns' names in order."""
        return [column.name for column in self.columns]

    @property
    def schema(self) -> pl.Schema:
        """The schema of a frame that holds this table."""
        return pl.Schema({column.name: column.polars_type for column in self.columns})


@dataclass(frozen=True, slots=True)
class View:
    """One view's comments; its SQL is in ``storage/views.sql``."""

    name: str
    comment: str
    columns: Mapping[str, str]


@cache
def load_tables() -> dict[str, Table]:
    """Every table by name, in the order in which they are created."""
    described = _described()["tables"]
    return {name: _table(name, description, described) for name, description in described.items()}


@cache
def load_views() -> dict[str, View]:
    """Every view's description by name."""
    return {name: View(name, view["comment"], view["columns"]) for name, view in _described()["views"].items()}


def table(name: str) -> Table:
    """The table of that name; KeyError for an unknown one."""
    return load_tables()[name]


def create_table_sql(table: Table) -> str:
    """CREATE TABLE with NOT NULL where required. No index: a text key multiplies the size of the file."""
    lines = [
        f"  {quoted(column.name)} {column.sql_type}{' NOT NULL' if column.required else ''}" for column in table.columns
    ]
    return f"CREATE TABLE {quoted(table.name)} (\n" + ",\n".join(lines) + "\n)"


def empty_select_sql(table: Table) -> str:
    """A SELECT that yields the table's columns and no row."""
    return "SELECT " + ", ".join(f"NULL::{c.sql_type} AS {quoted(c.name)}" for c in table.columns) + " WHERE false"


def comment_sql(target: Table | View) -> list[str]:
    """COMMENT ON statements for a table or view and each of its columns."""
    kind = "TABLE" if isinstance(target, Table) else "VIEW"
    comments = (
        {column.name: column.comment for column in target.columns} if isinstance(target, Table) else target.columns
    )
    statements = [f"COMMENT ON {kind} {quoted(target.name)} IS {literal(target.comment)}"]
    for name, comment in comments.items():
        statements.append(f"COMMENT ON COLUMN {quoted(target.name)}.{quoted(name)} IS {literal(comment)}")
    return statements


def polars_to_sql(dtype: pl.DataType) -> str:
    """The DuckDB type of a frame's column type."""
    return next(_SQL_TYPES[name] for name, known in _POLARS_TYPES.items() if known == dtype)


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


@cache
def _described() -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load((files("edu_pipeline.catalog") / FILE).read_text("utf-8"))
    return described


def _table(name: str, description: dict[str, Any], described: dict[str, Any]) -> Table:
    columns = _loosened(description["like"], described[description["like"]]) if "like" in description else {}
    columns |= description["columns"]
    return Table(
        name=name,
        comment=description["comment"],
        key=tuple(description["key"]),
        order=tuple(description["order"]),
        columns=tuple(_columns(name, columns)),
    )


def _loosened(table: str, description: dict[str, Any]) -> dict[str, Any]:
    """Another table's columns for rows that may break its rules: only the id stays required."""
    return {
        column.name: {"type": column.type, "comment": column.comment, "required": column.name in description["key"]}
        for column in _columns(table, description["columns"])
    }


def _columns(table: str, described: dict[str, Any]) -> Iterator[Column]:
    for name, fields in described.items():
        yield _column(name, fields, _words(f"{table}.{name}", fields["values"]) if "values" in fields else ())


def _column(name: str, fields: dict[str, Any], words: tuple[Vocabulary, ...]) -> Column:
    meanings = "; ".join(f"{word}: {word.meaning}" for word in words)
    return Column(
        name=name,
        type=fields["type"],
        comment=f"{fields['comment']} {meanings}." if meanings else fields["comment"],
        required=fields.get("required", False),
        values=tuple(word.value for word in words),
        references=fields.get("references"),
    )


def _words(column: str, name: Any) -> tuple[Vocabulary, ...]:
    """The words of the vocabulary of that name. Raises CatalogError for a name that is none."""
    known = {vocabulary.__name__: tuple(vocabulary) for vocabulary in Vocabulary.__subclasses__()}
    if name not in known:
        mend = f"Use one of {', '.join(known)}, or define it in records.py"
        raise CatalogError(FILE, None, f"{column} has the values “{name}”, which is no vocabulary", mend)
    return known[name]

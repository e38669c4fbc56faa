"""Reading the last published file while a new one is made: its history of checks and runs, its counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from edu_pipeline.settings import Settings
from edu_pipeline.storage.published import readable_published
from edu_pipeline.storage.tables import Table, literal, quoted

CARRIED_TABLES = ("check_results", "runs")


@contextmanager
def previous_attached(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Iterator[bool]:
    """Attach the published file read-only as ``previous``; yields whether there is a readable one."""
    with readable_published(settings) as path:
        attached = path is not None and _attach(connection, path)
        try:
            yield attached
        finally:
            if attached:
                connection.execute("DETACH previous")


def carry_history(connection: duckdb.DuckDBPyConnection, tables: list[Table]) -> None:
    """Copy the rows of the history tables from ``previous``, as far as it has them."""
    for table in tables:
        present = _columns(connection, "previous", table.name)
        shared = [quoted(name) for name in table.column_names if name in present]
        if shared:
            columns = ", ".join(shared)
            order = ", ".join(quoted(name) for name in table.order)
            connection.execute(
                f"INSERT INTO {quoted(table.name)} ({columns}) "
                f"SELECT {columns} FROM previous.main.{quoted(table.name)} ORDER BY {order}"
            )


def _attach(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    try:
        connection.execute(f"ATTACH {literal(str(path))} AS previous (READ_ONLY)")
    except duckdb.Error:
        return False
    return True


def _columns(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> set[str]:
    rows = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND schema_name = 'main' AND table_name = ?",
        [database, table],
    ).fetchall()
    return {name for (name,) in rows}

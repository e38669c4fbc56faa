"""SQL of users on the published file: one statement that reads, within a limit of time."""

from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from edu_pipeline.storage.published import DEFAULT_SECONDS, QueryError, open_published

_LISTEN_SECONDS = 0.2


def run_query(
    published_file: Path, sql: str, parameters: list[object] | None = None, seconds: float = DEFAULT_SECONDS
) -> pl.DataFrame:
    """The rows of the one statement in ``sql``; columns of one name get _2, _3 … appended.

    Raises NotPublished, or QueryError for SQL that is wrong, is more than one statement, yields nothing, tries to do
    more than read, or takes longer than ``seconds``.
    """
    with open_published(published_file, seconds) as connection:
        try:
            statements = len(connection.extract_statements(sql))
            if statements > 1:
                raise QueryError(f"the SQL holds {statements} statements: give one at a time")
            answer = _answer(connection, sql, parameters)
            if answer is not None:
                return _frame(answer)
        except (duckdb.Error, pl.exceptions.PolarsError) as error:
            raise QueryError(str(error)) from error
    raise QueryError("the SQL holds no query: give one that yields rows, such as SELECT … FROM metrics")


def _answer(connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[object] | None) -> Any:
    """The answer as an Arrow table; None where the statement has none."""

    def ask() -> Any:
        answer = connection.sql(sql, params=parameters)
        return None if answer is None else answer.to_arrow_table()

    # In a thread, because DuckDB doesn't hear Ctrl+C while it works; nor does a wait without an end, beside polars.
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask)
        try:
            while not wait([asked], _LISTEN_SECONDS).done:
                pass
            return asked.result()
        except KeyboardInterrupt:
            connection.interrupt()
            raise


def _frame(arrow_table: Any) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(arrow_table.rename_columns(_unique(arrow_table.column_names))))


def _unique(names: list[str]) -> list[str]:
    taken: set[str] = set()
    unique = []
    for name in names:
        candidate, number = name, 1
        while candidate in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken.add(candidate)
        unique.append(candidate)
    return unique

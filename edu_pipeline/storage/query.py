"""Read-only SQL on the published file.

A query can't write, attach, copy or read files: the connection is read-only, has no access outside the database and
its configuration is locked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "lock_configuration": "true",
}


class NotPublished(RuntimeError):
    """There is no published file yet."""


class QueryError(ValueError):
    """SQL that can't be answered; the message is the database's."""


@contextmanager
def open_published(published_file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the published file, closed at the end.

    Raises NotPublished when there is none, QueryError when it can't be opened.
    """
    if not published_file.is_file():
        raise NotPublished(f"there is no {published_file} yet: publish it with `edu-pipeline run`")
    try:
        connection = duckdb.connect(published_file, read_only=True, config=_CONFIG)
    except duckdb.Error as error:
        raise QueryError(f"{published_file} can't be opened: {error}") from error
    with connection:
        yield connection


def run_query(published_file: Path, sql: str, parameters: list[object] | None = None) -> pl.DataFrame:
    """The rows of the last statement of ``sql``; columns of one name get _2, _3 … appended.

    Raises NotPublished, or QueryError for SQL that is wrong, yields nothing or tries to do more than read.
    """
    with open_published(published_file) as connection:
        try:
            answer = connection.sql(sql, params=parameters)
            if answer is not None:
                return _frame(answer.to_arrow_table())
        except (duckdb.Error, pl.exceptions.PolarsError) as error:
            raise QueryError(str(error)) from error
    raise QueryError("the SQL holds no query: give one that yields rows, such as SELECT … FROM metrics")


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

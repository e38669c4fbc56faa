"""The expectations that ``catalog/tables.yml`` implies: columns, keys, required values, vocabularies, references."""

from collections.abc import Collection, Iterator

from edu_pipeline.quality.expectation import ROWS, Expectation
from edu_pipeline.records import Severity
from edu_pipeline.storage.tables import Column, Table, literal, quoted


def columns(table: Table, suite: str) -> Expectation:
    """The table has exactly the columns it is described with, in order and of their types."""
    expected = ", ".join(
        f"({position}, {literal(column.name)}, {literal(column.sql_type)})"
        for position, column in enumerate(table.columns, start=1)
    )
    return Expectation(
        id=f"{table.name}_columns",
        suite=suite,
        table=table.name,
        column=None,
        type=ROWS,
        severity=Severity.CRITICAL.value,
        level="table",
        description=f"The columns of {table.name} and their types are those of its description.",
        key=("column_name",),
        population=f"(VALUES {expected})",
        query=f"""
            SELECT coalesce(e.column_name, f.column_name) AS column_name, e.position AS position_expected,
                   f.position AS position_found, e.data_type AS type_expected, f.data_type AS type_found
            FROM (VALUES {expected}) e(position, column_name, data_type)
            FULL JOIN (SELECT column_index AS position, column_name, data_type FROM duckdb_columns()
                       WHERE database_name = current_database() AND table_name = {literal(table.name)}) f
                ON f.column_name = e.column_name
            WHERE (e.position, e.data_type) IS DISTINCT FROM (f.position, f.data_type)
            ORDER BY e.position, f.position""",
    )


def key(table: Table, suite: str) -> Expectation:
    """No two rows of the table have the same key."""
    names = ", ".join(quoted(name) for name in table.key)
    return Expectation(
        id=f"{table.name}_key_unique",
        suite=suite,
        table=table.name,
        column=table.key[0] if len(table.key) == 1 else None,
        type=ROWS,
        severity=Severity.CRITICAL.value,
        level="table",
        description=f"No two rows of {table.name} have the same {' + '.join(table.key)}.",
        key=table.key,
        query=f"SELECT {names}, count(*) AS times FROM {quoted(table.name)} GROUP BY {names} HAVING count(*) > 1",
    )


def required(table: Table, suite: str, row: bool = False) -> Expectation:
    """No required value is missing."""
    names = [quoted(column.name) for column in table.columns if column.required]
    missing = ", ".join(f"CASE WHEN {name} IS NULL THEN {literal(name.strip(chr(34)))} END" for name in names)
    return Expectation(
        id=f"{table.name}_required_values",
        suite=suite,
        table=table.name,
        column=None,
        type=ROWS,
        severity=Severity.CRITICAL.value,
        level=_level(row),
        description=f"Every row of {table.name} has every value that it must have.",
        key=table.key,
        query=f"""
            SELECT {", ".join(quoted(name) for name in table.key)}, concat_ws(', ', {missing}) AS missing
            FROM {quoted(table.name)} WHERE {" OR ".join(f"{name} IS NULL" for name in names)}""",
    )


def values(table: Table, suite: str, row: bool = False) -> Iterator[Expectation]:
    """Where the vocabulary of a column is closed, no other word occurs."""
    for column in table.columns:
        if column.values:
            name = quoted(column.name)
            selected = ", ".join(quoted(part) for part in dict.fromkeys((*table.key, column.name)))
            yield Expectation(
                id=f"{table.name}_{column.name}_known",
                suite=suite,
                table=table.name,
                column=column.name,
                type=ROWS,
                severity=Severity.CRITICAL.value,
                level=_level(row),
                description=f"{column.name} is one of {', '.join(column.values)}.",
                key=table.key,
                scope=f"{name} IS NOT NULL",
                query=f"SELECT {selected} FROM {quoted(table.name)} WHERE {name} NOT IN "
                f"({', '.join(map(literal, column.values))})",
            )


def references(table: Table, suite: str, available: Collection[str], row: bool = False) -> Iterator[Expectation]:
    """Every id that points to a row of an available table points to one that is there."""
    for column in table.columns:
        if column.references and column.references.split(".")[0] in available:
            yield _reference(table, column, suite, row)


def _reference(table: Table, column: Column, suite: str, row: bool) -> Expectation:
    target, target_column = (column.references or "").split(".")
    selected = ", ".join(f"t.{quoted(name)}" for name in dict.fromkeys((*table.key, column.name)))
    return Expectation(
        id=f"{table.name}_{column.name}_exists",
        suite=suite,
        table=table.name,
        column=column.name,
        type=ROWS,
        severity=Severity.CRITICAL.value,
        level=_level(row),
        description=f"Every {column.name} of {table.name} is a row of {target}.",
        key=table.key,
        scope=f"{quoted(column.name)} IS NOT NULL",
        query=f"""
            SELECT {selected} FROM {quoted(table.name)} t
            WHERE t.{quoted(column.name)} IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM {quoted(target)} r WHERE r.{quoted(target_column)} = t.{quoted(column.name)})""",
    )


def _level(row: bool) -> str:
    return "row" if row else "table"

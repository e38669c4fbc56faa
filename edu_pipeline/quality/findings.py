"""From one of Great Expectations' results to our record of it."""

from collections.abc import Mapping
from typing import Any

from edu_pipeline.quality.expectation import ROWS, Expectation, Suite
from edu_pipeline.quality.results import ROWS_SHOWN, ExpectationResult, plain
from edu_pipeline.storage.tables import load_tables, quoted


def record(engine: Any, suite: Suite, expectation: Expectation, item: Any) -> ExpectationResult:
    """Our record of GX's result ``item``; ``engine`` is SQLAlchemy's, to look up the failing rows.

    The rows to show are put into GX's result too, in place of all the failing ones, for Data Docs.
    """
    error = first_error(item.exception_info)
    found = item.result or {}
    success = bool(item.success) and error is None
    keys = () if success else _keys(expectation, found)
    rows = [] if success else _shown(engine, suite, expectation, keys, _rows(expectation, found))
    evaluated, unexpected = found.get("element_count"), found.get("unexpected_count")
    if evaluated is None and error is None:
        evaluated, unexpected = 1, int(not success)
    _shorten(found, rows)
    return _outcome(
        suite,
        expectation,
        success=success,
        evaluated_count=evaluated,
        unexpected_count=unexpected,
        failing_keys=keys,
        failing_rows=tuple(rows),
        error=error,
        observed=None if expectation.type == ROWS else plain(found.get("observed_value")),
    )


def unevaluated(suite: Suite, error: str) -> list[ExpectationResult]:
    """The results of a suite that could not run."""
    return [_outcome(suite, expectation, success=False, error=error) for expectation in suite.expectations]


def _outcome(suite: Suite, expectation: Expectation, **found: Any) -> ExpectationResult:
    """A result with what the expectation says of itself, and what was ``found``."""
    nothing: dict[str, Any] = {
        "evaluated_count": None,
        "unexpected_count": None,
        "failing_keys": (),
        "failing_rows": (),
    }
    return ExpectationResult(
        suite=suite.name,
        table_name=expectation.table,
        column_name=expectation.column,
        expectation=expectation.id,
        severity=expectation.severity,
        level=expectation.level,
        description=expectation.description,
        why=expectation.why,
        **(nothing | found),
    )


def _keys(expectation: Expectation, found: Mapping[str, Any]) -> tuple[str, ...]:
    if expectation.type == ROWS:
        return tuple(found.get("details", {}).get("keys", ()))
    index = found.get("unexpected_index_list") or ()
    return tuple("/".join(str(row[name]) for name in expectation.key) for row in index)


def _rows(expectation: Expectation, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    if expectation.type == ROWS:
        return list(found.get("details", {}).get("rows", ()))
    return [plain(row) for row in (found.get("unexpected_index_list") or ())[:ROWS_SHOWN]]


def _shown(
    engine: Any, suite: Suite, expectation: Expectation, keys: tuple[str, ...], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The failing rows, each with what the suite's file says a person needs to see of such a row."""
    query = suite.show.get(expectation.table)
    table = load_tables().get(expectation.table)
    if query is None or not keys or table is None or expectation.key != table.key:
        return rows
    told = _told(engine, query, expectation.key[0], keys[:ROWS_SHOWN])
    return [row | told.get(row.get(expectation.key[0], ""), {}) for row in rows]


def _told(engine: Any, query: str, key: str, wanted: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The rows of ``query`` with these keys; none where the table is too broken to tell."""
    from sqlalchemy.exc import DBAPIError

    marks = ", ".join("?" * len(wanted))
    sql = f"SELECT * FROM ({query}) WHERE {quoted(key)} IN ({marks})"
    try:
        with engine.connect() as connection:
            return {row[key]: plain(dict(row)) for row in connection.exec_driver_sql(sql, wanted).mappings()}
    except DBAPIError:
        return {}


def _shorten(found: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    for name in ("unexpected_list", "unexpected_index_list"):
        if found.get(name):
            found[name] = found[name][:ROWS_SHOWN]
    if rows:
        found["details"] = {"columns": list(rows[0]), "rows": rows}


def first_error(info: Mapping[str, Any] | None) -> str | None:
    """The first line of what GX could not evaluate; GX nests it by metric where a metric failed."""
    if not info:
        return None
    found = [info] if "raised_exception" in info else list(info.values())
    messages = [str(item.get("exception_message")) for item in found if item.get("raised_exception")]
    return messages[0].strip().splitlines()[0] if messages else None

"""From one of Great Expectations' results to our record of it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edu_pipeline.quality.expectation import METRIC_KEY, ROWS, Expectation, Suite
from edu_pipeline.quality.results import KEYS_KEPT, ROWS_SHOWN, ExpectationResult, plain
from edu_pipeline.storage.tables import literal, load_tables, quoted


def record(engine: Any, suite: Suite, expectation: Expectation, item: Any, folder: Path | None) -> ExpectationResult:
    """Our record of GX's result ``item``; ``engine`` is SQLAlchemy's, to look up the failing rows.

    The rows to show are put into GX's result too, for Data Docs. The ids of all failing metrics go into a Parquet file
    below ``folder``, where one is given: there may be as many as there are metrics.
    """
    error = first_error(item.exception_info)
    found = item.result or {}
    success = bool(item.success) and error is None
    failing = _Failing()
    if not success and error is None and expectation.query:
        failing = _look_up(engine, suite, expectation, folder)
    evaluated, unexpected = found.get("element_count"), found.get("unexpected_count")
    if evaluated is None and error is None:
        evaluated, unexpected = 1, int(not success)
    if failing.rows:
        found["details"] = {"columns": list(failing.rows[0]), "rows": failing.rows}
    return _outcome(
        suite,
        expectation,
        success=success,
        evaluated_count=evaluated,
        unexpected_count=unexpected,
        failing_keys=failing.keys,
        failing_rows=tuple(failing.rows),
        keys_file=failing.file,
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


@dataclass(slots=True)
class _Failing:
    """What is known of the rows that fail: the first keys, the first rows, and a file of all keys."""

    keys: tuple[str, ...] = ()
    rows: list[dict[str, Any]] = field(default_factory=list)
    file: Path | None = None


def _look_up(engine: Any, suite: Suite, expectation: Expectation, folder: Path | None) -> _Failing:
    """The failing rows of an expectation with a query, as far as they can be told within its limit of time.

    The table may be too broken to tell, or the answer too slow: then nothing is known of them, and a critical fault
    stops the run instead of holding rows back.
    """
    from sqlalchemy.exc import DBAPIError

    from edu_pipeline.storage.limits import TooSlow

    failing = _Failing()
    query = (expectation.query or "").strip().rstrip(";")
    with suppress(DBAPIError, TooSlow), engine.connect() as connection:
        if expectation.key:
            names = ", ".join(quoted(name) for name in expectation.key)
            texts = ", ".join(f"{quoted(name)}::VARCHAR" for name in expectation.key)
            keys = f"SELECT concat_ws('/', {texts}) AS key FROM ({query}) ORDER BY {names} LIMIT {KEYS_KEPT}"
            failing.keys = tuple(row[0] for row in connection.exec_driver_sql(keys))
            rows = f"SELECT * FROM ({query}) ORDER BY {names} LIMIT {ROWS_SHOWN}"
        else:
            rows = f"SELECT * FROM ({query}) LIMIT {ROWS_SHOWN}"
        failing.rows = [plain(dict(row)) for row in connection.exec_driver_sql(rows).mappings()]
        failing.rows = _shown(connection, suite, expectation, failing.rows)
        if folder is not None and expectation.key == METRIC_KEY:
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / f"{expectation.id}.parquet"
            copied = f"SELECT DISTINCT {quoted(METRIC_KEY[0])} FROM ({query})"
            connection.exec_driver_sql(f"COPY ({copied}) TO {literal(target.as_posix())} (FORMAT parquet)")
            failing.file = target
    return failing


def _shown(connection: Any, suite: Suite, expectation: Expectation, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The failing rows, each with what the suite's file says a person needs to see of such a row."""
    query = suite.show.get(expectation.table)
    table = load_tables().get(expectation.table)
    if query is None or not rows or table is None or expectation.key != table.key:
        return rows
    key = expectation.key[0]
    wanted = tuple(row[key] for row in rows)
    sql = f"SELECT * FROM ({query}) WHERE {quoted(key)} IN ({', '.join('?' * len(wanted))})"
    told = {row[key]: plain(dict(row)) for row in connection.exec_driver_sql(sql, wanted).mappings()}
    return [row | told.get(row[key], {}) for row in rows]


def first_error(info: Mapping[str, Any] | None) -> str | None:
    """The first line of what GX could not evaluate; GX nests it by metric where a metric failed."""
    if not info:
        return None
    found = [info] if "raised_exception" in info else list(info.values())
    messages = [str(item.get("exception_message")) for item in found if item.get("raised_exception")]
    return messages[0].strip().splitlines()[0] if messages else None

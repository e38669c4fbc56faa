"""Running suites with Great Expectations inside DuckDB: the one module that imports great_expectations.

Importing it takes seconds, so it happens only when a suite runs. GX's own expectations are used where one says what
is meant. For the others there is ``ExpectNoFailingRows``: one query counts the failing rows and collects their keys
and the first of them, so that a million rows are looked at once and never leave DuckDB.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeGuard

from edu_pipeline.catalog import Catalog, load_catalog
from edu_pipeline.quality.expectation import ROWS, Expectation, Suite, ThresholdTable
from edu_pipeline.quality.results import ROWS_SHOWN, ExpectationResult, plain
from edu_pipeline.quality.suites import indicator_limits
from edu_pipeline.storage.tables import empty_select_sql, literal, quoted, table

COMPARED = ("documents", "metrics")
_DATASOURCE = "warehouse"


def run_suites(
    database: Path,
    suites: Iterable[Suite],
    run_id: str,
    published: Path | None = None,
    validations: Path | None = None,
    catalog: Catalog | None = None,
) -> list[ExpectationResult]:
    """Check a DuckDB file; it is only read, and closed again at the end.

    Args:
        database: the file with the tables or views that the suites name.
        suites: what to check, see ``suites.load_suites``.
        run_id: the run that asks; Data Docs show it.
        published: the file published last, which queries see as last_documents and last_metrics; may be absent.
        validations: a folder that keeps the latest validation of each suite for ``data_docs.write_data_docs``.
        catalog: whose indicators say what is plausible; the package's own when None.

    Returns:
        One result per expectation in the order of the suites. An expectation that could not be evaluated has
        ``error`` and counts as failed.
    """
    suites = list(suites)
    results: list[ExpectationResult] = []
    limits = {"indicator_limits": indicator_limits(load_catalog() if catalog is None else catalog)}
    with _open(database, _set_up(suites, limits, published)) as (context, source):
        for suite in suites:
            validation = _validate(context, source, suite)
            by_id = {item.expectation_config.meta["id"]: item for item in validation.results}
            results += [_result(source, suite, item, by_id[item.id]) for item in suite.expectations]
            if validations is not None:
                keep_validation(validation, suite, run_id, validations)
    return results


@contextmanager
def _open(database: Path, set_up: list[str]) -> Iterator[tuple[Any, Any]]:
    """A context without a folder, and a data source on the file with one connection that is closed at the end."""
    from sqlalchemy.pool import StaticPool

    from edu_pipeline.quality import duckdb_dialect

    duckdb_dialect.register()
    context = new_context()
    source = context.data_sources.add_sql(
        name=_DATASOURCE,
        connection_string=f"{duckdb_dialect.SCHEME}://",
        kwargs={
            "poolclass": StaticPool,
            "connect_args": {"database": str(database.absolute()), "read_only": True, "set_up": set_up},
        },
    )
    try:
        yield context, source
    finally:
        source.get_engine().dispose()
        source.get_execution_engine().engine.dispose()


def new_context() -> Any:
    """A GX context that lives in memory, with our own expectation known to it."""
    import great_expectations
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

    # Its default leaves an empty folder for Data Docs behind in the system's temporary folder.
    stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    context = great_expectations.get_context(project_config=DataContextConfig(store_backend_defaults=stores))
    context.variables.progress_bars = {"globally": False}
    rows_expectation()
    return context


@cache
def rows_expectation() -> Any:
    """The class of our own expectation; GX knows it once it exists."""
    from great_expectations.expectations import UnexpectedRowsExpectation

    class ExpectNoFailingRows(UnexpectedRowsExpectation):
        """Expect that a query for failing rows finds none; the query is wrapped by ``_counting``."""

        metric_dependencies = ("unexpected_rows_query.table",)

        def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
            found = metrics["unexpected_rows_query.table"][0]
            return {
                "success": found["unexpected"] == 0,
                "result": {
                    "observed_value": found["unexpected"],
                    "element_count": found["evaluated"],
                    "unexpected_count": found["unexpected"],
                    "details": {"keys": found["keys"] or [], "rows": plain(found["shown"] or [])},
                },
            }

    return ExpectNoFailingRows


def _set_up(suites: list[Suite], limits: Mapping[str, ThresholdTable], published: Path | None) -> list[str]:
    """The statements that a new connection runs: threshold tables, and the tables of the file published last."""
    thresholds = {name: limit for suite in suites for name, limit in suite.thresholds.items()} | dict(limits)
    statements = []
    for name, limit in thresholds.items():
        columns = ", ".join(f"{quoted(column)} {type_}" for column, type_ in limit.columns.items())
        statements.append(f"CREATE TEMP TABLE {quoted(name)} ({columns})")
        if limit.rows:
            rows = ", ".join(f"({', '.join(map(_sql_value, row))})" for row in limit.rows)
            statements.append(f"INSERT INTO {quoted(name)} VALUES {rows}")
    if _comparable(published):
        statements.append(
            # GX opens two connections, and within a process they share what is attached.
            f"ATTACH IF NOT EXISTS {literal(published.absolute().as_posix())} AS last_published (READ_ONLY)"
        )
        statements += [
            f"CREATE TEMP VIEW last_{name} AS SELECT * FROM last_published.main.{quoted(name)}" for name in COMPARED
        ]
    else:
        statements += [f"CREATE TEMP VIEW last_{name} AS {empty_select_sql(table(name))}" for name in COMPARED]
    return statements


def _comparable(published: Path | None) -> TypeGuard[Path]:
    """Whether there is a file with the tables to compare with; one that can't be read is no reason to stop."""
    import duckdb

    if published is None or not published.is_file():
        return False
    try:
        with duckdb.connect(published, read_only=True) as connection:
            for name in COMPARED:
                connection.execute(f"SELECT 1 FROM {quoted(name)} LIMIT 0")
    except duckdb.Error:
        return False
    return True


def _sql_value(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, (int, float, Decimal)) else literal(str(value))


def _validate(context: Any, source: Any, suite: Suite) -> Any:
    """Run one suite; the result of each expectation carries its id in ``meta``."""
    import great_expectations

    asset = source.add_table_asset(name=suite.name, table_name=suite.table)
    batch = asset.add_batch_definition_whole_table("all")
    gx_suite = context.suites.add(
        great_expectations.ExpectationSuite(
            name=suite.name,
            expectations=[_gx_expectation(expectation) for expectation in suite.expectations],
            meta={"description": suite.description, "stage": suite.stage},
        )
    )
    definition = context.validation_definitions.add(
        great_expectations.ValidationDefinition(name=suite.name, data=batch, suite=gx_suite)
    )
    key = next((item.key for item in suite.expectations if item.table == suite.table), ())
    return definition.run(
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": list(key),
            "partial_unexpected_count": ROWS_SHOWN,
        }
    )


def _gx_expectation(expectation: Expectation) -> Any:
    from great_expectations.expectations.registry import get_expectation_impl

    common = {
        "severity": expectation.severity,
        "description": expectation.description,
        "meta": {"id": expectation.id, "table": expectation.table, "rows": expectation.query},
    }
    if expectation.type == ROWS:
        return rows_expectation()(unexpected_rows_query=_counting(expectation), **common)
    arguments = dict(expectation.kwargs)
    if expectation.column is not None:
        arguments["column"] = expectation.column
    return get_expectation_impl(expectation.type)(**arguments, **common)


def _counting(expectation: Expectation) -> str:
    """The query of an expectation turned into one row: how many rows there are and fail, their keys, the first ones.

    GX fills in braces, so those of the query are doubled; it complains when ``{batch}`` is nowhere.
    """
    key = ", ".join(f"{quoted(name)}::VARCHAR" for name in expectation.key)
    population = expectation.population or quoted(expectation.table)
    sql = f"""
WITH failing AS MATERIALIZED ({(expectation.query or "").strip().rstrip(";")}
)
SELECT (SELECT count(*) FROM {population} WHERE {expectation.scope or "true"}) AS evaluated,
       count(*) AS unexpected,
       {f"list(concat_ws('/', {key}))" if key else "NULL"} AS keys,
       (SELECT list(first_rows) FROM (SELECT * FROM failing LIMIT {ROWS_SHOWN}) AS first_rows) AS shown
FROM failing"""
    return sql.replace("{", "{{").replace("}", "}}") + " /* {batch} */"


def _result(source: Any, suite: Suite, expectation: Expectation, item: Any) -> ExpectationResult:
    """Our record of one of GX's results; the rows to show are put into GX's result too, for Data Docs."""
    error = _error(item.exception_info)
    found = item.result or {}
    success = bool(item.success) and error is None
    keys = () if success else _keys(expectation, found)
    rows = () if success else tuple(_shown(source, suite, expectation, keys, _rows(expectation, found)))
    evaluated = found.get("element_count")
    unexpected = found.get("unexpected_count")
    if expectation.type != ROWS and evaluated is None and error is None:
        evaluated, unexpected = 1, int(not success)
    if rows:
        found.setdefault("details", {})
        found["details"] = {"rows": list(rows)}
    return ExpectationResult(
        suite=suite.name,
        table_name=expectation.table,
        column_name=expectation.column,
        expectation=expectation.id,
        severity=expectation.severity,
        level=expectation.level,
        success=success,
        evaluated_count=evaluated,
        unexpected_count=unexpected,
        failing_keys=keys,
        failing_rows=rows,
        description=expectation.description,
        error=error,
        observed=None if expectation.type == ROWS else plain(found.get("observed_value")),
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
    source: Any, suite: Suite, expectation: Expectation, keys: tuple[str, ...], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The failing rows, each with what the suite's file says a person needs to see of such a row."""
    query = suite.show.get(expectation.table)
    if query and keys and expectation.key == table(expectation.table).key:
        told = _told(source, query, expectation.key[0], keys[:ROWS_SHOWN])
        return [row | told.get(row.get(expectation.key[0]), {}) for row in rows]
    return rows


def _told(source: Any, query: str, key: str, wanted: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The rows of ``query`` with these keys; none where the table is too broken to tell."""
    from sqlalchemy.exc import DBAPIError

    marks = ", ".join("?" * len(wanted))
    sql = f"SELECT * FROM ({query}) WHERE {quoted(key)} IN ({marks})"
    try:
        with source.get_engine().connect() as connection:
            return {row[key]: plain(dict(row)) for row in connection.exec_driver_sql(sql, wanted).mappings()}
    except DBAPIError:
        return {}


def _error(info: Mapping[str, Any] | None) -> str | None:
    """The first line of what GX could not evaluate; GX nests it by metric where a metric failed."""
    if not info:
        return None
    found = [info] if "raised_exception" in info else list(info.values())
    messages = [str(item.get("exception_message")) for item in found if item.get("raised_exception")]
    return messages[0].strip().splitlines()[0] if messages else None


def keep_validation(validation: Any, suite: Suite, run_id: str, folder: Path) -> None:
    """Write GX's validation of a suite to ``folder``, in place of the one before it."""
    validation.meta |= {"run": run_id, "stage": suite.stage, "description": suite.description}
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / f"{suite.name}.json.part"
    written.write_text(json.dumps(validation.to_json_dict(), ensure_ascii=False), "utf-8")
    written.replace(folder / f"{suite.name}.json")

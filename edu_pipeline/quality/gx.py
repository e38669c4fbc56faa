"""Running suites with Great Expectations inside DuckDB: the one module that imports great_expectations.

Importing it takes seconds, so it happens in a process of its own (``quality.process``). GX's own expectations are used
where one says what is meant. For the others there is ``ExpectNoFailingRows``: a query counts the failing rows, so that
a million rows are looked at and never leave DuckDB; ``findings`` then looks up the first of them.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeGuard

from edu_pipeline.quality.expectation import ROWS, Expectation, Suite, ThresholdTable
from edu_pipeline.quality.findings import record, unevaluated
from edu_pipeline.quality.home import ensure_home
from edu_pipeline.quality.results import ROWS_SHOWN, ExpectationResult
from edu_pipeline.quality.suites import load_suites
from edu_pipeline.storage.tables import empty_select_sql, literal, quoted, table

_COMPARED = ("documents", "metrics")
_LAST = tuple(f"last_{name}" for name in _COMPARED)
_DATASOURCE = "warehouse"
DEFAULT_SECONDS = 120.0
DEFAULT_MEMORY_MB = 400


def run_suites(
    database: Path,
    suites: Iterable[Suite],
    run_id: str,
    limits: ThresholdTable,
    published: Path | None = None,
    validations: Path | None = None,
    failing: Path | None = None,
    seconds: float = DEFAULT_SECONDS,
    memory_mb: int = DEFAULT_MEMORY_MB,
) -> list[ExpectationResult]:
    """Check a DuckDB file; it is only read, and closed again at the end.

    Args:
        database: the file with the tables or views that the suites name.
        suites: what to check, see ``suites.load_suites``.
        run_id: the run that asks; Data Docs show it.
        limits: what is plausible for each indicator, see ``suites.indicator_limits``.
        published: the file published last, which queries see as last_documents and last_metrics; may be absent.
        validations: a folder that keeps the latest validation of each suite for ``data_docs.write_data_docs``.
        failing: a folder for the ids of the metrics that fail, a Parquet file for each expectation.
        seconds: how long one query may take before it counts as not evaluated.
        memory_mb: what DuckDB may hold before it writes to disk.

    Returns:
        One result per expectation in the order of the suites. An expectation that could not be evaluated has
        ``error`` and counts as failed.
    """
    suites = list(suites)
    results: list[ExpectationResult] = []
    set_up = [f"SET memory_limit = '{memory_mb}MB'", *_set_up(suites, {"indicator_limits": limits}, published)]
    with _open(database, set_up, seconds) as source:
        for suite in suites:
            validation = _validate(source, suite)
            if validation is None:
                results += unevaluated(suite, f"there is no table {suite.table}")
                continue
            by_id = {item.expectation_config.meta["id"]: item for item in validation.results}
            engine = source.get_engine()
            results += [record(engine, suite, item, by_id[item.id], failing) for item in suite.expectations]
            if validations is not None:
                _keep(validation, suite, run_id, validations)
    return results


@contextmanager
def _open(database: Path, set_up: list[str], seconds: float) -> Iterator[Any]:
    """A data source of GX on the file, whose connections are closed at the end."""
    from sqlalchemy.pool import StaticPool

    from edu_pipeline.quality import duckdb_dialect

    duckdb_dialect.register()
    source = new_context().data_sources.add_sql(
        name=_DATASOURCE,
        connection_string=f"{duckdb_dialect.SCHEME}://",
        kwargs={
            "poolclass": StaticPool,
            "connect_args": {
                "database": str(database.absolute()),
                "read_only": True,
                "set_up": set_up,
                "seconds": seconds,
            },
        },
    )
    try:
        yield source
    finally:
        source.get_engine().dispose()
        source.get_execution_engine().engine.dispose()


def new_context() -> Any:
    """A GX context that lives in memory, with our own expectation known to it."""
    ensure_home()
    import great_expectations
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    # Its default leaves an empty folder for Data Docs behind in the system's temporary folder.
    stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
    config = DataContextConfig(store_backend_defaults=stores, progress_bars=ProgressBarsConfig(globally=False))
    context = great_expectations.get_context(project_config=config)
    rows_expectation()
    return context


@cache
def rows_expectation() -> Any:
    """The class of our own expectation; GX knows it, and how Data Docs show it, once it exists."""
    from great_expectations.expectations import UnexpectedRowsExpectation
    from great_expectations.render import LegacyDiagnosticRendererType
    from great_expectations.render.renderer.renderer import renderer

    class ExpectNoFailingRows(UnexpectedRowsExpectation):  # type: ignore[misc]
        """Expect that a query for failing rows finds none; the query is wrapped by ``_counting``."""

        metric_dependencies = ("unexpected_rows_query.table",)

        def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
            found = metrics["unexpected_rows_query.table"][0]
            # GX takes no share above 100 % for a result, which rows of a join may come to.
            share = 100 * found["unexpected"] / max(found["evaluated"], found["unexpected"], 1)
            return {
                "success": found["unexpected"] == 0,
                "result": {
                    "observed_value": found["unexpected"],
                    "element_count": found["evaluated"],
                    "unexpected_count": found["unexpected"],
                    "unexpected_percent": share,
                },
            }

        @classmethod
        @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_TABLE)  # type: ignore[untyped-decorator]
        def _diagnostic_unexpected_table_renderer(cls, result: Any = None, **_: Any) -> Any:
            return _rows_table(result)

    return ExpectNoFailingRows


def _rows_table(result: Any) -> Any:
    """The failing rows of a result as a table of Data Docs, and below it the query that finds them all."""
    from great_expectations.render import CollapseContent, RenderedStringTemplateContent, RenderedTableContent

    details = (result.result or {}).get("details", {}) if result is not None else {}
    rows, header = details.get("rows", []), details.get("columns", [])
    if not rows:
        return None
    cells = [["" if row.get(name) is None else str(row[name]) for name in header] for row in rows]
    styling = {"body": {"classes": ["table-bordered", "table-sm", "mt-3"]}}
    query = {"template": "$query", "params": {"query": result.expectation_config.meta.get("rows")}, "tag": "code"}
    return [
        RenderedTableContent(content_block_type="table", table=cells, header_row=header, styling=styling),
        CollapseContent(
            collapse_toggle_link="The query that finds all of them",
            collapse=[RenderedStringTemplateContent(content_block_type="string_template", string_template=query)],
        ),
    ]


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
    if not any(name in (item.query or "") for suite in suites for item in suite.expectations for name in _LAST):
        return statements
    if _comparable(published):
        statements.append(
            # GX opens two connections, and within a process they share what is attached.
            f"ATTACH IF NOT EXISTS {literal(published.absolute().as_posix())} AS last_published (READ_ONLY)"
        )
        statements += [
            f"CREATE TEMP VIEW last_{name} AS SELECT * FROM last_published.main.{quoted(name)}" for name in _COMPARED
        ]
    else:
        statements += [f"CREATE TEMP VIEW last_{name} AS {empty_select_sql(table(name))}" for name in _COMPARED]
    return statements


def _comparable(published: Path | None) -> TypeGuard[Path]:
    """Whether there is a file with the tables to compare with; one that can't be read is no reason to stop."""
    import duckdb

    if published is None or not published.is_file():
        return False
    try:
        with duckdb.connect(published, read_only=True) as connection:
            for name in _COMPARED:
                connection.execute(f"SELECT 1 FROM {quoted(name)} LIMIT 0")
    except duckdb.Error:
        return False
    return True


def _sql_value(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, (int, float, Decimal)) else literal(str(value))


def _validate(source: Any, suite: Suite) -> Any:
    """Run one suite; the result of each expectation carries its id in ``meta``. None when its table isn't there."""
    import great_expectations
    from great_expectations.datasource.fluent.interfaces import TestConnectionError

    try:
        asset = source.add_table_asset(name=suite.name, table_name=suite.table)
    except TestConnectionError:
        return None
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    # Neither suite nor validation goes into a store of the context: GX would serialise both, and we keep our own.
    gx_suite = great_expectations.ExpectationSuite(
        name=suite.name, expectations=[_gx_expectation(expectation) for expectation in suite.expectations]
    )
    return batch.validate(gx_suite, result_format={"result_format": "SUMMARY", "partial_unexpected_count": ROWS_SHOWN})


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
    """The query of an expectation turned into one row: how many rows there are, and how many fail.

    GX fills in braces, so those of the query are doubled; it complains when ``{batch}`` is nowhere.
    """
    population = expectation.population or quoted(expectation.table)
    sql = f"""
SELECT (SELECT count(*) FROM {population} WHERE {expectation.scope or "true"}) AS evaluated, count(*) AS unexpected
FROM ({(expectation.query or "").strip().rstrip(";")}
) AS failing"""
    return sql.replace("{", "{{").replace("}", "}}") + " /* {batch} */"


def _keep(validation: Any, suite: Suite, run_id: str, folder: Path) -> None:
    """Write GX's validation of a suite to ``folder``, in place of the one before it.

    Where only a part of a suite ran, the other results are kept.
    """
    told = validation.to_json_dict()
    kept = folder / f"{suite.name}.json"
    asked = {item.id for item in suite.expectations}
    others = {item.id for one in load_suites() if one.name == suite.name for item in one.expectations} - asked
    if others and kept.is_file():
        told["results"] += _results_of(kept, others)
    met = sum(item["success"] for item in told["results"])
    told["success"] = met == len(told["results"])
    told["statistics"] = {
        "evaluated_expectations": len(told["results"]),
        "successful_expectations": met,
        "unsuccessful_expectations": len(told["results"]) - met,
        "success_percent": 100 * met / max(len(told["results"]), 1),
    }
    moment = datetime.now(UTC).isoformat()
    told["meta"] |= {"run": run_id, "validation_time": moment, "stage": suite.stage, "description": suite.description}
    folder.mkdir(parents=True, exist_ok=True)
    written = kept.with_suffix(".part")
    written.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    written.replace(kept)


def _results_of(validation: Path, wanted: Collection[str]) -> list[Any]:
    """The results of some expectations in a validation that was kept; none where it can't be read any more."""
    try:
        results = json.loads(validation.read_text("utf-8"))["results"]
        return [item for item in results if item["expectation_config"]["meta"]["id"] in wanted]
    except (ValueError, TypeError, KeyError):
        return []


def build_site(validations: Iterable[Mapping[str, Any]], folder: Path) -> None:
    """Write GX's Data Docs of validations (as ``run_suites`` keeps them) to ``folder``.

    GX escapes next to nothing, so the validations must hold HTML-safe text.
    """
    context = new_context()
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.absolute())}
    context.add_data_docs_site("site", {"class_name": "SiteBuilder", "store_backend": store})
    for validation in validations:
        _store(context, validation)
    context.build_data_docs(site_names=["site"])


def _store(context: Any, told: Mapping[str, Any]) -> None:
    from great_expectations.core import ExpectationSuite, RunIdentifier
    from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResultSchema
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    validation = ExpectationSuiteValidationResultSchema().load(dict(told))
    name = re.sub(r"[^\w.-]", "_", told["meta"]["run"])
    run = RunIdentifier(run_name=name, run_time=told["meta"]["validation_time"])
    validation.meta["run_id"] = run
    suite = ExpectationSuiteIdentifier(name=validation.suite_name)
    key = ValidationResultIdentifier(
        expectation_suite_identifier=suite, run_id=run, batch_identifier=validation.suite_name
    )
    context.validation_results_store.add(key, validation)
    expectations = [item.expectation_config.to_domain_obj() for item in validation.results]
    for expectation in expectations:
        expectation.id = None
    context.suites.add(ExpectationSuite(name=validation.suite_name, expectations=expectations))

"""The checks of a stage: run its suites, keep the results for the published file, hold back the rows that failed."""

import shutil
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from edu_pipeline.quality.expectation import Suite
from edu_pipeline.quality.process import checker
from edu_pipeline.quality.results import ExpectationResult, stopping
from edu_pipeline.quality.suites import indicator_limits, suites_of_stage
from edu_pipeline.settings import Settings
from edu_pipeline.stages.fingerprints import catalog_for
from edu_pipeline.storage import staging
from edu_pipeline.storage.audit import build_audit
from edu_pipeline.storage.publish import record_checks, record_failing
from edu_pipeline.storage.published import readable_published

WAREHOUSE_STAGE = "warehouse"


def check_stage(
    settings: Settings, stage: str, run_id: str, only: Collection[str] | None = None
) -> list[ExpectationResult]:
    """Check what a stage made; ``only`` names expectations when not all of them are asked for.

    The results are kept for ``check_results``. Data Docs are begun when no further stage is checked: after the last
    one, or where nothing may be published (``checker().finish()`` waits for them). Metrics that fail a critical
    expectation of their row are held back from the next candidate, but not when only some were asked for.
    """
    suites = _chosen(suites_of_stage(stage), only)
    database = _candidate(settings) if stage == WAREHOUSE_STAGE else build_audit(settings)
    failing = settings.staging_dir / "failing"
    shutil.rmtree(failing, ignore_errors=True)
    with readable_published(settings) as published:
        results = checker().run_suites(
            database,
            suites,
            run_id,
            settings.run_seconds,
            limits=indicator_limits(catalog_for(settings.catalog_file)),
            published=published,
            validations=_validations(settings),
            failing=failing,
            seconds=settings.check_seconds,
            memory_mb=settings.memory_mb,
        )
    record_checks(settings, _frame(results, run_id))
    if only is None:
        record_failing(settings, [suite.name for suite in suites], [_failing_rows(result) for result in results])
    shutil.rmtree(failing, ignore_errors=True)
    if stage == WAREHOUSE_STAGE or stopping(results):
        checker().write_docs(_validations(settings), settings.data_docs_dir)
    return results


def _failing_rows(result: ExpectationResult) -> pl.LazyFrame:
    """The metrics that fail an expectation, as rows of ``failing_metrics``; those of severity info are no failures."""
    schema = staging.schema_of("failing_metrics")
    if result.keys_file is None or result.severity == "info":
        return schema.to_frame().lazy()
    said = {
        "suite": result.suite,
        "expectation": result.expectation,
        "severity": result.severity,
        "why": result.why or result.description,
        "held_back": result.holds_back,
    }
    rows = pl.scan_parquet(result.keys_file).with_columns(**{name: pl.lit(value) for name, value in said.items()})
    return rows.select(schema.names())


def _validations(settings: Settings) -> Path:
    return settings.staging_dir / "validations"


def _chosen(suites: Sequence[Suite], only: Collection[str] | None) -> list[Suite]:
    if only is None:
        return list(suites)
    chosen = [
        replace(suite, expectations=tuple(item for item in suite.expectations if item.id in only)) for suite in suites
    ]
    return [suite for suite in chosen if suite.expectations]


def _candidate(settings: Settings) -> Path:
    """The candidate, else (a check asked for on its own, after a publish) the published file."""
    return settings.candidate_file if settings.candidate_file.is_file() else settings.published_file


def _frame(results: Sequence[ExpectationResult], run_id: str) -> pl.DataFrame:
    columns = [name for name in staging.schema_of("check_results").names() if name not in ("run_id", "checked_at")]
    rows = {name: [getattr(result, name) for result in results] for name in columns}
    moment = staging.now()
    frame = {"run_id": [run_id] * len(results), "checked_at": [moment] * len(results), **rows}
    return pl.DataFrame(frame, schema=staging.schema_of("check_results"))

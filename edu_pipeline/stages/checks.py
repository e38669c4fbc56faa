"""The checks of a stage: run its suites, keep the results for the published file, hold back the rows that failed."""

import shutil
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from edu_pipeline.quality.expectation import Suite
from edu_pipeline.quality.process import RunningSuites, checker
from edu_pipeline.quality.results import ExpectationResult, stopping
from edu_pipeline.quality.suites import indicator_limits, suites_of_stage
from edu_pipeline.settings import Settings
from edu_pipeline.stages.fingerprints import catalog_for
from edu_pipeline.storage import staging
from edu_pipeline.storage.audit import build_audit
from edu_pipeline.storage.publish import record_checks, record_failing
from edu_pipeline.storage.published import readable_published

WAREHOUSE_STAGE = "warehouse"


@dataclass(frozen=True, slots=True)
class Begun:
    """The checks of a stage that are being made; ``opened`` is what has to stay open meanwhile."""

    checks: RunningSuites
    failing: Path
    opened: ExitStack

    def results(self) -> list[ExpectationResult]:
        """Wait for the results."""
        with self.opened:
            return self.checks.results()


def begin_checks(
    settings: Settings, stages: Sequence[str], run_id: str, only: Collection[str] | None = None
) -> dict[str, Begun]:
    """Begin to check what these stages made, in their order; ``only`` names expectations when not all are asked for.

    Nothing that they look at may change until ``check_stage`` has taken the results.
    """
    database = _candidate(settings) if WAREHOUSE_STAGE in stages else build_audit(settings)
    return {stage: _begin(settings, stage, run_id, database, only) for stage in stages}


def check_stage(
    settings: Settings, stage: str, run_id: str, only: Collection[str] | None = None, begun: Begun | None = None
) -> list[ExpectationResult]:
    """Check what a stage made; ``begun`` are its checks where they were begun before.

    The results are kept for ``check_results``. Data Docs are begun when no further stage is checked: after the last
    one, or where nothing may be published (``checker().finish()`` waits for them). Metrics that fail a critical
    expectation of their row are held back from the next candidate, but not when only some were asked for.
    """
    begun = begun or begin_checks(settings, [stage], run_id, only)[stage]
    results = begun.results()
    record_checks(settings, _frame(results, run_id))
    if only is None:
        names = [suite.name for suite in suites_of_stage(stage)]
        record_failing(settings, names, [_failing_rows(result) for result in results])
    shutil.rmtree(begun.failing, ignore_errors=True)
    if stage == WAREHOUSE_STAGE or stopping(results):
        checker().write_docs(_validations(settings), settings.data_docs_dir)
    return results


def _begin(settings: Settings, stage: str, run_id: str, database: Path, only: Collection[str] | None) -> Begun:
    failing = settings.staging_dir / "failing" / stage
    shutil.rmtree(failing, ignore_errors=True)
    with ExitStack() as opened:
        checks = checker().begin(
            database,
            _chosen(suites_of_stage(stage), only),
            run_id,
            settings.run_seconds,
            limits=indicator_limits(catalog_for(settings.catalog_file)),
            published=opened.enter_context(readable_published(settings)),
            validations=_validations(settings),
            failing=failing,
            seconds=settings.check_seconds,
            memory_mb=staging.engine_memory_mb(settings),
        )
        return Begun(checks, failing, opened.pop_all())


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

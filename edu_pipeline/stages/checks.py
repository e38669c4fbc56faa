"""The checks of a stage: run its suites, keep the results for the published file, hold back the rows that failed."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from edu_pipeline.quality.data_docs import write_data_docs
from edu_pipeline.quality.expectation import QUARANTINED_TABLE, Suite
from edu_pipeline.quality.results import ExpectationResult, quarantine_reasons, stopping
from edu_pipeline.quality.suites import suites_of_stage
from edu_pipeline.settings import Settings
from edu_pipeline.stages.fingerprints import catalog_for
from edu_pipeline.storage import staging
from edu_pipeline.storage.audit import build_audit
from edu_pipeline.storage.publish import record_checks, record_quarantine
from edu_pipeline.storage.published import readable_published

WAREHOUSE_STAGE = "warehouse"


def check_stage(
    settings: Settings, stage: str, run_id: str, only: Collection[str] | None = None
) -> list[ExpectationResult]:
    """Check what a stage made; ``only`` names expectations when not all of them are asked for.

    The results are kept for ``check_results``; Data Docs tell them when no further stage is checked, after the last
    one or where nothing may be published. Metrics that fail a critical expectation of their row are held back from the
    next candidate, but not when only some expectations were asked for.
    """
    from edu_pipeline.quality.gx import run_suites

    suites = _chosen(suites_of_stage(stage), only)
    database = _candidate(settings) if stage == WAREHOUSE_STAGE else build_audit(settings)
    with readable_published(settings) as published:
        results = run_suites(
            database,
            suites,
            run_id,
            published=published,
            validations=_validations(settings),
            catalog=catalog_for(settings.catalog_file),
        )
    record_checks(settings, _frame(results, run_id))
    if only is None:
        for suite in suites:
            of_suite = [result for result in results if result.suite == suite.name]
            record_quarantine(settings, suite.name, quarantine_reasons(of_suite, QUARANTINED_TABLE))
    if stage == WAREHOUSE_STAGE or stopping(results):
        write_data_docs(_validations(settings), settings.data_docs_dir)
    return results


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

"""Every expectation of ``catalog/suites.yml`` as an asset check, one group of checks per stage.

A critical check is blocking: while it fails, nothing after its asset is made. Where failing rows were held back instead
(quarantine) the check fails with a warning, and the run goes on.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from edu_pipeline.orchestration.assets import POOL, STAGE_ASSETS
from edu_pipeline.orchestration.metadata import markdown_table
from edu_pipeline.orchestration.resources import Workspace
from edu_pipeline.quality.expectation import Expectation, Suite
from edu_pipeline.quality.results import ExpectationResult
from edu_pipeline.quality.suites import load_suites
from edu_pipeline.stages.checks import check_stage


def build_checks() -> list[dg.AssetChecksDefinition]:
    """One definition per stage that has suites. Raises CatalogError for an unusable suites.yml."""
    suites = load_suites()
    stages = [(stage, [suite for suite in suites if suite.stage == stage]) for stage in STAGE_ASSETS]
    return [_stage_checks(stage, of_stage) for stage, of_stage in stages if of_stage]


def _stage_checks(stage: str, suites: Sequence[Suite]) -> dg.AssetChecksDefinition:
    asset = STAGE_ASSETS[stage]
    specs = [_spec(asset.key, suite, expectation) for suite in suites for expectation in suite.expectations]

    @dg.multi_asset_check(
        name=f"check_{asset.key.to_python_identifier()}",
        specs=specs,
        can_subset=True,
        pool=POOL,
        description=f"Great Expectations: {', '.join(suite.name for suite in suites)}.",
    )
    def checks(context: dg.AssetCheckExecutionContext, workspace: Workspace) -> Iterator[dg.AssetCheckResult]:
        asked = {key.name for key in context.selected_asset_check_keys}
        only = None if len(asked) == len(specs) else asked
        begun = workspace.begun_checks(stage) if only is None else None
        for result in check_stage(workspace.settings(), stage, context.run.run_id, only, begun):
            yield _check_result(asset.key, result)

    return checks


def _spec(asset: dg.AssetKey, suite: Suite, expectation: Expectation) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        name=expectation.id,
        asset=asset,
        description=expectation.description,
        blocking=expectation.severity == "critical",
        metadata={
            "suite": suite.name,
            "table": expectation.table,
            "severity": expectation.severity,
            "level": expectation.level,
        },
    )


def _check_result(asset: dg.AssetKey, result: ExpectationResult) -> dg.AssetCheckResult:
    metadata: dict[str, Any] = {"severity": result.severity}
    if result.evaluated_count is not None:
        metadata["evaluated"] = result.evaluated_count
    if result.unexpected_count is not None:
        metadata["failing"] = result.unexpected_count
    if result.error:
        metadata["error"] = result.error
    if result.failing_rows:
        metadata["failing_rows"] = dg.MetadataValue.md(markdown_table(result.failing_rows))
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=result.expectation,
        passed=result.success,
        severity=dg.AssetCheckSeverity.ERROR if result.stops_run else dg.AssetCheckSeverity.WARN,
        description=result.description if result.success else result.line,
        metadata=metadata,
    )

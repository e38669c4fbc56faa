"""What the analysis of the folder means for each of its tables: the counts and first rows that people are shown."""

from collections.abc import Mapping, Sequence

import polars as pl

from edu_pipeline.settings import Settings
from edu_pipeline.stages.corpus import Analysed
from edu_pipeline.stages.result import PREVIEW_ROWS, StageResult, save_result
from edu_pipeline.storage import staging

_METRICS = ["metric_id", "label", "value", "value_max", "unit", "kind", "status", "region", "year", "indicator_id"]
_RELATIONS = ["relation_id", "kind", "holds", "residual", "explanation"]


def sections_result(settings: Settings, analysed: Analysed) -> StageResult:
    """How ``sections`` came out."""
    preview = staging.read_table(settings, "sections", rows=PREVIEW_ROWS)
    return _result(settings, "sections", analysed, analysed.failures.extraction, preview)


def metrics_result(settings: Settings, analysed: Analysed) -> StageResult:
    """How ``metrics`` and what stands beside them came out."""
    counts = _counts(settings, ("unclaimed_numbers", "corrections", "indicators"))
    counts["linked"] = staging.count_rows(settings, "metrics", pl.col("indicator_id").is_not_null())
    preview = staging.read_table(settings, "metrics", _METRICS, rows=PREVIEW_ROWS)
    return _result(settings, "metrics", analysed, analysed.failures.extraction, preview, counts)


def relations_result(settings: Settings, analysed: Analysed) -> StageResult:
    """How ``relations``, their members and the doubts came out; those that fail are shown first."""
    counts = _counts(settings, ("relation_members", "doubts"))
    failing = staging.read_table(settings, "relations", _RELATIONS).filter(~pl.col("holds"))
    counts["failing"] = failing.height
    first = staging.read_table(settings, "relations", _RELATIONS, rows=PREVIEW_ROWS)
    preview = pl.concat([failing, first.filter("holds")])
    failures = analysed.failures.extraction | analysed.failures.relations
    return _result(settings, "relations", analysed, failures, preview, counts)


def _counts(settings: Settings, names: Sequence[str]) -> dict[str, int]:
    return {name: staging.count_rows(settings, name) for name in names}


def _result(
    settings: Settings,
    name: str,
    analysed: Analysed,
    failures: Mapping[str, str],
    preview: pl.DataFrame,
    counts: Mapping[str, int] | None = None,
) -> StageResult:
    plan = analysed.plan
    return save_result(
        settings,
        StageResult(
            table=name,
            rows=staging.count_rows(settings, name),
            extracted=len(plan.todo) - len(failures),
            unchanged=len(plan.kept),
            removed=plan.removed,
            rejected=len(failures),
            seconds=analysed.seconds,
            fingerprint=analysed.fingerprint,
            counts=dict(counts or {}),
            notes=tuple(failures.values()),
            preview=preview.head(PREVIEW_ROWS),
        ),
    )

"""What analyses give as rows of the staged tables."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain

import polars as pl

from edu_pipeline.consistency.corrections import CorrectionOutcome
from edu_pipeline.records import Metric
from edu_pipeline.stages.analysis import Analysis, problem_of
from edu_pipeline.storage import staging

ANALYSED_TABLES = (
    "sections",
    "metrics",
    "metric_dimensions",
    "unclaimed_numbers",
    "corrections",
    "metric_bounds",
    "document_places",
    "relations",
    "relation_members",
    "doubts",
)
"""The tables that the analysis of documents fills; every row has the doc_id of its document."""


def rows_of(analyses: Sequence[Analysis]) -> dict[str, pl.DataFrame]:
    """The rows of ANALYSED_TABLES that these analyses give."""
    relations = list(chain.from_iterable(one.relations for one in analyses))
    members = [(relation, member) for relation in relations for member in relation.members]
    outcomes = [(one.document.doc_id, outcome) for one in analyses for outcome in one.corrections]
    return {
        "sections": staging.frame_of("sections", list(chain.from_iterable(one.sections for one in analyses))),
        "metrics": metric_rows(
            list(chain.from_iterable(one.metrics for one in analyses)), (outcome for _, outcome in outcomes)
        ),
        "metric_dimensions": staging.frame_of(
            "metric_dimensions", list(chain.from_iterable(one.dimensions for one in analyses))
        ),
        "unclaimed_numbers": staging.frame_of(
            "unclaimed_numbers", list(chain.from_iterable(one.unclaimed for one in analyses))
        ),
        "corrections": correction_rows([outcome for _, outcome in outcomes], [doc_id for doc_id, _ in outcomes]),
        "metric_bounds": staging.frame_of("metric_bounds", list(chain.from_iterable(one.bounds for one in analyses))),
        "document_places": staging.frame_of(
            "document_places", list(chain.from_iterable(one.places for one in analyses))
        ),
        "relations": staging.frame_of("relations", relations),
        "relation_members": staging.frame_of(
            "relation_members",
            [member for _, member in members],
            relation_id=[relation.relation_id for relation, _ in members],
            doc_id=[relation.doc_id for relation, _ in members],
        ),
        "doubts": staging.frame_of("doubts", list(chain.from_iterable(one.doubts for one in analyses))),
    }


def metric_rows(metrics: Sequence[Metric], outcomes: Iterable[CorrectionOutcome]) -> pl.DataFrame:
    """Metrics as staged rows. A row that the warehouse can't hold exactly says so in ``problem``, with the figure."""
    originals = {o.metric_id: o.original_value for o in outcomes if o.applied and o.metric_id}
    columns: dict[str, list[Decimal | None]] = {
        "value": [_exact(metric.value) for metric in metrics],
        "value_max": [_exact(metric.value_max) for metric in metrics],
        "original_value": [_exact(originals.get(metric.metric_id)) for metric in metrics],
    }
    return staging.frame_of("metrics", metrics, problem=[problem_of(metric) for metric in metrics], **columns)


def correction_rows(outcomes: Sequence[CorrectionOutcome], doc_ids: Sequence[str | None]) -> pl.DataFrame:
    """Corrections and what became of them as staged rows; ``doc_ids`` is None where no document has the file's name."""
    return staging.frame_of("corrections", outcomes, doc_id=doc_ids).sort("file_name", "quote", "field")


def _exact(value: Decimal | None) -> Decimal | None:
    return value if value is not None and staging.fits_decimal(value) else None

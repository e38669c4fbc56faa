"""Everything that one document gives, in one pass: sections, figures, other numbers, relations, doubts.

What the pipeline does with every report, and what a notebook would call: records in, records out, no file is touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from edu_pipeline.catalog import Catalog
from edu_pipeline.catalog.linking import link_metrics
from edu_pipeline.catalog.places import Place, resolve_places
from edu_pipeline.consistency import Doubt, find_doubts, find_relations
from edu_pipeline.consistency.corrections import Correction, CorrectionOutcome, apply_corrections
from edu_pipeline.consistency.precision import bounds
from edu_pipeline.consistency.wholes import with_wholes
from edu_pipeline.extraction import extract_document
from edu_pipeline.records import Document, Metric, MetricDimension, Relation, Section, UnclaimedNumber
from edu_pipeline.stages.failure import told
from edu_pipeline.storage.staging import fits_decimal, rounded
from edu_pipeline.storage.tables import DECIMAL_DIGITS, DECIMAL_PLACES, table
from edu_pipeline.structure import read_structure, to_sections


@dataclass(frozen=True, slots=True)
class PrintedBounds:
    """The interval that a linked figure, as printed, stands for; None is an open end."""

    metric_id: str
    doc_id: str
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one document gives. ``corrections`` are the outcomes of the user's corrections of this document.

    ``bounds`` are of the metrics that are points of an indicator, ``places`` what the regions named in the document
    mean there. ``relations_failed`` is the error, in one line, where relations and doubts could not be found.
    """

    document: Document
    sections: Sequence[Section]
    metrics: Sequence[Metric]
    dimensions: Sequence[MetricDimension]
    unclaimed: Sequence[UnclaimedNumber]
    corrections: Sequence[CorrectionOutcome]
    bounds: Sequence[PrintedBounds]
    places: Sequence[Place]
    relations: Sequence[Relation]
    doubts: Sequence[Doubt]
    relations_failed: str | None = None


def analyse(document: Document, catalog: Catalog, corrections: Sequence[Correction] = ()) -> Analysis:
    """Read one document: its outline, every figure corrected and linked, and what the figures say of each other.

    ``corrections`` are those of this document's file. What goes wrong with the relations leaves the figures alone and
    is told in the result; any other exception of the layers below is raised.
    """
    structure = read_structure(document.text, document.title, document.media_type)
    extraction = extract_document(document, structure, catalog)
    corrected, outcomes = apply_corrections(extraction.metrics, [document], corrections)
    metrics = link_metrics(corrected, {document.doc_id: document}, catalog)
    publishable = [metric for metric in metrics if problem_of(metric) is None]
    relations: Sequence[Relation] = ()
    doubts: Sequence[Doubt] = ()
    failed = None
    try:
        relations = [_kept(relation) for relation in find_relations(publishable, document, extraction.cells)]
        doubts = find_doubts(publishable, document)
    except Exception as error:
        failed = told(error)
    return Analysis(
        document=document,
        sections=to_sections(structure, document.doc_id),
        metrics=with_wholes(metrics, relations),
        dimensions=extraction.dimensions,
        unclaimed=extraction.unclaimed,
        corrections=outcomes,
        bounds=_bounds(publishable),
        places=_places(document, metrics, catalog),
        relations=relations,
        doubts=doubts,
        relations_failed=failed,
    )


def problem_of(metric: Metric) -> str | None:
    """Why the warehouse can't hold this metric exactly, or None; such a metric is kept, but not published."""
    for name in ("value", "value_max"):
        value = getattr(metric, name)
        if value is not None and not fits_decimal(value):
            return f"{name} {value} can't be stored exactly in DECIMAL({DECIMAL_DIGITS},{DECIMAL_PLACES})"
    empty = next((name for name in _required_columns() if getattr(metric, name) is None), None)
    return f"{empty} is empty" if empty else None


@cache
def _required_columns() -> tuple[str, ...]:
    return tuple(column.name for column in table("metrics").columns if column.required)


def _kept(relation: Relation) -> Relation:
    """The relation with its computed numbers to the digits that the warehouse keeps.

    Raises decimal.InvalidOperation for a figure that is too large for them.
    """
    return replace(
        relation,
        expected=rounded(relation.expected),
        actual=rounded(relation.actual),
        residual=rounded(relation.residual),
        tolerance=rounded(relation.tolerance),
    )


def _bounds(metrics: Sequence[Metric]) -> list[PrintedBounds]:
    found = []
    for metric in metrics:
        if metric.indicator_id is not None:
            interval = bounds(metric)
            low = None if interval.low is None else rounded(interval.low)
            high = None if interval.high is None else rounded(interval.high)
            found.append(PrintedBounds(metric.metric_id, metric.doc_id, low, high))
    return found


def _places(document: Document, metrics: Sequence[Metric], catalog: Catalog) -> list[Place]:
    named = {metric.region for metric in metrics} | {document.region}
    pairs = [(document.doc_id, region) for region in sorted(name for name in named if name is not None)]
    return resolve_places(pairs, {document.doc_id: document.region}, catalog.regions)

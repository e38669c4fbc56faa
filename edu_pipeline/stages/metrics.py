"""The metrics stage: documents → metrics and unclaimed_numbers, with corrections applied and indicators linked.

Everything here is done document by document, so that one changed report, or one changed correction, costs one report.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import polars as pl

from edu_pipeline.catalog.linking import link_metrics
from edu_pipeline.consistency.corrections import Correction, CorrectionOutcome, apply_corrections, parse_corrections
from edu_pipeline.extraction import extract_document
from edu_pipeline.records import Document, Metric, RejectionReason, UnclaimedNumber
from edu_pipeline.settings import Settings
from edu_pipeline.stages import fingerprints, incremental
from edu_pipeline.stages.incremental import Failure, Plan, Workers
from edu_pipeline.stages.result import Progress, StageResult, UnusableInput, save_result
from edu_pipeline.stages.series import stage_series
from edu_pipeline.storage import staging
from edu_pipeline.storage.tables import DECIMAL_DIGITS, DECIMAL_PLACES, table
from edu_pipeline.structure import read_structure

ADVICE = "The other reports are not affected; please report this file as an error of the program"
_DECIMAL = f"DECIMAL({DECIMAL_DIGITS},{DECIMAL_PLACES})"
_TABLES = ("unclaimed_numbers", "corrections", "metrics")


@dataclass(frozen=True, slots=True)
class Job:
    """What one document's extraction needs; picklable."""

    document: Document
    corrections: tuple[Correction, ...]
    catalog_file: Path | None


@dataclass(slots=True)
class ReportFigures:
    """The figures of one or more documents."""

    metrics: list[Metric] = field(default_factory=list)
    unclaimed: list[UnclaimedNumber] = field(default_factory=list)
    outcomes: list[CorrectionOutcome] = field(default_factory=list)

    def add(self, other: "ReportFigures") -> None:
        """Append another document's figures."""
        self.metrics += other.metrics
        self.unclaimed += other.unclaimed
        self.outcomes += other.outcomes


def stage_metrics(settings: Settings, *, full: bool = False, progress: Progress | None = None) -> StageResult:
    """Bring ``metrics``, ``unclaimed_numbers``, ``corrections`` and ``indicators`` up to date with the documents.

    ``full`` extracts every document again. A document whose extraction fails is recorded in ``failed_metrics``.
    Raises UnusableInput for a broken corrections file, CatalogError for a catalog that can't be used.
    """
    started = time.perf_counter()
    catalog = fingerprints.catalog_for(settings.catalog_file)
    by_document, strays = _assign(settings, read_corrections(settings))
    keys = {doc_id: _key(corrections) for doc_id, corrections in by_document.items()}
    plan = incremental.make_plan(settings, _TABLES, fingerprints.metrics_fingerprint(catalog), keys, full=full)
    frames, failures = _extract(settings, plan, by_document, progress)
    incremental.store_failures(settings, "metrics", RejectionReason.EXTRACTION_FAILED, failures, ADVICE)
    stray_rows = correction_frame(_stray_outcomes(strays), {})
    if plan.changes_rows or not stray_rows.equals(_staged_strays(settings)):
        frames["corrections"].append(stray_rows)
        incremental.store(settings, plan, frames, set(failures))
    indicators = staging.frame_of("indicators", catalog.indicators, indicator_id=[i.id for i in catalog.indicators])
    staging.write_table(settings, "indicators", indicators)
    stage_series(settings, catalog, plan.content_fingerprint(failures))
    return save_result(settings, _result(settings, plan, failures, started))


def read_corrections(settings: Settings) -> list[Correction]:
    """The user's corrections; none when there is no file. Raises UnusableInput for a file that can't be used."""
    path = settings.corrections_file
    try:
        return parse_corrections(path.read_text("utf-8"), path.name) if path.is_file() else []
    except (ValueError, OSError) as error:
        raise UnusableInput(str(error)) from error


def extract_figures(job: Job) -> ReportFigures:
    """The figures of one document: extracted, corrected, linked to indicators."""
    catalog = fingerprints.catalog_for(job.catalog_file)
    document = job.document
    extraction = extract_document(document, read_structure(document.text, document.title), catalog)
    metrics, outcomes = apply_corrections(extraction.metrics, [document], job.corrections)
    linked = link_metrics(metrics, {document.doc_id: document}, catalog)
    return ReportFigures(linked, list(extraction.unclaimed), outcomes)


def figure_frames(figures: ReportFigures, doc_ids: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """The staged rows of figures. ``doc_ids`` maps file names to documents."""
    return {
        "metrics": metric_frame(figures.metrics, figures.outcomes),
        "unclaimed_numbers": staging.frame_of("unclaimed_numbers", figures.unclaimed),
        "corrections": correction_frame(figures.outcomes, doc_ids),
    }


def metric_frame(metrics: Sequence[Metric], outcomes: Iterable[CorrectionOutcome]) -> pl.DataFrame:
    """Metrics as staged rows. A row that the warehouse can't hold exactly says so in ``problem``, with the figure."""
    originals = {o.metric_id: o.original_value for o in outcomes if o.applied and o.metric_id}
    columns: dict[str, list[Decimal | None]] = {
        "value": [metric.value for metric in metrics],
        "value_max": [metric.value_max for metric in metrics],
        "original_value": [originals.get(metric.metric_id) for metric in metrics],
    }
    problems: list[str | None] = [None] * len(metrics)
    for name, values in columns.items():
        for row, value in enumerate(values):
            if value is not None and not staging.fits_decimal(value):
                problems[row] = f"{name} {value} can't be stored exactly in {_DECIMAL}"
                values[row] = None
    frame = staging.frame_of("metrics", metrics, problem=problems, **columns)
    return frame.with_columns(problem=pl.coalesce("problem", _missing()))


def correction_frame(outcomes: Sequence[CorrectionOutcome], doc_ids: Mapping[str, str]) -> pl.DataFrame:
    """Corrections and what became of them as staged rows."""
    files = [doc_ids.get(outcome.file_name) for outcome in outcomes]
    return staging.frame_of("corrections", outcomes, doc_id=files).sort("file_name", "quote", "field")


def _extract(
    settings: Settings, plan: Plan, by_document: Mapping[str, tuple[Correction, ...]], progress: Progress | None
) -> tuple[dict[str, list[pl.DataFrame]], dict[str, Failure]]:
    """The new rows of each table, a frame per batch of documents, and the failures by doc_id."""
    frames: dict[str, list[pl.DataFrame]] = {name: [] for name in _TABLES}
    failures: dict[str, Failure] = {}
    with Workers(settings.workers, len(plan.todo), progress) as workers:
        for documents in incremental.batches(settings, plan.todo):
            jobs = [Job(document, by_document[document.doc_id], settings.catalog_file) for document in documents]
            figures = ReportFigures()
            for document, outcome in zip(documents, workers.map(extract_figures, jobs), strict=True):
                if isinstance(outcome, Failure):
                    failures[document.doc_id] = outcome
                else:
                    figures.add(outcome)
            doc_ids = {document.file_name: document.doc_id for document in documents}
            for name, frame in figure_frames(figures, doc_ids).items():
                frames[name].append(frame)
    return frames, failures


def _assign(
    settings: Settings, corrections: Sequence[Correction]
) -> tuple[dict[str, tuple[Correction, ...]], list[Correction]]:
    """The corrections of each document that has sections, by doc_id, and those whose file no document has."""
    outlined = staging.read_stamp(settings, "sections")
    documents = staging.read_table(settings, "documents", ["doc_id", "file_name"])
    by_file: dict[str, list[Correction]] = {}
    for correction in corrections:
        by_file.setdefault(correction.file_name, []).append(correction)
    by_document = {
        doc_id: tuple(by_file.pop(file_name, ()))
        for doc_id, file_name in documents.iter_rows()
        if outlined and doc_id in outlined.documents
    }
    return by_document, [correction for rest in by_file.values() for correction in rest]


def _key(corrections: Sequence[Correction]) -> str:
    return fingerprints.digest(*map(repr, corrections)) if corrections else ""


def _stray_outcomes(strays: Sequence[Correction]) -> list[CorrectionOutcome]:
    """What became of corrections whose file is not in the warehouse."""
    return apply_corrections([], [], strays)[1] if strays else []


def _staged_strays(settings: Settings) -> pl.DataFrame:
    return staging.read_table(settings, "corrections").filter(pl.col("doc_id").is_null())


def _missing() -> pl.Expr:
    """Why a row can't be published: the first required column that is empty."""
    required = [column.name for column in table("metrics").columns if column.required]
    return pl.coalesce(pl.when(pl.col(name).is_null()).then(pl.lit(f"{name} is empty")) for name in required)


def _result(settings: Settings, plan: Plan, failures: Mapping[str, Failure], started: float) -> StageResult:
    columns = ["metric_id", "label", "value", "value_max", "unit", "kind", "status", "region", "year", "indicator_id"]
    staged = staging.read_table(settings, "metrics", [*columns, "problem"])
    others = {name: staging.read_table(settings, name).height for name in ("unclaimed_numbers", "corrections")}
    indicators = staging.read_table(settings, "indicators").height
    counts = others | {"indicators": indicators, "linked": staged["indicator_id"].count()}
    return incremental.result_of("metrics", plan, failures, started, staged.select(columns), counts)

"""The relations stage: the metrics of each document → the identities that it states, checked, and doubtful figures."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

import polars as pl

from edu_pipeline.consistency import Doubt, find_doubts, find_relations
from edu_pipeline.records import Document, Metric, RejectionReason, Relation
from edu_pipeline.settings import Settings
from edu_pipeline.stages import fingerprints, incremental
from edu_pipeline.stages.incremental import Failure, Plan, Workers
from edu_pipeline.stages.result import Progress, StageResult, save_result
from edu_pipeline.storage import staging
from edu_pipeline.storage.formatting import plain_decimal

ADVICE = (
    "The report's metrics are in the warehouse, its relations are not; please report this as an error of the program"
)
_TABLES = ("doubts", "relation_members", "relations")


@dataclass(frozen=True, slots=True)
class Job:
    """What one document's relations need; picklable."""

    document: Document
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What one document's figures say of each other, and which are doubtful by themselves; picklable."""

    relations: tuple[Relation, ...]
    doubts: tuple[Doubt, ...]


def stage_relations(settings: Settings, *, full: bool = False, progress: Progress | None = None) -> StageResult:
    """Bring ``relations``, their members and ``doubts`` up to date with the metrics; ``full`` does all again.

    A document whose relations can't be found keeps its metrics; the failure is recorded in ``failed_relations``.
    """
    started = time.perf_counter()
    fingerprint = fingerprints.relations_fingerprint(fingerprints.catalog_for(settings.catalog_file))
    extracted = staging.read_stamp(settings, "metrics")
    keys = dict(extracted.documents) if extracted else {}
    plan = incremental.make_plan(settings, _TABLES, fingerprint, keys, full=full)
    frames: dict[str, list[pl.DataFrame]] = {name: [] for name in _TABLES}
    failures: dict[str, Failure] = {}
    with Workers(settings.workers, len(plan.todo), progress) as workers:
        for documents in incremental.batches(settings, plan.todo):
            metrics = read_metrics(settings, [document.doc_id for document in documents])
            jobs = [Job(document, tuple(metrics.get(document.doc_id, ()))) for document in documents]
            for document, outcome in zip(documents, workers.map(check_document, jobs), strict=True):
                if isinstance(outcome, Failure):
                    failures[document.doc_id] = outcome
                    continue
                for name, frame in finding_frames(outcome).items():
                    frames[name].append(frame)
    incremental.store_failures(settings, "relations", RejectionReason.RELATIONS_FAILED, failures, ADVICE)
    if plan.changes_rows:
        incremental.store(settings, plan, frames, set(failures))
    return save_result(settings, _result(settings, plan, failures, started))


def check_document(job: Job) -> Findings:
    """The relations and doubts of one document, figures in the decimals that the warehouse keeps.

    Raises decimal.InvalidOperation for a figure that is too large for them.
    """
    metrics = list(job.metrics)
    relations = tuple(
        replace(
            relation,
            expected=staging.rounded(relation.expected),
            actual=staging.rounded(relation.actual),
            residual=staging.rounded(relation.residual),
            tolerance=staging.rounded(relation.tolerance),
        )
        for relation in find_relations(metrics, job.document)
    )
    return Findings(relations, tuple(find_doubts(metrics, job.document)))


def read_metrics(settings: Settings, doc_ids: Collection[str]) -> dict[str, list[Metric]]:
    """The staged metrics of these documents by doc_id, in reading order; without those that can't be published."""
    names = [field.name for field in fields(Metric)]
    frame = staging.read_table(settings, "metrics", [*names, "problem"], doc_ids=doc_ids)
    frame = frame.filter(pl.col("problem").is_null()).sort("doc_id", "char_start", "metric_id")
    metrics: dict[str, list[Metric]] = {}
    for row in frame.select(names).iter_rows():
        cells: list[Any] = [Decimal(plain_decimal(cell)) if isinstance(cell, Decimal) else cell for cell in row]
        metric = Metric(*cells)
        metrics.setdefault(metric.doc_id, []).append(metric)
    return metrics


def finding_frames(findings: Findings) -> dict[str, pl.DataFrame]:
    """Relations, their members and doubts as staged rows; the doc_id of members is kept for the next run."""
    pairs = [(relation, member) for relation in findings.relations for member in relation.members]
    return {
        "doubts": staging.frame_of("doubts", findings.doubts),
        "relations": staging.frame_of("relations", findings.relations),
        "relation_members": staging.frame_of(
            "relation_members",
            [member for _, member in pairs],
            relation_id=[relation.relation_id for relation, _ in pairs],
            doc_id=[relation.doc_id for relation, _ in pairs],
        ),
    }


def _result(settings: Settings, plan: Plan, failures: Mapping[str, Failure], started: float) -> StageResult:
    staged = staging.read_table(settings, "relations", ["relation_id", "kind", "holds", "residual", "explanation"])
    counts = {
        "relation_members": staging.read_table(settings, "relation_members", ["metric_id"]).height,
        "doubts": staging.read_table(settings, "doubts", ["metric_id"]).height,
        "failing": staged.height - int(staged["holds"].sum()),
    }
    failing_first = staged.sort("holds", maintain_order=True)
    return incremental.result_of("relations", plan, failures, started, failing_first, counts)

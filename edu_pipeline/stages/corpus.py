"""The whole folder analysed: which documents must be done, doing them in the engine, staging what they give.

A document is analysed again when its content, its corrections or the code and catalog are new. An exception in one
document, or one that takes too long, is that document's failure: it is written down, the others go on, and it is tried
again in the next run.
"""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl

from edu_pipeline.catalog.places import levels_above
from edu_pipeline.consistency.corrections import Correction, apply_corrections, parse_corrections
from edu_pipeline.meaning.dimensions import load_dimensions
from edu_pipeline.records import Document, Metric, RejectionReason
from edu_pipeline.settings import Settings
from edu_pipeline.stages import fingerprints
from edu_pipeline.stages.analysis import Analysis, analyse
from edu_pipeline.stages.digests import digest
from edu_pipeline.stages.engine import Engine, Lost, batched, engine_for
from edu_pipeline.stages.failure import told
from edu_pipeline.stages.plan import Plan, make_plan
from edu_pipeline.stages.result import Progress, UnusableInput
from edu_pipeline.stages.rows import ANALYSED_TABLES, correction_rows, rows_of
from edu_pipeline.storage import staging
from edu_pipeline.storage.formatting import plain_decimal
from edu_pipeline.storage.staging import Stamp

_FAILED = "The other reports are not affected; please report this file as an error of the program"
# The key of a document whose rows are staged, but not all that there should be: no inputs have this key.
_TO_BE_TRIED_AGAIN = "to be tried again"
_WITHOUT_RELATIONS = (
    "The report's metrics are in the warehouse, its relations are not; please report this as an error of the program"
)


@dataclass(frozen=True, slots=True)
class Job:
    """What one document's analysis needs; picklable."""

    document: Document
    corrections: tuple[Correction, ...]


@dataclass(slots=True)
class Failures:
    """What went wrong, as one line by doc_id: documents that could not be analysed, and those without relations."""

    extraction: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Failures") -> None:
        """Append another batch's failures."""
        self.extraction |= other.extraction
        self.relations |= other.relations


@dataclass(frozen=True, slots=True)
class Analysed:
    """How the analysis of the folder went."""

    plan: Plan
    failures: Failures
    seconds: float

    @property
    def fingerprint(self) -> str:
        """Equal when the staged rows are equal."""
        return self.plan.content_fingerprint(self.failures.extraction)


def analyse_documents(
    settings: Settings, engine: Engine | None = None, *, full: bool = False, progress: Progress | None = None
) -> Analysed:
    """Bring ANALYSED_TABLES, the catalog's tables and ``failed_documents`` up to date with ``documents``.

    ``full`` does every document again. Raises UnusableInput for a broken corrections file, CatalogError for a catalog
    that can't be used.
    """
    started = time.perf_counter()
    catalog = fingerprints.catalog_for(settings.catalog_file)
    by_document, strays = _assign(settings, read_corrections(settings))
    keys = {doc_id: _key(corrections) for doc_id, corrections in by_document.items()}
    fingerprint = fingerprints.analysis_fingerprint(catalog)
    plan = make_plan(settings, ANALYSED_TABLES, fingerprint, keys, full=full)
    with engine_for(settings, engine) as running:
        failures, parts = _analyse(settings, plan, by_document, running, progress)
    _store_failures(settings, failures)
    stray_rows = correction_rows(apply_corrections([], [], strays)[1], [None] * len(strays))
    if plan.changes_rows or not stray_rows.equals(_staged_strays(settings)):
        _store(settings, plan, failures, parts, stray_rows)
    staging.remove_parts(settings)
    _stage_catalog(settings, fingerprint)
    return Analysed(plan, failures, time.perf_counter() - started)


def read_corrections(settings: Settings) -> list[Correction]:
    """The user's corrections; none when there is no file. Raises UnusableInput for a file that can't be used."""
    path = settings.corrections_file
    try:
        return parse_corrections(path.read_text("utf-8"), path.name) if path.is_file() else []
    except (ValueError, OSError) as error:
        raise UnusableInput(str(error)) from error


@dataclass(frozen=True, slots=True)
class BatchDone:
    """A batch whose rows are staged as ``part``."""

    part: str
    failures: Failures


def analyse_batch(jobs: Sequence[Job], settings: Settings) -> BatchDone:
    """Analyse some documents and keep their rows as a part. Runs in any process."""
    catalog = fingerprints.catalog_for(settings.catalog_file)
    analyses: list[Analysis] = []
    failures = Failures()
    for job in jobs:
        doc_id = job.document.doc_id
        try:
            analysis = analyse(job.document, catalog, job.corrections)
        except Exception as error:
            failures.extraction[doc_id] = told(error)
            continue
        analyses.append(analysis)
        if analysis.relations_failed is not None:
            failures.relations[doc_id] = analysis.relations_failed
    part = f"{jobs[0].document.doc_id}-{len(jobs)}"
    staging.write_part(settings, part, rows_of(analyses))
    return BatchDone(part, failures)


def read_documents(settings: Settings, doc_ids: Collection[str]) -> Iterator[Document]:
    """The staged documents of these ids; no more than a few are in memory."""
    columns = [item.name for item in fields(Document)]
    for frame in staging.read_groups(settings, "documents", doc_ids):
        yield from (Document(*row) for row in frame.select(columns).iter_rows())


def read_metrics(settings: Settings, doc_id: str) -> list[Metric]:
    """The staged metrics of a document in reading order, without those that can't be published."""
    names = [item.name for item in fields(Metric)]
    frame = staging.read_table(settings, "metrics", [*names, "problem"], doc_ids=[doc_id])
    frame = frame.filter(pl.col("problem").is_null()).sort("char_start", "metric_id").select(names)
    rows = ([_plain(cell) for cell in row] for row in frame.iter_rows())
    return [Metric(*row) for row in rows]


def _plain(cell: Any) -> Any:
    return Decimal(plain_decimal(cell)) if isinstance(cell, Decimal) else cell


def _analyse(
    settings: Settings,
    plan: Plan,
    by_document: Mapping[str, tuple[Correction, ...]],
    engine: Engine,
    progress: Progress | None,
) -> tuple[Failures, list[str]]:
    """Analyse the documents of the plan: what failed, and the parts that hold the rows of the others."""
    failures, parts, done = Failures(), list[str](), 0
    jobs = (Job(document, by_document[document.doc_id]) for document in read_documents(settings, plan.todo))
    batches = batched((job, len(job.document.text.encode())) for job in jobs)
    for batch, outcome in engine.map(partial(analyse_batch, settings=settings), batches, _size(settings, plan.todo)):
        if isinstance(outcome, Lost):
            failures.extraction[outcome.item.document.doc_id] = outcome.detail
        else:
            parts.append(outcome.part)
            failures.add(outcome.failures)
        done += len(batch.items)
        if progress:
            progress(done, len(plan.todo))
    return failures, parts


def _size(settings: Settings, doc_ids: Collection[str]) -> int:
    """The length of these documents in bytes, about."""
    counts = staging.read_table(settings, "documents", ["doc_id", "char_count"], doc_ids=doc_ids)["char_count"]
    return int(counts.sum()) * 3


def _store(settings: Settings, plan: Plan, failures: Failures, parts: Sequence[str], stray_rows: pl.DataFrame) -> None:
    done = {doc_id: key for doc_id, key in plan.keys.items() if doc_id not in failures.extraction}
    stamp = Stamp(plan.fingerprint, done | dict.fromkeys(failures.relations, _TO_BE_TRIED_AGAIN))
    for name in ANALYSED_TABLES:
        staging.merge_table(settings, name, stamp, plan.kept, parts, more=stray_rows if name == "corrections" else None)


def _store_failures(settings: Settings, failures: Failures) -> None:
    """Write down what failed, as rows for rejected_documents that keep the time when it was first seen."""
    told_of = {
        doc_id: (RejectionReason.RELATIONS_FAILED.value, f"{detail}. {_WITHOUT_RELATIONS}")
        for doc_id, detail in failures.relations.items()
    }
    told_of |= {
        doc_id: (RejectionReason.EXTRACTION_FAILED.value, f"{detail}. {_FAILED}")
        for doc_id, detail in failures.extraction.items()
    }
    documents = staging.read_table(settings, "documents", ["doc_id", "file_name", "sha256"], doc_ids=list(told_of))
    seen = {
        (row["doc_id"], row["detail"]): row["seen_at"]
        for row in staging.read_table(settings, "failed_documents").iter_rows(named=True)
    }
    moment = staging.now()
    rows = []
    for doc_id, file_name, sha256 in documents.iter_rows():
        reason, detail = told_of[doc_id]
        rows.append((doc_id, file_name, sha256, reason, detail, seen.get((doc_id, detail), moment)))
    frame = pl.DataFrame(rows, schema=staging.schema_of("failed_documents"), orient="row")
    staging.write_table(settings, "failed_documents", frame)


def _stage_catalog(settings: Settings, fingerprint: str) -> None:
    """Stage ``indicators``, ``dimensions`` and ``regions`` unless they are of this catalog already."""
    catalog = fingerprints.catalog_for(settings.catalog_file)
    stamp = Stamp(digest(fingerprint, *(repr(indicator) for indicator in catalog.indicators)))
    if all(staging.read_stamp(settings, name) == stamp for name in ("indicators", "dimensions", "regions")):
        return
    indicators = staging.frame_of("indicators", catalog.indicators, indicator_id=[i.id for i in catalog.indicators])
    staging.write_table(settings, "indicators", indicators, stamp)
    members = load_dimensions().members
    dimensions = staging.frame_of(
        "dimensions", members, member=[one.name for one in members], parent_member=[one.parent for one in members]
    )
    staging.write_table(settings, "dimensions", dimensions, stamp)
    regions = catalog.regions
    above = [levels_above(region, regions) for region in regions.all]
    frame = staging.frame_of(
        "regions", regions.all, prefecture=[pair[0] for pair in above], province=[pair[1] for pair in above]
    )
    staging.write_table(settings, "regions", frame, stamp)


def _assign(
    settings: Settings, corrections: Sequence[Correction]
) -> tuple[dict[str, tuple[Correction, ...]], list[Correction]]:
    """The corrections of each document, by doc_id, and those whose file no document has."""
    documents = staging.read_table(settings, "documents", ["doc_id", "file_name"])
    by_file: dict[str, list[Correction]] = {}
    for correction in corrections:
        by_file.setdefault(correction.file_name, []).append(correction)
    by_document = {doc_id: tuple(by_file.pop(file_name, ())) for doc_id, file_name in documents.iter_rows()}
    return by_document, [correction for rest in by_file.values() for correction in rest]


def _key(corrections: Sequence[Correction]) -> str:
    return digest(*map(repr, corrections)) if corrections else ""


def _staged_strays(settings: Settings) -> pl.DataFrame:
    return staging.read_table(settings, "corrections").filter(pl.col("doc_id").is_null())

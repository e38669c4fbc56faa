"""The warehouse stage: all staged tables → a candidate database, and after its checks → the published file."""

import time
from datetime import datetime
from decimal import Decimal
from typing import Any

import polars as pl

from edu_pipeline.quality.process import checker
from edu_pipeline.records import RejectionReason
from edu_pipeline.settings import Settings
from edu_pipeline.stages import completion
from edu_pipeline.stages.digests import digest
from edu_pipeline.stages.result import StageResult, load_result, save_result
from edu_pipeline.stages.rows import ANALYSED_TABLES
from edu_pipeline.storage import staging
from edu_pipeline.storage.publish import Run, build_candidate, is_outdated, publish_candidate
from edu_pipeline.storage.published import open_published

# The analysis does the documents that were read.
_CHAIN = ("documents", *ANALYSED_TABLES)
# A run whose checks were all made, and none of them without an answer.
_EVALUATED = """
    SELECT count(*) > 0 AND count(*) FILTER (evaluated_count IS NULL) = 0 FROM check_results WHERE run_id = ?"""


class StagingMismatch(RuntimeError):
    """The staged tables were made from different states of the seeds folder."""


def build_warehouse(settings: Settings) -> StageResult:
    """Build the candidate database from the staged tables; nothing is published.

    ``counts`` holds the rows of every table. Raises StagingMismatch when a stage was left out.
    """
    started = time.perf_counter()
    check_chain(settings)
    built = build_candidate(settings)
    made = (load_result(settings, name) for name in ("documents", "relations"))
    fingerprints = [result.fingerprint for result in made if result]
    return save_result(
        settings,
        StageResult(
            table="warehouse",
            rows=built.counts["metrics"],
            rejected=built.counts["rejected_documents"],
            seconds=time.perf_counter() - started,
            fingerprint=digest(*fingerprints),
            counts=dict(built.counts),
            notes=built.notes,
            preview=pl.DataFrame(list(built.counts.items()), schema=["table", "rows"], orient="row"),
        ),
    )


def publish_warehouse(settings: Settings, run_id: str, started_at: datetime | None = None) -> StageResult:
    """Publish the candidate under ``run_id``; the preview is the run's row of ``runs``.

    ``started_at`` (UTC without zone, as ``staging.now()`` gives it) is when the run began. A candidate whose own checks
    held rows back is built again without them. Raises NothingToPublish.
    """
    started = time.perf_counter()
    if is_outdated(settings):
        build_warehouse(settings)
    moment = staging.now()
    metrics = load_result(settings, "metrics")
    stamp = staging.read_stamp(settings, "metrics")
    run = Run(
        run_id=run_id,
        published_at=moment,
        seconds=_seconds(started_at, moment),
        extracted=metrics.extracted if metrics else 0,
        unchanged=metrics.unchanged if metrics else 0,
        code_fingerprint=stamp.fingerprint if stamp else "",
    )
    completion.forget(settings)
    row = publish_candidate(settings, run)
    if _nothing_left(settings, run_id) and checker().finish() is None:
        completion.note_complete(settings, _told(row))
    built = load_result(settings, "warehouse")
    return StageResult(
        table="warehouse",
        rows=int(row["metrics"][0]),
        extracted=run.extracted,
        unchanged=run.unchanged,
        rejected=int(row["rejected"][0]),
        seconds=time.perf_counter() - started,
        fingerprint=built.fingerprint if built else "",
        counts=built.counts if built else {},
        notes=built.notes if built else (),
        preview=row,
    )


def _nothing_left(settings: Settings, run_id: str) -> bool:
    """Whether the next run would find nothing to try again: no report that failed, no check without an answer.

    A file that can't be opened is no such thing: when it can be, its state in the folder is another one.
    """
    unread = staging.count_rows(settings, "rejected_documents", pl.col("reason") == RejectionReason.EXTRACTION_FAILED)
    failed = staging.count_rows(settings, "failed_documents")
    with open_published(settings.published_file) as connection:
        evaluated = connection.execute(_EVALUATED, [run_id]).fetchall()
    return not unread and not failed and evaluated == [(True,)]


def _told(run: pl.DataFrame) -> dict[str, Any]:
    (row,) = run.to_dicts()
    names = ("documents", "rejected", "metrics", "checks_passed", "checks_failed")
    return {
        "run_id": row["run_id"],
        "published_at": row["published_at"].isoformat(sep=" ", timespec="seconds"),
        **{name: int(row[name]) for name in names},
    }


def check_chain(settings: Settings) -> None:
    """Raise StagingMismatch unless the analysis has done exactly the documents that were read."""
    failed = set(staging.read_table(settings, "failed_documents")["doc_id"])
    expected: set[str] = set()
    for name in _CHAIN:
        stamp = staging.read_stamp(settings, name)
        done = set(stamp.documents) if stamp else set()
        if stamp is None or (name != "documents" and expected != done | failed):
            raise StagingMismatch(
                f"the staged table {name} does not belong to the documents staged before it: run all stages, in order"
            )
        expected = expected or done


def _seconds(started_at: datetime | None, moment: datetime) -> Decimal | None:
    if started_at is None:
        return None
    return Decimal(round((moment - started_at).total_seconds() * 1000)) / 1000

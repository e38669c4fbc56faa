"""The warehouse stage: all staged tables → a candidate database, and after its checks → the published file."""

import time
from datetime import datetime
from decimal import Decimal

import polars as pl

from edu_pipeline.settings import Settings
from edu_pipeline.stages.fingerprints import digest
from edu_pipeline.stages.result import StageResult, load_result, save_result
from edu_pipeline.storage import staging
from edu_pipeline.storage.publish import Run, build_candidate, is_outdated, publish_candidate

# Each stage does the documents that the one before it has done.
_CHAIN = ("documents", "sections", "metrics", "relations")


class StagingMismatch(RuntimeError):
    """The staged tables were made from different states of the seeds folder."""


def build_warehouse(settings: Settings) -> StageResult:
    """Build the candidate database from the staged tables; nothing is published.

    ``counts`` holds the rows of every table. Raises StagingMismatch when a stage was left out.
    """
    started = time.perf_counter()
    check_chain(settings)
    built = build_candidate(settings)
    fingerprints = [result.fingerprint for name in _CHAIN if (result := load_result(settings, name))]
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
    row = publish_candidate(settings, run)
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


def check_chain(settings: Settings) -> None:
    """Raise StagingMismatch unless every stage has done exactly the documents of the stage before it."""
    expected: dict[str, str] | None = None
    for name in _CHAIN:
        stamp = staging.read_stamp(settings, name)
        done = dict(stamp.documents) if stamp else {}
        failed = set() if name == "documents" else set(staging.read_table(settings, f"failed_{name}")["doc_id"])
        if stamp is None or (expected is not None and expected.keys() != done.keys() | failed):
            raise StagingMismatch(
                f"the staged table {name} does not belong to the documents staged before it: run all stages, in order"
            )
        expected = done


def _seconds(started_at: datetime | None, moment: datetime) -> Decimal | None:
    if started_at is None:
        return None
    return Decimal(round((moment - started_at).total_seconds() * 1000)) / 1000

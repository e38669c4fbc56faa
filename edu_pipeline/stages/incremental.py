"""Work per document that is done only once: which documents a stage must do, doing them, and keeping the other rows.

A document is done again when its key (its content, and what else goes in) or the fingerprint of the code is new. An
exception in one document is that document's failure: it is written down, and the others go on. Failed documents are
tried again in the next run.
"""

import multiprocessing
import time
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any, TypeVar

import polars as pl

from edu_pipeline.records import Document, RejectionReason
from edu_pipeline.settings import Settings
from edu_pipeline.stages.fingerprints import digest
from edu_pipeline.stages.result import PREVIEW_ROWS, Progress, StageResult
from edu_pipeline.storage import staging
from edu_pipeline.storage.staging import Stamp

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

BATCH_DOCUMENTS = 500
"""Documents whose records are in memory at a time."""
POOL_FROM_DOCUMENTS = 400
"""From this many documents on, starting other processes costs less than they save."""
_CHUNK = 8


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception that the work on one item raised, as one line."""

    detail: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Which documents a stage must do and which rows it keeps.

    ``removed`` counts documents that are gone; ``outdated`` says that no staged row can be kept.
    """

    fingerprint: str
    keys: Mapping[str, str]
    todo: tuple[str, ...]
    kept: tuple[str, ...]
    removed: int
    outdated: bool

    @property
    def changes_rows(self) -> bool:
        """Whether the staged tables have to be written again."""
        return self.outdated or bool(self.todo) or self.removed > 0

    def content_fingerprint(self, failed: Collection[str]) -> str:
        """Equal when the rows are equal: the code, and each document that is done with its key."""
        done = sorted(f"{doc_id} {key}" for doc_id, key in self.keys.items() if doc_id not in failed)
        return digest(self.fingerprint, *done)


def result_of(
    table: str,
    plan: Plan,
    failures: Mapping[str, Failure],
    started: float,
    staged: pl.DataFrame,
    counts: Mapping[str, int] | None = None,
) -> StageResult:
    """What a stage that worked by ``plan`` tells; ``staged`` are the table's rows in the order of the preview."""
    return StageResult(
        table=table,
        rows=staged.height,
        extracted=len(plan.todo) - len(failures),
        unchanged=len(plan.kept),
        removed=plan.removed,
        rejected=len(failures),
        seconds=time.perf_counter() - started,
        fingerprint=plan.content_fingerprint(failures),
        counts=dict(counts or {}),
        notes=tuple(failure.detail for failure in failures.values()),
        preview=staged.head(PREVIEW_ROWS),
    )


def make_plan(
    settings: Settings, tables: Sequence[str], fingerprint: str, keys: Mapping[str, str], *, full: bool
) -> Plan:
    """What is to do for the documents of ``keys`` (doc_id → key of their inputs), given what ``tables`` hold.

    A document is kept only if all the tables have it with the same key and fingerprint.
    """
    stamps = [staging.read_stamp(settings, table) for table in tables]
    present = set(stamps[0].documents) if stamps[0] else set()
    usable = [stamp for stamp in stamps if stamp and stamp.fingerprint == fingerprint and not full]
    outdated = len(usable) < len(tables)
    kept = {
        doc_id
        for doc_id, key in keys.items()
        if not outdated and all(stamp.documents.get(doc_id) == key for stamp in usable)
    }
    return Plan(
        fingerprint=fingerprint,
        keys=keys,
        todo=tuple(doc_id for doc_id in keys if doc_id not in kept),
        kept=tuple(doc_id for doc_id in keys if doc_id in kept),
        removed=len(present - keys.keys()),
        outdated=outdated,
    )


def store(settings: Settings, plan: Plan, new_rows: Mapping[str, Sequence[pl.DataFrame]], failed: set[str]) -> None:
    """Write the tables, stamped: the rows of kept documents, then the new ones."""
    done = {doc_id: key for doc_id, key in plan.keys.items() if doc_id not in failed}
    for table, frames in new_rows.items():
        kept = (
            staging.read_table(settings, table, doc_ids=plan.kept) if plan.kept else staging.schema_of(table).to_frame()
        )
        staging.write_table(settings, table, pl.concat([kept, *frames]), Stamp(plan.fingerprint, done))


def store_failures(
    settings: Settings, stage: str, reason: RejectionReason, failures: Mapping[str, Failure], advice: str
) -> None:
    """Write down the documents that a stage could not do, as rows for rejected_documents."""
    documents = staging.read_table(settings, "documents", ["doc_id", "file_name", "sha256"], doc_ids=list(failures))
    known = {
        (row["doc_id"], row["detail"]): row["seen_at"]
        for row in staging.read_table(settings, f"failed_{stage}").iter_rows(named=True)
    }
    details = [f"{failures[doc_id].detail}. {advice}" for doc_id in documents["doc_id"]]
    frame = documents.with_columns(
        pl.lit(reason).alias("reason"),
        pl.Series("detail", details, dtype=pl.String),
        pl.Series(
            "seen_at",
            [known.get(key, staging.now()) for key in zip(documents["doc_id"], details, strict=True)],
            dtype=pl.Datetime("us"),
        ),
    )
    staging.write_table(settings, f"failed_{stage}", frame)


def read_documents(settings: Settings, doc_ids: Sequence[str]) -> list[Document]:
    """The staged documents of these ids, in the order in which they are stored."""
    columns = ["doc_id", "file_name", "sha256", "media_type", "encoding", "title", "doc_number", "issuer", "region"]
    frame = staging.read_table(settings, "documents", [*columns, "year", "published_on", "text"], doc_ids=doc_ids)
    return [Document(*row) for row in frame.iter_rows()]


def batches(settings: Settings, doc_ids: Sequence[str]) -> Iterator[list[Document]]:
    """The documents of these ids, some hundreds at a time."""
    for start in range(0, len(doc_ids), BATCH_DOCUMENTS):
        yield read_documents(settings, doc_ids[start : start + BATCH_DOCUMENTS])


class Workers:
    """Calls a function on many items: here for few of them, in other processes for many. Use as a context manager."""

    def __init__(self, workers: int, expected_items: int, progress: Progress | None = None) -> None:
        self._progress = progress
        self._done = 0
        self._expected = expected_items
        self._pool: ProcessPoolExecutor | None = None
        if workers > 1 and expected_items >= POOL_FROM_DOCUMENTS:
            # Not fork: the process may hold threads and open databases.
            self._pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[Item], Outcome], items: Sequence[Item]) -> list[Outcome | Failure]:
        """The outcome or the failure of each item, in order. The function must be importable, items picklable."""
        results: list[Outcome | Failure] = []
        for outcome in self._outcomes(partial(_guarded, function), items):
            results.append(outcome)
            self._done += 1
            if self._progress:
                self._progress(self._done, self._expected)
        return results

    def _outcomes(
        self, guarded: Callable[[Item], Outcome | Failure], items: Sequence[Item]
    ) -> Iterator[Outcome | Failure]:
        done = 0
        if self._pool:
            try:
                for outcome in self._pool.map(guarded, items, chunksize=_CHUNK):
                    yield outcome
                    done += 1
            except BrokenProcessPool:
                # A worker died (memory, an unguarded main module): the rest is done here, slower.
                self._pool.shutdown(wait=False)
                self._pool = None
        yield from map(guarded, items[done:])


def _guarded(function: Callable[[Any], Any], item: Any) -> Any:
    try:
        return function(item)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{PurePath(place.filename).name}:{place.lineno}"
        return Failure(f"{type(error).__name__}: {error} ({where})")

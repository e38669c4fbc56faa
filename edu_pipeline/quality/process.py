"""Great Expectations in a process of its own: it is imported there while this one does the first steps of a run.

What a check may take is limited twice. DuckDB is interrupted, see ``duckdb_dialect``; a process that hangs all the
same, or dies, is ended, and its checks count as not evaluated.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pebble import ProcessPool

from edu_pipeline.processes import ProcessDied, Task, ask, end_pool, new_pool
from edu_pipeline.quality.expectation import Suite
from edu_pipeline.quality.findings import unevaluated
from edu_pipeline.quality.home import ensure_home
from edu_pipeline.quality.results import ExpectationResult

DOCS_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class RunningSuites:
    """Suites that are being run."""

    suites: Sequence[Suite]
    task: Task[list[ExpectationResult]]
    limit_seconds: float

    def results(self) -> list[ExpectationResult]:
        """Wait for what ``gx.run_suites`` returns. Where its process had to be ended, nothing is evaluated."""
        try:
            return self.task.result()
        except TimeoutError:
            why = f"the checks together took longer than {self.limit_seconds:g} s and were ended"
        except ProcessDied as error:
            why = f"the process of the checks died ({error}): the memory may be too small"
        return [result for suite in self.suites for result in unevaluated(suite, why)]


class Checker:
    """The process of Great Expectations; it starts with the first call."""

    def __init__(self) -> None:
        self._pool: ProcessPool | None = None
        self._docs: Task[None] | None = None

    def start(self) -> None:
        """Begin to import Great Expectations, which takes seconds, for a new run; returns at once."""
        self._docs = None
        self._running()

    def begin(
        self, database: Path, suites: Sequence[Suite], run_id: str, limit_seconds: float, **more: Any
    ) -> "RunningSuites":
        """Begin ``gx.run_suites``, whose arguments these are; ``limit_seconds`` is for all suites together."""
        task = ask(self._running(), _run_suites, (database, list(suites), run_id), limit_seconds, more)
        return RunningSuites(suites, task, limit_seconds)

    def write_docs(self, validations: Path, target: Path) -> None:
        """Begin to write Data Docs, see ``data_docs.write_data_docs``; returns at once."""
        self._docs = ask(self._running(), _write_docs, (validations, target), DOCS_SECONDS)

    def finish(self) -> str | None:
        """Wait for Data Docs that this run writes. Returns in one line why they could not be, else None."""
        if self._docs is None:
            return None
        try:
            self._docs.result()
        except Exception as error:
            return f"the Data Docs could not be written: {type(error).__name__}: {error}".splitlines()[0]
        return None

    def close(self) -> None:
        """End the process; a later call starts a new one."""
        if self._pool is not None:
            end_pool(self._pool)
        self._pool = self._docs = None

    def _running(self) -> ProcessPool:
        if self._pool is not None and not self._pool.active:
            end_pool(self._pool)
            self._pool = None
        if self._pool is None:
            ensure_home()  # here, where it is removed at the end: that process may be ended
            self._pool = new_pool(1)
            self._pool.schedule(_import)
        return self._pool


@cache
def checker() -> Checker:
    """The checker of this process."""
    return Checker()


def _import() -> None:
    from tqdm import tqdm

    # Great Expectations' progress bars share a semaphore by default, which a process that is ended leaves behind.
    tqdm.set_lock(threading.RLock())

    from edu_pipeline.quality.gx import new_context

    new_context()


def _run_suites(database: Path, suites: list[Suite], run_id: str, **more: Any) -> list[ExpectationResult]:
    from edu_pipeline.quality.gx import run_suites

    return run_suites(database, suites, run_id, **more)


def _write_docs(validations: Path, target: Path) -> None:
    from edu_pipeline.quality.data_docs import write_data_docs

    write_data_docs(validations, target)

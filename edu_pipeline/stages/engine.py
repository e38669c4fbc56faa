"""The engine: calls a function on batches of items, here for little work, in other processes for much.

Every batch has a time limit. A batch that takes too long, or whose process dies, is done again item by item, so that
the one item that did it is named and the others are not lost. Nothing here knows what the items are.
"""

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Generic, TypeVar

from pebble import ProcessPool

from edu_pipeline.processes import ProcessDied, Task, ask, end_pool, new_pool
from edu_pipeline.settings import Settings

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

SMALL_BYTES = 2_000_000
"""Up to so much text, starting other processes costs more than they save."""
BATCH_BYTES = 1_000_000
"""How much text a batch holds, about: a second of work, and all that a process has in memory."""
BATCH_ITEMS = 200
_QUEUED = 2
"""Batches that wait for each process: enough that none is idle, few enough that memory is bounded."""


@dataclass(frozen=True, slots=True)
class Batch(Generic[Item]):
    """Items that are done in one call."""

    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Lost(Generic[Item]):
    """An item that could not be done at all: it took too long, or its process died. ``detail`` says which."""

    item: Item
    detail: str


def batched(sized: Iterable[tuple[Item, int]]) -> Iterator[Batch[Item]]:
    """Items, each with its size in bytes, as batches of about BATCH_BYTES."""
    items: list[Item] = []
    total = 0
    for item, size in sized:
        if items and (total + size > BATCH_BYTES or len(items) >= BATCH_ITEMS):
            yield Batch(items)
            items, total = [], 0
        items.append(item)
        total += size
    if items:
        yield Batch(items)


class Engine:
    """A pool of processes that lives as long as a run; it starts when there is enough to do. A context manager."""

    def __init__(self, workers: int = 1, item_seconds: float = 60) -> None:
        self._workers = workers
        self._seconds = item_seconds
        self._pool: ProcessPool | None = None

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; work that is not done is given up."""
        if self._pool is not None:
            end_pool(self._pool)
            self._pool = None

    def map(
        self, function: Callable[[Sequence[Item]], Outcome], batches: Iterable[Batch[Item]], total_bytes: int
    ) -> Iterator[tuple[Batch[Item], Outcome | Lost[Item]]]:
        """The outcome of ``function(batch.items)`` for each batch, in order; ``total_bytes`` is how much is to do.

        The function must be importable, items and outcomes picklable. Instead of a batch with an item that can't be
        done, its items come one by one, that item with ``Lost``. What the function raises is raised.
        """
        if self._workers < 2 or total_bytes < SMALL_BYTES:
            return self._here(function, batches)
        return self._elsewhere(function, batches)

    def _here(
        self, function: Callable[[Sequence[Item]], Outcome], batches: Iterable[Batch[Item]]
    ) -> Iterator[tuple[Batch[Item], Outcome | Lost[Item]]]:
        for batch in batches:
            try:
                with _alarm(self._seconds + len(batch.items)):
                    outcome: Outcome | Lost[Item] = function(batch.items)
            except _TooLong:
                if len(batch.items) == 1:
                    outcome = Lost(batch.items[0], self._too_long())
                else:
                    yield from self._here(function, [Batch([item]) for item in batch.items])
                    continue
            yield batch, outcome

    def _elsewhere(
        self, function: Callable[[Sequence[Item]], Outcome], batches: Iterable[Batch[Item]]
    ) -> Iterator[tuple[Batch[Item], Outcome | Lost[Item]]]:
        waiting: deque[tuple[Batch[Item], Task[Outcome]]] = deque()
        for batch in batches:
            waiting.append((batch, self._schedule(function, batch)))
            if len(waiting) > _QUEUED * self._workers:
                yield from self._finished(function, *waiting.popleft())
        while waiting:
            yield from self._finished(function, *waiting.popleft())

    def _schedule(self, function: Callable[[Sequence[Item]], Outcome], batch: Batch[Item]) -> Task[Outcome]:
        if self._pool is not None and not self._pool.active:
            self.close()
        if self._pool is None:
            self._pool = new_pool(self._workers)
        return ask(self._pool, function, [batch.items], self._seconds + len(batch.items))

    def _finished(
        self, function: Callable[[Sequence[Item]], Outcome], batch: Batch[Item], task: Task[Outcome]
    ) -> Iterator[tuple[Batch[Item], Outcome | Lost[Item]]]:
        try:
            yield batch, task.result()
        except TimeoutError:
            yield from self._apart(function, batch, self._too_long())
        except ProcessDied as error:
            died = f"its process died ({error}): the memory may be too small for this report"
            yield from self._apart(function, batch, died)

    def _apart(
        self, function: Callable[[Sequence[Item]], Outcome], batch: Batch[Item], detail: str
    ) -> Iterator[tuple[Batch[Item], Outcome | Lost[Item]]]:
        if len(batch.items) == 1:
            yield batch, Lost(batch.items[0], detail)
            return
        for item in batch.items:
            one = Batch([item])
            yield from self._finished(function, one, self._schedule(function, one))

    def _too_long(self) -> str:
        return f"it took longer than {self._seconds:g} s (EDU_DOCUMENT_SECONDS)"


@contextmanager
def engine_for(settings: Settings, engine: Engine | None) -> Iterator[Engine]:
    """The run's engine, which stays open, or one of these settings that is closed at the end."""
    if engine is not None:
        yield engine
    else:
        with Engine(settings.workers, settings.document_seconds) as own:
            yield own


class _TooLong(BaseException):
    """The alarm went off. No Exception: what is called may take those for faults of its items."""


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise _TooLong in the main thread after ``seconds``; elsewhere, and on systems without alarms, do nothing."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

"""Child processes: a pool whose processes do one task at a time, within a limit, and end when this process does."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import wait as wait_for_futures
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from pebble import ProcessExpired, ProcessFuture, ProcessPool

Outcome = TypeVar("Outcome")

_LOOK_SECONDS = 1.0
_PATIENCE_SECONDS = 10.0
_ENDING = threading.Event()
_POOLS: "WeakSet[ProcessPool]" = WeakSet()


class _Process(SpawnProcess):
    """A fresh process that Ctrl+C leaves alone from its first moment: this process hears it, and ends the others."""

    def start(self) -> None:
        """Start the process; the signals that are blocked here are blocked there, for as long as it lives."""
        if not hasattr(signal, "pthread_sigmask"):
            super().start()
            return
        # It unblocks the signal when it starts, which is with the first process otherwise.
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Context(SpawnContext):
    Process = _Process


def new_pool(workers: int) -> ProcessPool:
    """A pool of fresh processes. A task that exceeds its time limit is ended with its process; its future tells."""
    # Not fork: this process may hold threads and open databases.
    pool = ProcessPool(workers, initializer=_begin, context=_Context())
    _POOLS.add(pool)
    return pool


class ProcessDied(RuntimeError):
    """The process of a task died; the message tells its exit code where it is known."""


@dataclass(frozen=True, slots=True)
class Task(Generic[Outcome]):
    """What a pool was asked to do."""

    pool: ProcessPool
    future: "ProcessFuture[Outcome]"

    def result(self) -> Outcome:
        """Wait for the outcome. Raises TimeoutError beyond the limit, ProcessDied, and what the function raised."""
        # A pool of which a process dies that has nothing to do breaks, and forgets the tasks that it had not begun.
        while not self.future.done() and self.pool.active:
            wait_for_futures([self.future], _LOOK_SECONDS)
        _stay_where_it_ends()
        if not self.future.done():
            raise ProcessDied("it died before it began")
        try:
            return self.future.result()
        except ProcessExpired as error:
            raise ProcessDied(f"exit code {error.exitcode}") from error
        except BrokenProcessPool as error:
            raise ProcessDied("it died before it began") from error


def ask(
    pool: ProcessPool,
    function: Callable[..., Outcome],
    arguments: Sequence[Any],
    seconds: float,
    more: Mapping[str, Any] | None = None,
) -> Task[Outcome]:
    """Have a pool call an importable function; ``seconds`` is its limit of time from when it begins."""
    try:
        return Task(pool, pool.schedule(function, args=arguments, kwargs=more or {}, timeout=seconds))
    finally:
        _stay_where_it_ends()


def end_pool(pool: ProcessPool) -> None:
    """End the processes of a pool; what they do is given up."""
    _POOLS.discard(pool)
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def end_pools() -> None:
    """End the processes of every pool of this process, which is about to end itself: soon, and without an error.

    Left alone they would end too, but Python would complain of what they leave behind. Who waits for a task waits to
    the end, and draws no conclusions from it.
    """
    _ENDING.set()

    def end() -> None:
        pools = list(_POOLS)
        for pool in pools:
            pool.stop()  # type: ignore[no-untyped-call]
        # Those that only begin hear no request to end yet, and would tell at length that what they need is gone.
        for process in multiprocessing.active_children():
            with suppress(Exception):
                process.kill()
        for pool in pools:
            with suppress(Exception):
                end_pool(pool)

    ending = threading.Thread(target=end, daemon=True)
    ending.start()
    ending.join(_PATIENCE_SECONDS)


def _stay_where_it_ends() -> None:
    while _ENDING.is_set():
        time.sleep(_LOOK_SECONDS)


def _begin() -> None:
    """Let a process end when its pool says so, and when the process that started it is gone, however that ended."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: Any) -> None:
    wait([sentinel])
    os._exit(1)

"""Child processes: a pool whose processes do one task at a time, within a limit, and end when this process does."""

import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any
from weakref import WeakSet

from pebble import ProcessPool

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


def end_pool(pool: ProcessPool) -> None:
    """End the processes of a pool; what they do is given up."""
    _POOLS.discard(pool)
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def end_pools() -> None:
    """End the processes of every pool of this process, which is about to end itself."""
    for pool in list(_POOLS):
        with suppress(Exception):
            end_pool(pool)


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

"""Child processes: a pool whose processes do one task at a time, within a limit, and end when this process does."""

import multiprocessing
import os
import threading
from multiprocessing.connection import wait
from typing import Any

from pebble import ProcessPool


def new_pool(workers: int) -> ProcessPool:
    """A pool of fresh processes. A task that exceeds its time limit is ended with its process; its future tells."""
    # Not fork: this process may hold threads and open databases.
    return ProcessPool(workers, initializer=_end_with_parent, context=multiprocessing.get_context("spawn"))


def end_pool(pool: ProcessPool) -> None:
    """End the processes of a pool; what they do is given up."""
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: Any) -> None:
    wait([sentinel])
    os._exit(1)

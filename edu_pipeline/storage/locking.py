"""One writer at a time: the lock of a warehouse folder."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from edu_pipeline.settings import Settings
from edu_pipeline.storage.staging import remove_leftovers

DEFAULT_TIMEOUT_SECONDS = 60.0


class WarehouseBusy(RuntimeError):
    """Another run has been writing to the warehouse for longer than one is willing to wait."""


@contextmanager
def warehouse_lock(settings: Settings, timeout: float = DEFAULT_TIMEOUT_SECONDS) -> Iterator[None]:
    """Hold the warehouse for writing, waiting up to ``timeout`` seconds; nested use in one thread is fine.

    The operating system frees the lock when its holder is killed. Raises WarehouseBusy.
    """
    settings.warehouse_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.lock_file, is_singleton=True)
    try:
        lock.acquire(timeout=timeout)
    except Timeout:
        raise WarehouseBusy(
            f"another run is writing to {settings.warehouse_dir}: wait until it is done, or stop it, and run again"
        ) from None
    try:
        if lock.lock_counter == 1:
            remove_leftovers(settings)
        yield
    finally:
        lock.release()

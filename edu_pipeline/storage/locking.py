"""One writer, and one web UI, at a time: the locks of a warehouse folder."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from edu_pipeline.settings import Settings
from edu_pipeline.storage.holding import Held, Tell, hold
from edu_pipeline.storage.staging import remove_leftovers

DEFAULT_TIMEOUT_SECONDS = 60.0


class WarehouseBusy(RuntimeError):
    """Another run has been writing to the warehouse for longer than one is willing to wait."""


class UiRunning(RuntimeError):
    """A web UI of the warehouse is running already."""


def _say_nothing(_line: str) -> None:
    """For who doesn't care why it takes a while."""


@contextmanager
def warehouse_lock(
    settings: Settings,
    timeout: float = DEFAULT_TIMEOUT_SECONDS,
    what: str = "a program",
    on_wait: Tell = _say_nothing,
) -> Iterator[None]:
    """Hold the warehouse for writing, waiting up to ``timeout`` seconds; nested use in one thread is fine.

    ``what`` is told to others who wait meanwhile; ``on_wait`` hears in one line for whom this one waits. The operating
    system frees the lock when its holder is killed. Raises WarehouseBusy, LockUnusable.
    """
    settings.warehouse_dir.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            outermost = held.enter_context(hold(settings.lock_file, what, timeout, on_wait))
        except Held as by:
            raise WarehouseBusy(
                f"another run is writing to {settings.warehouse_dir}: {by.holder}; wait until it is done, or stop it, "
                "and run again"
            ) from None
        if outermost:
            remove_leftovers(settings)
        yield


@contextmanager
def ui_lock(settings: Settings, port: int, tell: Tell = _say_nothing) -> Iterator[None]:
    """Be the one web UI of the warehouse within the block. Raises UiRunning, at once, or LockUnusable."""
    settings.warehouse_dir.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            held.enter_context(hold(settings.warehouse_dir / ".ui.lock", f"edu-pipeline ui on port {port}", 0, tell))
        except Held as by:
            raise UiRunning(
                f"the web UI of {settings.warehouse_dir} is running already: {by.holder}; use that one, or "
                "stop it first"
            ) from None
        yield

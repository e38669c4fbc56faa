"""A time limit for what DuckDB does: a query that takes longer is interrupted."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb

_AGAIN_SECONDS = 0.1


class TooSlow(TimeoutError):
    """A query took longer than it may; ``seconds`` is the limit."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it took longer than {seconds:g} seconds and was ended")
        self.seconds = seconds


@contextmanager
def interrupted_after(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[threading.Event]:
    """Interrupt what ``connection`` does within the block once ``seconds`` have passed.

    Yields an event that is set from then on, for callers of a library that keeps the interrupt's error to itself.
    Raises TooSlow in place of an error that the limit caused; every other error passes. Cursors of the connection are
    connections of their own.
    """
    done, passed = threading.Event(), threading.Event()

    def watch() -> None:
        if done.wait(seconds):
            return
        passed.set()
        # An interrupt between two queries is lost, so that one isn't enough.
        while True:
            with suppress(duckdb.Error):
                connection.interrupt()
            if done.wait(_AGAIN_SECONDS):
                return

    watcher = threading.Thread(target=watch, name="query limit", daemon=True)
    watcher.start()
    try:
        yield passed
    except Exception as error:
        if passed.is_set() and _is_interrupt(error):
            raise TooSlow(seconds) from error
        raise
    finally:
        done.set()
        watcher.join()


def _is_interrupt(error: BaseException | None) -> bool:
    """Whether an error is DuckDB's interrupt, or was raised from it by a library in between."""
    while error is not None and not isinstance(error, duckdb.InterruptException):
        error = error.__cause__
    return error is not None

"""Ctrl+C, and a request to end, while a run works: one sentence at once, and the process is gone.

Libraries that are interrupted in the middle of something tell so in pages, or take it for a failure of their own. So
the signals are kept from the main thread, and a thread waits for them. Nothing is unwound: a run may be killed at any
moment, the next one completes it.
"""

import os
import signal
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from pathlib import Path

from edu_pipeline.processes import end_pools

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_CLEARED_LINE_AND_CURSOR = "\r\x1b[K\x1b[?25h"


@contextmanager
def ended_by_signals(published_file: Path) -> Iterator[None]:
    """Within the block SIGINT and SIGTERM end this process and those that it started, with exit code 128 + number.

    The sentence on standard error says whether ``published_file`` was replaced since the block began. Signals that
    this process was started to ignore stay ignored. After the block they wait for ever: what was to be done is done
    and told, and the interpreter's end is nothing to interrupt. On systems without signal masks nothing is changed.
    """
    signals = {number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN}
    if not hasattr(signal, "sigwait") or threading.current_thread() is not threading.main_thread() or not signals:
        yield
        return
    _start_tracker()
    state, done = _state(published_file), threading.Event()

    def watch() -> None:
        number = signal.sigwait(signals)
        if not done.is_set():
            _end(number, "the published file is " + ("as it was" if _state(published_file) == state else "the new one"))

    # Threads that start within the block inherit the mask; so begin it before libraries start theirs.
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    watcher = threading.Thread(target=watch, name="signals", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        _wake(watcher, signals)
        watcher.join()


def _start_tracker() -> None:
    """Start Python's tracker of semaphores now, and without a voice.

    It unblocks the signals when it starts, which is with the first process otherwise. When this process ends in the
    middle of something it removes what was left behind, as it should, and would complain of that on standard error.
    """
    try:
        voice = os.dup(2)
    except OSError:  # this process has no standard error
        resource_tracker.ensure_running()
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        resource_tracker.ensure_running()
    finally:
        os.dup2(voice, 2)
        os.close(voice)
        os.close(nowhere)


def _end(number: int, published: str) -> None:
    what = "interrupted" if number == signal.SIGINT else f"ended by {signal.Signals(number).name}"
    cleared = _CLEARED_LINE_AND_CURSOR if os.isatty(2) else ""
    with suppress(OSError):
        os.write(2, f"{cleared}edu-pipeline: {what}; {published}.\n".encode())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    end_pools()
    os._exit(128 + number)


def _wake(watcher: threading.Thread, signals: Collection[int]) -> None:
    if watcher.ident is not None:
        signal.pthread_kill(watcher.ident, next(iter(signals)))


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_ino, status.st_mtime_ns)

"""Lock files that one process at a time holds, each with a text file beside it that says who and since when.

The operating system frees a lock when its holder is killed; the text then stays behind, and the next holder writes its
own. So it is only believed while somebody holds the lock.
"""

import os
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from edu_pipeline.storage.aside import set_aside

Tell = Callable[[str], None]
"""Takes one line for people."""

_QUIET_SECONDS = 0.5
"""What is waited without a word; by then a new holder has written who it is."""
_MOST_TOLD = 300


class Held(RuntimeError):
    """Another process holds the lock; ``holder`` says who and since when, as far as that is known."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


class LockUnusable(RuntimeError):
    """The lock file can't be opened; the message says what to do."""


@contextmanager
def hold(lock_file: Path, what: str, timeout: float, tell: Tell) -> Iterator[bool]:
    """Hold a lock within the block; yields False where this thread holds it already.

    Args:
        lock_file: its folder must be there. What lies there and is no file is set aside.
        what: what holds it, for others who wait.
        timeout: the longest to wait, in seconds.
        tell: hears in one line for whom this process waits, and what was set aside.

    Raises Held, LockUnusable.
    """
    lock = FileLock(lock_file, is_singleton=True)
    try:
        _clear(lock_file, tell)
        _acquire(lock, timeout, tell)
    except Timeout:
        raise Held(_holder(lock_file)) from None
    except OSError as error:
        raise LockUnusable(
            f"the lock file {lock_file} can't be opened ({error.strerror}): give yourself the right to write it, or "
            "remove it while nothing runs"
        ) from error
    try:
        outermost = lock.lock_counter == 1
        if outermost:
            _sign(lock_file, what)
        yield outermost
    finally:
        if lock.lock_counter == 1:
            with suppress(OSError):
                _signature(lock_file).unlink(missing_ok=True)
        lock.release()


def is_held(lock_file: Path) -> bool:
    """Whether another process, or another thread of this one, holds the lock right now."""
    if not lock_file.is_file():
        return False
    try:
        with FileLock(lock_file, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return False


def _acquire(lock: FileLock, timeout: float, tell: Tell) -> None:
    try:
        lock.acquire(timeout=min(timeout, _QUIET_SECONDS))
    except Timeout:
        if timeout <= _QUIET_SECONDS:
            raise
        tell(f"waiting for {_holder(Path(lock.lock_file))}")
        lock.acquire(timeout=timeout - _QUIET_SECONDS)


def _clear(lock_file: Path, tell: Tell) -> None:
    """Set aside a folder, a link or the like in the place of the lock file."""
    if os.path.lexists(lock_file) and not stat.S_ISREG(lock_file.lstat().st_mode):
        tell(f"{lock_file} is no lock file: it is set aside as {set_aside(lock_file).name}")


def _signature(lock_file: Path) -> Path:
    return lock_file.with_name(f"{lock_file.name}.holder")


def _sign(lock_file: Path, what: str) -> None:
    """Write who holds the lock. It is only told: where it can't be written, work goes on."""
    signature = _signature(lock_file)
    since = datetime.now(UTC)
    text = f"{what} (process {os.getpid()} on {socket.gethostname()}, since {since:%Y-%m-%d %H:%M:%S} UTC)"
    with suppress(OSError):
        signature.unlink(missing_ok=True)
        signature.write_text(text, "utf-8")


def _holder(lock_file: Path) -> str:
    try:
        told = " ".join(_signature(lock_file).read_text("utf-8").split())
    except (OSError, UnicodeDecodeError):
        told = ""
    return told[:_MOST_TOLD] or "a process that left no name"

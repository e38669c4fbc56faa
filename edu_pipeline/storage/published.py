"""The one way to open the published file: read-only, and also while another program has it open for writing.

DuckDB lets nobody read a file that another program may write to. Then a temporary copy is read.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from edu_pipeline.settings import Settings
from edu_pipeline.storage.limits import TooSlow, interrupted_after

DEFAULT_SECONDS = 600.0

# Nothing can be written, attached, copied or read beside the file.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "lock_configuration": "true",
}
# DuckDB has no error of its own for a lock: its words on Linux and macOS, and those of Windows.
_LOCK_WORDS = ("Could not set lock on file", "being used by another process")


class NotPublished(RuntimeError):
    """There is no published file yet."""


class QueryError(ValueError):
    """A question that the published file can't answer; the message is one for people."""


class _Locked(Exception):
    """Another program has the file open for writing."""


@contextmanager
def open_published(published_file: Path, seconds: float = DEFAULT_SECONDS) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the published file, closed at the end.

    Raises NotPublished when there is none, QueryError when it can't be opened, or when what is asked of it within the
    block takes longer than ``seconds``.
    """
    with ExitStack() as opened:
        connection, _ = _open(published_file, opened)
        try:
            with interrupted_after(connection, seconds):
                yield connection
        except TooSlow as error:
            raise QueryError(
                f"the question took longer than {error.seconds:g} seconds and was ended: ask for less, or set "
                "EDU_QUERY_SECONDS to more"
            ) from error


@contextmanager
def readable_published(settings: Settings) -> Iterator[Path | None]:
    """The path of the published file, or of a temporary copy, for ATTACH; None where there is none that can be read.

    For the holder of the warehouse's lock: the copy is made in the staging folder.
    """
    with ExitStack() as opened:
        path: Path | None = None
        try:
            connection, path = _open(settings.published_file, opened, settings.staging_dir)
            connection.close()
        except (NotPublished, QueryError):
            path = None
        yield path


def _open(
    published_file: Path, opened: ExitStack, copies_in: Path | None = None
) -> tuple[duckdb.DuckDBPyConnection, Path]:
    """Connect to the file, or to a copy in a folder of its own below ``copies_in`` (None: the system's for such)."""
    if not published_file.is_file():
        raise NotPublished(f"there is no {published_file} yet: publish it with `edu-pipeline run`")
    try:
        return opened.enter_context(_connect(published_file)), published_file
    except _Locked:
        pass
    try:
        folder = opened.enter_context(tempfile.TemporaryDirectory(suffix=".tmp", dir=copies_in))
        copy = Path(shutil.copyfile(published_file, Path(folder, published_file.name)))
        return opened.enter_context(_connect(copy)), copy
    except (OSError, QueryError, _Locked) as error:
        why = error.strerror if isinstance(error, OSError) else "it is being changed"
        raise QueryError(
            f"another program has {published_file} open for writing, and no copy of it can be read ({why}): close it "
            "there, or open it there read-only, and try again"
        ) from error


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path, read_only=True, config=_CONFIG)
    except duckdb.ConnectionException as error:  # it is open in this process, and not as here
        raise _Locked from error
    except duckdb.Error as error:
        if any(words in str(error) for words in _LOCK_WORDS):
            raise _Locked from error
        raise QueryError(f"{path} can't be opened: {str(error).splitlines()[0]}") from error

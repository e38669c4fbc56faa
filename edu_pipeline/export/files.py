"""Files that are written beside their place and put there when all of them are whole."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ExportError(RuntimeError):
    """Nothing can be written there; the message is one for people."""


@contextmanager
def replaced_together(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """A temporary folder below ``folder`` and a list for the names of the files in it that are to be put there.

    They are put there, in the order of the list, if the block ends well. The temporary folder goes in any case.
    Raises ExportError where ``folder`` can't be written, or where a file of it can't be replaced.
    """
    names: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", suffix=".tmp", dir=folder) as made:
            yield Path(made), names
            for name in names:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                _put(Path(made, name), folder / name)
    except OSError as error:
        where = error.filename2 or error.filename or folder
        raise ExportError(
            f"{where} can't be written ({error.strerror or error}): close it where it is open, or name another folder "
            "with --to."
        ) from error


def _put(made: Path, place: Path) -> None:
    """Move a whole file to its place: what is in it is on the disk before its name is."""
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    made.replace(place)

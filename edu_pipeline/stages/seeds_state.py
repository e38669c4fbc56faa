"""What the seeds folder holds, as two digests: one from names, sizes and times (no file is opened), one from content.

Who looks for changes compares the cheap one, and the other only when the cheap one changed.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from edu_pipeline.reading import discover
from edu_pipeline.settings import Settings

SEEDS_STATE = "seeds_state"
"""Name of raw_documents' metadata that says which content of the folder it read (a ``content_state``)."""


def quick_state(settings: Settings) -> str:
    """A digest that changes whenever a file is added, written, renamed or removed, and sometimes when none was."""
    return _digest(f"{name}\0{_stamp(path)}" for name, path in _watched(settings))


def content_state(settings: Settings) -> str:
    """A digest of every watched file's name and bytes: equal content, equal state, however it came about."""
    return _digest(f"{name}\0{_sha256(path, settings.max_file_bytes)}" for name, path in _watched(settings))


def seconds_since_change(settings: Settings, now: float) -> float:
    """Seconds between ``now`` (as time.time counts) and the latest change of a watched file; infinite without files."""
    return min((now - _modified(path) for _, path in _watched(settings)), default=float("inf"))


def _watched(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The reports, and the files beside them that change what comes out of them."""
    if settings.seeds_dir.is_dir():
        yield from ((seed.name, seed.path) for seed in discover(settings.seeds_dir))
    for extra in (settings.corrections_file, settings.catalog_file):
        if extra is not None and extra.is_file():
            yield str(extra), extra


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _stamp(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return "unreadable"
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return float("-inf")


def _sha256(path: Path, max_bytes: int) -> str:
    """The hash of a file's bytes; a file too large to be read stands for itself by its stamp."""
    try:
        if path.stat().st_size > max_bytes:
            return _stamp(path)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "unreadable"

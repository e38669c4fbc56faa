"""What the seeds folder holds, as two digests: one from names, sizes and times (no file is opened), one from content.

Who looks for changes compares the cheap one, and the other only when the cheap one changed.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from edu_pipeline.reading import SeedFile, content_hash, discover
from edu_pipeline.settings import Settings


def quick_state(settings: Settings) -> str:
    """A digest that changes whenever a file is added, written, renamed or removed, and sometimes when none was."""
    return _digest(f"{seed.name}\0{_stamp(seed.path)}" for seed in _watched(settings))


def content_state(settings: Settings) -> str:
    """A digest of every watched file's name and bytes: equal content, equal state, however it came about.

    A file that is refused unread, such as one that is too large, counts with its name alone.
    """
    return _digest(f"{seed.name}\0{content_hash(seed, settings.max_file_bytes)}" for seed in _watched(settings))


def seconds_since_change(settings: Settings, now: float) -> float:
    """Seconds between ``now`` (as time.time counts) and the latest change of a watched file; infinite without files."""
    return min((now - _modified(seed.path) for seed in _watched(settings)), default=float("inf"))


def _watched(settings: Settings) -> Iterator[SeedFile]:
    """The reports, and the files beside them that change what comes out of them."""
    if settings.seeds_dir.is_dir():
        yield from discover(settings.seeds_dir)
    for extra in (settings.corrections_file, settings.catalog_file):
        if extra is not None and extra.is_file():
            # Unlike a report it may be a link to a file elsewhere.
            target = extra.resolve()
            yield SeedFile(target, str(extra), target.parent)


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

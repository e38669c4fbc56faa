"""Short hashes of texts and of the program's own source."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable


def digest(*parts: str) -> str:
    """A short hash of texts, sensitive to where one ends and the next begins."""
    hashed = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        hashed.update(b"%d:" % len(data))
        hashed.update(data)
    return hashed.hexdigest()[:16]


@cache
def source_hash(names: tuple[str, ...], suffixes: tuple[str, ...] = (".py",)) -> str:
    """The hash of the files with these endings in modules and folders, given as paths below edu_pipeline/."""
    package = files("edu_pipeline")
    parts: list[str] = []
    for name in names:
        for path, source in _sources(package.joinpath(name), name, suffixes):
            parts += [path, source.read_text("utf-8")]
    return digest(*parts)


def _sources(place: Traversable, path: str, suffixes: tuple[str, ...]) -> Iterator[tuple[str, Traversable]]:
    if place.is_file():
        yield path, place
        return
    for child in sorted(place.iterdir(), key=lambda entry: entry.name):
        if child.is_dir() or child.name.endswith(suffixes):
            yield from _sources(child, f"{path}/{child.name}", suffixes)

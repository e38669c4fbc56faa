"""Whether anything has changed since the last complete run: the reports, corrections, catalog, code, settings.

A run that published and left nothing to be tried again writes down what it was made from. As long as all of that, and
the published file, is the same there is nothing to do, and nothing heavy has to be imported to know it.
"""

import json
import platform
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from edu_pipeline.settings import Settings
from edu_pipeline.stages.digests import digest, source_hash
from edu_pipeline.stages.seeds_state import content_state, quick_state

_ENGINES = ("dagster", "duckdb", "great-expectations", "polars", "rjieba")


@dataclass(frozen=True, slots=True)
class Completion:
    """A complete run: what it was made from, and what it published. Times are UTC in ISO form."""

    quick: str
    content: str
    program: str
    settings: str
    published: tuple[int, int]
    run_id: str
    published_at: str
    documents: int
    rejected: int
    metrics: int
    checks_passed: int
    checks_failed: int


def note_inputs(settings: Settings, quick: str) -> None:
    """Write down which state of the folder was read; ``quick`` is its ``quick_state`` from before.

    Where something changed meanwhile nothing is known, and the next run looks again.
    """
    content = content_state(settings)
    stable = quick_state(settings) == quick
    _write(_inputs_file(settings), {"quick": quick, "content": content} if stable else None)


def note_complete(settings: Settings, run: dict[str, Any]) -> None:
    """Write down that the run that ``runs`` tells of is complete: it published what was read, and nothing is left."""
    inputs = _read(_inputs_file(settings))
    if inputs is None or not {"quick", "content"} <= inputs.keys():
        forget(settings)
        return
    completion = Completion(
        quick=inputs["quick"],
        content=inputs["content"],
        program=program_fingerprint(),
        settings=_settings_fingerprint(settings),
        published=_stat(settings.published_file),
        **run,
    )
    _write(_completion_file(settings), asdict(completion))


def forget(settings: Settings) -> None:
    """Have the next run look at everything."""
    _write(_completion_file(settings), None)


def last_complete(settings: Settings) -> Completion | None:
    """The last complete run if nothing has changed since, else None."""
    told = _read(_completion_file(settings))
    try:
        completion = Completion(**{**told, "published": tuple(told["published"])}) if told else None
    except (TypeError, KeyError):
        return None
    if completion is None or completion.published != _stat(settings.published_file):
        return None
    if (completion.program, completion.settings) != (program_fingerprint(), _settings_fingerprint(settings)):
        return None
    if completion.quick == quick_state(settings):
        return completion
    return completion if completion.content == content_state(settings) else None


@cache
def program_fingerprint() -> str:
    """Of everything that decides what is published: the whole program with its data, and the engines' versions."""
    engines = (f"{name} {version(name)}" for name in _ENGINES)
    return digest(
        source_hash((".",), (".py", ".yml", ".csv", ".sql", ".html", ".css", ".js")),
        platform.python_version(),
        *engines,
    )


def _settings_fingerprint(settings: Settings) -> str:
    """Of the settings that may change an outcome; how many processes work is none of them."""
    return digest(repr(replace(settings, workers=1)))


def _stat(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (-1, -1)
    return (status.st_size, status.st_mtime_ns)


def _inputs_file(settings: Settings) -> Path:
    return settings.staging_dir / "inputs.json"


def _completion_file(settings: Settings) -> Path:
    return settings.staging_dir / "completion.json"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _write(path: Path, told: dict[str, Any] | None) -> None:
    """Replace a file of the staging folder atomically; None removes it."""
    if told is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.tmp")
    temporary.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    temporary.replace(path)

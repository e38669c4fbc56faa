"""What a stage tells its caller: the asset that shows it, the terminal that prints it, the run that records it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from edu_pipeline.settings import Settings
from edu_pipeline.storage import staging

Progress = Callable[[int, int], None]
"""Called with the number of documents done and the number to do."""

PREVIEW_ROWS = 10


class UnusableInput(ValueError):
    """Input that no run can use (a missing folder, a broken corrections file); the message says what to mend."""


@dataclass(frozen=True, slots=True)
class StageResult:
    """One stage's outcome. ``extracted``, ``unchanged``, ``removed`` and ``rejected`` count documents.

    ``fingerprint`` is equal when the staged content is equal, so it can serve as a data version. ``counts`` holds the
    rows of the other tables, ``preview`` the first rows without long texts, ``notes`` what a person should read.
    """

    table: str
    rows: int
    extracted: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: int = 0
    seconds: float = 0.0
    fingerprint: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    preview: pl.DataFrame = field(default_factory=pl.DataFrame, compare=False)


_SAVED = ("rows", "extracted", "unchanged", "removed", "rejected", "seconds", "fingerprint", "counts", "notes")


def save_result(settings: Settings, result: StageResult) -> StageResult:
    """Keep the counts of a stage beside its table, where the publish finds them; returns the result."""
    saved = {name: getattr(result, name) for name in _SAVED}
    staging.write_text(settings, f"{result.table}.json", json.dumps(saved, ensure_ascii=False))
    return result


def load_result(settings: Settings, table: str) -> StageResult | None:
    """The counts that the stage of that table last saved (without a preview), or None."""
    text = staging.read_text(settings, f"{table}.json")
    if text is None:
        return None
    try:
        saved = json.loads(text)
        return StageResult(table=table, **(saved | {"notes": tuple(saved["notes"])}))
    except (ValueError, TypeError, KeyError):
        return None

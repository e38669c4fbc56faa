"""The readable record of a run that did not publish: one text file per run below WAREHOUSE/failures/."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from edu_pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class RunFailure:
    """Why a run did not publish. ``checks`` are the failed expectations that stopped it, one line each."""

    run_id: str
    step: str | None
    error: str
    checks: tuple[str, ...] = ()
    known: bool = False
    """True where ``error`` itself says what to do."""


def write_failure(settings: Settings, failure: RunFailure, at: datetime | None = None) -> Path:
    """Write a run's record (``at`` is UTC); a second call for the run replaces it. Old records are removed."""
    at = at or datetime.now(UTC)
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    present = sorted(folder.glob(f"*-{failure.run_id[:8]}.txt"))
    target = present[0] if present else folder / f"{_stamp(at)}-{failure.run_id[:8]}.txt"
    target.write_text(_text(settings, failure, at), "utf-8")
    remove_old_failures(settings, at)
    return target


def remove_old_failures(settings: Settings, at: datetime) -> None:
    """Remove the records beyond the latest ``keep_runs``, and those older than ``keep_days`` at ``at`` (UTC)."""
    records = sorted(_folder(settings).glob("*.txt"))
    oldest = _stamp(at - timedelta(days=settings.keep_days))
    for number, record in enumerate(reversed(records)):
        if number >= settings.keep_runs or record.name < oldest:
            record.unlink(missing_ok=True)


def _folder(settings: Settings) -> Path:
    return settings.warehouse_dir / "failures"


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _text(settings: Settings, failure: RunFailure, at: datetime) -> str:
    return (
        "\n\n".join(
            [
                f"Run {failure.run_id} did not publish ({at:%Y-%m-%d %H:%M} UTC).",
                f"Where it stopped: {failure.step or 'before the first step'}",
                "Why:\n" + _indented(failure.checks or (failure.error,)),
                f"What that means: {_meaning(settings)}",
                "What to do:\n" + _indented(_advice(settings, failure)),
            ]
        )
        + "\n"
    )


def _indented(lines: tuple[str, ...]) -> str:
    return "\n".join(f"  {line}" for entry in lines for line in entry.strip().splitlines())


def _meaning(settings: Settings) -> str:
    if not settings.published_file.is_file():
        return "nothing has been published yet."
    published = datetime.fromtimestamp(settings.published_file.stat().st_mtime, UTC)
    return f"{settings.published_file} is still the one of {published:%Y-%m-%d %H:%M} UTC, complete and readable."


def _advice(settings: Settings, failure: RunFailure) -> tuple[str, ...]:
    again = "Then run `edu-pipeline run`, or press Materialize all in the web UI."
    if failure.checks:
        return (
            "Look at the failing rows: in the web UI on the asset's Checks tab, or in "
            f"{settings.data_docs_dir / 'index.html'}.",
            "Mend or take out the report they come from, or change the expectation in edu_pipeline/catalog/suites.yml.",
            again,
        )
    if failure.known:
        return ("As it says above.", again)
    return (
        "Run `edu-pipeline run` again: a run whose process was killed completes the next time.",
        "If it stops at the same place, `edu-pipeline run --full` does everything anew;",
        "if that doesn't help either, report the text above with the file it names.",
    )

"""What a run says: one plain line per finished stage, one per failed expectation, and on a terminal where it is now."""

import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from edu_pipeline.cli.streams import say
from edu_pipeline.orchestration.events import CheckDone, RunEvent, Said, StageDone, StageStarted
from edu_pipeline.settings import Settings

_DOING = {
    "raw_documents": "reading the reports",
    "sections": "finding the outlines",
    "metrics": "extracting the figures",
    "relations": "recomputing sums, shares and growth",
    "candidate": "building the new file",
    "warehouse": "publishing",
    "report": "writing the pages",
}
_CHECKING = "check_"


class Teller:
    """Hears a run's events and tells them. Lines go to stdout; where a terminal is, stderr shows what is being done."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.passed = 0
        self.failed: list[CheckDone] = []
        self.status: Any = None

    def __enter__(self) -> "Teller":
        if sys.stderr.isatty():
            from rich.console import Console

            self.status = Console(stderr=True).status("starting", spinner="line")
            self.status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.status is not None:
            self.status.stop()

    def hear(self, event: RunEvent) -> None:
        """Take one event."""
        match event:
            case StageStarted(step):
                self._now(_doing(step))
            case StageDone(asset, numbers):
                self._line(_told(asset, numbers))
            case CheckDone(passed=True):
                self.passed += 1
            case CheckDone():
                self.failed.append(event)
            case Said(text, lasting):
                self._now(text) if self.status is not None and not lasting else self._line(f"           {text}")

    def summary(self) -> None:
        """Say how the checks went: the count, then one line per failed expectation, those that stop the run first."""
        say(f"checks     {self.passed} passed, {len(self.failed)} failed")
        for check in sorted(self.failed, key=lambda check: not check.stops):
            say(f"           {'STOPPED BY ' if check.stops else ''}{check.line}")

    def _now(self, text: str) -> None:
        if self.status is not None:
            self.status.update(text)

    def _line(self, text: str) -> None:
        if text:
            say(text)


def _doing(step: str) -> str:
    asset = step.removeprefix(_CHECKING)
    return f"checking: {asset}" if step.startswith(_CHECKING) else _DOING.get(step, step)


def _told(asset: str, numbers: Mapping[str, Any]) -> str:
    rows = numbers.get("dagster/row_count", 0)
    if asset == "raw_documents":
        files = rows + numbers["documents_rejected"]
        return f"documents  {files} files: {_documents(numbers, 'read')}{_notes(numbers)}"
    if asset == "metrics":
        return f"metrics    {rows}: {_documents(numbers, 'extracted')}"
    if asset in ("sections", "relations"):
        return f"{asset:<10} {rows}"
    if asset == "report" and rows:
        return f"pages      {numbers['file']}"
    return ""


def _documents(numbers: Mapping[str, Any], done: str) -> str:
    counts = {
        f"{done}": numbers["documents_extracted"],
        "unchanged": numbers["documents_unchanged"],
        "gone": numbers["documents_removed"],
        "rejected": numbers["documents_rejected"],
    }
    told = [f"{count} {word}" for word, count in counts.items() if count or word in (done, "unchanged")]
    return ", ".join(told) + (" — nothing changed" if not any((counts[done], counts["gone"])) else "")


def _notes(numbers: Mapping[str, Any]) -> str:
    notes = str(numbers.get("notes") or "")
    return "".join(f"\n           {line.removeprefix('* ')}" for line in notes.splitlines())

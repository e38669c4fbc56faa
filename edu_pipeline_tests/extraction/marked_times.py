"""Invented reports with the time and the status of their figures written in them: ``times.mark``.

Reports begin with ``=== `` before their title. ``{6个|2021|a|2021-01-01..2021-09-30}`` is a figure with its year, its
status (a actual, t target, r rule) and its days; ``-`` says that the year isn't narrowed, ``2021/2022`` and ``at`` what
is fair too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edu_pipeline.catalog import load_catalog
from edu_pipeline.extraction import extract_document
from edu_pipeline.reading.front_matter import read_front_matter
from edu_pipeline.records import Document, Metric
from edu_pipeline.structure import read_structure

_FIGURE = re.compile(r"\{([^|{}]*)\|([^{}]*)\}")
_STATUS = {"a": "actual", "t": "target", "r": "rule"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A figure that begins at ``start`` of the report, with the years, statuses and days that are right for it."""

    start: int
    text: str
    years: tuple[str, ...]
    statuses: tuple[str, ...]
    days: str | None

    def faults(self, metric: Metric | None) -> list[str]:
        """What is wrong with the metric that was read for the figure."""
        if metric is None:
            return [f"{self.text} is not read"]
        faults = []
        if str(metric.year) not in self.years:
            faults.append(f"{self.text}: year {metric.year}, not {'/'.join(self.years)}")
        if self.statuses and metric.status not in self.statuses:
            faults.append(f"{self.text}: {metric.status}, not {'/'.join(self.statuses)}")
        if self.days and days_of(metric) != self.days:
            faults.append(f"{self.text}: {days_of(metric)}, not {self.days}")
        return faults


def days_of(metric: Metric) -> str:
    """The metric's days as written in the answers."""
    return f"{metric.period_start}..{metric.period_end}" if metric.period_start or metric.period_end else "-"


def read_marked(marked: str) -> tuple[str, list[Answer]]:
    """A report without its marks, and the answers that they hold."""
    text, answers, last = "", [], 0
    for match in _FIGURE.finditer(marked):
        text += marked[last : match.start()]
        year, status, days = (*match[2].split("|"), "", "")[:3]
        statuses = tuple(_STATUS[letter] for letter in status)
        answers.append(Answer(len(text), match[1], tuple(year.split("/")), statuses, days or None))
        text += match[1]
        last = match.end()
    return text + marked[last:], answers


def marked_reports() -> Iterator[str]:
    """The reports of ``times.mark`` with their marks."""
    yield from Path(__file__).with_name("times.mark").read_text("utf-8").split("=== ")[1:]


def read(text: str) -> list[Metric]:
    """The metrics of a report whose title, year and date are read from its text."""
    catalog = load_catalog()
    head = read_front_matter(text, catalog.regions)
    document = Document(
        "d", "d.txt", "0" * 64, "text/plain", "utf-8", head.title, None, head.issuer, head.region, head.year,
        head.published_on, text,
    )  # fmt: skip
    return extract_document(document, read_structure(text, head.title), catalog).metrics


def faults(marked: str) -> list[str]:
    """What is read wrong in a marked report."""
    text, answers = read_marked(marked)
    metrics = read(text)
    found = []
    for answer in answers:
        metric = next((m for m in metrics if m.char_start <= answer.start < m.char_end), None)
        found += answer.faults(metric)
    return found

"""The extraction beside other tools on published reports with gold, the growth of its time, and texts made to hurt.

All times are CPU seconds of one pinned core, the best of a few runs; sizes are bytes of UTF-8.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from edu_pipeline.catalog import load_catalog
from edu_pipeline.extraction import extract_document, find_quantities
from edu_pipeline.records import Document
from edu_pipeline.structure import read_structure
from edu_pipeline_tests.bench.peers import run_peers
from edu_pipeline_tests.gold.answers import GoldReport, load_gold
from edu_pipeline_tests.gold.pipeline import read
from edu_pipeline_tests.gold.scoring import PEOPLE

Found = list[list[Any]]
ADVERSARIAL = {
    "2 MB of 9": "9" * 2_000_000,
    "2 MB of 一": "一" * 666_666,
    "2 MB of （": "（" * 666_666,
    "2 MB of “": "“" * 666_666,
    "2 MB of spaces": " " * 2_000_000,
    "nothing but numbers (9，)": "9，" * 250_000,
    "nothing but list marks (1.)": "1." * 250_000,
}
RUNS = 3


def _size(text: str) -> float:
    return len(text.encode()) / 1e6


@contextmanager
def _pinned() -> Iterator[None]:
    """Keep this process and its children on one core meanwhile, where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _seconds(work: Callable[[Document], object], documents: Sequence[Document], runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        start = time.process_time()
        for document in documents:
            work(document)
        times.append(time.process_time() - start)
    return min(times)


def _extract(document: Document) -> Found:
    extraction = extract_document(document, read_structure(document.text), load_catalog())
    return [[m.char_start, m.char_end, float(m.value), m.unit] for m in extraction.metrics]


def _structure(document: Document) -> object:
    return read_structure(document.text)


def _quantities(document: Document) -> Found:
    return [[q.start, q.end, float(q.value), q.unit] for q in find_quantities(document.text)]


def _right(reports: Sequence[GoldReport], found: Sequence[Found]) -> tuple[float, float]:
    """Share of the gold metrics whose value, and whose value and unit, a tool has right."""
    total = value = unit = 0
    for report, items in zip(reports, found, strict=True):
        for answer in (a for a in report.metrics if a["class"] == "metric"):
            total += 1
            near = [i for i in items if i[0] <= answer["num_start"] < i[1] and _close(i[2], answer["value"])]
            value += bool(near)
            unit += any(_same_unit(i[3], answer) for i in near)
    return value / total, unit / total


def _close(got: float | None, want: float) -> bool:
    return got is not None and abs(got - want) <= 1e-6 * max(1.0, abs(want))


def _same_unit(got: str, answer: dict[str, Any]) -> bool:
    options = {answer["unit"], *answer.get("unit_alt", [])}
    return got in options or (got in PEOPLE and not PEOPLE.isdisjoint(options))


def _comparison(reports: list[GoldReport], documents: list[Document]) -> str:
    size = sum(_size(d.text) for d in documents)
    spans = [[[a["start"], _mantissa_end(a)] for a in r.metrics if a["class"] == "metric"] for r in reports]
    results: dict[str, tuple[float, list[Found]]] = {}
    ours = {"find_quantities": _quantities, "whole extraction": _extract}
    for name, work in ours.items():
        found = [work(d) for d in documents]
        results[name] = (_seconds(work, documents), found)
    for name, peer in run_peers([d.text for d in documents], spans, RUNS).items():
        results[name] = (peer["seconds"], peer["found"])
    lines = [
        "| tool | MB/s | values right | values and units right | our whole extraction is |",
        "|---|--:|--:|--:|--:|",
    ]
    base = results["whole extraction"][0]
    for name, (seconds, found) in results.items():
        value, unit = _right(reports, found)
        times = "" if name in ours else f"{seconds / base:.1f} × as fast"
        lines.append(f"| {name} | {size / seconds:.3g} | {value:.1%} | {unit:.1%} | {times} |")
    metrics = sum(a["class"] == "metric" for r in reports for a in r.metrics)
    head = (
        f"{len(reports)} reports, {size * 1000:.0f} KB, {metrics} metrics marked by hand. The whole extraction is "
        "outline, sentences, and all fields of every metric. Recognizers-Text is asked for numbers, percentages, "
        "currencies and dimensions; cn2an cannot find numbers and is given their spans.\n"
    )
    return head + "\n" + "\n".join(lines)


def _mantissa_end(answer: dict[str, Any]) -> int:
    """Where the numeral of an answer ends: its unit and words like 余 are not for cn2an."""
    text, last = answer["text"], 0
    for i, character in enumerate(text):
        if character.isdigit() or character in ".,万亿千百十零一二两三四五六七八九 ":
            last = i + 1
    return int(answer["start"]) + last


def _growth(document: Document) -> str:
    lines = [
        "| copies | MB | find_quantities s | MB/s | structure s | MB/s | whole extraction s | MB/s |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for copies in (1, 10, 100):
        many = replace(document, text=document.text * copies)
        size, runs = _size(many.text), 3 if copies < 100 else 1
        cells = []
        for work in (_quantities, _structure, _extract):
            seconds = _seconds(work, [many], runs)
            cells.append(f"{seconds:.3f} | {size / seconds:.2f}")
        lines.append(f"| {copies} | {size:.2f} | {' | '.join(cells)} |")
    return f"One report ({document.file_name}) copied into one document:\n\n" + "\n".join(lines)


def _hostile(document: Document) -> str:
    lines = [
        "| text | MB | find_quantities s | × ordinary | × its half | whole extraction s | × ordinary | × its half |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    ordinary = replace(document, text=document.text * round(2 / _size(document.text)))
    usual = {work: _seconds(work, [ordinary], 1) / _size(ordinary.text) for work in (_quantities, _extract)}
    one_line = "".join(document.text.split()) * 500
    for name, text in (ADVERSARIAL | {"5 MB in one line": one_line[: 5_000_000 // 3]}).items():
        size, cells = _size(text), []
        for work, per_mb in usual.items():
            half = _seconds(work, [replace(document, text=text[: len(text) // 2])], 1)
            seconds = _seconds(work, [replace(document, text=text)], 1)
            cells.append(f"{seconds:.2f} | {seconds / (per_mb * size):.2f} | {seconds / half:.1f}")
        lines.append(f"| {name} | {size:.1f} | {' | '.join(cells)} |")
    head = (
        "Texts made to hurt: time against ordinary text of the same size, and against the first half of the same text "
        "(2 where time is linear; the texts of nothing but numbers cost by the number, not by the byte).\n"
    )
    return head + "\n" + "\n".join(lines)


@_pinned()
def report() -> str:
    """Measure, and return the results as Markdown."""
    reports = load_gold("shown")
    documents = [read(r.path) for r in reports]
    dense = [r for r in load_gold() if r.group != "shown"]
    longest = max(documents, key=lambda d: len(d.text))
    parts = ["## Extraction", _comparison(reports, documents), _density(reports, dense), _growth(longest)]
    return "\n\n".join([*parts, _hostile(longest)])


def _density(real: list[GoldReport], dense: list[GoldReport]) -> str:
    """Time goes by the figure more than by the byte: the reports written for tests are nearly all figures."""
    documents = [read(r.path) for r in dense]
    size = sum(_size(d.text) for d in documents)
    per_kb = [
        sum(len(r.metrics) for r in reports) / sum(_size(read(r.path).text) * 1000 for r in reports)
        for reports in (real, dense)
    ]
    speed = size / _seconds(_extract, documents)
    return (
        f"These are published reports, with {per_kb[0]:.1f} numbers per KB. On the {len(dense)} reports that were "
        f"written for tests, with {per_kb[1]:.1f} per KB, the whole extraction runs at {speed:.2f} MB/s."
    )

"""Reports with misprints planted in them: which figures the project names, on the planted and on the clean text.

Run ``python -m edu_pipeline_tests.consistency.planted`` for the list.
"""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from edu_pipeline.catalog import Catalog, load_catalog
from edu_pipeline.catalog.linking import link_metrics
from edu_pipeline.consistency import find_doubts, find_relations
from edu_pipeline.consistency.precision import bounds
from edu_pipeline.extraction import extract_document
from edu_pipeline.reading.files import SeedFile, read_document
from edu_pipeline.records import Document, Metric
from edu_pipeline.structure import read_structure

REPORTS = Path(__file__).parent / "reports"


@dataclass(frozen=True)
class Planted:
    """One misprint."""

    slip: str
    report: str
    from_: str
    to: str
    figure: str


def planted() -> list[Planted]:
    entries = yaml.safe_load((REPORTS / "planted.yml").read_text("utf-8"))
    return [Planted(e["slip"], e["report"], str(e["from"]), str(e["to"]), str(e["figure"])) for e in entries]


def report_names() -> list[str]:
    return sorted(path.stem for path in REPORTS.glob("*.txt"))


def named(planting: Planted) -> list[str]:
    """What is said of the planted figure: explanations of failing relations and doubts, and disagreements."""
    clean = _clean(planting.report)
    assert clean.text.count(planting.from_) == 1, planting
    document = replace(clean, text=clean.text.replace(planting.from_, planting.to))
    metrics = _metrics(document)
    place = document.text.index(planting.to) + planting.to.index(planting.figure)
    wrong = {m.metric_id for m in metrics if m.char_start < place + len(planting.figure) and place < m.char_end}
    others = [m for name in report_names() if name != planting.report for m in _clean_metrics(name)]
    return [text for ids, text in complaints(document, metrics, others) if ids & wrong]


def complaints(document: Document, metrics: list[Metric], others: list[Metric]) -> list[tuple[frozenset[str], str]]:
    """Everything that is said against figures of a document: the metrics concerned and the sentence."""
    failing = [
        (frozenset(member.metric_id for member in relation.members), relation.explanation)
        for relation in find_relations(metrics, document)
        if not relation.holds
    ]
    doubts = [(frozenset((doubt.metric_id,)), doubt.explanation) for doubt in find_doubts(metrics, document)]
    return failing + doubts + [(frozenset((m.metric_id,)), text) for m, text in _disagreements(metrics, others)]


def _disagreements(metrics: list[Metric], others: list[Metric]) -> list[tuple[Metric, str]]:
    """The rule of the view `disagreements`: one indicator, region, year and status with two values."""
    found = []
    for metric in metrics:
        for other in others:
            if not metric.indicator_id or _fact(metric) != _fact(other):
                continue
            if not bounds(metric).holds(other.value) and not bounds(other).holds(metric.value):
                found.append((metric, f"与另一文件的{other.text}不一致"))
    return found


def _fact(metric: Metric) -> tuple[object, ...]:
    return metric.indicator_id, metric.region, metric.year, metric.status


@cache
def _catalog() -> Catalog:
    return load_catalog()


@cache
def _clean(name: str) -> Document:
    path = REPORTS / f"{name}.txt"
    document = read_document(SeedFile(path, path.name, REPORTS), _catalog().regions)
    assert isinstance(document, Document)
    return document


def _metrics(document: Document) -> list[Metric]:
    extraction = extract_document(document, read_structure(document.text, document.title), _catalog())
    return link_metrics(list(extraction.metrics), {document.doc_id: document}, _catalog())


@cache
def _clean_metrics(name: str) -> list[Metric]:
    return _metrics(_clean(name))


def clean_complaints(name: str) -> list[str]:
    document = _clean(name)
    others = [m for other in report_names() if other != name for m in _clean_metrics(other)]
    return [text for _, text in complaints(document, _clean_metrics(name), others)]


if __name__ == "__main__":
    for planting in planted():
        found = named(planting)
        print("named " if found else "MISSED", planting.slip, planting.report, planting.to, found[:1])
    for name in report_names():
        print("false alarms", name, clean_complaints(name))

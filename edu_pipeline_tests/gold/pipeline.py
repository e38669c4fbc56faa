"""The pure layers run on one report in process: no dagster, no warehouse."""

from pathlib import Path

from edu_pipeline.catalog import load_catalog
from edu_pipeline.reading.files import SeedFile, read_document
from edu_pipeline.records import Document
from edu_pipeline.stages.analysis import analyse
from edu_pipeline_tests.gold.answers import GoldReport, load_gold
from edu_pipeline_tests.gold.scoring import Score, score_report


def read(path: Path) -> Document:
    """The report at ``path`` as a document. Raises ValueError on a file that is rejected."""
    document = read_document(SeedFile(path, path.name, path.parent), load_catalog().regions)
    if not isinstance(document, Document):
        raise ValueError(f"{path.name}: {document.reason}: {document.detail}")
    return document


def score(reports: list[GoldReport] | None = None) -> dict[str, Score]:
    """Scores by report name, of all gold reports unless some are given, through what every run calls."""
    return {report.name: _score(report) for report in (load_gold() if reports is None else reports)}


def _score(report: GoldReport) -> Score:
    document = read(report.path)
    found = analyse(document, load_catalog())
    return score_report(report, found.metrics, found.relations, found.dimensions, document.region)

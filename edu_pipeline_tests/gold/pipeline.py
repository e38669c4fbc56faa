"""The function that the product runs, on one report in process: no dagster, no warehouse."""

from pathlib import Path

from edu_pipeline.catalog import load_catalog
from edu_pipeline.reading.files import SeedFile, read_document
from edu_pipeline.records import Document, Metric, Relation
from edu_pipeline.stages.analysis import Analysis, analyse
from edu_pipeline_tests.gold.answers import GoldReport, load_gold
from edu_pipeline_tests.gold.scoring import Score, score_report


def read(path: Path) -> Document:
    """The report at ``path`` as a document. Raises ValueError on a file that is rejected."""
    document = read_document(SeedFile(path, path.name, path.parent), load_catalog().regions)
    if not isinstance(document, Document):
        raise ValueError(f"{path.name}: {document.reason}: {document.detail}")
    return document


def analysis(path: Path) -> Analysis:
    """Everything that the report at ``path`` gives. Raises on a rejected file."""
    return analyse(read(path), load_catalog())


def extract(path: Path) -> tuple[list[Metric], list[Relation]]:
    """The linked metrics of the report at ``path`` and the relations between them. Raises on a rejected file."""
    found = analysis(path)
    return list(found.metrics), list(found.relations)


def score(reports: list[GoldReport] | None = None) -> dict[str, Score]:
    """Scores by report name, of all gold reports unless some are given."""
    return {report.name: _score(report) for report in (load_gold() if reports is None else reports)}


def _score(report: GoldReport) -> Score:
    found = analysis(report.path)
    return score_report(report, found.metrics, found.relations, found.dimensions, found.document.region)

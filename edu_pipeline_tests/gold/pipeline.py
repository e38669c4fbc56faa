"""The pure layers run on one report in process: no dagster, no warehouse."""

from pathlib import Path

from edu_pipeline.catalog import load_catalog
from edu_pipeline.catalog.linking import link_metrics
from edu_pipeline.consistency import find_relations
from edu_pipeline.extraction import extract_document
from edu_pipeline.reading.files import SeedFile, read_document
from edu_pipeline.records import Document, Metric, Relation
from edu_pipeline.structure import read_structure
from edu_pipeline_tests.gold.answers import GoldReport, load_gold
from edu_pipeline_tests.gold.scoring import Score, score_report


def read(path: Path) -> Document:
    """The report at ``path`` as a document. Raises ValueError on a file that is rejected."""
    document = read_document(SeedFile(path, path.name, path.parent), load_catalog().regions)
    if not isinstance(document, Document):
        raise ValueError(f"{path.name}: {document.reason}: {document.detail}")
    return document


def extract(path: Path) -> tuple[list[Metric], list[Relation]]:
    """The linked metrics of the report at ``path`` and the relations between them. Raises on a rejected file."""
    catalog = load_catalog()
    document = read(path)
    extraction = extract_document(document, read_structure(document.text), catalog)
    metrics = link_metrics(extraction.metrics, {document.doc_id: document}, catalog)
    return metrics, find_relations(metrics, document)


def score(reports: list[GoldReport] | None = None) -> dict[str, Score]:
    """Scores by report name, of all gold reports unless some are given."""
    return {r.name: score_report(r, *extract(r.path)) for r in (load_gold() if reports is None else reports)}

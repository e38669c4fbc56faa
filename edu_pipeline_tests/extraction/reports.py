"""A report of one's own for a test: a title's facts and a few sentences."""

from edu_pipeline.catalog import load_catalog
from edu_pipeline.extraction import Extraction, extract_document
from edu_pipeline.records import Document, Metric
from edu_pipeline.structure import read_structure


def extract(text: str, region: str = "桃源县", year: int = 2022) -> Extraction:
    """The extraction of ``text`` as a report of ``region`` for ``year``."""
    document = Document("d", "d.txt", "0" * 64, "text/plain", "utf-8", None, None, None, region, year, None, text)
    return extract_document(document, read_structure(text), load_catalog())


def metrics(text: str, region: str = "桃源县", year: int = 2022) -> list[Metric]:
    """The metrics of ``text``."""
    return extract(text, region, year).metrics


def only(text: str, region: str = "桃源县", year: int = 2022) -> Metric:
    """The one metric of ``text``."""
    (found,) = metrics(text, region, year)
    return found

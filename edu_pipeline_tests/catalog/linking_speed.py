"""How long linking takes as metrics grow: ``python -m edu_pipeline_tests.catalog.linking_speed``."""

import time
from dataclasses import replace
from decimal import Decimal

from edu_pipeline.catalog import load_catalog
from edu_pipeline.catalog.linking import link_metrics
from edu_pipeline.extraction import extract_document
from edu_pipeline.records import Document, Metric
from edu_pipeline.structure import read_structure
from edu_pipeline_tests.folders import SEEDS

PER_DOCUMENT = 100


def seed_metrics() -> list[Metric]:
    """The metrics of the seed reports, as extraction gives them."""
    found: list[Metric] = []
    for path in SEEDS:
        text = path.read_text("utf-8")
        document = Document(path.name, path.name, "", "", "", None, None, None, "南昌市", 2022, None, text)
        found += extract_document(document, read_structure(text, None), load_catalog()).metrics
    return found


def synthetic(metrics: list[Metric], count: int) -> list[Metric]:
    """``count`` metrics in the words of ``metrics``, with values and documents of their own."""
    return [
        replace(metrics[n % len(metrics)], metric_id=str(n), doc_id=str(n // PER_DOCUMENT), value=Decimal(n))
        for n in range(count)
    ]


def cpu_seconds(metrics: list[Metric]) -> float:
    """Processor time of linking ``metrics``."""
    started = time.process_time()
    link_metrics(metrics, {}, load_catalog())
    return time.process_time() - started


def main() -> None:
    """Print one line per size."""
    metrics = seed_metrics()
    for count in (12_500, 25_000, 50_000, 100_000):
        seconds = cpu_seconds(synthetic(metrics, count))
        print(f"{count:>7} metrics {seconds:>6.2f} s  {seconds / count * 1e6:>5.0f} µs each")


if __name__ == "__main__":
    main()

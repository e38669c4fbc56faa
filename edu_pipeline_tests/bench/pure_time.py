"""What the pure functions take for reports: reading and analysis on one core, in this process, nothing stored."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edu_pipeline.catalog import load_catalog
from edu_pipeline.catalog.linking import link_metrics
from edu_pipeline.consistency import find_doubts, find_relations
from edu_pipeline.extraction import extract_document
from edu_pipeline.records import Document
from edu_pipeline.stages.analysis import analyse, problem_of
from edu_pipeline.structure import read_structure, to_sections
from edu_pipeline_tests.gold.pipeline import read

PARTS = ("read", "outline", "figures", "linking", "relations and doubts")


@dataclass(slots=True)
class PureTime:
    """CPU seconds for ``reports`` reports of ``size`` bytes and ``figures`` figures: in all, and of each of PARTS."""

    reports: int = 0
    size: int = 0
    figures: int = 0
    seconds: float = 0.0
    parts: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PARTS, 0.0))


def measure(paths: Sequence[Path], warm_up: int = 5) -> PureTime:
    """Read and analyse each report, then once more part by part; the first ``warm_up`` before that, unmeasured."""
    for path in paths[:warm_up]:
        analyse(read(path), load_catalog())
    found = PureTime(reports=len(paths), size=sum(path.stat().st_size for path in paths))
    for path in paths:
        started = time.process_time()
        found.figures += len(analyse(read(path), load_catalog()).metrics)
        found.seconds += time.process_time() - started
        _add_parts(found.parts, path)
    return found


def _add_parts(parts: dict[str, float], path: Path) -> None:
    """What ``analyse`` does, apart from corrections and what is noted for the warehouse."""

    def timed(part: str, work: Callable[..., Any], *arguments: Any) -> Any:
        started = time.process_time()
        result = work(*arguments)
        parts[part] += time.process_time() - started
        return result

    catalog = load_catalog()
    document: Document = timed("read", read, path)
    structure = timed("outline", read_structure, document.text, document.title)
    timed("outline", to_sections, structure, document.doc_id)
    extraction = timed("figures", extract_document, document, structure, catalog)
    metrics = timed("linking", link_metrics, extraction.metrics, {document.doc_id: document}, catalog)
    publishable = [metric for metric in metrics if problem_of(metric) is None]
    timed("relations and doubts", find_relations, publishable, document)
    timed("relations and doubts", find_doubts, publishable, document)

"""Small hand-made warehouses: staged tables of invented documents, consistent with each other."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from edu_pipeline.settings import Settings
from edu_pipeline.storage import staging
from edu_pipeline.storage.publish import Run, build_candidate, publish_candidate
from edu_pipeline.storage.staging import Stamp

STAGED_AT = datetime(2024, 1, 2, 3, 4, 5)


def settings_in(folder: Path) -> Settings:
    return Settings(seeds_dir=folder / "seeds", warehouse_dir=folder / "warehouse")


def rows(name: str, *given: Mapping[str, object]) -> pl.DataFrame:
    """Rows of a staged table; what a row leaves out is null."""
    schema = staging.schema_of(name)
    columns = {column: [row.get(column) for row in given] for column in schema}
    return pl.DataFrame(columns, schema=schema)


def stage(settings: Settings, doc_ids: Sequence[str], metrics_each: int = 2, value: str = "40") -> None:
    """Stage documents “甲有40所。…” with metrics, one section each and a relation over their first two metrics."""
    stamp = Stamp("code", dict.fromkeys(doc_ids, ""))
    documents, sections, metrics, relations, members = [], [], [], [], []
    for doc_id in doc_ids:
        sentence = f"甲有{value}所。"
        text = sentence * metrics_each
        documents.append(
            {"doc_id": doc_id, "file_name": f"{doc_id}.txt", "sha256": doc_id * 4, "media_type": "text/plain"}
            | {"encoding": "utf-8", "title": "报告", "text": text, "char_count": len(text), "staged_at": STAGED_AT}
        )
        sections.append(
            {"section_id": f"{doc_id}:s0", "doc_id": doc_id, "position": 0, "depth": 0, "path": "报告"}
            | {"char_start": 0, "char_end": len(text), "role": "summary"}
        )
        for number in range(metrics_each):
            start = number * len(sentence) + 2
            metrics.append(
                {"metric_id": f"{doc_id}:{start}", "doc_id": doc_id, "section_id": f"{doc_id}:s0", "char_start": start}
                | {"char_end": start + len(value) + 1, "text": f"{value}所", "sentence": sentence, "unit": "所"}
                | {"value": Decimal(value), "kind": "level", "status": "actual", "qualifier": "=", "label": "甲数"}
                | {"context": "", "measure": "甲数"}
                | {"sentence_index": number, "sentence_start": 2, "sentence_end": 3 + len(value)}
            )
        relations.append(
            {"relation_id": f"{doc_id}:r0", "doc_id": doc_id, "kind": "sum", "expected": Decimal(value)}
            | {"actual": Decimal(value), "residual": Decimal(0), "tolerance": Decimal(0), "holds": True}
            | {"explanation": "相等"}
        )
        first, second = metrics[-metrics_each]["metric_id"], metrics[-metrics_each + 1]["metric_id"]
        for metric_id, role in ((first, "total"), (second, "part")):
            members.append({"relation_id": f"{doc_id}:r0", "metric_id": metric_id, "role": role, "doc_id": doc_id})
    staging.write_table(settings, "documents", rows("documents", *documents), stamp)
    staging.write_table(settings, "sections", rows("sections", *sections), stamp)
    staging.write_table(settings, "metrics", rows("metrics", *metrics), stamp)
    staging.write_table(settings, "relations", rows("relations", *relations), stamp)
    staging.write_table(settings, "relation_members", rows("relation_members", *members), stamp)


def run(run_id: str) -> Run:
    return Run(run_id, STAGED_AT, Decimal("1.5"), extracted=1, unchanged=0, code_fingerprint="code")


def publish(settings: Settings, run_id: str) -> pl.DataFrame:
    build_candidate(settings)
    return publish_candidate(settings, run(run_id))


def check(run_id: str, expectation: str = "unique", success: bool = True) -> dict[str, object]:
    return {
        "run_id": run_id,
        "checked_at": STAGED_AT,
        "suite": "metrics",
        "table_name": "metrics",
        "column_name": "metric_id",
        "expectation": expectation,
        "severity": "critical",
        "success": success,
        "evaluated_count": 2,
        "unexpected_count": 0 if success else 1,
        "details": "{}",
    }


@contextmanager
def open_for_writing(database: Path) -> Iterator[None]:
    """Another program that has a DuckDB file open for writing within the block."""
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    command = [sys.executable, "-c", code, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as client:
        assert client.stdout is not None
        assert client.stdout.readline() == b"1\n"
        try:
            yield
        finally:
            client.communicate(b"\n")


def failing_rows(suite: str, *metric_ids: str, held_back: bool = True, why: str = "span differs") -> pl.LazyFrame:
    """Rows of failing_metrics: these metrics fail an expectation of the suite."""
    told = {"suite": suite, "expectation": f"{suite}_right", "severity": "critical", "why": why, "held_back": held_back}
    rows = [{"metric_id": metric_id, **told} for metric_id in metric_ids]
    return pl.DataFrame(rows, schema=staging.schema_of("failing_metrics")).lazy()

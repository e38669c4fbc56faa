"""The data package, validated by the reference implementation."""

import csv
import json
from pathlib import Path
from typing import Any

import frictionless

from edu_pipeline.export import export_published
from edu_pipeline.storage.tables import load_tables
from edu_pipeline_tests.export.conftest import Warehouse


def exported(warehouse: Warehouse) -> Path:
    return export_published(warehouse.path, "datapackage", warehouse.root / "数据包")[-1]


def resources(path: Path) -> dict[str, dict[str, Any]]:
    package: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {resource["name"]: resource for resource in package["resources"]}


def problems(path: Path) -> list[str]:
    report = frictionless.Package(str(path)).validate()
    return [str(error) for error in report.flatten(["title", "message"])]


def test_it_is_valid_whatever_the_cells_hold(hostile: Warehouse) -> None:
    assert problems(exported(hostile)) == []


def test_the_validation_sees_a_broken_reference(warehouse: Warehouse) -> None:
    warehouse.add(doc_id="nowhere")
    assert any("nowhere" in problem for problem in problems(exported(warehouse)))


def test_it_says_what_the_catalog_says_of_the_tables(warehouse: Warehouse) -> None:
    described = resources(exported(warehouse))
    assert set(load_tables()) <= set(described)
    metrics = described["metrics"]["schema"]
    fields = {field["name"]: field for field in metrics["fields"]}
    assert metrics["primaryKey"] == ["metric_id"]
    key = {"fields": ["doc_id"], "reference": {"resource": "documents", "fields": ["doc_id"]}}
    assert key in metrics["foreignKeys"]
    assert (fields["value"]["type"], fields["year"]["type"], fields["period_start"]["type"]) == (
        "number",
        "integer",
        "date",
    )
    assert fields["status"]["constraints"] == {"required": True, "enum": ["actual", "target", "rule"]}
    assert "数值" in fields["value"]["description"]


def test_a_column_with_empty_texts_is_not_said_to_be_required(warehouse: Warehouse) -> None:
    fields = {field["name"]: field for field in resources(exported(warehouse))["metrics"]["schema"]["fields"]}
    assert "constraints" not in fields["context"]


def test_cells_are_as_published_and_files_without_a_byte_order_mark(hostile: Warehouse) -> None:
    file = exported(hostile).parent / "data" / "metrics.csv"
    assert not file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8", newline="") as opened:
        labels = {row["metric_id"]: row["label"] for row in csv.DictReader(opened)}
    assert labels == dict(hostile.ask("SELECT metric_id, label FROM metrics"))

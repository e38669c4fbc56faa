"""Files are replaced whole or not at all, and what can't be exported is told in one sentence."""

from pathlib import Path

import duckdb
import pytest

from edu_pipeline.cli.main import main
from edu_pipeline.export import FORMATS, ExportError, export_published
from edu_pipeline.storage.published import NotPublished, QueryError
from edu_pipeline_tests.export.conftest import Warehouse


@pytest.mark.parametrize("format_name", FORMATS)
def test_an_export_again_replaces_the_files_and_leaves_nothing_else(warehouse: Warehouse, format_name: str) -> None:
    folder = warehouse.root / "out"
    first = export_published(warehouse.path, format_name, folder)
    warehouse.add(label="后来")
    assert export_published(warehouse.path, format_name, folder) == first
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == sorted(first)
    assert [path for path in folder.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_warehouse_without_a_row_gives_headers(tmp_path: Path, warehouse: Warehouse, format_name: str) -> None:
    with duckdb.connect(warehouse.path) as connection:
        for name in ("metrics", "documents", "sections", "relations", "relation_members"):
            connection.execute(f"DELETE FROM {name}")
    assert all(path.stat().st_size for path in export_published(warehouse.path, format_name, tmp_path / "out"))


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_file_of_another_version_is_told_and_old_files_stay(warehouse: Warehouse, format_name: str) -> None:
    folder = warehouse.root / "out"
    files = {path: path.read_bytes() for path in export_published(warehouse.path, format_name, folder)}
    with duckdb.connect(warehouse.path) as connection:
        connection.execute("DROP VIEW untrusted_metrics")
    with pytest.raises(QueryError, match="another version"):
        export_published(warehouse.path, format_name, folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == files


def test_no_file_an_empty_one_and_one_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "edu.duckdb"
    with pytest.raises(NotPublished):
        export_published(path, "csv", tmp_path / "out")
    for content in (b"", b"no database" * 1000):
        path.write_bytes(content)
        with pytest.raises(QueryError):
            export_published(path, "csv", tmp_path / "out")


def test_a_folder_that_is_a_file(warehouse: Warehouse) -> None:
    (warehouse.root / "out").write_text("x")
    with pytest.raises(ExportError, match=r"out can't be written"):
        export_published(warehouse.path, "csv", warehouse.root / "out")


def test_the_command_names_the_files(warehouse: Warehouse, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--warehouse", str(warehouse.root)]) == 0
    assert capsys.readouterr().out.splitlines() == [str(warehouse.root / "export" / "edu.xlsx")]
    there = warehouse.root / "别处"
    assert main(["export", "--format", "datapackage", "--to", str(there), "--warehouse", str(warehouse.root)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(there / "datapackage.json")


def test_the_command_ends_with_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--warehouse", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "nothing is published yet" in error
    assert error.count("\n") == 1
    (tmp_path / "edu.duckdb").touch()
    assert main(["export", "--warehouse", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_unknown_format_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as end:
        main(["export", "--format", "pdf", "--warehouse", str(tmp_path)])
    assert end.value.code == 2

import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest

from edu_pipeline.stages import fingerprints, metrics, relations, sections
from edu_pipeline.stages.incremental import POOL_FROM_DOCUMENTS, Failure, Workers
from edu_pipeline.storage import staging
from edu_pipeline_tests.stages.reports import FIRST, SECOND, ask, run_all, run_stages, settings_in, write

pytestmark = pytest.mark.pipeline

PER_DOCUMENT = ("sections", "metrics", "relations")
WORK = {"sections": (sections, "read_structure"), "metrics": (metrics, "extract_document")} | {
    "relations": (relations, "find_relations")
}


def die_in_a_child(number: int) -> int:
    if multiprocessing.parent_process() is not None:
        os._exit(3)
    return -number


def test_an_unchanged_run_does_nothing_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    first = run_stages(settings)
    files = {path.name: path.stat().st_mtime_ns for path in settings.staging_dir.glob("*.parquet")}
    for module, function in WORK.values():
        monkeypatch.setattr(module, function, None)
    second = run_stages(settings)
    for table in ("regions", "document_places", "metric_bounds"):
        assert (settings.staging_dir / f"{table}.parquet").stat().st_mtime_ns == files[f"{table}.parquet"]
    for table in PER_DOCUMENT:
        assert (first[table].extracted, first[table].unchanged) == (2, 0)
        assert (second[table].extracted, second[table].unchanged) == (0, 2)
        assert second[table].fingerprint == first[table].fingerprint
        assert (settings.staging_dir / f"{table}.parquet").stat().st_mtime_ns == files[f"{table}.parquet"]


def test_one_changed_report_is_one_report_of_work(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    first = run_stages(settings)
    write(settings, "b.txt", SECOND.replace("85", "86"))
    second = run_stages(settings)
    for table in PER_DOCUMENT:
        assert (second[table].extracted, second[table].unchanged, second[table].removed) == (1, 1, 1)
        assert second[table].fingerprint != first[table].fingerprint


def test_a_removed_report_takes_its_rows_along(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    run_all(settings, "r1")
    (settings.seeds_dir / "b.txt").unlink()
    results = run_all(settings, "r2")
    assert results["metrics"].removed == 1
    for table in ("documents", "sections", "metrics", "unclaimed_numbers"):
        assert ask(settings, f"SELECT count(DISTINCT doc_id) FROM {table}")[0][0] <= 1
    assert ask(settings, "SELECT file_name FROM documents") == [("a.txt",)]


def test_new_code_means_that_everything_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    run_stages(settings)
    monkeypatch.setattr(fingerprints, "metrics_fingerprint", lambda catalog: "newer")
    results = run_stages(settings)
    assert results["sections"].extracted == 0
    assert results["metrics"].extracted == 2


def test_fingerprints_grow_from_stage_to_stage() -> None:
    catalog = fingerprints.catalog_for(None)
    prints = [
        getattr(fingerprints, f"{stage}_fingerprint")(catalog)
        for stage in ("reading", "sections", "metrics", "relations")
    ]
    assert len(set(prints)) == 4


@pytest.mark.parametrize("table", PER_DOCUMENT)
def test_a_failed_document_takes_no_other_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    module, function = WORK[table]
    works = getattr(module, function)

    def fragile(*given: Any) -> Any:
        if "白河" in repr(given):
            raise ArithmeticError("boom")
        return works(*given)

    monkeypatch.setattr(module, function, fragile)
    results = run_all(settings, "r1")
    assert (results[table].extracted, results[table].rejected) == (1, 1)
    ((name, reason, detail),) = ask(settings, "SELECT file_name, reason, detail FROM rejected_documents")
    assert name == "b.txt"
    assert reason == ("relations_failed" if table == "relations" else "extraction_failed")
    assert "ArithmeticError: boom" in detail
    kept = [("a.txt",), ("b.txt",)] if table == "relations" else [("a.txt",)]
    assert ask(settings, "SELECT file_name FROM documents") == kept
    seen_at = ask(settings, "SELECT seen_at FROM rejected_documents")
    run_all(settings, "r2")
    assert ask(settings, "SELECT seen_at FROM rejected_documents") == seen_at
    monkeypatch.undo()
    assert run_all(settings, "r3")[table].extracted == 1
    assert ask(settings, "SELECT count(*) FROM rejected_documents") == [(0,)]
    assert ask(settings, "SELECT count(*) FROM documents") == [(2,)]


def test_a_report_without_figures_is_done_too(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a="清水县教育工作总结\n\n教育工作取得新的成绩。\n")
    assert run_stages(settings)["metrics"].rows == 0
    assert run_stages(settings)["metrics"].extracted == 0


@pytest.mark.parametrize("lost", ["metrics", "unclaimed_numbers", "relations", "relation_members", "sections"])
def test_a_lost_table_is_made_again(tmp_path: Path, lost: str) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    run_stages(settings)
    before = staging.read_table(settings, lost)
    staging.table_file(settings, lost).write_bytes(b"torn")
    run_stages(settings)
    assert staging.read_table(settings, lost).equals(before)


def test_few_items_are_done_here_and_failures_are_kept_apart() -> None:
    with Workers(4, 3) as workers:
        one, failure, three = workers.map(int, ["1", "x", "3"])
    assert (one, three) == (1, 3)
    assert isinstance(failure, Failure)
    assert "ValueError" in failure.detail


@pytest.mark.pipeline
def test_many_items_are_done_in_other_processes_in_order() -> None:
    items = [str(number) for number in range(POOL_FROM_DOCUMENTS)] + ["x"]
    seen: list[int] = []
    with Workers(2, len(items), lambda done, todo: seen.append(done)) as workers:
        *numbers, failure = workers.map(int, items)
    assert numbers == list(range(POOL_FROM_DOCUMENTS))
    assert isinstance(failure, Failure)
    assert seen == list(range(1, len(items) + 1))


@pytest.mark.pipeline
def test_when_a_process_dies_the_work_is_done_here() -> None:
    items = list(range(POOL_FROM_DOCUMENTS))
    with Workers(2, len(items)) as workers:
        assert workers.map(die_in_a_child, items) == [-number for number in items]

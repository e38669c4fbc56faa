import time
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import grimp
import polars as pl
import pytest

from edu_pipeline.settings import Settings
from edu_pipeline.stages import analysis, corpus, fingerprints
from edu_pipeline.stages.completion import last_complete
from edu_pipeline.stages.documents import stage_documents
from edu_pipeline.stages.engine import Batch, Engine, Lost
from edu_pipeline.stages.rows import ANALYSED_TABLES
from edu_pipeline.stages.warehouse import build_warehouse, publish_warehouse
from edu_pipeline.storage import staging
from edu_pipeline_tests.stages.reports import FIRST, SECOND, ask, run_all, run_stages, settings_in, write

pytestmark = pytest.mark.pipeline

PER_DOCUMENT = ("sections", "metrics", "relations")
WORK = {"sections": "read_structure", "metrics": "extract_document", "relations": "find_relations"}


def test_an_unchanged_run_does_nothing_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    first = run_stages(settings)
    files = {path.name: path.stat().st_mtime_ns for path in settings.staging_dir.glob("*.parquet")}
    for function in WORK.values():
        monkeypatch.setattr(analysis, function, None)
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
    monkeypatch.setattr(fingerprints, "analysis_fingerprint", lambda catalog: "newer")
    results = run_stages(settings)
    assert results["documents"].extracted == 0
    assert results["metrics"].extracted == 2


@pytest.mark.parametrize(("module", "named"), [("documents", fingerprints.READING), ("corpus", fingerprints.ANALYSIS)])
def test_all_code_that_makes_rows_is_in_their_fingerprint(module: str, named: tuple[str, ...]) -> None:
    importing = f"edu_pipeline.stages.{module}"
    imported = {importing, *grimp.build_graph("edu_pipeline").find_upstream_modules(importing)}
    covered = tuple(f"edu_pipeline.{name.removesuffix('.py').replace('/', '.')}" for name in named)
    left_out = {name for name in imported if not any(name == one or name.startswith(f"{one}.") for one in covered)}
    assert left_out == {"edu_pipeline.stages"} & left_out


@pytest.mark.parametrize("table", PER_DOCUMENT)
def test_a_failed_document_takes_no_other_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    works = getattr(analysis, WORK[table])

    def fragile(*given: Any) -> Any:
        if "白河" in repr(given):
            raise ArithmeticError("boom")
        return works(*given)

    monkeypatch.setattr(analysis, WORK[table], fragile)
    results = run_all(settings, "r1")
    assert (results[table].extracted, results[table].rejected) == (1, 1)
    assert results["metrics"].rejected == (table != "relations")
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


def test_many_documents_are_done_in_other_processes_with_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = {f"r{number}": FIRST.replace("3400", str(3400 + number)) for number in range(40)}
    here, elsewhere = settings_in(tmp_path / "here", **reports), settings_in(tmp_path / "there", **reports)
    run_stages(here)
    monkeypatch.setattr("edu_pipeline.stages.engine.SMALL_BYTES", 0)
    monkeypatch.setattr("edu_pipeline.stages.engine.BATCH_ITEMS", 7)
    told: list[tuple[int, int]] = []
    with Engine(workers=2) as engine:
        stage_documents(elsewhere, engine)
        analysed = corpus.analyse_documents(elsewhere, engine, progress=lambda done, todo: told.append((done, todo)))
    assert len(analysed.plan.todo) == 40
    assert told[-1] == (40, 40)
    assert len(told) == 6
    for table in ANALYSED_TABLES:
        rows = [staging.read_table(settings, table) for settings in (here, elsewhere)]
        assert rows[0].sort(rows[0].columns).equals(rows[1].sort(rows[1].columns)), table
    assert not (elsewhere.staging_dir / "parts").exists()


def test_one_changed_report_reads_no_other_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    run_stages(settings)
    asked: list[str] = []
    reading = staging.read_groups

    def read_groups(given: Settings, name: str, doc_ids: Collection[str]) -> Iterator[pl.DataFrame]:
        asked.extend(doc_ids)
        return reading(given, name, doc_ids)

    monkeypatch.setattr(staging, "read_groups", read_groups)
    write(settings, "b.txt", SECOND.replace("85", "86"))
    assert run_stages(settings)["metrics"].extracted == 1
    assert len(asked) == 1


@pytest.mark.parametrize("lost", ANALYSED_TABLES)
def test_a_lost_table_is_made_again(tmp_path: Path, lost: str) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    run_stages(settings)
    before = staging.read_table(settings, lost)
    staging.table_file(settings, lost).write_bytes(b"torn")
    run_stages(settings)
    assert staging.read_table(settings, lost).equals(before)


@pytest.mark.parametrize("merged_before", [1, len(ANALYSED_TABLES) - 1])
def test_a_run_killed_between_two_tables_is_made_good_also_when_a_report_was_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, merged_before: int
) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    run_all(settings)
    (settings.seeds_dir / "b.txt").unlink()
    merge, merged = staging.merge_table, list[str]()

    def end_between(given: Settings, name: str, *rest: Any, **more: Any) -> None:
        if len(merged) == merged_before:
            raise KeyboardInterrupt
        if name in ANALYSED_TABLES:
            merged.append(name)
        merge(given, name, *rest, **more)

    monkeypatch.setattr(staging, "merge_table", end_between)
    with pytest.raises(KeyboardInterrupt):
        run_stages(settings)
    assert len(merged) == merged_before
    monkeypatch.undo()
    run_all(settings, "r2")
    assert ask(settings, "SELECT DISTINCT file_name FROM metrics JOIN documents USING (doc_id)") == [("a.txt",)]
    assert ask(settings, "SELECT count(DISTINCT doc_id) FROM metrics") == [(1,)]


def test_a_removed_report_whose_relations_had_failed_takes_its_rows_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    find_relations = getattr(analysis, WORK["relations"])

    def fragile(metrics: Any, document: Any, *rest: Any) -> Any:
        return find_relations(metrics, document if "清水" in document.text else None, *rest)

    monkeypatch.setattr(analysis, WORK["relations"], fragile)
    run_all(settings)
    assert ask(settings, "SELECT file_name, reason FROM rejected_documents") == [("b.txt", "relations_failed")]
    assert ask(settings, "SELECT count(DISTINCT doc_id) FROM metrics") == [(2,)]
    (settings.seeds_dir / "b.txt").unlink()
    assert run_all(settings, "r2")["metrics"].removed == 1
    assert ask(settings, "SELECT count(DISTINCT doc_id) FROM metrics") == [(1,)]
    assert ask(settings, "SELECT count(*) FROM rejected_documents") == [(0,)]


def test_a_report_that_takes_for_ever_is_rejected_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(settings_in(tmp_path, a=FIRST, b=SECOND), document_seconds=1)
    read_structure = getattr(analysis, WORK["sections"])

    def stick(text: str, *rest: Any) -> Any:
        while "白河" in text:
            time.sleep(0.01)
        return read_structure(text, *rest)

    monkeypatch.setattr(analysis, WORK["sections"], stick)
    results = run_all(settings)
    assert (results["metrics"].extracted, results["metrics"].rejected) == (1, 1)
    ((name, reason, detail),) = ask(settings, "SELECT file_name, reason, detail FROM rejected_documents")
    assert (name, reason) == ("b.txt", "extraction_failed")
    assert detail.startswith("it took longer than 1 s (EDU_DOCUMENT_SECONDS). The other reports are not affected")
    assert ask(settings, "SELECT file_name FROM documents") == [("a.txt",)]
    monkeypatch.undo()
    again = run_all(settings, "r2")
    assert (again["metrics"].extracted, again["metrics"].unchanged) == (1, 1)
    assert ask(settings, "SELECT file_name FROM documents ORDER BY 1") == [("a.txt",), ("b.txt",)]
    assert ask(settings, "SELECT count(*) FROM rejected_documents") == [(0,)]


class Losing(Engine):
    """An engine that can't do the second report, as when its process died."""

    def map(self, function: Any, batches: Any, total_bytes: int) -> Any:
        alone = [Batch([item]) for batch in batches for item in batch.items]
        for batch, outcome in super().map(function, alone, total_bytes):
            (item,) = batch.items
            lost = isinstance(item, corpus.Job) and "白河" in item.document.text
            yield batch, Lost(item, "its process died (exit code -9)") if lost else outcome


def test_a_report_that_the_engine_lost_is_rejected_and_tried_again(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)

    def analysed(run_id: str, engine: Engine) -> corpus.Analysed:
        stage_documents(settings, engine)
        done = corpus.analyse_documents(settings, engine)
        build_warehouse(settings)
        publish_warehouse(settings, run_id)
        return done

    first = analysed("r1", Losing())
    assert len(first.failures.extraction) == 1
    ((name, reason, detail),) = ask(settings, "SELECT file_name, reason, detail FROM rejected_documents")
    assert (name, reason) == ("b.txt", "extraction_failed")
    assert detail.startswith("its process died (exit code -9). The other reports are not affected")
    assert ask(settings, "SELECT count(*) > 0, count(DISTINCT doc_id) FROM metrics") == [(True, 1)]
    assert last_complete(settings) is None
    second = analysed("r2", Engine())
    assert (len(second.plan.todo), len(second.plan.kept)) == (1, 1)
    assert ask(settings, "SELECT count(*) FROM documents") == [(2,)]
    assert ask(settings, "SELECT count(*) FROM rejected_documents") == [(0,)]

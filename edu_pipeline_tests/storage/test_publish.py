import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from edu_pipeline.settings import Settings
from edu_pipeline.storage import staging
from edu_pipeline.storage.publish import (
    NothingToPublish,
    build_candidate,
    publish_candidate,
    record_checks,
    record_failing,
    replace_database,
)
from edu_pipeline.storage.tables import load_tables
from edu_pipeline_tests.storage.warehouses import check, failing_rows, publish, rows, run, settings_in, stage

pytestmark = pytest.mark.pipeline


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def ask(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(settings.published_file, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_span_is_the_text_it_claims(settings: Settings) -> None:
    stage(settings, ["d1", "d2"])
    publish(settings, "r1")
    (answer,) = ask(
        settings,
        """SELECT count(*), count(*) FILTER (substr(d.text, char_start + 1, char_end - char_start) = m.text)
           FROM metrics AS m JOIN documents AS d USING (doc_id)""",
    )
    assert answer == (4, 4)


def test_a_publish_records_its_run(settings: Settings) -> None:
    stage(settings, ["d1", "d2"])
    record_checks(settings, rows("check_results", check("r1"), check("r1", "other", success=False), check("r0")))
    row = publish(settings, "r1").row(0, named=True)
    assert (row["documents"], row["metrics"], row["extracted"], row["rejected"]) == (2, 4, 1, 0)
    assert (row["checks_passed"], row["checks_failed"], row["seconds"]) == (1, 1, Decimal("1.5"))
    assert ask(settings, "SELECT run_id, code_fingerprint FROM runs") == [("r1", "code")]


def test_the_history_of_checks_and_runs_goes_from_file_to_file(settings: Settings) -> None:
    stage(settings, ["d1"])
    for number in range(3):
        record_checks(settings, rows("check_results", check(f"r{number}"), check(f"r{number}", "other")))
        publish(settings, f"r{number}")
    assert ask(settings, "SELECT run_id, count(*) FROM check_results GROUP BY ALL ORDER BY ALL") == [
        ("r0", 2),
        ("r1", 2),
        ("r2", 2),
    ]
    assert ask(settings, "SELECT count(*) FROM runs") == [(3,)]


def test_checks_of_a_stopped_run_are_not_lost(settings: Settings) -> None:
    stage(settings, ["d1"])
    record_checks(settings, rows("check_results", check("stopped", success=False)))
    build_candidate(settings)
    record_checks(settings, rows("check_results", check("r1")))
    record_checks(settings, rows("check_results", check("r1")))
    publish(settings, "r1")
    assert ask(settings, "SELECT run_id FROM check_results ORDER BY 1") == [("r1",), ("stopped",)]


def test_checks_made_on_the_candidate_are_published_with_it(settings: Settings) -> None:
    stage(settings, ["d1"])
    build_candidate(settings)
    record_checks(settings, rows("check_results", check("r1")))
    publish_candidate(settings, run("r1"))
    assert ask(settings, "SELECT run_id FROM check_results") == [("r1",)]
    assert staging.read_stamp(settings, "check_results") is None


def test_an_old_history_without_newer_columns_is_carried(settings: Settings) -> None:
    stage(settings, ["d1"])
    publish(settings, "r1")
    with duckdb.connect(settings.published_file) as connection:
        connection.execute("ALTER TABLE runs DROP COLUMN seconds")
    publish(settings, "r2")
    assert ask(settings, "SELECT run_id, seconds FROM runs ORDER BY 1") == [("r1", None), ("r2", Decimal("1.5"))]


def test_a_published_file_that_is_broken_is_kept_aside_and_said(settings: Settings) -> None:
    stage(settings, ["d1"])
    settings.published_file.write_bytes(b"this is no database")
    built = build_candidate(settings)
    publish_candidate(settings, run("r1"))
    assert "edu.unreadable.duckdb" in built.notes[0]
    assert (settings.warehouse_dir / "edu.unreadable.duckdb").read_bytes() == b"this is no database"
    assert ask(settings, "SELECT run_id FROM runs") == [("r1",)]


def test_quarantined_metrics_leave_with_their_relations_and_say_so(settings: Settings) -> None:
    stage(settings, ["d1", "d2"])
    record_failing(settings, ["metrics"], [failing_rows("metrics", "d1:2")])
    record_failing(settings, ["series"], [failing_rows("series", "d1:2", "gone:1", why="year 3024")])
    publish(settings, "r1")
    ((metric_id, reason),) = ask(settings, "SELECT metric_id, reason FROM quarantined_metrics")
    assert metric_id == "d1:2"
    assert "metrics_right: span differs; series_right: year 3024" in reason
    assert "d1:r0" in reason
    assert ask(settings, "SELECT count(*) FROM metrics") == [(3,)]
    assert ask(settings, "SELECT relation_id FROM relations") == [("d2:r0",)]
    assert ask(settings, "SELECT DISTINCT relation_id FROM relation_members") == [("d2:r0",)]


def test_a_suite_that_finds_nothing_any_more_releases_its_rows(settings: Settings) -> None:
    stage(settings, ["d1"])
    record_failing(settings, ["metrics"], [failing_rows("metrics", "d1:2")])
    record_failing(settings, ["metrics"], [])
    publish(settings, "r1")
    assert ask(settings, "SELECT count(*) FROM quarantined_metrics") == [(0,)]


def test_a_value_that_does_not_fit_is_quarantined_not_rounded(settings: Settings) -> None:
    stage(settings, ["d1"])
    staged = staging.read_table(settings, "metrics")
    problem = pl.when(pl.col("metric_id") == "d1:2").then(pl.lit("value 0.12345678901 can't be stored"))
    frame = staged.with_columns(problem=problem, value=pl.when(problem.is_null()).then("value"))
    staging.write_table(settings, "metrics", frame, staging.read_stamp(settings, "metrics"))
    publish(settings, "r1")
    ((value, reason),) = ask(settings, "SELECT value, reason FROM quarantined_metrics")
    assert value is None
    assert "0.12345678901" in reason


def test_documents_whose_extraction_failed_are_rejected(settings: Settings) -> None:
    stage(settings, ["d1", "d2"])
    failure = {"doc_id": "d1", "file_name": "d1.txt", "reason": "extraction_failed", "detail": "ValueError"}
    frame = rows("failed_documents", failure | {"seen_at": staging.now()})
    staging.write_table(settings, "failed_documents", frame)
    publish(settings, "r1")
    assert ask(settings, "SELECT file_name, reason FROM rejected_documents") == [("d1.txt", "extraction_failed")]
    for table in ("documents", "sections", "metrics", "relations"):
        assert ask(settings, f"SELECT DISTINCT doc_id FROM {table}") == [("d2",)], table


def test_rows_are_stored_in_their_order_whatever_the_staging(settings: Settings) -> None:
    stage(settings, ["d2", "d1"])
    publish(settings, "r1")
    for name, table in load_tables().items():
        order = ", ".join(table.order)
        stored = ask(settings, f"SELECT * FROM {name}")
        assert stored == ask(settings, f"SELECT * FROM {name} ORDER BY {order}")


def test_nothing_is_published_without_a_candidate(settings: Settings) -> None:
    with pytest.raises(NothingToPublish):
        publish_candidate(settings, run("r1"))
    stage(settings, ["d1"])
    publish(settings, "r1")
    with pytest.raises(NothingToPublish):
        publish_candidate(settings, run("r2"))


def test_a_log_left_beside_the_published_file_does_no_harm(settings: Settings) -> None:
    stage(settings, ["d1"])
    publish(settings, "r1")
    log = settings.published_file.with_name("edu.duckdb.wal")
    log.write_bytes(b"a log of another database")
    publish(settings, "r2")
    assert not log.exists()
    assert ask(settings, "SELECT count(*) FROM runs") == [(2,)]


def test_an_open_reader_keeps_what_it_opened_and_blocks_nothing(settings: Settings) -> None:
    stage(settings, ["d1"])
    publish(settings, "r1")
    reader = duckdb.connect(settings.published_file, read_only=True)
    stage(settings, ["d1", "d2"])
    publish(settings, "r2")
    assert reader.execute("SELECT count(*) FROM documents").fetchall() == [(1,)]
    reader.close()
    assert ask(settings, "SELECT count(*) FROM documents") == [(2,)]
    assert ask(settings, "SELECT run_id FROM runs ORDER BY 1") == [("r1",), ("r2",)]


def test_a_client_that_locks_the_published_file_does_not_stop_a_publish(settings: Settings) -> None:
    stage(settings, ["d1"])
    publish(settings, "r1")
    writer = duckdb.connect(settings.published_file)
    publish(settings, "r2")
    writer.close()
    assert ask(settings, "SELECT run_id FROM runs ORDER BY 1") == [("r1",), ("r2",)]


def test_a_replaced_database_leaves_nothing_behind(settings: Settings) -> None:
    stage(settings, ["d1"])
    publish(settings, "r1")
    left = {path.name for path in settings.staging_dir.iterdir() if path.suffix not in (".parquet", ".sha256")}
    assert left == set()
    assert {path.name for path in settings.warehouse_dir.iterdir()} == {"edu.duckdb", "staging"}


READER = """
import sys, duckdb, pathlib
published, stop, opened = sys.argv[1], pathlib.Path(sys.argv[2]), 0
while opened < 200 or not stop.exists():
    with duckdb.connect(published, read_only=True) as connection:
        sql = "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM metrics), (SELECT count(*) FROM runs)"
        documents, metrics, runs = connection.execute(sql).fetchall()[0]
        assert metrics == 2 * documents == 2 * runs, (documents, metrics, runs)
    opened += 1
print(opened)
"""


@pytest.mark.pipeline
def test_a_reader_that_reopens_200_times_sees_whole_states_of_20_publishes(settings: Settings, tmp_path: Path) -> None:
    stage(settings, ["d0"])
    publish(settings, "r0")
    stop = tmp_path / "stop"
    command = [sys.executable, "-c", READER, str(settings.published_file), str(stop)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reader:
        for number in range(1, 21):
            stage(settings, [f"d{n}" for n in range(number + 1)])
            publish(settings, f"r{number}")
        stop.touch()
        output, errors = reader.communicate(timeout=60)
    assert errors == ""
    assert int(output) >= 200


def test_replace_is_by_rename(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    new.write_bytes(b"new")
    old.write_bytes(b"old")
    handle = old.open("rb")
    replace_database(new, old)
    assert (handle.read(), old.read_bytes(), new.exists()) == (b"old", b"new", False)
    handle.close()

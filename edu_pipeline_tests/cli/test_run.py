"""``edu-pipeline run`` on real reports with the real Dagster, DuckDB and Great Expectations."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from edu_pipeline_tests.cli.conftest import Run
from edu_pipeline_tests.folders import ROOT, SPANS, STANDING, Folders
from edu_pipeline_tests.storage.test_locking import held_elsewhere

pytestmark = pytest.mark.pipeline


def test_five_reports_are_published_and_a_second_run_extracts_nothing(folders: Folders, edu: Run) -> None:
    first = edu("run")
    assert first.code == 0, first.out + first.err
    assert first.line("documents") == "documents  5 files: 5 read, 0 unchanged"
    assert ": 5 extracted, 0 unchanged" in first.line("metrics")
    assert first.line("published").startswith(f"published  {folders.published} in ")
    assert folders.ask(SPANS) == [(0,)]
    published = folders.ask("SELECT * FROM metrics ORDER BY metric_id")

    second = edu("run")
    assert second.code == 0
    assert second.line("documents") == "documents  5 files: 0 read, 5 unchanged — nothing changed"
    assert second.line("metrics").endswith(": 0 extracted, 5 unchanged — nothing changed")
    assert folders.ask("SELECT * FROM metrics ORDER BY metric_id") == published


def test_pages_that_cannot_be_written_are_a_warning_and_tried_again(folders: Folders, edu: Run) -> None:
    folders.warehouse.mkdir(exist_ok=True)
    obstacle = folders.warehouse / "report"
    obstacle.write_text("a file where the folder should be")
    warned = edu("run")
    assert warned.code == 0, warned.out + warned.err
    assert "the pages could not be written" in warned.out
    assert folders.ask(SPANS) == [(0,)]

    obstacle.unlink()
    again = edu("run")
    assert again.line("pages") == f"pages      {folders.warehouse / 'report' / 'index.html'}"
    assert (obstacle / "index.html").is_file()
    assert edu("run").line("published").endswith("nothing to do")


def test_full_does_every_report_again(folders: Folders, edu: Run) -> None:
    edu("run")
    before = folders.ask("SELECT metric_id, value FROM metrics ORDER BY ALL")
    again = edu("run", "--full")
    assert again.line("documents") == "documents  5 files: 5 read, 0 unchanged"
    assert ": 5 extracted, 0 unchanged" in again.line("metrics")
    assert folders.ask("SELECT metric_id, value FROM metrics ORDER BY ALL") == before


def test_a_changed_report_alone_is_extracted_and_a_removed_one_leaves(folders: Folders, edu: Run) -> None:
    (folders.seeds / "区").mkdir()
    edu("run")
    without = folders.ask("SELECT metric_id FROM metrics ORDER BY 1")
    report = folders.write("区/新报告.txt")
    edu("run")

    report.write_text(STANDING.format(count=41, part=30), "utf-8")
    changed = edu("run")
    assert changed.line("documents") == "documents  6 files: 1 read, 5 unchanged"
    assert ": 1 extracted, 5 unchanged" in changed.line("metrics")
    of_report = "FROM metrics m JOIN documents d USING (doc_id) WHERE file_name = '区/新报告.txt' ORDER BY char_start"
    assert folders.ask(f"SELECT m.text {of_report} LIMIT 1") == [("41所",)]

    report.unlink()
    removed = edu("run")
    assert removed.line("documents") == "documents  5 files: 0 read, 5 unchanged, 1 gone"
    assert folders.ask("SELECT metric_id FROM metrics ORDER BY 1") == without


def test_files_that_cannot_be_read_are_rejected_and_the_rest_is_published(folders: Folders, edu: Run) -> None:
    (folders.seeds / "empty.txt").write_bytes(b"")
    (folders.seeds / "binary.txt").write_bytes(b"\x7fELF\0\0\1\2" * 40)
    (folders.seeds / "broken.txt").write_bytes(("全区现有学校40所。" * 9).encode()[:-1] + b"\xff\xfe\xff" * 3)
    (folders.seeds / "sheet.xlsx").write_bytes(b"PK\3\4" + b"\0" * 60)
    (folders.seeds / "twin.txt").write_bytes(next(folders.seeds.glob("000*")).read_bytes())
    done = edu("run")
    assert done.code == 0, done.out + done.err
    assert done.line("documents") == "documents  10 files: 5 read, 0 unchanged, 5 rejected"
    rejected: dict[str, str] = dict(folders.ask("SELECT file_name, detail FROM rejected_documents"))
    assert set(rejected) == {"empty.txt", "binary.txt", "broken.txt", "sheet.xlsx", "twin.txt"}
    assert all(f"{name}: {detail}" in done.out for name, detail in rejected.items())
    assert folders.ask("SELECT count(*) FROM documents") == [(5,)]
    assert "warning rejected_documents rejected_documents_none: 5 of" in done.out


def test_status_knows_the_files_that_are_refused_unread(
    folders: Folders, edu: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDU_MAX_FILE_BYTES", "200000")
    folders.write("large.txt", "一" * 100_000)
    outside = folders.root / "outside.txt"
    outside.write_text("全区现有学校40所。", "utf-8")
    (folders.seeds / "outside.txt").symlink_to(outside)
    (folders.seeds / "nothing.txt").symlink_to(folders.root / "nothing.txt")
    os.mkfifo(folders.seeds / "pipe.txt")
    assert edu("run").line("documents").endswith(", 4 rejected")
    told = edu("status")
    assert told.line("seeds").endswith(": up to date")
    assert {"large.txt (too_large)", "outside.txt (outside_folder)", "nothing.txt (unreadable)"} <= {
        line.strip().split(":")[0] for line in told.out.splitlines()
    }
    (folders.seeds / "large.txt").write_text("一", "utf-8")
    assert "1 files differ" in edu("status").line("seeds")


def test_a_failed_critical_check_stops_the_publish_and_is_told(folders: Folders, edu: Run) -> None:
    edu("run")
    before = folders.published.read_bytes()
    for report in folders.seeds.iterdir():
        report.write_bytes(b"")
    stopped = edu("run")
    assert stopped.code == 1
    assert "STOPPED BY critical documents documents_not_empty" in stopped.out
    assert "Not executing" not in stopped.out
    assert stopped.line("stopped").endswith("the published file is as it was")
    assert folders.published.read_bytes() == before
    (record,) = (folders.warehouse / "failures").iterdir()
    assert stopped.line("why").endswith(str(record))
    told = record.read_text("utf-8")
    assert "documents_not_empty" in told
    assert "complete and readable" in told
    assert "What to do" in told


def test_checks_of_a_stopped_run_stay_in_the_history(folders: Folders, edu: Run) -> None:
    reports = {path: path.read_bytes() for path in folders.seeds.iterdir()}
    for path in reports:
        path.write_bytes(b"")
    assert edu("run").code == 1
    assert not folders.published.exists()
    for path, content in reports.items():
        path.write_bytes(content)
    assert edu("run").code == 0
    runs = folders.ask("SELECT run_id, bool_and(success OR severity <> 'critical') FROM check_results GROUP BY 1")
    assert sorted(passed for _, passed in runs) == [False, True]


def test_every_expectation_is_a_row_of_check_results_once(folders: Folders, edu: Run) -> None:
    from edu_pipeline.quality.suites import load_suites

    edu("run")
    names = sorted(item.id for suite in load_suites() for item in suite.expectations)
    assert [name for (name,) in folders.ask("SELECT expectation FROM check_results ORDER BY 1")] == names
    assert folders.ask("SELECT count(*) FROM check_results WHERE details LIKE '%\"error\"%'") == [(0,)]
    details = folders.ask("SELECT details FROM check_results WHERE NOT success AND details IS NOT NULL")
    assert all(json.loads(text) for (text,) in details)


def test_a_broken_catalog_is_one_sentence(folders: Folders, edu: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    extra = folders.root / "mine.yml"
    extra.write_text("indicators:\n  - id: mine\n    nonsense: true\n", "utf-8")
    monkeypatch.setenv("EDU_CATALOG_FILE", str(extra))
    failed = edu("run")
    assert failed.code == 2
    assert "mine.yml" in failed.err
    assert "Traceback" not in failed.err
    assert not folders.published.exists()


def test_an_error_of_the_program_is_told_without_a_traceback(
    folders: Folders, edu: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr("edu_pipeline.orchestration.assets.sections_result", fail)
    failed = edu("run")
    assert failed.code == 3
    assert "the disk is on fire" in failed.err
    assert "Traceback" not in failed.err
    assert failed.line("stopped").startswith("stopped    at sections")


def test_a_run_that_waits_says_for_whom_and_gives_up_in_time(
    folders: Folders, edu: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDU_LOCK_SECONDS", "2")
    with held_elsewhere(folders.root) as holder:
        stopped = edu("run")
    assert stopped.code == 2
    assert stopped.out.splitlines()[0].startswith(f"           waiting for a test's run (process {holder.pid} on ")
    assert stopped.err.startswith(f"edu-pipeline: another run is writing to {folders.warehouse}: a test's run (process")
    assert stopped.err.endswith("; wait until it is done, or stop it, and run again\n")
    assert stopped.line("stopped").endswith(": nothing is published")


def test_an_account_without_a_home_can_run(tmp_path: Path) -> None:
    folders = Folders(tmp_path, reports=1)
    # Who runs the tests has a home in the system's list of accounts; this process finds none there.
    code = """
import os, pwd, sys, tempfile
def unknown(uid):
    raise KeyError(uid)
pwd.getpwuid = unknown
tempfile.tempdir = sys.argv[1]
from edu_pipeline.cli.main import main
sys.exit(main(["run"]))
"""
    (tmp_path / "temporary").mkdir()
    environment = {name: value for name, value in folders.environment.items() if name != "HOME"}
    command = [sys.executable, "-c", code, str(tmp_path / "temporary")]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    assert folders.published.is_file()
    assert not list((tmp_path / "temporary").glob("*home*"))


def test_output_in_a_log_is_plain_lines(folders: Folders) -> None:
    done = folders.command("run")
    assert done.code == 0, done.err
    assert "\x1b" not in done.out + done.err
    assert done.err == ""
    assert os.linesep.join(line.split(" ")[0] for line in done.out.splitlines() if line[:1].strip()).split() == [
        "documents",
        "sections",
        "metrics",
        "relations",
        "pages",
        "checks",
        "published",
    ]

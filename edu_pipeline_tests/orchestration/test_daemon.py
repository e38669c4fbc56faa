"""The real web UI and daemon: what happens in the seeds folder is in the published file, unaided."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from edu_pipeline_tests.folders import STANDING, Folders, end_group, wait_for

pytestmark = pytest.mark.pipeline

WITHIN_SECONDS = 30
PATIENCE_SECONDS = 150
ENDS_WITHIN_SECONDS = 5
IMPORT_SECONDS = 4.0
"""What importing dagster and great_expectations takes on a machine that has nothing else to do, generously."""
NAME = "新报告.txt"


class Ui:
    """A running ``edu-pipeline ui`` and its folders."""

    def __init__(self, folders: Folders, **more: Any) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folders = folders
        self.log = folders.root / "ui.log"
        with self.log.open("w") as log:
            self.process = folders.start("ui", "--port", str(self.port), stdout=log, stderr=log, **more)

    def ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return "Ctrl+C stops it" in self.log.read_text()

    def graphql(self, query: str) -> Any:
        body = json.dumps({"query": query}).encode()
        address = f"http://127.0.0.1:{self.port}/graphql"
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
            return json.load(answer)["data"]

    def published(self) -> str | None:
        """The text of the report's first figure as published; None when it isn't."""
        if not self.folders.published.is_file():
            return None
        rows = self.folders.ask(
            "SELECT m.text FROM metrics m JOIN documents d USING (doc_id) "
            f"WHERE file_name = '{NAME}' ORDER BY char_start LIMIT 1"
        )
        return rows[0][0] if rows else None


@contextmanager
def ended(ui: Ui) -> Iterator[Ui]:
    try:
        yield ui
    finally:
        ui.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            ui.process.wait(60)
        end_group(ui.process)


@pytest.fixture
def ui(tmp_path: Path) -> Iterator[Ui]:
    with ended(Ui(Folders(tmp_path))) as running:
        yield running


def test_the_folder_is_followed_and_nothing_is_left_when_it_ends(ui: Ui) -> None:
    folders = ui.folders
    assert wait_for(ui.ready, 120) is not None, ui.log.read_text()
    assert wait_for(folders.published.is_file, 90) is not None, "the reports of the folder are not published at start"

    took = {}
    for what, count in (("added", 40), ("changed", 41), ("changed back", 40)):
        folders.write(NAME, STANDING.format(count=count, part=30))
        took[what] = wait_for(lambda count=count: ui.published() == f"{count}所", PATIENCE_SECONDS)  # type: ignore[misc]
    (folders.seeds / NAME).unlink()
    took["removed"] = wait_for(lambda: ui.published() is None, PATIENCE_SECONDS)
    allowed = WITHIN_SECONDS * slowness()
    print({what: round(seconds or 0.0, 1) for what, seconds in took.items()}, f"allowed {allowed:.0f}")
    assert all(seconds is not None and seconds <= allowed for seconds in took.values()), (took, allowed)

    runs = ui.graphql("{ runsOrError { ... on Runs { results { status jobName } } } }")["runsOrError"]["results"]
    assert {run["jobName"] for run in runs} == {"refresh_warehouse"}
    assert len(runs) == 5, runs
    assert wait_for(lambda: not unfinished(ui), 30) is not None

    # A run of the terminal is a run of the same instance; the sensor doesn't repeat it.
    folders.write(NAME)
    assert folders.command("run").code == 0
    assert len(ui.graphql("{ runsOrError { ... on Runs { results { runId } } } }")["runsOrError"]["results"]) in (6, 7)
    assert wait_for(lambda: not unfinished(ui), 60) is not None

    ui.process.terminate()
    assert ui.process.wait(60) == 0
    assert wait_for(lambda: not processes_of(folders), 10) is not None, processes_of(folders)
    assert "Traceback" not in ui.log.read_text()


def test_a_failed_run_leaves_a_readable_record(ui: Ui) -> None:
    for report in ui.folders.seeds.iterdir():
        report.write_bytes(b"")
    records = ui.folders.warehouse / "failures"
    assert wait_for(lambda: records.is_dir() and any(records.iterdir()), 150) is not None, ui.log.read_text()
    (record,) = records.iterdir()
    assert "documents_not_empty" in record.read_text("utf-8")
    runs = ui.graphql("{ runsOrError { ... on Runs { results { status } } } }")["runsOrError"]["results"]
    assert [run["status"] for run in runs] == ["FAILURE"], "a run that a check stopped is not tried again"
    assert not ui.folders.published.exists()

    ui.process.kill()
    assert_nothing_is_left(ui.folders)


def test_a_background_job_is_the_only_one_of_its_folder_and_ends_when_it_is_told(tmp_path: Path) -> None:
    with ended(Ui(Folders(tmp_path, reports=1), preexec_fn=as_scripts_and_nohup_start_it)) as ui:
        assert wait_for(ui.ready, 120) is not None, ui.log.read_text()
        second = ui.folders.command("ui")
        assert second.code == 2
        assert second.err.startswith(
            f"edu-pipeline: the web UI of {ui.folders.warehouse} is running already: edu-pipeline ui on port {ui.port} "
            f"(process {ui.process.pid} on "
        )
        assert second.err.endswith("; use that one, or stop it first\n")

        for ignored in (signal.SIGINT, signal.SIGHUP):
            ui.process.send_signal(ignored)
        with pytest.raises(subprocess.TimeoutExpired):
            ui.process.wait(1)
        ui.process.terminate()
        assert ui.process.wait(ENDS_WITHIN_SECONDS * slowness()) == 0
        assert processes_of(ui.folders) == []


@pytest.mark.parametrize("after", [2, 6])
def test_killed_while_it_starts_it_leaves_nothing(tmp_path: Path, after: int) -> None:
    with ended(Ui(Folders(tmp_path, reports=1), preexec_fn=as_scripts_and_nohup_start_it)) as ui:
        assert wait_for(lambda: any("dagster dev" in line for line in processes_of(ui.folders)), 60) is not None
        time.sleep(after)
        ui.process.kill()
        assert_nothing_is_left(ui.folders)
        with ended(Ui(ui.folders)) as again:
            assert wait_for(again.ready, 120) is not None, again.log.read_text()


def as_scripts_and_nohup_start_it() -> None:
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def assert_nothing_is_left(folders: Folders) -> None:
    allowed = ENDS_WITHIN_SECONDS * slowness()
    assert wait_for(lambda: not processes_of(folders), allowed) is not None, processes_of(folders)


def slowness() -> float:
    """How much slower than an idle machine this one is at the moment; 1 at least."""
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", "import dagster, great_expectations"], check=True)
    return max(1.0, (time.monotonic() - started) / IMPORT_SECONDS)


def unfinished(ui: Ui) -> bool:
    runs = ui.graphql("{ runsOrError { ... on Runs { results { status } } } }")["runsOrError"]["results"]
    return any(run["status"] not in ("SUCCESS", "FAILURE") for run in runs)


def processes_of(folders: Folders) -> list[str]:
    """The processes that work on a warehouse, as far as the system tells."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"EDU_WAREHOUSE_DIR={folders.warehouse}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found

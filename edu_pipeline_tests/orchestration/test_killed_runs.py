"""Real runs ended at ten moments: what is published stays whole, nothing is left, and the next run completes."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from edu_pipeline.stages.engine import SMALL_BYTES
from edu_pipeline.storage.assembly import ASSEMBLED_TABLES
from edu_pipeline_tests.folders import SPANS, STANDING, Finished, Folders, end_group, wait_for
from edu_pipeline_tests.many_reports import MANY, write_many_reports
from edu_pipeline_tests.orchestration.test_daemon import processes_of

pytestmark = pytest.mark.pipeline

MOMENTS = 10
USED = 0.85
"""The part of a run's length in which the moments lie: no run is just as long as the one that was measured."""
ENDINGS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
GONE_WITHIN_SECONDS = 10
CONTENT = "SELECT (SELECT count(*) FROM documents), (SELECT list(metric_id ORDER BY metric_id) FROM metrics)"


def test_killed_at_ten_moments_the_published_file_is_whole_and_the_next_run_completes(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    started = time.monotonic()
    assert folders.command("run").code == 0
    length = time.monotonic() - started
    published = folders.ask(CONTENT)
    killed = 0
    for moment in range(MOMENTS):
        # A change each time, so that every stage has something to write when it is killed.
        folders.write("新报告.txt", STANDING.format(count=100 + moment, part=30) * 20)
        process = folders.start("run", "--full")
        time.sleep(length * USED * (moment + 0.5) / MOMENTS)
        finished = process.poll() is not None
        os.kill(process.pid, signal.SIGKILL) if not finished else None
        end_group(process)
        killed += not finished
        now = folders.ask(CONTENT)
        assert now == published or now[0][0] == len(list(folders.seeds.iterdir())), f"half a state at moment {moment}"
        assert folders.ask(SPANS) == [(0,)]
        published = now
    assert killed >= MOMENTS - 2
    done = folders.command("run")
    assert done.code == 0, done.out + done.err
    assert folders.ask("SELECT count(*) FROM documents") == [(6,)]
    assert folders.ask("SELECT count(*) FROM metrics JOIN documents USING (doc_id) WHERE file_name = '新报告.txt'") != [
        (0,)
    ]
    left = {path.name for path in folders.warehouse.iterdir()}
    assert not {name for name in left if name.endswith((".wal", ".tmp", ".building"))}


@dataclass(frozen=True)
class Many:
    """A folder of many reports that was run once with two processes, and how long that took."""

    folders: Folders
    seconds: float


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Many:
    folders = Folders(tmp_path_factory.mktemp("many"), reports=0)
    write_many_reports(folders.seeds)
    folders.more["EDU_WORKERS"] = "2"
    started = time.monotonic()
    done = folders.command("run")
    assert done.code == 0, done.out + done.err
    return Many(folders, time.monotonic() - started)


def tables(folders: Folders) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that was published, but when it was staged."""
    later = {"documents": "EXCLUDE staged_at"}
    return {name: folders.ask(f"SELECT * {later.get(name, '')} FROM {name}") for name in ASSEMBLED_TABLES}


def test_one_process_or_two_publish_the_same(many: Many, tmp_path: Path) -> None:
    ((characters,),) = many.folders.ask("SELECT sum(char_count) FROM documents")
    assert 3 * characters > SMALL_BYTES, "too little to do for other processes"
    alone = Folders(tmp_path, reports=0)
    write_many_reports(alone.seeds)
    alone.more["EDU_WORKERS"] = "1"
    assert alone.command("run").code == 0
    one, two = tables(alone), tables(many.folders)
    assert len(one["documents"]) == MANY
    for name in ASSEMBLED_TABLES:
        assert one[name] == two[name], name


def test_ended_at_ten_moments_in_three_ways_it_leaves_a_whole_file_and_no_process(many: Many) -> None:
    folders = many.folders
    undisturbed = published = folders.ask(CONTENT)
    ended = 0
    for moment in range(MOMENTS):
        folders.write("新报告.txt", STANDING.format(count=100 + moment, part=30) * 20)
        ending = ENDINGS[moment % len(ENDINGS)]
        finished = run_and_end(folders, ending, many.seconds * USED * (moment + 0.5) / MOMENTS)
        now = folders.ask(CONTENT)
        assert now == published or now[0][0] == MANY + 1, f"half a state at moment {moment}"
        assert folders.ask(SPANS) == [(0,)]
        if finished is not None:
            ended += 1
            assert_told(finished, ending, changed=now != published)
        published = now
    assert ended >= MOMENTS - 2
    (folders.seeds / "新报告.txt").unlink()
    done = folders.command("run")
    assert done.code == 0, done.out + done.err
    assert folders.ask(CONTENT) == undisturbed
    left = {path.name for path in (*folders.warehouse.iterdir(), *(folders.warehouse / "staging").iterdir())}
    assert not {name for name in left if name == "parts" or name.endswith((".wal", ".tmp", ".building"))}


def run_and_end(folders: Folders, ending: signal.Signals, seconds: float) -> Finished | None:
    """Start a run and end it after ``seconds``, as `kill` or a terminal does; None for one that was done by then."""
    # Who runs the tests may have started them with Ctrl+C ignored, as shells do in the background.
    process = folders.start("run", "--full", preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        if ending == signal.SIGINT:
            os.killpg(process.pid, ending)
        else:
            process.send_signal(ending)
        out, err = process.communicate(timeout=60)
    try:
        left = wait_for(lambda: not processes_of(folders) and not in_group(process.pid), GONE_WITHIN_SECONDS)
        assert left is not None, processes_of(folders)
    finally:
        end_group(process)
    return None if process.returncode == 0 else Finished(process.returncode, out, err)


def assert_told(finished: Finished, ending: signal.Signals, *, changed: bool) -> None:
    if ending == signal.SIGKILL:
        assert finished.code == -signal.SIGKILL
        return
    what = "interrupted" if ending == signal.SIGINT else "ended by SIGTERM"
    which = "the new one" if changed else "as it was"
    assert (finished.code, finished.err) == (128 + ending, f"edu-pipeline: {what}; the published file is {which}.\n")


def in_group(group: int) -> list[int]:
    """The processes of a process group that still run, as far as the system tells."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _parent, of_group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of_group) == group and state != "Z":
            found.append(int(folder.name))
    return found

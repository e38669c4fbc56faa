"""kill -9 at ten moments of a real run: what is published stays whole, and the next run completes."""

import os
import signal
import time
from pathlib import Path

import pytest

from edu_pipeline_tests.folders import SPANS, STANDING, Folders, end_group

pytestmark = pytest.mark.pipeline

MOMENTS = 10
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
        time.sleep(length * (moment + 0.5) / MOMENTS)
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

"""kill -9 at any moment of building and publishing: the published file stays whole, and the next publish works."""

import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from edu_pipeline.storage.locking import warehouse_lock
from edu_pipeline_tests.storage.warehouses import publish, settings_in, stage

pytestmark = pytest.mark.pipeline

ENDLESS = """
import pathlib, sys
from edu_pipeline.storage.locking import warehouse_lock
from edu_pipeline_tests.storage.warehouses import publish, settings_in, stage
settings = settings_in(pathlib.Path(sys.argv[1]))
print("begun", flush=True)
for number in range(10_000):
    with warehouse_lock(settings):
        stage(settings, [f"d{n}" for n in range(number % 40 + 1)], metrics_each=50)
        publish(settings, f"killed {sys.argv[2]} {number}")
"""


@pytest.mark.pipeline
def test_killed_at_ten_moments_the_published_file_is_whole_each_time(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    stage(settings, ["d0"], metrics_each=50)
    publish(settings, "first")
    leftovers = 0
    for moment in range(10):
        command = [sys.executable, "-c", ENDLESS, str(tmp_path), str(moment)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as victim:
            assert victim.stdout is not None
            victim.stdout.readline()
            time.sleep(0.05 + 0.06 * moment)
            victim.kill()
        leftovers += any(path.suffix in (".tmp", ".building") for path in settings.staging_dir.iterdir())
        with duckdb.connect(settings.published_file, read_only=True) as connection:
            ((documents, metrics),) = connection.execute(
                "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM metrics)"
            ).fetchall()
        assert metrics == 50 * documents
        assert documents
        with warehouse_lock(settings, timeout=1):
            assert publish(settings, f"after {moment}").height == 1
        assert not [path for path in settings.staging_dir.iterdir() if path.suffix in (".tmp", ".building")]
    assert leftovers, "no kill hit a half-written file: the moments prove nothing"

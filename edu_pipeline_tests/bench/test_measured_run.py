"""What is measured of a run is where the measuring looks for it: one run, by phases, and what it left behind."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from edu_pipeline.settings import load_settings
from edu_pipeline_tests.bench.archive import left_by_first_run
from edu_pipeline_tests.bench.run_phases import Clock
from edu_pipeline_tests.folders import ROOT, Folders


def test_time_inside_a_phase_within_is_not_counted_twice() -> None:
    clock = Clock()
    with clock.phase("outer"):
        clock.wrap("inner", time.sleep)(0.2)
    assert clock.seconds["inner"] >= 0.2
    assert clock.seconds["outer"] < 0.1


@pytest.mark.pipeline
def test_a_run_comes_to_every_phase_and_leaves_what_is_told_of_it(tmp_path: Path) -> None:
    folders = Folders(tmp_path, reports=1)
    command = [sys.executable, "-m", "edu_pipeline_tests.bench.run_phases", str(folders.seeds), str(folders.warehouse)]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=folders.environment, cwd=ROOT, check=False)
    took = time.perf_counter() - started
    # It ends with an error that names the phases that the run never came to.
    assert (done.returncode, done.stderr) == (0, "")
    assert sum(json.loads(done.stdout).values()) == pytest.approx(took, rel=0.5)

    left = left_by_first_run(load_settings(folders.seeds, folders.warehouse))
    assert (left.checks, left.unanswered) == folders.ask("SELECT count(*), 0 FROM check_results")[0]
    assert left.published == folders.published.stat().st_size
    assert 0 < left.staging < 10 * left.published
    assert min(left.seconds.values()) > 0
    assert sum(left.seconds.values()) < took

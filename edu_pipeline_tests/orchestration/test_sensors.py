"""The folder sensor's decisions, tick by tick, on a real instance without a daemon."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from edu_pipeline.orchestration import sensors
from edu_pipeline.orchestration.instance import PROCESS_TAG, process_tag, unfinished_runs
from edu_pipeline.orchestration.sensors import SEEDS_STATE_TAG, Seen, look_at_folder
from edu_pipeline.settings import Settings
from edu_pipeline.stages.completion import note_complete, note_inputs
from edu_pipeline.stages.seeds_state import content_state, quick_state
from edu_pipeline.storage.locking import warehouse_lock
from edu_pipeline_tests.stages.test_completion import RUN

pytestmark = pytest.mark.pipeline


class Ticks:
    """A folder, an instance, and the sensor's cursor between its ticks."""

    def __init__(self, root: Path, instance: dg.DagsterInstance) -> None:
        self.settings = Settings(seeds_dir=root / "seeds", warehouse_dir=root / "warehouse")
        self.instance = instance
        self.seen = Seen()
        self.settings.seeds_dir.mkdir()
        self.settings.warehouse_dir.mkdir()

    def write(self, text: str, name: str = "a.txt") -> None:
        path = self.settings.seeds_dir / name
        path.write_text(text, "utf-8")
        settled = time.time() - 60
        os.utime(path, (settled, settled))

    def tick(self) -> str | None:
        """The state that a run was asked for, None when none was; the cursor goes on."""
        result = look_at_folder(self.instance, self.settings, self.seen)
        self.seen = Seen.of(result.cursor)
        requests = result.run_requests or []
        return requests[0].tags[SEEDS_STATE_TAG] if requests else None

    def publish(self) -> None:
        """What a run leaves behind that read the folder as it is and published it."""
        self.settings.published_file.touch()
        note_inputs(self.settings, quick_state(self.settings))
        note_complete(self.settings, RUN)

    def run(self, status: dg.DagsterRunStatus, tags: dict[str, str] | None = None) -> str:
        run = dg.DagsterRun(job_name="refresh_warehouse", status=status, tags=tags or {})
        return self.instance.add_run(run).run_id


@pytest.fixture
def ticks(tmp_path: Path) -> Iterator[Ticks]:
    with dg.instance_for_test() as instance:
        yield Ticks(tmp_path, instance)


def test_a_change_is_asked_for_once(ticks: Ticks) -> None:
    ticks.write("一")
    assert ticks.tick() == content_state(ticks.settings)
    assert ticks.tick() is None
    ticks.write("二")
    assert ticks.tick() == content_state(ticks.settings)
    assert ticks.tick() is None


def test_back_to_earlier_content_is_a_change(ticks: Ticks) -> None:
    ticks.write("一")
    first = ticks.tick()
    ticks.publish()
    ticks.write("二")
    second = ticks.tick()
    ticks.publish()
    ticks.write("一")
    assert ticks.tick() == first
    assert second not in (None, first)


def test_touching_a_file_is_no_change(ticks: Ticks) -> None:
    ticks.write("一")
    ticks.tick()
    os.utime(ticks.settings.seeds_dir / "a.txt", (0, 0))
    assert ticks.tick() is None


def test_a_file_that_is_being_written_is_waited_for(ticks: Ticks, monkeypatch: pytest.MonkeyPatch) -> None:
    (ticks.settings.seeds_dir / "a.txt").write_text("一", "utf-8")
    assert ticks.tick() is None
    monkeypatch.setattr(sensors, "SETTLE_SECONDS", 0.0)
    assert ticks.tick() is not None


@pytest.mark.parametrize("status", [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED])
def test_no_run_is_asked_for_during_a_run_and_its_change_is_not_missed(
    ticks: Ticks, status: dg.DagsterRunStatus
) -> None:
    ticks.write("一")
    run_id = ticks.run(status)
    assert ticks.tick() is None
    assert ticks.tick() is None
    run = ticks.instance.get_run_by_id(run_id)
    assert run is not None
    ticks.instance.report_run_failed(run)
    assert ticks.tick() == content_state(ticks.settings)


def test_a_run_of_the_terminal_is_waited_for_too(ticks: Ticks) -> None:
    ticks.write("一")
    with warehouse_lock(ticks.settings):
        assert ticks.tick() is None
    assert ticks.tick() is not None


def test_what_another_run_published_is_not_asked_for(ticks: Ticks) -> None:
    ticks.write("一")
    ticks.publish()
    assert ticks.tick() is None
    ticks.write("二")
    assert ticks.tick() is not None


def test_a_deleted_published_file_is_no_published_file(ticks: Ticks) -> None:
    ticks.write("一")
    ticks.publish()
    ticks.settings.published_file.unlink()
    assert ticks.tick() is not None


def test_a_missing_folder_is_told_and_not_run(ticks: Ticks) -> None:
    ticks.settings.seeds_dir.rmdir()
    assert ticks.tick() is None


def test_a_cursor_of_another_version_counts_as_none() -> None:
    assert Seen.of('{"digest": 1}') == Seen.of("not json") == Seen.of(None) == Seen()


def test_a_killed_run_is_closed_and_blocks_nothing(ticks: Ticks) -> None:
    dead = ticks.run(dg.DagsterRunStatus.STARTED, {PROCESS_TAG: "999999999:1"})
    reused = ticks.run(dg.DagsterRunStatus.STARTED, {PROCESS_TAG: f"{os.getpid()}:1"})
    alive = ticks.run(dg.DagsterRunStatus.STARTED, process_tag())
    assert [run.run_id for run in unfinished_runs(ticks.instance)] == [alive]
    for run_id in (dead, reused):
        run = ticks.instance.get_run_by_id(run_id)
        assert run is not None
        assert run.status == dg.DagsterRunStatus.FAILURE

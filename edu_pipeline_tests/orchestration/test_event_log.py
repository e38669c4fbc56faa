"""The event log over kept connections: the same answers as Dagster's own, a bounded number of open files."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
import yaml

from edu_pipeline.orchestration.event_log import KEPT_FILES, KeptEventLogStorage
from edu_pipeline.orchestration.resources import Workspace
from edu_pipeline_tests.folders import ROOT
from edu_pipeline_tests.orchestration.small_job import build_small_defs

pytestmark = pytest.mark.pipeline


def open_instance(home: Path, *, kept: bool) -> dg.DagsterInstance:
    shared = (ROOT / "edu_pipeline/orchestration/instance.yml").read_text("utf-8")
    storage = {
        "event_log_storage": {
            "module": KeptEventLogStorage.__module__,
            "class": KeptEventLogStorage.__name__,
            "config": {"base_dir": str(home / "history/runs")},
        }
    }
    home.mkdir(exist_ok=True)
    (home / "dagster.yaml").write_text(shared + (yaml.safe_dump(storage) if kept else ""), "utf-8")
    return dg.DagsterInstance.from_config(str(home))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with open_instance(tmp_path / "home", kept=True) as opened:
        yield opened


def run_once(instance: dg.DagsterInstance) -> str:
    job = build_small_defs(Workspace()).resolve_job_def("refresh_warehouse")
    result = job.execute_in_process(instance=instance)
    assert result.success
    return result.run_id


def open_databases(folder: Path) -> list[str]:
    """The databases below a folder that this process holds open."""
    links = [path.readlink() for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    return sorted(str(link) for link in links if link.is_relative_to(folder) and ".db" in link.name)


def test_dagsters_own_storage_reads_the_same(kept: dg.DagsterInstance, tmp_path: Path) -> None:
    assert isinstance(kept.event_log_storage, KeptEventLogStorage)
    run_id = run_once(kept)
    with open_instance(tmp_path / "home", kept=False) as plain:
        assert type(plain.event_log_storage) is not KeptEventLogStorage
        for instance in (kept, plain):
            kinds = [entry.dagster_event_type for entry in instance.all_logs(run_id)]
            assert kinds.count(dg.DagsterEventType.ASSET_CHECK_EVALUATION) == 2
            assert kinds[-1] == dg.DagsterEventType.RUN_SUCCESS
        key = dg.AssetKey("made")
        assert kept.get_latest_materialization_event(key) == plain.get_latest_materialization_event(key)


def test_however_many_runs_are_looked_at_few_files_stay_open(kept: dg.DagsterInstance, tmp_path: Path) -> None:
    runs = [run_once(kept) for _ in range(KEPT_FILES + 2)]
    for run_id in runs:
        assert kept.all_logs(run_id)
    held = [name for name in open_databases(tmp_path) if name.endswith(".db")]
    assert 1 < len(held) <= KEPT_FILES
    kept.dispose()
    assert open_databases(tmp_path) == []


def test_connections_serve_many_threads(kept: dg.DagsterInstance) -> None:
    run_id = run_once(kept)
    counts: list[int] = []

    def count() -> None:
        counts.extend(len(kept.all_logs(run_id)) for _ in range(5))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counts) == 20
    assert len(set(counts)) == 1


def test_a_folder_that_was_replaced_is_read_anew(kept: dg.DagsterInstance, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run_once(kept)
    shutil.move(home, tmp_path / "aside")
    with open_instance(home, kept=False) as other:
        assert kept.get_asset_keys() == []
        run_id = run_once(other)
    assert kept.event_log_storage.get_all_run_ids() == [run_id]  # type: ignore[attr-defined]
    event = kept.get_latest_materialization_event(dg.AssetKey("made"))
    assert event is not None
    assert event.run_id == run_id


def test_the_journal_is_gone_when_it_ends(kept: dg.DagsterInstance, tmp_path: Path) -> None:
    run_once(kept)
    kept.dispose()
    assert [path.name for path in tmp_path.rglob("*-wal")] == []

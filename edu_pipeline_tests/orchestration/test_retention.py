"""Runs come and go: Dagster's folder stops growing, and what its pages show of the assets stays."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import GrpcServerCodeLocationOrigin, RemoteInstigatorOrigin, RemoteRepositoryOrigin
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    SensorInstigatorData,
    TickData,
    TickStatus,
)
from dagster._core.storage.event_log import SqliteEventLogStorage

from edu_pipeline.orchestration import retention, run
from edu_pipeline.orchestration.instance import prepare_home
from edu_pipeline.orchestration.resources import Workspace
from edu_pipeline.orchestration.retention import remove_old_runs
from edu_pipeline_tests.orchestration.small_job import Warehouse, build_small_defs

pytestmark = pytest.mark.pipeline

MADE = dg.AssetKey("made")


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.setattr(run, "build_defs", build_small_defs)
    made = Warehouse(tmp_path)
    made.settings = replace(made.settings, keep_runs=3)
    return made


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def files(warehouse: Warehouse) -> set[str]:
    return {path.name.partition(".")[0] for path in (warehouse.home / "history/runs").iterdir()} - {"index"}


def mentioned(warehouse: Warehouse) -> set[str]:
    """The runs that any table of Dagster's two databases of runs still speaks of."""
    found = set()
    for name in ("history/runs.db", "history/runs/index.db"):
        with closing(sqlite3.connect(warehouse.home / name)) as connection:
            tables = connection.execute(
                "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c "
                "WHERE m.type = 'table' AND c.name = 'run_id'"
            ).fetchall()
            for (table,) in tables:
                found |= {run_id for (run_id,) in connection.execute(f"SELECT DISTINCT run_id FROM {table}")}
    return found - {None}


def fail_from_now_on(monkeypatch: pytest.MonkeyPatch) -> None:
    @dg.asset
    def broken() -> None:
        raise RuntimeError("no")

    def build(folders: Workspace) -> dg.Definitions:
        defs = build_small_defs(folders, broken)
        job = dg.define_asset_job("refresh_warehouse", ["broken"], executor_def=dg.in_process_executor)
        return dg.Definitions(assets=defs.assets, jobs=[job], loggers=defs.loggers)

    monkeypatch.setattr(run, "build_defs", build)


def test_the_folder_stops_growing(warehouse: Warehouse) -> None:
    runs, sizes = [], []
    for _ in range(10):
        runs.append(warehouse.run().run_id)
        sizes.append(size(warehouse.home))
    assert files(warehouse) == mentioned(warehouse) == set(runs[-3:])
    assert sizes[-1] <= sizes[3] * 1.02, sizes
    assert warehouse.said == []


def test_what_the_assets_pages_show_stays_however_many_runs_fail_since(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = warehouse.run().run_id
    fail_from_now_on(monkeypatch)
    failed = [warehouse.run().run_id for _ in range(5)]
    assert mentioned(warehouse) == files(warehouse) == {published, *failed[-3:]}
    with dg.DagsterInstance.from_config(str(warehouse.home)) as opened:
        event = opened.get_latest_materialization_event(MADE)
        assert event is not None
        assert event.run_id == published
        assert opened.fetch_materializations(MADE, limit=5).records[0].run_id == published
        assert opened.get_run_by_id(published) is not None
    assert len(list((warehouse.settings.warehouse_dir / "failures").iterdir())) == 3


def test_old_runs_go_by_age_but_the_latest(warehouse: Warehouse) -> None:
    runs = [warehouse.run().run_id for _ in range(3)]
    later = datetime.now(UTC) + timedelta(days=warehouse.settings.keep_days + 1)
    with dg.DagsterInstance.from_config(str(warehouse.home)) as opened:
        storage = opened.event_log_storage
        assert isinstance(storage, SqliteEventLogStorage)
        remove_old_runs(opened, storage, warehouse.settings, datetime.now(UTC))
        assert mentioned(warehouse) == set(runs)
        remove_old_runs(opened, storage, warehouse.settings, later)
    assert mentioned(warehouse) == files(warehouse) == {runs[-1]}


def test_looks_at_which_nothing_was_done_go_after_two_hours(warehouse: Warehouse) -> None:
    now = datetime.now(UTC)
    origin = RemoteInstigatorOrigin(RemoteRepositoryOrigin(GrpcServerCodeLocationOrigin("localhost", 1), "r"), "s")
    with dg.DagsterInstance.from_config(str(prepare_home(warehouse.settings))) as opened:
        state = InstigatorState(origin, InstigatorType.SENSOR, InstigatorStatus.RUNNING, SensorInstigatorData())
        opened.add_instigator_state(state)
        for hours, status in ((3, TickStatus.SKIPPED), (3, TickStatus.SUCCESS), (0, TickStatus.SKIPPED)):
            opened.create_tick(
                TickData(
                    origin.get_id(),
                    "s",
                    InstigatorType.SENSOR,
                    status,
                    (now - timedelta(hours=hours)).timestamp(),
                    run_ids=["0"] if status == TickStatus.SUCCESS else [],
                    selector_id=state.selector_id,
                )
            )
    warehouse.run()
    with dg.DagsterInstance.from_config(str(warehouse.home)) as opened:
        ticks = opened.get_ticks(origin.get_id(), state.selector_id)
    assert [tick.status for tick in ticks] == [TickStatus.SKIPPED, TickStatus.SUCCESS]


def test_an_unfinished_run_is_never_removed(warehouse: Warehouse) -> None:
    with dg.DagsterInstance.from_config(str(prepare_home(warehouse.settings))) as opened:
        waiting = build_small_defs(Workspace()).resolve_job_def("refresh_warehouse")
        run_id = opened.create_run_for_job(waiting, status=dg.DagsterRunStatus.STARTED).run_id
    done = [warehouse.run().run_id for _ in range(5)]
    assert mentioned(warehouse) == files(warehouse) == {run_id, *done[-3:]}


def test_a_folder_never_tidied_is_tidied_a_handful_at_a_time(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = replace(warehouse.settings, keep_runs=100)
    few, warehouse.settings = warehouse.settings, many
    for _ in range(8):
        warehouse.run()
    monkeypatch.setattr(retention, "MOST_AT_ONCE", 3)
    warehouse.settings = few
    warehouse.run()
    assert len(mentioned(warehouse)) == 6
    warehouse.run()
    warehouse.run()
    assert len(files(warehouse)) == len(mentioned(warehouse)) == 3


def test_a_damaged_file_of_an_old_run_goes_too(warehouse: Warehouse) -> None:
    runs = [warehouse.run().run_id for _ in range(3)]
    (warehouse.home / f"history/runs/{runs[0]}.db").write_bytes(b"no database" * 1000)
    runs.append(warehouse.run().run_id)
    assert mentioned(warehouse) == files(warehouse) == set(runs[1:])
    assert (warehouse.said, warehouse.aside()) == ([], [])


def test_an_instance_of_the_users_own_is_left_alone(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "own"
    home.mkdir()
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    warehouse.settings = replace(warehouse.settings, warehouse_dir=tmp_path / "warehouse")
    for _ in range(5):
        warehouse.run()
    warehouse.home = home
    assert warehouse.runs() == 5

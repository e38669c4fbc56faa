"""Whatever happens to Dagster's own files, the next run publishes; what was there is set aside, not removed."""

import errno
import random
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import dagster as dg
import pytest

from edu_pipeline.orchestration import instance, run
from edu_pipeline.orchestration.damage import DamagedInstance
from edu_pipeline.orchestration.event_log import KeptEventLogStorage
from edu_pipeline.orchestration.instance import prepare_home
from edu_pipeline.settings import Settings
from edu_pipeline_tests.folders import ROOT, Folders
from edu_pipeline_tests.orchestration.small_job import Warehouse, build_small_defs

pytestmark = pytest.mark.pipeline

DATABASES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")
WRITE_VERSION = 18
"""Where in the head of a SQLite file stands who may write it."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.setattr(instance, "SECOND_LOOK_SECONDS", 0.0)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "build_defs", build_small_defs)


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse in which Dagster has run twice."""
    folder = tmp_path_factory.mktemp("used")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DAGSTER_HOME", raising=False)
        patch.setattr(run, "build_defs", build_small_defs)
        for _ in range(2):
            assert Warehouse(folder).run().failure is None
    return folder


@pytest.fixture
def warehouse(used: Path, tmp_path: Path) -> Warehouse:
    return Warehouse(shutil.copytree(used, tmp_path / "warehouse"))


def flip(path: Path, position: int) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 0xFF
    path.write_bytes(content)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 + 100])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garble(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(9000))


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


def test_a_sound_instance_goes_on(warehouse: Warehouse, small: None) -> None:
    assert warehouse.run().failure is None
    assert (warehouse.said, warehouse.aside(), warehouse.runs()) == ([], [], 3)


def test_one_flipped_byte_anywhere_does_not_stop_the_next_run(used: Path, tmp_path: Path, small: None) -> None:
    chance = random.Random(20)
    files = [path.relative_to(used) for path in sorted((used / ".dagster").rglob("*")) if path.is_file()]
    assert {f".dagster/{name}" for name in DATABASES} < {path.as_posix() for path in files}
    for file in files:
        size = (used / file).stat().st_size
        for position in {0, WRITE_VERSION, size // 2, *(chance.randrange(size) for _ in range(3))}:
            warehouse = Warehouse(shutil.copytree(used, tmp_path / "warehouse"))
            flip(warehouse.settings.warehouse_dir / file, position)
            assert warehouse.run().failure is None, (file, position)
            assert warehouse.runs() == (1 if warehouse.aside() else 3), (file, position)
            shutil.rmtree(warehouse.settings.warehouse_dir)


@pytest.mark.parametrize(
    ("name", "damage"),
    [(DATABASES[0], empty), (DATABASES[0], garble), (DATABASES[1], truncate), (DATABASES[2], make_folder)],
)
def test_a_damaged_database_is_set_aside_in_one_line(
    warehouse: Warehouse, small: None, name: str, damage: Callable[[Path], None]
) -> None:
    damage(warehouse.home / name)
    assert warehouse.run().failure is None
    (aside,) = warehouse.aside()
    assert (aside / name).exists()
    (line,) = warehouse.said
    assert str(warehouse.home / name) in line
    assert str(aside) in line
    assert "\n" not in line
    assert warehouse.run().failure is None
    assert (warehouse.said, warehouse.runs()) == ([], 2)


@pytest.mark.parametrize("name", [".dagster", ".dagster/history", ".dagster/history/runs", ".dagster/schedules"])
def test_a_file_in_the_place_of_a_folder_is_set_aside(warehouse: Warehouse, small: None, name: str) -> None:
    path = warehouse.settings.warehouse_dir / name
    shutil.rmtree(path)
    path.write_text("x")
    assert warehouse.run().failure is None
    assert len(warehouse.aside()) == len(warehouse.said) == 1


@pytest.mark.parametrize("damage", [garble, make_folder])
def test_a_damaged_dagster_yaml_is_written_anew(
    warehouse: Warehouse, small: None, damage: Callable[[Path], None]
) -> None:
    prepare_home(warehouse.settings)
    before = (warehouse.home / "dagster.yaml").read_bytes()
    damage(warehouse.home / "dagster.yaml")
    assert warehouse.run().failure is None
    assert (warehouse.home / "dagster.yaml").read_bytes() == before
    assert warehouse.runs() == 3


@pytest.mark.parametrize(("path", "expected"), [([ROOT, "x"], False), (["x", ROOT], True)])
def test_the_event_log_of_this_package_is_named_where_every_process_can_import_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: list[object], expected: bool
) -> None:
    warehouse = Warehouse(tmp_path / "数据: 仓库")
    others = [name for name in sys.path if Path(name) != ROOT]
    monkeypatch.setattr(sys, "path", [*map(str, path), *others])
    prepare_home(warehouse.settings)
    assert ("event_log_storage" in (warehouse.home / "dagster.yaml").read_text("utf-8")) is expected
    with dg.DagsterInstance.from_config(str(warehouse.home)) as opened:
        storage = opened.event_log_storage
        assert isinstance(storage, KeptEventLogStorage) is expected
        assert Path(storage.path_for_shard("index")) == warehouse.home / "history/runs/index.db"  # type: ignore[attr-defined]


def test_rows_that_make_no_sense_are_damage(warehouse: Warehouse, small: None) -> None:
    change(warehouse.home / "history/runs/index.db", "UPDATE asset_keys SET last_materialization = '{'")
    assert warehouse.run().failure is None
    assert len(warehouse.aside()) == len(warehouse.said) == 1


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("history/runs/index.db", "DROP TABLE asset_check_executions"),
        ("history/runs/index.db", "ALTER TABLE event_logs RENAME COLUMN step_key TO step_kez"),
        ("history/runs.db", "DROP TABLE run_tags"),
    ],
)
def test_damage_that_shows_only_while_the_run_works_is_mended_too(
    warehouse: Warehouse, small: None, name: str, sql: str
) -> None:
    change(warehouse.home / name, sql)
    assert warehouse.run().failure is None
    assert len(warehouse.aside()) == len(warehouse.said) == 1
    assert name in warehouse.said[0]


def test_an_error_of_an_asset_is_none_of_dagsters_files(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    @dg.asset
    def broken() -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(run, "build_defs", lambda folders: build_small_defs(folders, broken))
    failure = warehouse.run().failure
    assert failure is not None
    assert failure.step == "broken"
    assert (warehouse.said, warehouse.aside(), warehouse.runs()) == ([], [], 3)


def test_a_full_disk_is_not_taken_for_damage(
    warehouse: Warehouse, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(dg.DagsterInstance, "get_runs", fail)
    with pytest.raises(OSError, match="No space left"):
        warehouse.run()
    assert warehouse.aside() == []


def test_what_another_process_is_just_making_is_not_damaged(
    warehouse: Warehouse, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = warehouse.home / "history/runs.db"
    whole = path.read_bytes()
    empty(path)
    monkeypatch.setattr(time, "sleep", lambda _seconds: path.write_bytes(whole))
    assert warehouse.run().failure is None
    assert (warehouse.said, warehouse.aside(), warehouse.runs()) == ([], [], 3)


@pytest.mark.parametrize("name", DATABASES)
def test_a_folder_of_the_users_own_is_never_moved(
    warehouse: Warehouse, small: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(warehouse.home))
    (warehouse.home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    garble(warehouse.home / name)
    before = sorted(warehouse.home.rglob("*"))
    with pytest.raises(DamagedInstance, match="your own") as told:
        warehouse.run()
    assert str(warehouse.home / name) in str(told.value)
    assert warehouse.aside() == []
    assert {path for path in before if path.suffix == ".db"} <= set(warehouse.home.rglob("*"))


def test_the_ui_is_told_on_the_terminal(warehouse: Warehouse, capfd: pytest.CaptureFixture[str]) -> None:
    garble(warehouse.home / "history/runs.db")
    assert prepare_home(warehouse.settings) == warehouse.home
    (line,) = capfd.readouterr().err.splitlines()
    assert "begins anew" in line
    assert warehouse.runs() == 0


def test_real_runs_publish_and_keep_their_history(tmp_path: Path) -> None:
    folders = Folders(tmp_path, reports=1)
    warehouse = Warehouse(folders.warehouse)
    warehouse.settings = Settings(seeds_dir=folders.seeds, warehouse_dir=folders.warehouse)
    assert warehouse.run().failure is None
    garble(warehouse.home / "history/runs/index.db")
    assert warehouse.run().failure is None
    change(warehouse.home / "history/runs/index.db", "DROP TABLE asset_check_executions")
    assert warehouse.run().failure is None
    assert len(warehouse.aside()) == 2
    assert folders.ask("SELECT count(DISTINCT run_id) >= 3 FROM check_results") == [(True,)]

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from edu_pipeline.storage.holding import LockUnusable, is_held
from edu_pipeline.storage.locking import WarehouseBusy, warehouse_lock
from edu_pipeline_tests.storage.warehouses import settings_in

pytestmark = pytest.mark.pipeline

HOLDER = """
import sys, time, pathlib
from edu_pipeline.settings import Settings
from edu_pipeline.storage.locking import warehouse_lock
folder = pathlib.Path(sys.argv[1])
with warehouse_lock(Settings(folder / "seeds", folder / "warehouse"), what="a test's run"):
    print("held", flush=True)
    time.sleep(60)
"""
MOMENT = r"since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"


@contextmanager
def held_elsewhere(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the warehouse's lock until it is killed."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield holder
        finally:
            holder.kill()


def test_another_process_waits_until_the_holder_is_gone(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    busy = pytest.raises(WarehouseBusy, match="another run")
    with held_elsewhere(tmp_path), busy, warehouse_lock(settings, timeout=0.1):
        pass
    with warehouse_lock(settings_in(tmp_path), timeout=5):
        pass


def test_who_waits_is_told_once_for_whom_and_since_when(tmp_path: Path) -> None:
    told: list[str] = []
    with held_elsewhere(tmp_path) as holder:
        who = rf"a test's run \(process {holder.pid} on {re.escape(socket.gethostname())}, {MOMENT}\)"
        with pytest.raises(WarehouseBusy, match=who), warehouse_lock(settings_in(tmp_path), 2, on_wait=told.append):
            pass
    assert len(told) == 1
    assert re.fullmatch(f"waiting for {who}", told[0])


def test_what_a_killed_holder_left_misleads_nobody(tmp_path: Path) -> None:
    settings, told = settings_in(tmp_path), list[str]()
    with held_elsewhere(tmp_path) as killed:
        pass
    left = settings.warehouse_dir / ".lock.holder"
    assert f"process {killed.pid} " in left.read_text("utf-8")
    with held_elsewhere(tmp_path) as holder:
        with pytest.raises(WarehouseBusy) as busy, warehouse_lock(settings, timeout=0.6):
            pass
        assert f"process {holder.pid} " in str(busy.value)
    left.write_bytes(b"\xff\xfe\n" * 1000)
    with warehouse_lock(settings, timeout=1, on_wait=told.append):
        assert f"process {os.getpid()} " in left.read_text("utf-8")
    assert not left.exists()
    assert told == []


def test_a_folder_or_a_link_in_the_place_of_the_lock_is_set_aside_and_told(tmp_path: Path) -> None:
    settings, told = settings_in(tmp_path), list[str]()
    (settings.lock_file / "something").mkdir(parents=True)
    assert not is_held(settings.lock_file)
    with warehouse_lock(settings, timeout=1, on_wait=told.append):
        assert is_held(settings.lock_file)
    (aside,) = settings.warehouse_dir.glob(".lock.damaged-*")
    assert (aside / "something").is_dir()
    assert told == [f"{settings.lock_file} is no lock file: it is set aside as {aside.name}"]
    settings.lock_file.unlink()
    settings.lock_file.symlink_to(tmp_path / "nowhere")
    with warehouse_lock(settings, timeout=1, on_wait=told.append):
        assert len(told) == 2
    with warehouse_lock(settings, timeout=1, on_wait=told.append):
        assert len(told) == 2


def test_a_lock_that_may_not_be_opened_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(FileLock, "acquire", forbidden)
    with (
        pytest.raises(LockUnusable, match=r"\.lock can't be opened \(Permission denied\): give yourself the right"),
        warehouse_lock(settings_in(tmp_path)),
    ):
        pass


def test_another_thread_waits_too(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    seen: list[str] = []

    def compete() -> None:
        try:
            with warehouse_lock(settings, timeout=0.1):
                seen.append("got it")
        except WarehouseBusy:
            seen.append("busy")

    with warehouse_lock(settings):
        rival = threading.Thread(target=compete)
        rival.start()
        rival.join()
    assert seen == ["busy"]


def test_nested_use_is_fine_and_cleans_only_once(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.staging_dir.mkdir(parents=True)
    half = settings.staging_dir / "metrics.parquet.tmp"
    half.touch()
    with warehouse_lock(settings):
        assert not half.exists()
        half.touch()
        with warehouse_lock(settings, timeout=0.1):
            assert half.exists()
        assert half.exists()

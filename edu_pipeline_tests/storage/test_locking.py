import subprocess
import sys
import threading
from pathlib import Path

import pytest

from edu_pipeline.storage.locking import WarehouseBusy, warehouse_lock
from edu_pipeline_tests.storage.warehouses import settings_in

pytestmark = pytest.mark.pipeline

HOLDER = """
import sys, time, pathlib
from edu_pipeline.settings import Settings
from edu_pipeline.storage.locking import warehouse_lock
folder = pathlib.Path(sys.argv[1])
with warehouse_lock(Settings(folder / "seeds", folder / "warehouse")):
    print("held", flush=True)
    time.sleep(60)
"""


def test_another_process_waits_until_the_holder_is_gone(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(WarehouseBusy, match="another run"), warehouse_lock(settings_in(tmp_path), timeout=0.1):
            pass
        holder.kill()
    with warehouse_lock(settings_in(tmp_path), timeout=5):
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

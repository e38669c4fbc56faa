"""``edu-pipeline ui``: Dagster's web UI and daemon as child processes that end with this one."""

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import FrameType

from edu_pipeline.cli.errors import DONE, UsageError
from edu_pipeline.cli.folders import require_seeds, require_writable, settings_of
from edu_pipeline.settings import Settings, find_project_dir

HOST = "127.0.0.1"
START_SECONDS = 120.0
STOP_SECONDS = 30.0
PR_SET_PDEATHSIG = 1


class _Stop(Exception):
    """Somebody asked to end."""


def execute(options: argparse.Namespace) -> int:
    """Start the UI, wait until somebody stops it, and leave no process behind."""
    settings = settings_of(options)
    require_seeds(settings)
    require_writable(settings)
    _require_free(options.port)
    environment = _environment(settings)
    # In the folder of the instance, because dagster warns of another dagster.yaml in the working directory.
    home = environment["DAGSTER_HOME"]
    process = subprocess.Popen(
        _command(options.port), env=environment, cwd=home, start_new_session=True, preexec_fn=_end_with_parent
    )
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _raise_stop)
    try:
        if _wait_until_ready(process, options.port):
            print(f"Dagster is at http://{HOST}:{options.port}, reports are in {settings.seeds_dir}.", flush=True)
            print("Ctrl+C stops it.", flush=True)
        code = process.wait()
    except _Stop:
        code = DONE
    finally:
        _end(process)
    if code != DONE:
        raise UsageError(f"Dagster ended by itself with code {code}; its last lines above say why.")
    return DONE


def _end_with_parent() -> None:
    """Have Dagster interrupted when this process is killed and can't do it itself; only Linux knows how."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _raise_stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stop


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise UsageError(
                f"port {port} is not free ({error.strerror}). Is the UI running already? Else choose one with --port."
            ) from error


def _command(port: int) -> list[str]:
    workspace = find_project_dir(Path.cwd()) / "workspace.yaml"
    what = ["-w", str(workspace)] if workspace.is_file() else ["-m", "edu_pipeline.definitions"]
    return [sys.executable, "-m", "dagster", "dev", *what, "-h", HOST, "-p", str(port), "--log-level", "warning"]


def _environment(settings: Settings) -> dict[str, str]:
    from edu_pipeline.orchestration.instance import prepare_home

    return {
        "PYTHONWARNINGS": "ignore",
        **os.environ,
        "DAGSTER_HOME": str(prepare_home(settings)),
        "EDU_SEEDS_DIR": str(settings.seeds_dir),
        "EDU_WAREHOUSE_DIR": str(settings.warehouse_dir),
        "EDU_CATALOG_FILE": str(settings.catalog_file or ""),
    }


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int) -> bool:
    """Wait for the web server to answer; False when the process ended or it takes too long."""
    until = time.monotonic() + START_SECONDS
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < until and process.poll() is None:
        try:
            with direct.open(f"http://{HOST}:{port}/server_info", timeout=2):
                return True
        except OSError:
            time.sleep(0.3)
    return False


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask Dagster to end its children, then make sure that none of the process group is left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    for number in (signal.SIGTERM, signal.SIGKILL):
        if _signal_group(process.pid, number):
            time.sleep(0.5)
    process.wait()


def _signal_group(group: int, number: int) -> bool:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True

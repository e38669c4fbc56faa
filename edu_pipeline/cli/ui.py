"""``edu-pipeline ui``: Dagster's web UI and daemon as child processes that end with this one."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType

from edu_pipeline.cli.errors import DONE, UsageError
from edu_pipeline.cli.folders import require_seeds, require_writable, settings_of
from edu_pipeline.cli.streams import say
from edu_pipeline.settings import Settings, find_project_dir

HOST = "127.0.0.1"
START_SECONDS = 120.0
STOP_SECONDS = 10.0
"""What the keeper is given at most; it takes less than half of it."""


class _Stop(Exception):
    """Somebody asked to end."""


def execute(options: argparse.Namespace) -> int:
    """Start the UI, wait until somebody stops it, and leave no process behind."""
    settings = settings_of(options)
    require_seeds(settings)
    require_writable(settings)

    from edu_pipeline.storage.holding import LockUnusable
    from edu_pipeline.storage.locking import UiRunning, ui_lock

    with ExitStack() as held:
        try:
            held.enter_context(ui_lock(settings, options.port, tell=say))
        except (LockUnusable, UiRunning) as error:
            raise UsageError(str(error)) from error
        _require_free(options.port)
        code = _serve(settings, options.port)
    if code != DONE:
        raise UsageError(f"Dagster ended by itself with code {code}; its last lines above say why.")
    return DONE


def _serve(settings: Settings, port: int) -> int:
    """Run Dagster until it ends or somebody stops it. Returns its exit code, DONE when it was stopped."""
    environment = _environment(settings)
    command = [sys.executable, "-P", str(Path(__file__).with_name("keeper.py")), *_command(port)]
    # In the folder of the instance, because dagster warns of another dagster.yaml in the working directory.
    home = environment["DAGSTER_HOME"]
    keeper = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment, cwd=home, start_new_session=True)
    try:
        _on_stop(_raise_stop)
        if _wait_until_ready(keeper, port):
            say(f"Dagster is at http://{HOST}:{port}, reports are in {settings.seeds_dir}.")
            say("Ctrl+C stops it.")
        return keeper.wait()
    except _Stop:
        return DONE
    finally:
        _on_stop(signal.SIG_IGN)
        _end(keeper)


def _on_stop(handler: "Callable[[int, FrameType | None], None] | signal.Handlers") -> None:
    """Handle the signals that ask to end; a background job and nohup have some of them ignored, which stays."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and (name == "SIGTERM" or signal.getsignal(number) is not signal.SIG_IGN):
            signal.signal(number, handler)


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


def _end(keeper: "subprocess.Popen[bytes]") -> None:
    """Have the keeper end Dagster, then make sure that none of the process group is left."""
    if keeper.stdin is not None:
        keeper.stdin.close()
    with suppress(subprocess.TimeoutExpired):
        keeper.wait(STOP_SECONDS)
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(keeper.pid, signal.SIGKILL)
    keeper.wait()

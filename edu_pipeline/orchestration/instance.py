"""Where Dagster keeps its runs and ticks, and the runs whose process is gone. Nothing about assets belongs here."""

import logging
import os
import sys
import time
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path

import dagster as dg
import yaml

import edu_pipeline
from edu_pipeline.orchestration.damage import DamagedInstance, require_readable, require_sound
from edu_pipeline.orchestration.event_log import KeptEventLogStorage
from edu_pipeline.settings import Settings
from edu_pipeline.storage.aside import set_aside

Say = Callable[[str], None]

PROCESS_TAG = "edu/process"
SECOND_LOOK_SECONDS = 1.0
"""How long after a first look at what seems damaged a second one is taken: another process may just be making it."""

_LOGGER = logging.getLogger(__name__)
_UNFINISHED = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)


def prepare_home(settings: Settings, environment: Mapping[str, str] = os.environ, say: Say = _LOGGER.warning) -> Path:
    """The folder of the Dagster instance: DAGSTER_HOME if it is set, else WAREHOUSE/.dagster with a dagster.yaml.

    The instance has been opened and read. Where that failed, WAREHOUSE/.dagster is set aside for a new one and ``say``
    is told so. Raises DamagedInstance for a DAGSTER_HOME, which is the user's own and never moved.
    """
    given = environment.get("DAGSTER_HOME")
    try:
        if given:
            require_readable(Path(given))
            return Path(given)
        return _made_and_sound(settings)
    except DamagedInstance as damage:
        return renew_home(settings, damage, environment, say)


def renew_home(
    settings: Settings,
    damage: DamagedInstance,
    environment: Mapping[str, str] = os.environ,
    say: Say = _LOGGER.warning,
) -> Path:
    """Set WAREHOUSE/.dagster aside and make a new one; ``say`` is told why. What is published isn't touched.

    Raises DamagedInstance where DAGSTER_HOME names another folder: that is the user's own.
    """
    given = environment.get("DAGSTER_HOME")
    if given:
        raise DamagedInstance(
            f"{damage}. The folder is your own (DAGSTER_HOME), so nothing was moved: restore the file from a copy, or "
            "take it away, then run again."
        ) from damage
    home = _home(settings)
    aside = set_aside(home)
    say(f"{damage}: Dagster's list of runs begins anew, the old one is in {aside}. What is published is as it was.")
    return _make(home)


def _home(settings: Settings) -> Path:
    return settings.warehouse_dir / ".dagster"


def _made_and_sound(settings: Settings) -> Path:
    """The folder below the warehouse. Raises DamagedInstance when two looks at it say so."""
    home = _home(settings)
    try:
        _look(home)
    except DamagedInstance:
        time.sleep(SECOND_LOOK_SECONDS)
        _look(home)
    return home


def _look(home: Path) -> None:
    if (home.exists() or home.is_symlink()) and not home.is_dir():
        raise DamagedInstance(f"{home} is not a folder")
    require_sound(_make(home))
    require_readable(home)


def _make(home: Path) -> Path:
    """Create the folder with the dagster.yaml of this version of the program."""
    home.mkdir(parents=True, exist_ok=True)
    target = home / "dagster.yaml"
    if target.is_dir():
        set_aside(target)
    wanted = _configuration(home).encode()
    if not target.is_file() or target.read_bytes() != wanted:
        target.write_bytes(wanted)
    return home


def _configuration(home: Path) -> str:
    """What every instance of this project has, and the event log that keeps its connections.

    Every process that opens the instance must be able to import that, wherever it was started: so only where the
    package is installed, not where it is merely found in the working directory.
    """
    shared = resources.files("edu_pipeline.orchestration").joinpath("instance.yml").read_text("utf-8")
    if not _is_installed():
        return shared
    event_log = {
        "module": KeptEventLogStorage.__module__,
        "class": KeptEventLogStorage.__name__,
        "config": {"base_dir": str(home / "history" / "runs")},
    }
    return shared + "\n" + yaml.safe_dump({"event_log_storage": event_log}, allow_unicode=True, sort_keys=False)


def _is_installed() -> bool:
    return str(Path(edu_pipeline.__file__).parents[1]) in sys.path[1:]


def process_tag() -> dict[str, str]:
    """The tag that says which process works on a run, so that a killed one can be told from a slow one."""
    return {PROCESS_TAG: f"{os.getpid()}:{_started(os.getpid())}"}


def unfinished_runs(instance: dg.DagsterInstance) -> list[dg.DagsterRun]:
    """The runs that wait or work. Those whose process is gone (kill -9, power cut) are closed as failed first."""
    alive = []
    for run in instance.get_runs(filters=dg.RunsFilter(statuses=list(_UNFINISHED))):
        if _is_abandoned(run):
            instance.report_run_failed(
                run, "The process of this run is gone (killed, or the machine was switched off)."
            )
        else:
            alive.append(run)
    return alive


def _is_abandoned(run: dg.DagsterRun) -> bool:
    pid, _, started = run.tags.get(PROCESS_TAG, "").partition(":")
    return pid.isdigit() and (not _is_running(int(pid)) or _started(int(pid)) != started)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _started(pid: int) -> str:
    """When a process started, as the kernel counts; empty where the system doesn't say. A pid alone is used again."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""

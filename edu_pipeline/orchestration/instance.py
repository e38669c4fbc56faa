"""Where Dagster keeps its runs and ticks, and the runs whose process is gone. Nothing about assets belongs here."""

import os
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import dagster as dg

from edu_pipeline.settings import Settings

PROCESS_TAG = "edu/process"
_UNFINISHED = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)


def prepare_home(settings: Settings, environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of the Dagster instance: DAGSTER_HOME if it is set, else WAREHOUSE/.dagster with a dagster.yaml."""
    given = environment.get("DAGSTER_HOME")
    if given:
        return Path(given)
    home = settings.warehouse_dir / ".dagster"
    home.mkdir(parents=True, exist_ok=True)
    shipped = resources.files("edu_pipeline.orchestration").joinpath("instance.yml").read_text("utf-8")
    target = home / "dagster.yaml"
    if not target.is_file() or target.read_text("utf-8") != shipped:
        target.write_text(shipped, "utf-8")
    return home


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

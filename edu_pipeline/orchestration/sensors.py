"""What the daemon watches: the seeds folder, and runs that fail. What it then does is a job or a text file."""

import json
import time
from dataclasses import asdict, dataclass

import dagster as dg

from edu_pipeline.orchestration.events import read_failure
from edu_pipeline.orchestration.failures import write_failure
from edu_pipeline.orchestration.instance import unfinished_runs
from edu_pipeline.orchestration.jobs import refresh_warehouse
from edu_pipeline.orchestration.resources import Workspace, is_being_written
from edu_pipeline.orchestration.retention import remove_old
from edu_pipeline.settings import Settings
from edu_pipeline.stages.completion import last_complete
from edu_pipeline.stages.seeds_state import content_state, quick_state, seconds_since_change

SEEDS_STATE_TAG = "edu/seeds_state"
SETTLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Seen:
    """The sensor's cursor: the folder as last dealt with. A state, not a list of states: A → B → A is two changes."""

    quick: str = ""
    content: str = ""

    @classmethod
    def of(cls, cursor: str | None) -> "Seen":
        """Read a cursor; one of another version counts as none."""
        try:
            return cls(**json.loads(cursor or "{}"))
        except (ValueError, TypeError):
            return cls()

    def __str__(self) -> str:
        return json.dumps(asdict(self))


def build_sensors(workspace: Workspace, interval_seconds: int) -> list[dg.SensorDefinition]:
    """The folder sensor, which looks every ``interval_seconds``, and the sensor of failed runs; both run by default."""

    @dg.sensor(
        name="seeds_folder",
        job=refresh_warehouse,
        minimum_interval_seconds=interval_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Refreshes the warehouse when a report is added, changed or removed, or corrections.yml is edited.",
    )
    def seeds_folder(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        settings = workspace.settings()
        remove_old(context.instance, settings, context.log.warning)
        return look_at_folder(context.instance, settings, Seen.of(context.cursor))

    @dg.run_failure_sensor(
        name="failed_runs",
        minimum_interval_seconds=interval_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Writes why a run did not publish, and what to do, into the folder failures/ of the warehouse.",
    )
    def failed_runs(context: dg.RunFailureSensorContext) -> None:
        failure = read_failure(context.instance, context.dagster_run.run_id)
        context.log.info("written to %s", write_failure(workspace.settings(), failure))

    return [seeds_folder, failed_runs]


def look_at_folder(instance: dg.DagsterInstance, settings: Settings, seen: Seen) -> dg.SensorResult:
    """Ask for a run when the folder's content is neither what the last request was for nor what is published.

    While a run waits or works nothing is asked and nothing is forgotten: the next look finds the same difference.
    """
    quick = quick_state(settings)
    if quick == seen.quick:
        return _skip("Nothing changed.", seen)
    if 0 <= seconds_since_change(settings, time.time()) < SETTLE_SECONDS:
        return _skip("A file was changed a moment ago and may still be being written.", seen)
    now = Seen(quick, content_state(settings))
    if now.content == seen.content:
        return _skip("Files were touched, their content is the same.", now)
    if not settings.seeds_dir.is_dir():
        return _skip(f"The seeds folder {settings.seeds_dir} does not exist.", seen)
    if unfinished_runs(instance) or is_being_written(settings):
        return _skip("The folder changed while a run is under way: looking again when it is done.", seen)
    done = last_complete(settings)
    if done is not None and done.content == now.content:
        return _skip("What is in the folder is published already.", now)
    request = dg.RunRequest(tags={SEEDS_STATE_TAG: now.content})
    return dg.SensorResult(run_requests=[request], cursor=str(now))


def _skip(reason: str, seen: Seen) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=dg.SkipReason(reason), cursor=str(seen))

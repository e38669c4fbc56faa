"""The job run in this process, for the terminal: the same job, the same instance, so that the web UI shows the run."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from edu_pipeline.orchestration.build import EVENT_LOGGER, build_defs
from edu_pipeline.orchestration.event_log import keep_connections
from edu_pipeline.orchestration.events import EventHandler, Listener, read_failure
from edu_pipeline.orchestration.failures import RunFailure, write_failure
from edu_pipeline.orchestration.instance import prepare_home, process_tag, unfinished_runs
from edu_pipeline.orchestration.jobs import REFRESH_JOB
from edu_pipeline.orchestration.resources import Workspace
from edu_pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. Without a ``failure`` it published; else ``record`` is the text file that says why not."""

    run_id: str
    failure: RunFailure | None = None
    record: Path | None = None


def refresh(settings: Settings, listener: Listener, *, full: bool = False) -> Outcome:
    """Bring the warehouse up to date; ``listener`` hears what happens while it happens."""
    keep_connections()
    with dg.DagsterInstance.from_config(str(prepare_home(settings))) as instance, _heard_by(listener):
        unfinished_runs(instance)
        folders = Workspace(seeds_dir=str(settings.seeds_dir), warehouse_dir=str(settings.warehouse_dir), full=full)
        result = (
            build_defs(folders)
            .resolve_job_def(REFRESH_JOB)
            .execute_in_process(
                instance=instance,
                run_config={"loggers": {"events": {}}},
                tags=process_tag(),
                raise_on_error=False,
            )
        )
        if result.success:
            return Outcome(result.run_id)
        failure = read_failure(instance, result.run_id)
        return Outcome(result.run_id, failure, write_failure(settings, failure))


@contextmanager
def _heard_by(listener: Listener) -> Iterator[None]:
    """Let the listener hear the run's events, and keep Dagster's own lines off the terminal."""
    logger = logging.getLogger(EVENT_LOGGER)
    handler = EventHandler(listener)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)

"""The job run in this process, for the terminal: the same job, the same instance, so that the web UI shows the run."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os.path import samestat
from pathlib import Path

import dagster as dg

from edu_pipeline.orchestration.build import EVENT_LOGGER, build_defs
from edu_pipeline.orchestration.damage import DamagedInstance, damage_named, read_through, require_complete
from edu_pipeline.orchestration.events import EventHandler, Listener, Said, read_failure
from edu_pipeline.orchestration.failures import RunFailure, write_failure
from edu_pipeline.orchestration.instance import prepare_home, process_tag, renew_home, unfinished_runs
from edu_pipeline.orchestration.jobs import REFRESH_JOB
from edu_pipeline.orchestration.resources import Workspace
from edu_pipeline.orchestration.retention import remove_old
from edu_pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. Without a ``failure`` it published; else ``record`` is the text file that says why not."""

    run_id: str
    failure: RunFailure | None = None
    record: Path | None = None


def refresh(settings: Settings, listener: Listener, *, full: bool = False) -> Outcome:
    """Bring the warehouse up to date; ``listener`` hears what happens while it happens.

    Where Dagster's own files turn out damaged, it starts again with new ones and says so. Raises DamagedInstance when
    they are the user's own (DAGSTER_HOME).
    """

    def say(text: str) -> None:
        listener(Said(text))

    home = prepare_home(settings, say=say)
    opened = home.stat()
    try:
        return _run_job(settings, home, listener, full)
    except DamagedInstance as damage:
        # Another process may have been faster.
        if samestat(opened, home.stat()):
            renew_home(settings, damage, say=say)
        return _run_job(settings, home, listener, full)


def _run_job(settings: Settings, home: Path, listener: Listener, full: bool) -> Outcome:
    """One run. Raises DamagedInstance where it failed because of Dagster's files."""
    folders = Workspace(seeds_dir=str(settings.seeds_dir), warehouse_dir=str(settings.warehouse_dir), full=full)
    with (
        damage_named(home) as damages,
        dg.DagsterInstance.from_config(str(home)) as instance,
        _heard_by(listener),
    ):
        unfinished_runs(instance)
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
        failure = None if result.success else read_failure(instance, result.run_id)
        if failure is not None and not failure.known and not failure.checks:
            _require_undamaged(instance, home, damages)
        remove_old(instance, settings, lambda text: listener(Said(text)))
    return Outcome(result.run_id, failure, write_failure(settings, failure) if failure else None)


def _require_undamaged(instance: dg.DagsterInstance, home: Path, damages: list[str]) -> None:
    """Raise DamagedInstance where a step's failure that says nothing of itself may be due to Dagster's files."""
    if damages:
        raise DamagedInstance(damages[0])
    require_complete(home)
    read_through(instance, home)


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

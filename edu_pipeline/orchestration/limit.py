"""The time limit of a run: whatever it hangs in, it ends, says what it was doing, and leaves the published file."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import dagster as dg

from edu_pipeline.orchestration.failures import RunFailure, write_failure
from edu_pipeline.processes import end_pools
from edu_pipeline.settings import Settings

EXIT_CODE = 3


@contextmanager
def run_limit(settings: Settings, run_id: str, instance: dg.DagsterInstance | None) -> Iterator[None]:
    """End this process when the block takes longer than ``settings.run_seconds``.

    It can't be ended more gently: what hangs may be anywhere, also outside Python. Nothing is lost by it: the published
    file changes in one rename, and the next run takes what is staged as far as it is whole.
    """
    done = threading.Event()

    def watch() -> None:
        if not done.wait(settings.run_seconds):
            with suppress(Exception):
                _record(settings, run_id, instance)
            sys.stdout.flush()
            end_pools()
            os._exit(EXIT_CODE)

    threading.Thread(target=watch, name="run limit", daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _record(settings: Settings, run_id: str, instance: dg.DagsterInstance | None) -> None:
    step = _current_step(instance, run_id)
    error = (
        f"the run took longer than {settings.run_seconds} s (EDU_RUN_SECONDS) and was ended while it was at "
        f"{step or 'its beginning'}; the published file is as it was"
    )
    sys.stderr.write(f"edu-pipeline: {error}\n")
    sys.stderr.flush()
    write_failure(settings, RunFailure(run_id, step, error))
    run = instance.get_run_by_id(run_id) if instance else None
    if instance and run:
        instance.report_run_failed(run, error)


def _current_step(instance: dg.DagsterInstance | None, run_id: str) -> str | None:
    """The step that began last, from the run's events."""
    if instance is None:
        return None
    started = instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_START)
    steps = [entry.dagster_event.step_key for entry in started if entry.dagster_event]
    return steps[-1] if steps else None

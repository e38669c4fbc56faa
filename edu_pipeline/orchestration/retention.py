"""What is removed of earlier runs, so that the folders of a warehouse stop growing: a handful at a time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.scheduler.instigation import TickStatus
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from sqlalchemy.exc import SQLAlchemyError

from edu_pipeline.orchestration.failures import remove_old_failures
from edu_pipeline.settings import Settings

MOST_AT_ONCE = 20
"""Runs that one call removes at most, so that no run waits long for a folder that has never been tidied."""

_FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def remove_old(instance: dg.DagsterInstance, settings: Settings, say: Callable[[str], None]) -> None:
    """Remove the runs and notes of failures beyond ``keep_runs`` or older than ``keep_days``, and uneventful ticks.

    An instance that isn't the warehouse's own (DAGSTER_HOME) is left alone. A failure to remove something is told to
    ``say`` and no more: the next call tries again.
    """
    now = datetime.now(UTC)
    storage = instance.event_log_storage
    try:
        remove_old_failures(settings, now)
        if isinstance(storage, SqliteEventLogStorage) and _is_of(settings, storage):
            remove_old_runs(instance, storage, settings, now)
            remove_uneventful_ticks(instance, now)
    except (OSError, SQLAlchemyError) as error:
        say(f"Runs beyond the latest {settings.keep_runs} could not be removed from Dagster's list: {error}")


def remove_old_runs(
    instance: dg.DagsterInstance, storage: SqliteEventLogStorage, settings: Settings, at: datetime
) -> None:
    """Remove finished runs with everything that Dagster keeps of them, at most MOST_AT_ONCE.

    Those stay that made what an asset's page shows as its latest state, the latest that published, and the latest of
    all.
    """
    finished = instance.get_run_ids(dg.RunsFilter(statuses=_FINISHED), limit=settings.keep_runs + MOST_AT_ONCE)
    before = at - timedelta(days=settings.keep_days)
    aged = instance.get_run_ids(dg.RunsFilter(statuses=_FINISHED, created_before=before), limit=MOST_AT_ONCE)
    old = set(finished[settings.keep_runs :]) | set(aged)
    if not old:
        return
    old -= {finished[0]} | _shown(instance)
    for run_id in sorted(old)[:MOST_AT_ONCE]:
        _delete(instance, storage, run_id)
    _remove_files(instance, storage)


def remove_uneventful_ticks(instance: dg.DagsterInstance, at: datetime) -> None:
    """Remove the sensors' looks at which nothing was to be done, up to the last full hour but one.

    Dagster's own retention counts in days: at a look every five seconds of two sensors, 45 MB each.
    """
    before = at.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    for state in instance.all_instigator_state(instigator_type=InstigatorType.SENSOR):
        instance.purge_ticks(state.instigator_origin_id, state.selector_id, before.timestamp(), [TickStatus.SKIPPED])


def _is_of(settings: Settings, storage: SqliteEventLogStorage) -> bool:
    return Path(storage.path_for_shard("index")).is_relative_to(settings.warehouse_dir)


def _shown(instance: dg.DagsterInstance) -> set[str]:
    """The latest run that published, and the runs of which the latest materializations are."""
    published = instance.get_run_ids(dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS]), limit=1)
    records = instance.get_asset_records(instance.get_asset_keys())
    latest = [record.asset_entry.last_materialization for record in records]
    return {*published, *(entry.run_id for entry in latest if entry is not None)}


def _delete(instance: dg.DagsterInstance, storage: SqliteEventLogStorage, run_id: str) -> None:
    """Delete a run, its events, and the results of its checks, which Dagster itself would keep for ever."""
    try:
        instance.delete_run(run_id)
    except SQLAlchemyError:
        # The run's own file is damaged, which doesn't matter any more; what is kept across runs goes all the same.
        with storage.index_connection() as connection:
            storage.delete_events_for_run(connection, run_id)
    with storage.index_connection() as connection:
        connection.execute(AssetCheckExecutionsTable.delete().where(AssetCheckExecutionsTable.c.run_id == run_id))


def _remove_files(instance: dg.DagsterInstance, storage: SqliteEventLogStorage) -> None:
    """Remove the files of runs that aren't there any more: Dagster empties a deleted run's file and leaves it."""
    files = storage.get_all_run_ids()
    for run_id in set(files) - set(instance.get_run_ids()):
        for suffix in ("", "-wal", "-shm"):
            Path(f"{storage.path_for_shard(run_id)}{suffix}").unlink(missing_ok=True)

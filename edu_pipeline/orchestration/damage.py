"""Whether the files of a Dagster instance can be used, and which errors say that they can't."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from json import JSONDecodeError
from pathlib import Path

import dagster as dg
from dagster._core.storage.event_log.schema import SqlEventLogStorageMetadata
from dagster._core.storage.runs.schema import RunStorageSqlMetadata
from dagster._core.storage.schedules.schema import ScheduleStorageSqlMetadata
from dagster_shared.serdes.errors import DeserializationError
from sqlalchemy import Engine, ExceptionContext, event

RUNS = "history/runs.db"
INDEX = "history/runs/index.db"
SCHEDULES = "schedules/schedules.db"
_DATABASES = {
    RUNS: RunStorageSqlMetadata,
    INDEX: SqlEventLogStorageMetadata,
    SCHEDULES: ScheduleStorageSqlMetadata,
}
"""Dagster's own databases, each with the tables that this version of it writes."""
_FOLDERS = ("history", "history/runs", "schedules", "storage")
_JOURNALS = ("-wal", "-shm", "-journal")
_BUSY_SECONDS = 20

_DAMAGED = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_NOTADB}
_CIRCUMSTANCES = {
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
_UNDECODABLE = (DeserializationError, JSONDecodeError, UnicodeDecodeError)
_COLUMNS = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
_MISPLACED = {errno.EEXIST, errno.EISDIR, errno.ENOTDIR}


class DamagedInstance(OSError):
    """The files of the Dagster instance can't be used; the message names the one and says why, in one sentence."""


def require_sound(home: Path) -> None:
    """Raise DamagedInstance unless each of Dagster's databases below ``home`` is whole or not there yet.

    Every page of them is read: about ten milliseconds a megabyte.
    """
    for folder in (home / name for name in _FOLDERS):
        if folder.exists() and not folder.is_dir():
            raise DamagedInstance(f"{folder} is not a folder")
    for database in (home / name for name in _DATABASES):
        for path in (database, *(database.with_name(database.name + suffix) for suffix in _JOURNALS)):
            if path.exists() and not path.is_file():
                raise DamagedInstance(f"{path} is not a file")
        if database.exists():
            _require_whole(database)


def _require_whole(database: Path) -> None:
    if database.stat().st_size == 0:
        raise DamagedInstance(f"the Dagster database {database} is empty")
    try:
        with closing(sqlite3.connect(database, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            # A damaged head may say that nobody may write, which only a write shows.
            (number,) = connection.execute("PRAGMA user_version").fetchone()
            connection.execute("BEGIN")
            connection.execute(f"PRAGMA user_version = {number:d}")
            connection.execute("ROLLBACK")
    except (sqlite3.Error, UnicodeDecodeError) as error:
        says_readonly = _code(error) == sqlite3.SQLITE_READONLY and _is_writable(database)
        if _code(error) in _CIRCUMSTANCES and not says_readonly:
            return
        raise DamagedInstance(f"the Dagster database {database} is damaged ({_reason(error)})") from error
    if verdict != "ok":
        raise DamagedInstance(f"the Dagster database {database} is damaged ({verdict.splitlines()[-1]})")


def require_complete(home: Path) -> None:
    """Raise DamagedInstance where a database lacks a table or column that this version of Dagster writes.

    Dagster does without some of them while an older version's database is not yet migrated: look only after an error.
    """
    for name, metadata in _DATABASES.items():
        if not (home / name).is_file():
            continue
        with closing(sqlite3.connect(home / name, timeout=_BUSY_SECONDS)) as connection:
            present = set(connection.execute(_COLUMNS))
        expected = [(table.name, column.name) for table in metadata.sorted_tables for column in table.columns]
        for table, column in expected:
            if (table, column) not in present:
                raise DamagedInstance(f"the Dagster database {home / name} is damaged (it lacks {table}.{column})")


def require_readable(home: Path) -> None:
    """Open the Dagster instance and read what a run and the daemon read before they do anything.

    Raises DamagedInstance where that makes no sense; what is due to circumstances (a full disk, no rights) as it is.
    """
    with damage_named(home), ExitStack() as open_things:
        with _blamed_on(home):
            instance = open_things.enter_context(dg.DagsterInstance.from_config(str(home)))
        read_through(instance, home)


def read_through(instance: dg.DagsterInstance, home: Path) -> None:
    """Read what a run and the daemon read. Raises as `require_readable` does."""
    for name, read in ((RUNS, _read_runs), (INDEX, _read_assets), (SCHEDULES, _read_schedules)):
        with _blamed_on(home / name):
            read(instance)


@contextmanager
def _blamed_on(path: Path) -> Iterator[None]:
    """Raise DamagedInstance that names ``path`` for any error within that circumstances don't explain."""
    try:
        yield
    except Exception as error:
        if _is_circumstance(error):
            raise
        raise DamagedInstance(f"{path} can't be read ({_reason(error)})") from error


def _read_runs(instance: dg.DagsterInstance) -> None:
    runs = instance.get_runs()
    for identity in {run.job_snapshot_id for run in runs[:1]} - {None}:
        instance.get_job_snapshot(str(identity))
    for identity in {run.execution_plan_snapshot_id for run in runs[:1]} - {None}:
        instance.get_execution_plan_snapshot(str(identity))
    instance.get_daemon_heartbeats()


def _read_assets(instance: dg.DagsterInstance) -> None:
    instance.get_asset_records(instance.get_asset_keys())


def _read_schedules(instance: dg.DagsterInstance) -> None:
    for state in instance.all_instigator_state():
        instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=1)


@contextmanager
def damage_named(home: Path) -> Iterator[list[str]]:
    """Collect what SQLite says within about damaged files below ``home``, one sentence each.

    Dagster makes the failure of a step of some of these errors, which then looks as if the step were to blame. Where
    an error ends the block, and SQLite named a file or a table is missing, DamagedInstance is raised instead.
    """
    heard: list[str] = []

    def hear(context: ExceptionContext) -> None:
        database = context.engine.url.database if context.engine is not None else None
        error = context.original_exception
        if not database or not Path(database).is_relative_to(home):
            return
        if isinstance(error, sqlite3.Error) and _code(error) in _DAMAGED:
            heard.append(f"the Dagster database {database} is damaged ({_reason(error)})")

    event.listen(Engine, "handle_error", hear)
    try:
        yield heard
    except Exception as error:
        if heard:
            raise DamagedInstance(heard[0]) from error
        if not _is_circumstance(error):
            require_complete(home)
        if any(isinstance(cause, _UNDECODABLE) for cause in _chain(error)):
            raise DamagedInstance(f"the Dagster instance {home} can't be read ({_reason(error)})") from error
        raise
    finally:
        event.remove(Engine, "handle_error", hear)


def _is_circumstance(error: BaseException) -> bool:
    """Whether an error comes of the machine (disk, rights, memory) or of the program, not of what stands in a file."""
    for cause in _chain(error):
        if isinstance(cause, OSError) and cause.errno is not None and cause.errno not in _MISPLACED:
            return True
        if isinstance(cause, sqlite3.Error) and _code(cause) in _CIRCUMSTANCES:
            return True
        if isinstance(cause, MemoryError | ImportError):
            return True
    return False


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _code(error: Exception) -> int:
    """SQLite's primary result code. Python's own errors, such as text that isn't UTF-8, count as SQLITE_ERROR."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def _reason(error: BaseException) -> str:
    """The first line of what went wrong in the first place."""
    first = list(_chain(error))[-1]
    return next(iter(str(first).splitlines()), "")[:200] or type(first).__name__


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)

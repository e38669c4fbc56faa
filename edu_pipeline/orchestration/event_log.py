"""A faster way to the same event log, for the process of a run.

Dagster opens a new SQLite connection for each of the three events of every check, waits for the disk at each commit
and again at each close. With a hundred checks that is a third of a run on a quiet machine, most of it on a busy one.
While a run lasts its process keeps its connections, and leaves it to SQLite when pages reach the disk (a power cut
may lose the last events of a run, never the database).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

BUSY_SECONDS = 20


def keep_connections() -> None:
    """Let this process store events over connections that stay open to its end: for processes that live for a run."""
    if hasattr(SqliteEventLogStorage, "_connect"):
        SqliteEventLogStorage._connect = _connect  # type: ignore[method-assign, assignment]


@contextmanager
def _connect(storage: SqliteEventLogStorage, shard: str) -> Iterator[Connection]:
    """What the method of that name does, without a new engine for each call."""
    with storage._db_lock:
        engine = _engine(storage.conn_string_for_shard(shard))
        if shard not in storage._initialized_dbs:
            storage._initdb(engine)
            storage._initialized_dbs.add(shard)
        with engine.connect() as connection, connection.begin():
            yield connection


@cache
def _engine(address: str) -> Engine:
    engine = create_engine(address, poolclass=QueuePool, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def relax(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous = NORMAL")

    return engine

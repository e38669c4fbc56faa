"""Dagster's SQLite event log over connections that stay open.

Dagster opens a new connection for each of the three events of every check, looks each time which tables there are,
waits for the disk at each commit and again at each close. With a hundred checks that is a third of a run on a quiet
machine, most of it on a busy one. Here connections stay open, and it is left to SQLite when pages reach the disk (a
power cut may lose the last events of a run, never the database).
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event

BUSY_SECONDS = 30
KEPT_FILES = 4
"""Open files at most: the one of all runs, and those of the runs looked at last."""
MOST_JOURNAL_BYTES = 1_000_000

_INDEX = "index"
_State = tuple[int, int]


class KeptEventLogStorage(SqliteEventLogStorage):
    """The event log of WAREHOUSE/.dagster/dagster.yaml: the same files, read and written over kept connections."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        # Before Dagster's own, which uses connections already.
        self.kept: OrderedDict[str, tuple[Engine, _State]] = OrderedDict()
        self.kept_lock = threading.Lock()
        self.tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> "KeptEventLogStorage":
        """Make it from the configuration: ``base_dir`` is the folder of its files."""
        return cls(inst_data=inst_data, **config_value)

    def run_connection(self, run_id: str | None = None) -> Any:
        """A connection, in a transaction, to the events of one run."""
        return self._connection(str(run_id), super().run_connection(run_id))

    def index_connection(self) -> AbstractContextManager[Connection]:
        """A connection, in a transaction, to what is kept across runs."""
        return self._connection(_INDEX, super().index_connection())

    def has_table(self, table_name: str) -> bool:
        """Whether the file of all runs has a table. One that was there once stays."""
        if table_name not in self.tables and super().has_table(table_name):
            self.tables.add(table_name)
        return table_name in self.tables

    def dispose(self) -> None:
        """Close everything."""
        super().dispose()
        with self.kept_lock:
            while self.kept:
                self._close(next(iter(self.kept)))

    @contextmanager
    def _connection(self, shard: str, dagsters: AbstractContextManager[Connection]) -> Iterator[Connection]:
        """A connection to a file, one thread at a time. ``dagsters`` is Dagster's own, which makes what is missing."""
        with self.kept_lock:
            if shard in self.kept and self.kept[shard][1] != self._state(shard):
                self._close(shard)
            if shard not in self.kept:
                with dagsters:
                    pass
                self._keep(shard)
            self.kept.move_to_end(shard)
            with self.kept[shard][0].connect() as connection, connection.begin():
                yield connection

    def _keep(self, shard: str) -> None:
        engine = create_engine(
            self.conn_string_for_shard(shard), pool_size=1, max_overflow=0, connect_args={"timeout": BUSY_SECONDS}
        )
        event.listen(engine, "connect", _relax)
        self.kept[shard] = engine, self._state(shard)
        if len(self.kept) > KEPT_FILES:
            self._close(next(iter(self.kept)))

    def _close(self, shard: str) -> None:
        engine, _ = self.kept.pop(shard)
        engine.dispose()

    def _state(self, shard: str) -> _State:
        """Which file stands under a name now: it may have been removed, or set aside for a new one, meanwhile."""
        try:
            found = Path(self.path_for_shard(shard)).stat()
        except FileNotFoundError:
            return 0, 0
        return found.st_dev, found.st_ino


def _relax(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA journal_size_limit = {MOST_JOURNAL_BYTES}")

# ruff: noqa: ARG002 - the signatures are SQLAlchemy's
"""A SQLAlchemy dialect just large enough for Great Expectations to run its queries inside DuckDB.

GX has no DuckDB engine of its own and reads a result only after its connection went back to the pool, when DuckDB
has dropped it: so every result is fetched as soon as its statement ran. A statement that takes too long is interrupted.
The dialect only ever reads. It is our own
and not duckdb-engine's because that package, once GX is imported too, makes the interpreter print pages of
"leaked instance" at exit.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import text, types
from sqlalchemy.dialects import registry
from sqlalchemy.engine import Connection
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy
from sqlalchemy.engine.default import DefaultDialect, DefaultExecutionContext

from edu_pipeline.storage.limits import interrupted_after

SCHEME = "duckdb+audit"
DEFAULT_SECONDS = 120.0
_RELATIONS = "SELECT table_name FROM information_schema.tables WHERE table_catalog = current_database()"
_COLUMNS = (
    "SELECT column_name, is_nullable FROM duckdb_columns() "
    "WHERE database_name = current_database() AND table_name = :table ORDER BY column_index"
)


class _FetchAtOnce(DefaultExecutionContext):
    """Takes the rows of a statement out of the cursor before anybody can close its connection."""

    def post_exec(self) -> None:
        super().post_exec()  # type: ignore[no-untyped-call]
        if self.cursor.description:
            rows = self.cursor.fetchall()
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(self.cursor, initial_buffer=rows)


class _Cursor:
    """The connection itself as a cursor: DuckDB's own cursors are connections that don't see temporary tables."""

    def __init__(self, connection: Any, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, *arguments: Any) -> Any:
        """Run a statement. Raises TooSlow."""
        with interrupted_after(self._connection, self._seconds):
            return self._connection.execute(*arguments)

    def fetchall(self) -> Any:
        """Return all rows; DuckDB may do the work only now. Raises TooSlow."""
        with interrupted_after(self._connection, self._seconds):
            return self._connection.fetchall()

    def close(self) -> None:
        """Leave the connection open; the rows are fetched already."""


class _Connection:
    """A DuckDB connection whose cursors all work on itself."""

    def __init__(self, connection: Any, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> _Cursor:
        """Return a cursor; only one is used at a time."""
        return _Cursor(self._connection, self._seconds)


class DuckDBDialect(DefaultDialect):
    """Read-only DuckDB for SQLAlchemy.

    ``connect(set_up=…, seconds=…)`` takes SQL statements to run on the new connection, and how long each later one may
    take.
    """

    name = "duckdb"
    driver = "audit"
    default_paramstyle = "qmark"
    execution_ctx_cls = _FetchAtOnce
    supports_statement_cache = False
    supports_native_boolean = True
    supports_native_decimal = True

    @classmethod
    def import_dbapi(cls) -> Any:
        """Return DuckDB's DB-API module."""
        import duckdb

        return duckdb

    def connect(self, *args: Any, set_up: Iterable[str] = (), seconds: float = DEFAULT_SECONDS, **kwargs: Any) -> Any:
        """Open the file and prepare the connection.

        Raises:
            duckdb.Error: the file can't be opened, or a statement of ``set_up`` fails.
        """
        connection = self.loaded_dbapi.connect(*args, **kwargs)
        for statement in set_up:
            connection.execute(statement)
        return _Connection(connection, seconds)

    def initialize(self, connection: Connection) -> None:
        """Set what SQLAlchemy would otherwise ask the server for."""
        self.default_schema_name = "main"
        self.server_version_info = (0,)

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin nothing: one read-only statement is its own transaction."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Roll back nothing, see do_begin."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit nothing, see do_begin."""

    def has_table(self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Tell whether the open database has this table or view."""
        return table_name in self._names(connection, "")

    def get_table_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """Name the tables of the open database."""
        return self._names(connection, " AND table_type = 'BASE TABLE'")

    def get_view_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """Name the views of the open database."""
        return self._names(connection, " AND table_type = 'VIEW'")

    def get_columns(self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any) -> list[Any]:
        """Describe a table's columns by name, in order; their types are checked by our own expectation."""
        rows = connection.execute(text(_COLUMNS), {"table": table_name}).fetchall()
        return [
            {"name": name, "type": types.NullType(), "nullable": nullable, "default": None} for name, nullable in rows
        ]

    def get_schema_names(self, connection: Connection, **kw: Any) -> list[str]:
        """Name the schemas: the contract has one."""
        return ["main"]

    @staticmethod
    def _names(connection: Connection, condition: str) -> list[str]:
        return [name for (name,) in connection.execute(text(_RELATIONS + condition))]


def register() -> None:
    """Make the dialect known to SQLAlchemy under ``duckdb+audit``; calling it again changes nothing."""
    registry.register("duckdb.audit", __name__, DuckDBDialect.__name__)

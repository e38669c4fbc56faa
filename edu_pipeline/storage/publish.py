"""Build the candidate database from the staged tables, and put it in place of the published one.

Readers never see a part: the candidate is a file of its own until one rename makes it the published file. Whoever has
the old file open keeps it to the end.
"""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import duckdb
import polars as pl

from edu_pipeline.settings import Settings
from edu_pipeline.storage import staging
from edu_pipeline.storage.assembly import ASSEMBLED_TABLES, create_staged_views, insert_sql
from edu_pipeline.storage.audit import discard
from edu_pipeline.storage.history import CARRIED_TABLES, carry_history, previous_attached
from edu_pipeline.storage.limits import interrupted_after
from edu_pipeline.storage.tables import (
    Table,
    View,
    comment_sql,
    create_table_sql,
    literal,
    load_tables,
    load_views,
    quoted,
)

# The version so that clients of DuckDB 1.5, such as DBeaver's, can read the file. Left to choose, DuckDB tries every
# compression on every text: five times the time for a file a third larger.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "storage_compatibility_version": "v1.5.0",
    "force_compression": "zstd",
}
_NEW_CHECKS = """
    INSERT INTO check_results BY NAME
    SELECT * FROM (SELECT * FROM staged_check_results EXCEPT SELECT * FROM check_results)
    ORDER BY checked_at, suite, table_name, column_name, expectation"""
_NEW_FAILING = """
    INSERT INTO failing_metrics BY NAME
    SELECT * EXCLUDE held_back FROM staged_failing_metrics
    WHERE NOT held_back AND metric_id IN (SELECT metric_id FROM metrics) ORDER BY metric_id, expectation"""
_CHECK_COUNTS = """
    SELECT count(*) FILTER (success), count(*) FILTER (NOT success) FROM staged_check_results WHERE run_id = ?"""


class NothingToPublish(RuntimeError):
    """There is no finished candidate."""


@dataclass(frozen=True, slots=True)
class Built:
    """A finished candidate: rows by table, and what a person should know about it."""

    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What is recorded about a run beside what the candidate itself tells. ``seconds`` is None when not measured."""

    run_id: str
    published_at: datetime
    seconds: Decimal | None
    extracted: int
    unchanged: int
    code_fingerprint: str


def build_candidate(settings: Settings) -> Built:
    """Write ``staging/candidate.duckdb`` from the staged tables; the file appears only once it is finished.

    The history of checks and runs comes from the published file. A published file that can't be read is kept under
    another name, and a note says so.
    """
    settings.staging_dir.mkdir(parents=True, exist_ok=True)
    building = settings.candidate_file.with_name("candidate.duckdb.building")
    discard(building)
    with duckdb.connect(building, config=_CONFIG) as connection, _limited(connection, settings):
        create_staged_views(connection, settings, temporary=True, quarantine=True)
        notes = _fill(connection, settings)
        counts = {name: _count(connection, name) for name in load_tables()}
        connection.execute("CHECKPOINT")
    discard(settings.candidate_file)
    building.replace(settings.candidate_file)
    return Built(counts, notes)


def is_outdated(settings: Settings) -> bool:
    """Whether the candidate still holds metrics that a check has held back since it was built."""
    held_back = staging.read_table(settings, "failing_metrics").filter("held_back")["metric_id"].to_list()
    if not held_back or not settings.candidate_file.is_file():
        return False
    with duckdb.connect(settings.candidate_file, read_only=True) as connection:
        found = connection.execute("SELECT count(*) FROM metrics WHERE metric_id IN (SELECT unnest(?))", [held_back])
        return bool(found.fetchall()[0][0])


def publish_candidate(settings: Settings, run: Run) -> pl.DataFrame:
    """Record the run and its checks in the candidate and make it the published file, in one rename.

    Returns the run's row of ``runs``. Raises NothingToPublish without a finished candidate.
    """
    candidate = settings.candidate_file
    if not candidate.is_file():
        raise NothingToPublish(f"there is no {candidate}: build the warehouse first")
    with duckdb.connect(candidate, config=_CONFIG) as connection, _limited(connection, settings):
        create_staged_views(connection, settings, temporary=True, quarantine=True)
        connection.execute(_NEW_CHECKS)
        connection.execute("DELETE FROM failing_metrics")
        connection.execute(_NEW_FAILING)
        _record_run(connection, run)
        row = connection.sql("SELECT * FROM runs WHERE run_id = ?", params=[run.run_id]).to_arrow_table()
        connection.execute("CHECKPOINT")
    replace_database(candidate, settings.published_file)
    staging.table_file(settings, "check_results").unlink(missing_ok=True)
    return pl.DataFrame(pl.from_arrow(row))


def replace_database(new: Path, target: Path) -> None:
    """Put a closed database file in the place of another one, durably; killed at any point, one of the two is there."""
    _flush(new)
    # DuckDB would replay a log that belongs to the old file into the new one, and fail.
    target.with_name(f"{target.name}.wal").unlink(missing_ok=True)
    new.replace(target)
    _flush(target.parent)


def record_checks(settings: Settings, results: pl.DataFrame) -> None:
    """Keep results of checks until the next publish takes them into ``check_results``, whose columns they have.

    Results of a run that is stopped stay, and become part of the history with the next publish.
    """
    pending = pl.concat(
        [staging.read_table(settings, "check_results"), results.select(staging.schema_of("check_results").names())]
    )
    staging.write_table(settings, "check_results", pending.unique(maintain_order=True))


def record_failing(settings: Settings, suites: Collection[str], rows: Sequence[pl.LazyFrame]) -> None:
    """Keep which metrics fail these suites (rows of ``failing_metrics``), in place of what failed them before.

    Those that are ``held_back`` are not in the next candidate.
    """
    before = staging.read_table(settings, "failing_metrics").filter(~pl.col("suite").is_in(list(suites)))
    frame = pl.concat([before.lazy(), *rows]).collect()
    staging.write_table(settings, "failing_metrics", frame)


def _fill(connection: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[str, ...]:
    tables = load_tables()
    connection.execute("BEGIN")
    for table in tables.values():
        connection.execute(create_table_sql(table))
    for name in ASSEMBLED_TABLES:
        connection.execute(insert_sql(tables[name]))
    connection.execute(views_sql())
    described: list[Table | View] = [*tables.values(), *load_views().values()]
    for target in described:
        connection.execute(";\n".join(comment_sql(target)))
    connection.execute("COMMIT")
    return _carry(connection, settings)


def _carry(connection: duckdb.DuckDBPyConnection, settings: Settings) -> tuple[str, ...]:
    """Take over the history of the published file; a note when that can't be done."""
    with previous_attached(connection, settings) as attached:
        if attached:
            try:
                carry_history(connection, [load_tables()[name] for name in CARRIED_TABLES])
            except duckdb.Error as error:
                return (_set_aside(settings, str(error)),)
        elif settings.published_file.is_file():
            return (_set_aside(settings, "it is no readable DuckDB file"),)
    return ()


def _set_aside(settings: Settings, why: str) -> str:
    """Keep the published file under another name, because its history could not be taken over."""
    aside = settings.published_file.with_name("edu.unreadable.duckdb")
    aside.unlink(missing_ok=True)
    os.link(settings.published_file, aside)
    name = settings.published_file.name
    return f"the history of checks could not be read from {name} ({why}); the file is kept as {aside.name}"


@contextmanager
def _limited(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Iterator[None]:
    """Bound what a connection may take: memory, with the staging folder to spill to, and the time of a run."""
    connection.execute(f"SET memory_limit = '{staging.engine_memory_mb(settings)}MB'")
    connection.execute(f"SET temp_directory = {literal((settings.staging_dir / 'spill.tmp').as_posix())}")
    with interrupted_after(connection, settings.run_seconds):
        yield


def views_sql() -> str:
    """The SQL of every view."""
    return (files("edu_pipeline.storage") / "views.sql").read_text("utf-8")


def _record_run(connection: duckdb.DuckDBPyConnection, run: Run) -> None:
    passed, failed = connection.execute(_CHECK_COUNTS, [run.run_id]).fetchall()[0]
    row = {
        "run_id": run.run_id,
        "published_at": run.published_at,
        "seconds": run.seconds,
        "documents": _count(connection, "documents"),
        "extracted": run.extracted,
        "unchanged": run.unchanged,
        "rejected": _count(connection, "rejected_documents"),
        "metrics": _count(connection, "metrics"),
        "checks_passed": passed,
        "checks_failed": failed,
        "code_fingerprint": run.code_fingerprint,
    }
    connection.execute("DELETE FROM runs WHERE run_id = ?", [run.run_id])
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO runs ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchall()[0]
    return int(count)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

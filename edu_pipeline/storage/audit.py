"""A DuckDB file of views over the staged Parquet tables, so that checks run in SQL before a candidate is built.

It holds a view of every table of the contract, with rows as far as they are staged. Rows that a check holds back are
among them: they are what the checks judge.
"""

from pathlib import Path

import duckdb

from edu_pipeline.settings import Settings
from edu_pipeline.storage.assembly import create_audit_views, create_staged_views


def build_audit(settings: Settings) -> Path:
    """Write the audit file anew (some 30 ms) and return its path. Call it after each stage that is to be checked."""
    settings.staging_dir.mkdir(parents=True, exist_ok=True)
    building = settings.audit_file.with_name("audit.duckdb.building")
    discard(building)
    with duckdb.connect(building) as connection:
        create_staged_views(connection, settings, temporary=False, quarantine=False)
        create_audit_views(connection)
    discard(settings.audit_file)
    return building.replace(settings.audit_file)


def discard(database: Path) -> None:
    """Remove a database file and its write-ahead log."""
    database.unlink(missing_ok=True)
    database.with_name(f"{database.name}.wal").unlink(missing_ok=True)

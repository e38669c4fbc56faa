"""A DuckDB file of views over the staged Parquet tables, so that checks run in SQL before a candidate is built.

It holds a view of every table of the contract, with rows as far as they are staged (quarantined rows included: they are
what the checks judge), and ``previous_documents(file_name, doc_id, metrics)``: what the published file holds of each
document.
"""

from pathlib import Path

import duckdb

from edu_pipeline.settings import Settings
from edu_pipeline.storage.assembly import create_audit_views, create_staged_views
from edu_pipeline.storage.history import previous_attached

_PREVIOUS_DOCUMENTS = "CREATE TABLE previous_documents (file_name VARCHAR, doc_id VARCHAR, metrics BIGINT)"
_FILL_PREVIOUS = """
    INSERT INTO previous_documents
    SELECT file_name, doc_id, count(metric_id)
    FROM previous.main.documents LEFT JOIN previous.main.metrics USING (doc_id) GROUP BY ALL ORDER BY ALL"""


def build_audit(settings: Settings) -> Path:
    """Write the audit file anew (some 30 ms) and return its path. Call it after each stage that is to be checked."""
    settings.staging_dir.mkdir(parents=True, exist_ok=True)
    building = settings.audit_file.with_name("audit.duckdb.building")
    discard(building)
    with duckdb.connect(building) as connection:
        create_staged_views(connection, settings, temporary=False, quarantine=False)
        create_audit_views(connection)
        connection.execute(_PREVIOUS_DOCUMENTS)
        fill_previous(connection, settings)
    discard(settings.audit_file)
    return building.replace(settings.audit_file)


def fill_previous(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Fill ``previous_documents`` from the published file, if there is a readable one."""
    with previous_attached(connection, settings) as attached:
        if attached:
            try:
                connection.execute(_FILL_PREVIOUS)
            except duckdb.CatalogException:
                return


def discard(database: Path) -> None:
    """Remove a database file and its write-ahead log."""
    database.unlink(missing_ok=True)
    database.with_name(f"{database.name}.wal").unlink(missing_ok=True)

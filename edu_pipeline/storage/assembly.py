"""How the published tables come out of the staged ones: one SELECT per table, for the audit views and the candidate.

What is held back here is visible elsewhere: a document whose extraction failed is in rejected_documents, a metric that
can't be published is in quarantined_metrics, and its reason names the relations that left with it.
"""

import duckdb

from edu_pipeline.records import RejectionReason
from edu_pipeline.settings import Settings
from edu_pipeline.storage import staging
from edu_pipeline.storage.tables import Table, empty_select_sql, literal, load_tables, polars_to_sql, quoted

_EXTRACTED = f"""
    doc_id NOT IN (
      SELECT doc_id FROM staged_failed_documents WHERE reason = {literal(RejectionReason.EXTRACTION_FAILED.value)})"""
_HELD_BACK = """
    SELECT metric_id FROM staged_metrics WHERE problem IS NOT NULL
    UNION SELECT metric_id FROM staged_failing_metrics WHERE held_back"""
_COMPLETE_RELATION = f"""
    relation_id NOT IN (SELECT relation_id FROM staged_relation_members WHERE metric_id IN ({_HELD_BACK}))"""
_REASONS = """
    LEFT JOIN (
      SELECT metric_id, string_agg(said, '; ' ORDER BY said) AS failed_checks
      FROM (SELECT DISTINCT metric_id, expectation || ': ' || why AS said FROM staged_failing_metrics WHERE held_back)
      GROUP BY metric_id
    ) USING (metric_id)
    LEFT JOIN (
      SELECT metric_id, string_agg(relation_id, ', ' ORDER BY relation_id) AS lost_relations
      FROM (SELECT DISTINCT metric_id, relation_id FROM staged_relation_members) GROUP BY metric_id
    ) USING (metric_id)"""
_REASON = """concat_ws('; ', problem, failed_checks,
    CASE WHEN lost_relations IS NOT NULL THEN 'held back with it, relations ' || lost_relations END) AS reason"""

# Where the rows of each published table come from. The other tables (history, runs) don't come from staging.
_SOURCES = {
    "documents": f"FROM staged_documents WHERE {_EXTRACTED}",
    "sections": f"FROM staged_sections WHERE {_EXTRACTED}",
    "metrics": f"FROM staged_metrics WHERE metric_id NOT IN ({_HELD_BACK}) AND {_EXTRACTED}",
    "metric_dimensions": f"FROM staged_metric_dimensions WHERE metric_id NOT IN ({_HELD_BACK}) AND {_EXTRACTED}",
    "dimensions": "FROM staged_dimensions",
    "unclaimed_numbers": f"FROM staged_unclaimed_numbers WHERE {_EXTRACTED}",
    "indicators": "FROM staged_indicators",
    "regions": "FROM staged_regions",
    "document_places": f"FROM staged_document_places WHERE {_EXTRACTED}",
    "metric_bounds": "FROM staged_metric_bounds WHERE metric_id IN (SELECT metric_id FROM metrics)",
    "relations": f"FROM staged_relations WHERE {_COMPLETE_RELATION} AND {_EXTRACTED}",
    "relation_members": f"FROM staged_relation_members WHERE {_COMPLETE_RELATION} AND {_EXTRACTED}",
    "doubts": f"FROM staged_doubts WHERE metric_id NOT IN ({_HELD_BACK}) AND {_EXTRACTED}",
    "corrections": "FROM staged_corrections",
    "rejected_documents": """FROM (
        SELECT * FROM staged_rejected_documents
        UNION ALL BY NAME SELECT * EXCLUDE doc_id FROM staged_failed_documents)""",
    "quarantined_metrics": f"""FROM (
        SELECT *, {_REASON} FROM staged_metrics {_REASONS}
        WHERE metric_id IN ({_HELD_BACK}) AND {_EXTRACTED})""",
}
ASSEMBLED_TABLES = tuple(_SOURCES)


def select_sql(table: Table) -> str:
    """The rows of a published table, unordered, from views ``staged_<name>`` of the staged tables."""
    columns = ", ".join(quoted(column.name) for column in table.columns)
    return f"SELECT {columns} {_SOURCES[table.name]}"


def insert_sql(table: Table) -> str:
    """Fill a published table, rows in their order."""
    order = ", ".join(quoted(name) for name in table.order)
    return f"INSERT INTO {quoted(table.name)} BY NAME {select_sql(table)} ORDER BY {order}"


def create_staged_views(
    connection: duckdb.DuckDBPyConnection, settings: Settings, *, temporary: bool, quarantine: bool
) -> None:
    """A view ``staged_<name>`` of every staged table; without rows for one that isn't staged.

    Without ``quarantine`` nothing counts as held back by a check, so that checks see the rows they judge.
    """
    kind = "TEMP VIEW" if temporary else "VIEW"
    for name in staging.STAGED_TABLES:
        absent = staging.read_stamp(settings, name) is None or (name == "failing_metrics" and not quarantine)
        path = literal(str(staging.table_file(settings, name)))
        rows = _no_rows(name) if absent else f"SELECT * FROM read_parquet({path})"
        connection.execute(f"CREATE {kind} {quoted(f'staged_{name}')} AS {rows}")


def _no_rows(name: str) -> str:
    columns = (f"NULL::{polars_to_sql(dtype)} AS {quoted(column)}" for column, dtype in staging.schema_of(name).items())
    return f"SELECT {', '.join(columns)} WHERE false"


def create_audit_views(connection: duckdb.DuckDBPyConnection) -> None:
    """A view with the name and columns of every published table, over the staged ones."""
    for name, table in load_tables().items():
        rows = select_sql(table) if name in _SOURCES else empty_select_sql(table)
        connection.execute(f"CREATE VIEW {quoted(name)} AS {rows}")

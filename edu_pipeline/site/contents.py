"""What the pages need of the published file: a question a table for all documents at once, never one for each page.

A hash of everything that a document's page shows is made inside DuckDB, so that only changed documents are fetched.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

Row = dict[str, Any]
_AT_ONCE = 5_000

# Views that several questions need are worked out once; the names are those of the views.
_KEPT = ("series_points", "disagreements", "untrusted_metrics")
_STATES = """
WITH members AS (
  SELECT rm.relation_id, sum(hash(rm, m.label, m.text)) AS members
  FROM relation_members AS rm JOIN metrics AS m USING (metric_id) GROUP BY rm.relation_id
), mine AS (
  SELECT DISTINCT m.doc_id, rm.relation_id FROM relation_members AS rm JOIN metrics AS m USING (metric_id)
), parts AS (
  SELECT doc_id, 'd' AS part, hash(file_name, title, issuer, doc_number, region, year, published_on, text) AS state
  FROM documents
  UNION ALL SELECT doc_id, 'm', sum(hash(m)) FROM metrics AS m GROUP BY doc_id
  UNION ALL SELECT doc_id, 's', sum(hash(s)) FROM sections AS s GROUP BY doc_id
  UNION ALL SELECT doc_id, 'u', sum(hash(u)) FROM unclaimed_numbers AS u GROUP BY doc_id
  UNION ALL SELECT m.doc_id, 'n', sum(hash(n)) FROM metric_dimensions AS n JOIN metrics AS m USING (metric_id)
    GROUP BY m.doc_id
  UNION ALL SELECT mine.doc_id, 'r', sum(hash(r, members.members))
    FROM mine JOIN relations AS r USING (relation_id) JOIN members USING (relation_id) GROUP BY mine.doc_id
  UNION ALL SELECT doc_id, 'w', sum(hash(w)) FROM untrusted_metrics AS w GROUP BY doc_id
  UNION ALL SELECT g.doc_id, 'g', sum(hash(g, d.title)) FROM disagreements AS g
    JOIN documents AS d ON d.doc_id = g.other_doc_id GROUP BY g.doc_id
)
SELECT doc_id, string_agg(part || state::VARCHAR, ' ' ORDER BY part) AS state FROM parts GROUP BY doc_id
"""
_OF_DOCUMENTS = "doc_id IN (SELECT unnest($ids::VARCHAR[]))"
_DOCUMENTS = f"""
SELECT doc_id, file_name, coalesce(title, file_name) AS title, doc_number, issuer, region, year, published_on, text
FROM documents WHERE {_OF_DOCUMENTS}"""
_SECTIONS = (
    f"SELECT doc_id, char_start, depth, marker, heading FROM sections WHERE {_OF_DOCUMENTS} ORDER BY doc_id, position"
)
_UNCLAIMED = f"""
SELECT doc_id, char_start, char_end, reason FROM unclaimed_numbers WHERE {_OF_DOCUMENTS} ORDER BY doc_id, char_start"""
_METRICS = f"""
SELECT m.doc_id, m.metric_id, m.char_start, m.char_end, m.text, m.value, m.value_max, m.unit, m.kind, m.direction,
  m.status, m.qualifier, m.label, m.context, m.measure, m.part_of, m.share_of, m.indicator_id, m.region, m.entity,
  m.year, m.period_start, m.period_end, m.original_value, i.name_zh
FROM metrics AS m LEFT JOIN indicators AS i USING (indicator_id)
WHERE m.{_OF_DOCUMENTS} ORDER BY m.doc_id, m.char_start, m.metric_id"""
_DIMENSIONS = f"""
SELECT m.doc_id, n.metric_id, n.dimension, n.member FROM metric_dimensions AS n JOIN metrics AS m USING (metric_id)
WHERE m.{_OF_DOCUMENTS} ORDER BY n.metric_id, n.dimension, n.member"""
_RELATIONS = f"""
WITH mine AS (
  SELECT DISTINCT m.doc_id, rm.relation_id FROM relation_members AS rm JOIN metrics AS m USING (metric_id)
  WHERE m.{_OF_DOCUMENTS}
)
SELECT mine.doc_id, r.relation_id, r.kind, r.holds, r.explanation, r.expected, r.actual, r.residual, r.tolerance,
  rm.role, rm.metric_id, m.doc_id AS member_doc_id, m.label, m.text
FROM mine JOIN relations AS r USING (relation_id) JOIN relation_members AS rm USING (relation_id)
JOIN metrics AS m ON m.metric_id = rm.metric_id
ORDER BY mine.doc_id, r.relation_id, rm.role, m.char_start"""
_DOUBTS = f"SELECT doc_id, metric_id, why FROM untrusted_metrics WHERE {_OF_DOCUMENTS} ORDER BY doc_id, metric_id"
_DISAGREEMENTS = f"""
SELECT g.doc_id, g.metric_id, g.other_doc_id, g.other_metric_id, g.other_value, g.reports, g.unit,
  coalesce(d.title, d.file_name) AS other_title
FROM disagreements AS g JOIN documents AS d ON d.doc_id = g.other_doc_id
WHERE g.{_OF_DOCUMENTS} ORDER BY g.metric_id, g.other_metric_id"""

_RUN = "SELECT * FROM runs ORDER BY published_at DESC, run_id DESC LIMIT 1"
_OVERVIEW = """
WITH figures AS (
  SELECT doc_id, count(*) AS figures, count(*) FILTER (status = 'target') AS targets FROM metrics GROUP BY doc_id
), stated AS (
  SELECT doc_id, count(*) AS relations, count(*) FILTER (NOT holds) AS failing FROM relations GROUP BY doc_id
), doubtful AS (
  SELECT doc_id, count(*) AS doubts FROM untrusted_metrics GROUP BY doc_id
)
SELECT d.doc_id, d.file_name, coalesce(d.title, d.file_name) AS title, d.region, d.year, d.issuer,
  coalesce(f.figures, 0) AS figures, coalesce(f.targets, 0) AS targets, coalesce(s.relations, 0) AS relations,
  coalesce(s.failing, 0) AS failing, coalesce(w.doubts, 0) AS doubts
FROM documents AS d LEFT JOIN figures AS f USING (doc_id) LEFT JOIN stated AS s USING (doc_id)
LEFT JOIN doubtful AS w USING (doc_id)
ORDER BY d.year DESC NULLS LAST, d.region, d.file_name"""
_FAILED_CHECKS = """
SELECT severity, table_name, column_name, expectation, evaluated_count, unexpected_count FROM check_results
WHERE run_id = $run_id AND NOT success ORDER BY severity, table_name, column_name, expectation"""
_REJECTED = "SELECT file_name, detail FROM rejected_documents ORDER BY file_name, reason"
_HELD_BACK = """
SELECT q.metric_id, q.doc_id, q.label, q.text, q.reason, d.file_name
FROM quarantined_metrics AS q JOIN documents AS d USING (doc_id) ORDER BY d.file_name, q.char_start LIMIT 200"""
_ALL_DOUBTS = """
SELECT doc_id, metric_id, label, text, why FROM untrusted_metrics
QUALIFY row_number() OVER (PARTITION BY doc_id ORDER BY metric_id) <= $shown ORDER BY doc_id, metric_id"""
_INDICATORS = """
SELECT i.indicator_id, i.name_zh, i.name_en, i.unit, i.domain, i.description, count(p.metric_id) AS points,
  count(DISTINCT p.doc_id) AS reports
FROM indicators AS i LEFT JOIN series_points AS p USING (indicator_id) GROUP BY ALL ORDER BY i.domain, i.indicator_id"""
_POINTS = """
SELECT p.indicator_id, p.metric_id, p.doc_id, p.region, p.year, p.status, p.qualifier, p.value, m.value_max, p.unit,
  m.text, m.label, coalesce(d.title, d.file_name) AS title, w.metric_id IS NOT NULL AS doubtful
FROM series_points AS p JOIN metrics AS m USING (metric_id) JOIN documents AS d ON d.doc_id = p.doc_id
LEFT JOIN untrusted_metrics AS w ON w.metric_id = p.metric_id
ORDER BY p.indicator_id, p.region, p.year, p.status, p.metric_id"""
_PROGRESS = "SELECT * FROM target_progress ORDER BY indicator_id, region, target_year, target_value"
_SEARCHED = """
SELECT label, region, count(*) AS figures,
  list({'id': metric_id, 'text': text, 'year': year, 'status': status} ORDER BY year DESC, metric_id)[1:$shown] AS some
FROM metrics GROUP BY label, region ORDER BY figures DESC, label, region"""


@dataclass(frozen=True, slots=True)
class DocumentContents:
    """A document with everything that its page shows."""

    document: Row
    metrics: list[Row] = field(default_factory=list)
    sections: list[Row] = field(default_factory=list)
    unclaimed: list[Row] = field(default_factory=list)
    dimensions: list[Row] = field(default_factory=list)
    relations: list[Row] = field(default_factory=list)
    doubts: list[Row] = field(default_factory=list)
    disagreements: list[Row] = field(default_factory=list)


_PARTS = {
    "metrics": _METRICS,
    "sections": _SECTIONS,
    "unclaimed": _UNCLAIMED,
    "dimensions": _DIMENSIONS,
    "relations": _RELATIONS,
    "doubts": _DOUBTS,
    "disagreements": _DISAGREEMENTS,
}


@dataclass(frozen=True, slots=True)
class Overview:
    """What the pages beside those of the documents show."""

    run: Row
    documents: list[Row]
    failed_checks: list[Row]
    rejected: list[Row]
    held_back: list[Row]
    doubts: Mapping[str, list[Row]]
    indicators: list[Row]
    points: Mapping[str, list[Row]]
    progress: Mapping[str, list[Row]]


def keep_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Work out, for this connection alone, the views that several questions need; call it before them."""
    for name in _KEPT:
        connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM main.{name}")


def document_states(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Of every document: what is equal as long as its page would say the same."""
    return {row["doc_id"]: row["state"] for row in rows_of(connection, _STATES)}


def document_contents(connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Iterator[DocumentContents]:
    """The contents of these documents."""
    contents = {row["doc_id"]: DocumentContents(row) for row in rows_of(connection, _DOCUMENTS, {"ids": list(ids)})}
    for name, question in _PARTS.items():
        for row in rows_of(connection, question, {"ids": list(ids)}):
            getattr(contents[row["doc_id"]], name).append(row)
    yield from contents.values()


def overview(connection: duckdb.DuckDBPyConnection, doubts_shown: int) -> Overview:
    """What is published, from what, and how it checked; of each report's doubts the first ``doubts_shown``."""
    runs = rows_of(connection, _RUN)
    run = runs[0] if runs else {}
    return Overview(
        run=run,
        documents=rows_of(connection, _OVERVIEW),
        failed_checks=rows_of(connection, _FAILED_CHECKS, {"run_id": run.get("run_id", "")}),
        rejected=rows_of(connection, _REJECTED),
        held_back=rows_of(connection, _HELD_BACK),
        doubts=grouped(rows_of(connection, _ALL_DOUBTS, {"shown": doubts_shown}), "doc_id"),
        indicators=rows_of(connection, _INDICATORS),
        points=grouped(rows_of(connection, _POINTS), "indicator_id"),
        progress=grouped(rows_of(connection, _PROGRESS), "indicator_id"),
    )


def searched(connection: duckdb.DuckDBPyConnection, shown: int) -> Iterator[Row]:
    """Every row header and place with the number of its figures, and the newest ``shown`` of them; read bit by bit."""
    answer = connection.execute(_SEARCHED, {"shown": shown})
    names = [column[0] for column in answer.description]
    while rows := answer.fetchmany(_AT_ONCE):
        yield from (dict(zip(names, row, strict=True)) for row in rows)


def grouped(rows: Sequence[Row], name: str) -> dict[str, list[Row]]:
    """The rows by the value of a column, in their order."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[name], []).append(row)
    return groups


def rows_of(connection: duckdb.DuckDBPyConnection, question: str, values: Mapping[str, Any] | None = None) -> list[Row]:
    """The answer as one dictionary a row."""
    answer = connection.execute(question, values) if values else connection.execute(question)
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

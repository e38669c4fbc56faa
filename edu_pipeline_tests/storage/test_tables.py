import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from edu_pipeline.catalog import CatalogError
from edu_pipeline.storage import tables
from edu_pipeline.storage.publish import build_candidate
from edu_pipeline.storage.tables import comment_sql, create_table_sql, load_tables, load_views, table
from edu_pipeline_tests.storage.warehouses import settings_in, stage

CONTRACT = """
documents(doc_id, file_name, sha256, media_type, encoding, title, doc_number, issuer, region, year, published_on,
          text, char_count, staged_at)
sections(section_id, doc_id, parent_id, position, depth, marker, heading, path, char_start, char_end, role)
metrics(metric_id, doc_id, section_id, char_start, char_end, text, sentence, value, value_max, unit, kind, direction,
        status, qualifier, label, context, measure, part_of, share_of, indicator_id, region, entity, year,
        period_start, period_end)
indicators(indicator_id, name_zh, name_en, unit, kind, domain, description)
relations(relation_id, doc_id, kind, expected, actual, residual, tolerance, holds, explanation)
relation_members(relation_id, metric_id, role)
check_results(run_id, checked_at, suite, table_name, column_name, expectation, severity, success,
              evaluated_count, unexpected_count, details)
rejected_documents(file_name, sha256, reason, detail, seen_at)
"""
PROMISED = {
    name: re.findall(r"\w+", columns) for name, columns in re.findall(r"^(\w+)\(([^)]*)\)", CONTRACT, re.MULTILINE)
}


@pytest.fixture(scope="module")
def candidate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = settings_in(tmp_path_factory.mktemp("tables"))
    stage(settings, ["d1"])
    build_candidate(settings)
    return settings.candidate_file


def ask(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(database, read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("name", PROMISED)
def test_tables_begin_with_the_columns_of_the_contract(name: str) -> None:
    assert table(name).column_names[: len(PROMISED[name])] == PROMISED[name]


def test_quarantined_metrics_are_metrics_with_a_reason() -> None:
    assert table("quarantined_metrics").column_names == [*table("metrics").column_names, "reason"]


@pytest.mark.parametrize("name", load_tables())
def test_a_description_is_complete(name: str) -> None:
    described = table(name)
    assert set(described.key) | set(described.order) <= set(described.column_names)
    for column in described.columns:
        assert column.comment.strip()
        if column.references:
            other, key = column.references.split(".")
            assert key in table(other).column_names


def test_a_comment_explains_every_word_that_a_column_may_hold() -> None:
    for described in load_tables().values():
        for column in described.columns:
            assert all(f" {word}: " in column.comment for word in column.values), column
    kinds = {column.name: column.comment for column in table("quarantined_metrics").columns}
    assert "growth: a relative difference in % (增长率)" in kinds["kind"]


def test_a_column_with_a_vocabulary_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = {"role": {"type": "text", "comment": "Its part.", "values": "Rolle"}}
    described = {"tables": {"members": {"comment": "Members.", "key": ["role"], "order": ["role"], "columns": columns}}}
    monkeypatch.setattr(tables, "_described", lambda: described)
    with pytest.raises(
        CatalogError, match=r"tables\.yml: members\.role has the values “Rolle”.* Use one of .*MemberRole"
    ):
        load_tables.__wrapped__()


def test_documented_columns_are_the_materialised_ones(candidate: Path) -> None:
    materialised: dict[str, list[str]] = {}
    found = ask(
        candidate,
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal ORDER BY table_name, column_index",
    )
    for name, column in found:
        materialised.setdefault(name, []).append(column)
    documented = {name: described.column_names for name, described in load_tables().items()}
    documented |= {name: list(described.columns) for name, described in load_views().items()}
    assert materialised == documented


def test_no_comment_is_empty(candidate: Path) -> None:
    silent = ask(
        candidate,
        """SELECT table_name, NULL FROM duckdb_tables() WHERE coalesce(comment, '') = ''
           UNION ALL SELECT view_name, NULL FROM duckdb_views() WHERE NOT internal AND coalesce(comment, '') = ''
           UNION ALL SELECT table_name, column_name FROM duckdb_columns()
                     WHERE NOT internal AND coalesce(comment, '') = ''""",
    )
    assert silent == []


def test_comments_name_the_chinese_term(candidate: Path) -> None:
    comment = ask(candidate, "SELECT comment FROM duckdb_tables() WHERE table_name = 'metrics'")
    assert "指标数据" in comment[0][0]


def test_names_and_comments_are_escaped() -> None:
    with duckdb.connect() as connection:
        described = table("runs")
        connection.execute(create_table_sql(described))
        for statement in comment_sql(described):
            connection.execute(statement)


def test_required_columns_refuse_null() -> None:
    with duckdb.connect() as connection:
        connection.execute(create_table_sql(table("relation_members")))
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("INSERT INTO relation_members VALUES ('r', NULL, 'part')")

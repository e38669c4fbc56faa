from pathlib import Path
from typing import Any

import duckdb
import pytest

from edu_pipeline.settings import Settings
from edu_pipeline.storage import staging
from edu_pipeline.storage.audit import build_audit
from edu_pipeline.storage.publish import record_failing
from edu_pipeline.storage.tables import load_tables
from edu_pipeline_tests.storage.warehouses import failing_rows, publish, rows, settings_in, stage

pytestmark = pytest.mark.pipeline


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def audited(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(build_audit(settings), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_table_of_the_contract_can_be_asked_before_anything_is_staged(settings: Settings) -> None:
    for name, table in load_tables().items():
        with duckdb.connect(build_audit(settings), read_only=True) as connection:
            answer = connection.sql(f"SELECT * FROM {name}")
            assert answer.columns == table.column_names
            assert [str(dtype) for dtype in answer.types] == [column.sql_type for column in table.columns]
            assert answer.fetchall() == []


def test_staged_rows_are_seen_as_they_are_staged(settings: Settings) -> None:
    stage(settings, ["d1", "d2"])
    assert audited(settings, "SELECT count(*) FROM metrics") == [(4,)]
    with duckdb.connect(settings.audit_file, read_only=True) as connection:
        answer = connection.sql("SELECT * FROM metrics")
        assert [str(dtype) for dtype in answer.types] == [
            column.sql_type for column in load_tables()["metrics"].columns
        ]


def test_checks_see_the_rows_that_they_held_back(settings: Settings) -> None:
    stage(settings, ["d1"])
    record_failing(settings, ["metrics"], [failing_rows("metrics", "d1:2")])
    assert audited(settings, "SELECT count(*) FROM metrics") == [(2,)]


def test_documents_that_failed_are_not_judged(settings: Settings) -> None:
    stage(settings, ["d1", "d2"])
    failure = {"doc_id": "d1", "file_name": "d1.txt", "reason": "extraction_failed", "detail": "ValueError"}
    frame = rows("failed_documents", failure | {"seen_at": staging.now()})
    staging.write_table(settings, "failed_documents", frame)
    assert audited(settings, "SELECT doc_id FROM documents") == [("d2",)]
    assert audited(settings, "SELECT file_name FROM rejected_documents") == [("d1.txt",)]


def test_paths_with_quotes_are_no_sql(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "it's; DROP TABLE x --")
    stage(settings, ["d1"])
    assert audited(settings, "SELECT count(*) FROM metrics") == [(2,)]
    publish(settings, "r1")
    publish(settings, "r2")

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from edu_pipeline.storage.published import NotPublished, QueryError
from edu_pipeline.storage.query import run_query
from edu_pipeline_tests.storage.warehouses import publish, settings_in, stage

pytestmark = pytest.mark.pipeline


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = settings_in(tmp_path_factory.mktemp("query"))
    stage(settings, ["d1", "d2"], value="93.71")
    publish(settings, "r1")
    return settings.published_file


def test_a_query_answers_with_a_frame(published: Path) -> None:
    frame = run_query(published, "SELECT doc_id, max(value) AS value FROM metrics GROUP BY ALL ORDER BY ALL")
    assert frame.rows() == [("d1", Decimal("93.71")), ("d2", Decimal("93.71"))]


def test_parameters_are_bound(published: Path) -> None:
    frame = run_query(published, "SELECT doc_id FROM documents WHERE doc_id = ?", ["d2' OR '' = '"])
    assert frame.is_empty()


def test_columns_of_one_name_are_told_apart(published: Path) -> None:
    assert run_query(published, "SELECT 1 AS a, 2 AS a, 3 AS a_2").columns == ["a", "a_2", "a_2_2"]


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE metrics",
        "INSERT INTO runs VALUES (1)",
        "UPDATE metrics SET value = 0",
        "SELECT 1; DELETE FROM metrics",
        "COPY metrics TO '{folder}/out.csv'",
        "EXPORT DATABASE '{folder}/out'",
        "ATTACH '{folder}/other.duckdb'",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '{folder}/warehouse/staging/metrics.parquet'",
        "SELECT * FROM glob('/*')",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET enable_external_access",
        "INSTALL httpfs",
        "PRAGMA enable_profiling",
        "SELEC 1",
        "SELECT * FROM no_such_table",
        "",
        "   ; ",
    ],
)
def test_what_is_no_reading_query_is_refused(published: Path, sql: str) -> None:
    folder = published.parent.parent
    before = {path for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(QueryError) as refusal:
        run_query(published, sql.format(folder=folder))
    assert str(refusal.value)
    assert {path for path in folder.rglob("*") if path.is_file()} == before
    assert run_query(published, "SELECT count(*) FROM metrics").item() == 4


@pytest.mark.parametrize(
    "sql", ["SELECT 1; SELECT 2", "SELECT 1;;SELECT 2;", "PRAGMA version; SELECT count(*) FROM metrics"]
)
def test_several_statements_are_refused_in_one_sentence(published: Path, sql: str) -> None:
    with pytest.raises(QueryError, match=r"^the SQL holds 2 statements: give one at a time$"):
        run_query(published, sql)


def test_one_statement_may_end_and_be_made_of_several_by_duckdb(published: Path) -> None:
    assert run_query(published, "SELECT 1 AS a; -- the end; really\n").columns == ["a"]
    assert run_query(published, "PIVOT metrics ON unit USING count(*) GROUP BY doc_id").columns == ["doc_id", "所"]


def test_a_query_that_takes_too_long_is_ended_and_says_what_to_do(published: Path) -> None:
    endless = "SELECT count(*) FROM range(10000000000) a, range(100000) b"
    with pytest.raises(QueryError, match=r"longer than 1 seconds and was ended: .* EDU_QUERY_SECONDS"):
        run_query(published, endless, seconds=1)


def test_before_the_first_publish_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotPublished, match="edu-pipeline run"):
        run_query(settings_in(tmp_path).published_file, "SELECT 1")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "edu.duckdb"
    path.write_bytes(b"x" * 100)
    with pytest.raises(QueryError, match=r"edu\.duckdb"):
        run_query(path, "SELECT 1")


def test_every_type_of_the_warehouse_comes_back(published: Path) -> None:
    frame = run_query(published, "SELECT * FROM documents")
    assert frame.schema["staged_at"] == pl.Datetime("us")
    assert frame.schema["published_on"] == pl.Date

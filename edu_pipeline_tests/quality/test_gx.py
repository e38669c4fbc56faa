import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from edu_pipeline.quality.expectation import ROWS, Expectation, Suite
from edu_pipeline.quality.gx import run_suites
from edu_pipeline.quality.results import ExpectationResult, quarantine_reasons, stopping
from edu_pipeline.quality.suites import load_suites, parse_suites
from edu_pipeline_tests.quality.mutations import Mutation, mutations
from edu_pipeline_tests.quality.small_warehouse import small_catalog

pytestmark = pytest.mark.pipeline


def check(database: Path, suites: Iterable[Suite], published: Path | None = None) -> list[ExpectationResult]:
    return run_suites(database, suites, "run", published, catalog=small_catalog())


def failed(results: Iterable[ExpectationResult]) -> set[str]:
    return {result.expectation for result in results if not result.success}


def breaking(database: Path, sql: str) -> None:
    with duckdb.connect(database) as connection:
        connection.execute(sql)


def test_a_clean_warehouse_meets_every_expectation_and_every_one_of_them_ran(database: Path, clean_file: Path) -> None:
    results = check(database, load_suites(), clean_file)
    assert [result.line for result in results if not result.success] == []
    assert [result.error for result in results if result.error] == []
    assert [result.expectation for result in results] == [e.id for suite in load_suites() for e in suite.expectations]


def test_every_expectation_looked_at_rows_of_the_clean_warehouse(database: Path, clean_file: Path) -> None:
    results = check(database, load_suites(), clean_file)
    none_to_see = {"quarantined_metrics_none", "rejected_documents_none"}
    empty = {"rejected_documents", "quarantined_metrics", "check_results", "runs"}
    unseen = {result.expectation for result in results if not result.evaluated_count}
    assert unseen <= none_to_see | {f"{table}_columns" for table in empty} | {"metrics_range_ascending"}


def test_every_expectation_has_a_fault_that_breaks_it() -> None:
    assert {mutation.expectation for mutation in mutations()} == {e.id for s in load_suites() for e in s.expectations}


@pytest.mark.parametrize("mutation", mutations(), ids=lambda mutation: mutation.expectation)
def test_a_fault_breaks_exactly_its_expectation(mutation: Mutation, database: Path, clean_file: Path) -> None:
    breaking(database, mutation.sql)
    suites = [s for s in load_suites() if any(e.id == mutation.expectation for e in s.expectations)]
    results = check(database, suites, clean_file)
    assert failed(results) == {mutation.expectation} | mutation.also
    (result,) = (result for result in results if result.expectation == mutation.expectation)
    assert result.error is None
    assert result.unexpected_count
    json.loads(result.details)

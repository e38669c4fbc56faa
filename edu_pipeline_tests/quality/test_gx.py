import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from edu_pipeline.quality.expectation import Suite
from edu_pipeline.quality.gx import run_suites
from edu_pipeline.quality.results import KEYS_KEPT, ExpectationResult, stopping
from edu_pipeline.quality.suites import indicator_limits, load_suites, parse_suites, suites_of_stage
from edu_pipeline_tests.quality.mutations import Mutation, mutations
from edu_pipeline_tests.quality.small_warehouse import small_catalog

pytestmark = pytest.mark.pipeline


def check(database: Path, suites: Iterable[Suite], published: Path | None = None) -> list[ExpectationResult]:
    limits = indicator_limits(small_catalog())
    return run_suites(database, suites, "run", limits, published, failing=database.parent / "failing")


def failed(results: Iterable[ExpectationResult]) -> set[str]:
    return {result.expectation for result in results if not result.success}


def one(results: Iterable[ExpectationResult], expectation: str) -> ExpectationResult:
    (found,) = (result for result in results if result.expectation == expectation)
    return found


def held_back(result: ExpectationResult) -> list[str]:
    return pl.read_parquet(result.keys_file)["metric_id"].to_list() if result.holds_back and result.keys_file else []


def breaking(database: Path, sql: str) -> None:
    with duckdb.connect(database) as connection:
        connection.execute(sql)


def written(rows: str, **other: str) -> list[Suite]:
    fields = {"severity": "warning", "level": "row", "description": "Something holds.", "rows": rows} | other
    lines = "\n".join(f"        {name}: {json.dumps(value)}" for name, value in fields.items())
    return parse_suites(
        "suites:\n  metrics:\n    stage: metrics\n    table: metrics\n    description: Figures.\n"
        f"    expectations:\n      something_holds:\n{lines}\n"
    )


def test_a_clean_warehouse_meets_every_expectation_and_every_one_of_them_ran(database: Path, clean_file: Path) -> None:
    results = check(database, load_suites(), clean_file)
    assert [result.line for result in results if not result.success] == []
    assert [result.error for result in results if result.error] == []
    assert [result.expectation for result in results] == [e.id for suite in load_suites() for e in suite.expectations]


def test_every_expectation_looked_at_rows_of_the_clean_warehouse(database: Path, clean_file: Path) -> None:
    unseen = {result.expectation for result in check(database, load_suites(), clean_file) if not result.evaluated_count}
    empty = {"doubts_none", "quarantined_metrics_none", "rejected_documents_none", "metrics_range_ascending"}
    assert unseen == empty | {"doubts_reason_known", "rejected_documents_reason_known"}


def test_every_expectation_has_a_fault_that_breaks_it() -> None:
    assert {mutation.expectation for mutation in mutations()} == {e.id for s in load_suites() for e in s.expectations}


@pytest.mark.parametrize("mutation", mutations(), ids=lambda mutation: mutation.expectation)
def test_a_fault_breaks_exactly_its_expectation(mutation: Mutation, database: Path, clean_file: Path) -> None:
    breaking(database, mutation.sql)
    suites = [s for s in load_suites() if any(e.id == mutation.expectation for e in s.expectations)]
    results = check(database, suites, clean_file)
    assert failed(results) == {mutation.expectation} | mutation.also
    result = one(results, mutation.expectation)
    assert result.error is None
    assert result.unexpected_count
    json.loads(result.details)


def test_a_failing_row_says_where_it_stands_and_what_it_says(database: Path) -> None:
    breaking(database, "UPDATE metrics SET value = 180 WHERE text = '80%'")
    result = one(check(database, suites_of_stage("metrics")), "metrics_share_at_most_100")
    (row,) = result.failing_rows
    assert row["metric_id"] == result.failing_keys[0]
    assert row["file_name"] == "甲县2023.txt"
    assert (row["label"], row["text"], row["value"], row["unit"]) == ("课后服务学生参与率", "80%", 180, "%")
    assert "占1000人的80%" in row["sentence"]
    assert (result.evaluated_count, result.unexpected_count) == (1, 1)
    assert not result.stops_run


def test_a_failing_relation_is_shown_with_its_explanation(database: Path) -> None:
    breaking(database, "UPDATE relations SET holds = false, explanation = '少了500元' WHERE kind = 'sum'")
    result = one(check(database, suites_of_stage("relations")), "sums_hold")
    assert result.failing_rows[0]["explanation"] == "少了500元"


@pytest.mark.parametrize("fault", ["text = '51所'", "kind = 'levels'"])
def test_a_critical_fault_of_one_row_holds_that_row_back_and_nothing_else(fault: str, database: Path) -> None:
    breaking(database, f"UPDATE metrics SET {fault} WHERE text = '50所'")
    results = check(database, suites_of_stage("metrics"))
    assert stopping(results) == []
    assert sum(len(held_back(result)) for result in results) == 1


def test_a_critical_fault_of_a_table_stops_the_run(database: Path) -> None:
    breaking(database, "DELETE FROM documents")
    stopped = stopping(check(database, suites_of_stage("warehouse")))
    assert "documents_not_empty" in {result.expectation for result in stopped}


def test_many_failing_rows_are_counted_and_held_back_and_the_first_of_them_told(database: Path) -> None:
    breaking(
        database,
        "INSERT INTO metrics SELECT * EXCLUDE (i) REPLACE (metric_id || 'x' || i AS metric_id, ' ' AS unit) "
        "FROM metrics, range(400) r(i) WHERE text = '50所'",
    )
    result = one(check(database, suites_of_stage("metrics")), "metrics_words_given")
    assert result.unexpected_count == len(set(held_back(result))) == 400
    assert list(result.failing_keys) == sorted(held_back(result))[:KEYS_KEPT]
    assert [row["metric_id"] for row in result.failing_rows] == list(result.failing_keys[:10])


def test_more_failing_rows_than_there_are_rows_are_evaluated_all_the_same(database: Path) -> None:
    (result,) = check(database, written("SELECT m.metric_id FROM metrics m, metrics n"))
    assert result.error is None
    assert result.unexpected_count == (result.evaluated_count or 0) ** 2


@pytest.mark.parametrize("severity", ["critical", "warning"])
def test_a_check_that_sleeps_for_ever_is_ended_and_counts_as_not_evaluated(severity: str, database: Path) -> None:
    sleeping = written("SELECT metric_id FROM metrics WHERE sleep_ms(3600000) IS NULL", severity=severity)
    others = suites_of_stage("documents")
    limits = indicator_limits(small_catalog())
    started = time.monotonic()
    result, *rest = run_suites(database, [*sleeping, *others], "run", limits, seconds=1)
    assert time.monotonic() - started < 30
    assert "longer than 1 second" in str(result.error)
    assert (result.success, result.evaluated_count, result.stops_run) == (False, None, severity == "critical")
    assert [other.error for other in rest] == [None] * len(rest)


def test_keys_of_several_columns_are_joined(database: Path) -> None:
    breaking(database, "UPDATE relation_members SET metric_id = 'nowhere' WHERE role = 'total'")
    (key, _) = one(check(database, suites_of_stage("relations")), "relation_members_metric_id_exists").failing_keys
    assert key.endswith("/nowhere/total")


def test_results_come_in_the_order_of_the_suite_whatever_order_gx_has(database: Path) -> None:
    suite = suites_of_stage("metrics")[0]
    for expectations in (suite.expectations, suite.expectations[::-1]):
        turned = [Suite(suite.name, suite.stage, suite.table, suite.description, expectations, suite.thresholds)]
        assert [result.expectation for result in check(database, turned)] == [item.id for item in expectations]


def test_severity_is_what_the_data_say(database: Path) -> None:
    severities = {e.id: e.severity for suite in load_suites() for e in suite.expectations}
    assert {r.expectation: r.severity for r in check(database, load_suites())} == severities


def test_a_missing_table_fails_its_suite_and_no_other(database: Path) -> None:
    breaking(database, "DROP TABLE relation_members CASCADE")
    results = check(database, suites_of_stage("relations"))
    members = {result.expectation for result in results if result.table_name == "relation_members"}
    assert failed(results) == members | {"relations_have_members"}
    assert all(result.error for result in results if result.table_name == "relation_members")


def test_a_query_that_does_not_work_counts_as_failed_and_says_why(database: Path) -> None:
    (result,) = check(database, written("SELECT metric_id FROM metrics WHERE weather = 'fine'"))
    assert not result.success
    assert "weather" in str(result.error)
    assert (result.evaluated_count, result.failing_rows) == (None, ())


def test_a_critical_row_check_that_could_not_be_evaluated_stops_the_run(database: Path) -> None:
    results = check(database, written("SELECT metric_id FROM metrics WHERE weather = 'fine'", severity="critical"))
    assert stopping(results) == results


def test_braces_and_percent_signs_in_a_query_are_the_querys_own(database: Path) -> None:
    (result,) = check(database, written("SELECT metric_id FROM metrics WHERE regexp_full_match(text, '[0-9]{2}%')"))
    assert result.unexpected_count == 2


def test_without_a_published_file_nothing_is_fewer(database: Path, tmp_path: Path) -> None:
    breaking(database, "DELETE FROM metrics WHERE text = '5个百分点'")
    for published in (None, tmp_path / "absent.duckdb"):
        assert one(check(database, suites_of_stage("metrics"), published), "documents_not_fewer_metrics").success


def test_a_published_file_that_cannot_be_read_is_no_reason_to_stop(database: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.duckdb").write_bytes(b"no database" * 1000)
    results = check(database, suites_of_stage("metrics"), tmp_path / "broken.duckdb")
    assert failed(results) == set()


def test_fewer_figures_than_published_are_noticed_with_both_counts(database: Path, clean_file: Path) -> None:
    breaking(database, "DELETE FROM metrics WHERE text = '5个百分点'")
    result = one(check(database, suites_of_stage("metrics"), clean_file), "documents_not_fewer_metrics")
    (row,) = result.failing_rows
    assert (row["metrics_before"], row["metrics_now"], row["file_name"]) == (14, 13, "甲县2023.txt")


@pytest.mark.parametrize("name", ["with space.duckdb", "甲县 $HOME %20 'q'.duckdb"])
def test_any_file_name_will_do(name: str, database: Path, tmp_path: Path) -> None:
    odd = Path(shutil.copyfile(database, tmp_path / name))
    assert failed(check(odd, suites_of_stage("documents"), odd)) == set()


def test_the_file_is_closed_afterwards_and_was_only_read(database: Path, clean_file: Path) -> None:
    before = database.read_bytes()
    check(database, suites_of_stage("documents"), clean_file)
    assert not {database, clean_file} & {link.resolve() for link in Path("/proc/self/fd").iterdir()}
    assert database.read_bytes() == before


def test_a_run_says_nothing_of_its_own_and_leaves_no_folder_behind(database: Path, tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from edu_pipeline.quality.gx import run_suites; "
        "from edu_pipeline.quality.suites import suites_of_stage; "
        "from edu_pipeline.quality.expectation import ThresholdTable; "
        "limits = ThresholdTable({'indicator_id': 'VARCHAR'}, ()); "
        f"print(len(run_suites(Path({str(database)!r}), suites_of_stage('documents'), 'run', limits)))"
    )
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    assert done.stderr == ""
    assert done.stdout.strip() == str(len(suites_of_stage("documents")[0].expectations))
    assert list(temporary.iterdir()) == []


def test_a_gross_rate_above_100_is_no_misprint(database: Path) -> None:
    breaking(database, "UPDATE metrics SET value = 103, label = '小学毛入学率' WHERE text = '80%'")
    assert one(check(database, suites_of_stage("metrics")), "metrics_share_at_most_100").success


@pytest.mark.parametrize(
    ("region", "label", "met"),
    [
        ("甲县", "校舍建设投入", False),
        ("甲省", "校舍建设投入", True),
        ("甲县", "地区生产总值", True),
        (None, "教育投入", True),
    ],
)
def test_how_large_an_amount_may_be_depends_on_the_place(
    region: str | None, label: str, met: bool, database: Path
) -> None:
    with duckdb.connect(database) as connection:
        sql = "UPDATE metrics SET value = 2000000000000, region = ?, label = ? WHERE text = '24万元'"
        connection.execute(sql, [region, label])
    assert one(check(database, suites_of_stage("metrics")), "metrics_magnitude_plausible").success is met

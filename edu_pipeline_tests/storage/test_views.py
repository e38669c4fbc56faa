"""The views on points made by hand: (doc, indicator, region, year, status, qualifier, value) and what is printed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from edu_pipeline.storage.tables import load_views
from edu_pipeline_tests.storage.points import INDICATORS, Warehouse

pytestmark = pytest.mark.pipeline

CONTRACT = {
    "indicator_timeseries": "indicator_id name_zh region year status qualifier value unit doc_id metric_id",
    "target_progress": "indicator_id region target_year target_value qualifier latest_year latest_value gap met",
    "disagreements": (
        "indicator_id name_zh region year status unit value other_value difference qualifier other_qualifier "
        "doc_id other_doc_id metric_id other_metric_id reports"
    ),
}


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with duckdb.connect() as connection:
        made = Warehouse(connection)
        for doc_id in ("a", "b"):
            made.document(doc_id)
        yield made


@pytest.mark.parametrize("name", CONTRACT)
def test_views_of_the_contract_have_exactly_its_columns(warehouse: Warehouse, name: str) -> None:
    assert [row[0] for row in warehouse.ask(f"DESCRIBE {name}")] == CONTRACT[name].split()


@pytest.mark.parametrize("name", load_views())
def test_every_view_answers_an_empty_warehouse(warehouse: Warehouse, name: str) -> None:
    of_documents = name in ("coverage", "relation_coverage")
    assert warehouse.ask(f"SELECT * FROM {name} WHERE doc_id IS NULL" if of_documents else f"FROM {name}") == []


def test_coverage_of_relations_is_the_share_of_figures_that_are_checked(warehouse: Warehouse) -> None:
    first, second = (warehouse.point("a", "groups", 2023, value) for value in (40, 30))
    warehouse.point("a", "recruited", 2023, 5)
    relation = {"relation_id": "a:r1", "doc_id": "a", "kind": "subset", "holds": False}
    warehouse.insert("relations", relation)
    for metric_id, role in ((first, "whole"), (second, "part")):
        warehouse.insert("relation_members", {"relation_id": "a:r1", "metric_id": metric_id, "role": role})
    columns = "doc_id, figures, checked, round(checked_share, 2)::FLOAT, relations, failing, in_failing"
    assert warehouse.ask(f"SELECT {columns} FROM relation_coverage ORDER BY 1") == [
        ("a", 3, 2, pytest.approx(0.67), 1, 1, 2),
        ("b", 0, 0, None, 0, 0, 0),
    ]


def test_a_point_stated_twice_in_one_report_is_one_row(warehouse: Warehouse) -> None:
    warehouse.point("a", "groups", 2023, 40)
    warehouse.point("a", "groups", 2023, 40)
    warehouse.point("b", "groups", 2023, 40)
    assert warehouse.ask("SELECT doc_id, value FROM indicator_timeseries ORDER BY 1") == [("a", 40), ("b", 40)]


def test_same_named_districts_are_two_places(warehouse: Warehouse) -> None:
    warehouse.place("a", "鼓楼区", "南京市", "320106")
    warehouse.place("b", "鼓楼区", "徐州市", "320302")
    warehouse.place("a", "甲市", "乙省", "999900")
    warehouse.point("a", "groups", 2023, 40, region="鼓楼区")
    warehouse.point("b", "groups", 2023, 50, region="鼓楼区")
    warehouse.point("a", "groups", 2023, 90)
    regions = [row[0] for row in warehouse.ask("SELECT region FROM indicator_timeseries ORDER BY value")]
    assert regions == ["南京市鼓楼区", "徐州市鼓楼区", "甲市"]
    assert warehouse.ask("FROM disagreements") == []


def test_same_named_towns_of_two_counties_are_two_places(warehouse: Warehouse) -> None:
    for doc_id, county, value in (("a", "甲县", 4), ("b", "乙县", 5)):
        row = {"doc_id": doc_id, "region": "城关镇", "name": "城关镇", "level": "township", "parent": county}
        warehouse.insert("document_places", row)
        warehouse.point(doc_id, "groups", 2023, value, region="城关镇")
    regions = [row[0] for row in warehouse.ask("SELECT region FROM indicator_timeseries ORDER BY value")]
    assert regions == ["甲县城关镇", "乙县城关镇"]
    assert warehouse.ask("FROM disagreements") == []


def test_a_renamed_place_is_one_series(warehouse: Warehouse) -> None:
    for doc_id, name, year in (("a", "祁阳县", 2019), ("b", "祁阳市", 2022)):
        row = {"doc_id": doc_id, "region": name, "name": "祁阳市", "level": "county", "code": "431181"}
        warehouse.insert("document_places", row)
        warehouse.point(doc_id, "groups", year, 40, region=name)
    assert warehouse.ask("SELECT DISTINCT region FROM indicator_timeseries") == [("祁阳市",)]


@pytest.mark.parametrize(
    ("indicator", "qualifier", "target", "reached", "met"),
    [
        ("share", ">=", 61, Decimal("59.8"), False),
        ("share", "=", 50, 50, True),
        ("large", "<=", 1, Decimal("0.8"), True),
        ("large", "=", 1, 2, False),
        ("groups", ">", 40, 41, True),
    ],
)
def test_a_target_is_met_in_its_direction(
    warehouse: Warehouse, indicator: str, qualifier: str, target: int, reached: Any, met: bool
) -> None:
    warehouse.point("a", indicator, 2023, reached)
    warehouse.point("a", indicator, 2024, target, "target", qualifier=qualifier)
    expected = [(indicator, 2024, target, 2023, reached, target - reached, met)]
    columns = "indicator_id, target_year, target_value, latest_year, latest_value, gap, met"
    assert warehouse.ask(f"SELECT {columns} FROM target_progress") == expected


def test_the_latest_value_counts_and_of_one_year_the_report_issued_last(warehouse: Warehouse) -> None:
    warehouse.document("c", published_on="2025-03-01")
    warehouse.document("d", published_on="2025-02-01")
    warehouse.point("a", "share", 2024, 61, "target")
    for doc_id, year, value in (("a", 2023, 50), ("d", 2024, 60), ("c", 2024, 62)):
        warehouse.point(doc_id, "share", year, value)
    assert warehouse.ask("SELECT latest_year, latest_value, met FROM target_progress") == [(2024, 62, True)]
    assert warehouse.ask("SELECT before_value, after_value, kept FROM target_outcomes") == [(50, 62, True)]


def test_a_target_without_a_result_is_listed_with_empty_columns(warehouse: Warehouse) -> None:
    warehouse.point("a", "share", 2024, 61, "target")
    assert warehouse.ask("SELECT latest_year, latest_value, gap, met FROM target_progress") == [(None,) * 4]


def test_what_is_counted_over_a_year_is_not_met_by_another_year(warehouse: Warehouse) -> None:
    warehouse.point("a", "recruited", 2024, 200, "target")
    warehouse.point("a", "recruited", 2023, 500)
    warehouse.point("b", "recruited", 2025, 900)
    assert warehouse.ask("SELECT latest_year, met FROM target_progress") == [(2023, None)]
    warehouse.point("b", "recruited", 2024, 180)
    assert warehouse.ask("SELECT latest_year, latest_value, met FROM target_progress") == [(2024, 180, False)]
    assert warehouse.ask("SELECT after_year, kept FROM target_outcomes") == [(2024, False)]


def test_steps_beyond_the_plausible_are_jumps(warehouse: Warehouse) -> None:
    for year, value in ((2020, 40), (2022, 46), (2023, 80)):
        warehouse.point("a", "groups", year, value)
    assert warehouse.ask("SELECT year, previous_value, value, step FROM series_jumps") == [
        (2023, 46, 80, Decimal("73.91"))
    ]
    warehouse.point("a", "share", 2022, 40)
    warehouse.point("a", "share", 2023, 60)
    jump = warehouse.ask("SELECT step, largest_step FROM series_jumps WHERE indicator_id = 'share'")
    assert jump == [(20, 15)]


def test_a_longer_gap_allows_a_larger_step(warehouse: Warehouse) -> None:
    warehouse.point("a", "groups", 2020, 40)
    warehouse.point("a", "groups", 2023, 120)
    assert warehouse.ask("FROM series_jumps") == []


def test_targets_below_what_the_report_says_is_reached(warehouse: Warehouse) -> None:
    warehouse.point("a", "share", 2023, 60)
    warehouse.point("a", "share", 2024, 55, "target")
    warehouse.point("a", "recruited", 2023, 60)
    warehouse.point("a", "recruited", 2024, 55, "target")
    assert warehouse.ask("SELECT indicator_id, reached_value FROM targets_met_already") == [("share", 60)]


@pytest.mark.parametrize(("indicator", "best"), [("share", 70), ("large", 60)])
def test_a_target_is_one_row_beside_the_best_value_before_its_year(
    warehouse: Warehouse, indicator: str, best: int
) -> None:
    target = 50 if indicator == "share" else 80
    for year, value in ((2020, 70), (2022, 60), (2023, 65), (2024, target * 2 if target == 50 else 1)):
        warehouse.point("a", indicator, year, value)
    warehouse.point("a", indicator, 2024, target, "target")
    warehouse.point("a", indicator, 2019, target, "target")
    found = warehouse.ask("SELECT target_year, reached_value FROM targets_met_already")
    assert found == [(2024, best)]


def test_every_doubt_of_a_figure_is_in_one_row(warehouse: Warehouse) -> None:
    first = warehouse.point("a", "groups", 2023, 40)
    second = warehouse.point("b", "groups", 2023, 90)
    third = warehouse.point("b", "share", 2023, 300)
    warehouse.insert("relations", {"relation_id": "a:r0", "doc_id": "a", "holds": False, "explanation": "合计不符"})
    warehouse.insert("relation_members", {"relation_id": "a:r0", "metric_id": first, "role": "total"})
    failing = {"suite": "metrics", "expectation": "share_at_most_100", "severity": "warning"}
    warehouse.insert("failing_metrics", failing | {"metric_id": third, "why": "占比超过100%"})
    found = {row[0]: row[1:] for row in warehouse.ask("SELECT metric_id, reasons, why FROM untrusted_metrics")}
    assert found.keys() == {first, second, third}
    assert found[first][0] == 2
    assert "算式不成立：合计不符" in found[first][1]
    assert "b.txt 中同一指标为 90个" in found[first][1]
    assert found[second] == (1, "与另一报告不一致：a.txt 中同一指标为 40个")
    assert found[third] == (1, "未通过检查 share_at_most_100：占比超过100%")


def test_coverage_lists_every_pair(warehouse: Warehouse) -> None:
    warehouse.point("a", "groups", 2023, 40)
    warehouse.point("a", "groups", 2024, 50, "target")
    rows = warehouse.ask("SELECT doc_id, indicator_id, actuals, targets, missing FROM coverage ORDER BY ALL")
    assert len(rows) == 2 * len(INDICATORS)
    assert ("a", "groups", 1, 1, False) in rows
    assert ("b", "groups", 0, 0, True) in rows


def test_an_observation_has_a_column_for_each_dimension(warehouse: Warehouse) -> None:
    metric = warehouse.point("a", "groups", 2023, 40, measure="学校数", label="公办中小学校数")
    warehouse.point("b", "groups", 2023, 7, measure="学校数")
    for dimension, member in (("学段", "小学"), ("学段", "中学"), ("办学", "公办")):
        row = {"metric_id": metric, "dimension": dimension, "member": member}
        warehouse.insert("metric_dimensions", row)
    found = warehouse.ask("SELECT value, measure, 学段, 办学, 城乡, file_name FROM observations ORDER BY value")
    assert found == [
        (7, "学校数", None, None, None, "b.txt"),
        (40, "学校数", "中学、小学", "公办", None, "a.txt"),
    ]

"""The view `disagreements` on points made by hand, against a comparison of every pair, and through a whole run."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edu_pipeline_tests.folders import Folders
from edu_pipeline_tests.storage.points import Warehouse

pytestmark = pytest.mark.pipeline

ROWS = "SELECT metric_id, value, other_value, difference, other_doc_id, reports FROM disagreements ORDER BY ALL"


@dataclass(frozen=True)
class Figure:
    """A stated value and between what it lies; None is an open end or an unknown place or year."""

    number: int
    doc_id: str
    value: int
    low: int | None
    high: int | None
    region: str | None
    year: int | None
    status: str

    @property
    def metric_id(self) -> str:
        return f"{self.doc_id}:{self.number}"

    @property
    def group(self) -> tuple[str | None, int | None, str]:
        return self.region, self.year, self.status


def lies_above(one: Figure, other: Figure) -> int:
    """How far all that one could be lies above all that the other could be; 0 where it does not."""
    return 0 if one.low is None or other.high is None else max(one.low - other.high, 0)


def pairwise(figures: list[Figure]) -> dict[str, tuple[str, int]]:
    """Of each contradicted figure the farthest figure of another report, and how many reports state the same thing."""
    found = {}
    for one in figures:
        same = [f for f in figures if f.group == one.group and None not in f.group]
        others = [f for f in same if f.doc_id != one.doc_id]
        # Of equally far ones the lower, then the first.
        against = [(-lies_above(one, f), 0, f.metric_id) for f in others if lies_above(one, f)]
        against += [(-lies_above(f, one), 1, f.metric_id) for f in others if lies_above(f, one)]
        if against:
            found[one.metric_id] = (min(against)[2], len({f.doc_id for f in same}))
    return found


def drawn_figures() -> st.SearchStrategy[list[Figure]]:
    margin = st.sampled_from([0, 0, 0, 1, 2, None])
    parts = st.tuples(
        st.sampled_from("abcd"),
        st.integers(0, 6),
        margin,
        margin,
        st.sampled_from(["甲市", "甲市", "甲市", "乙市", None]),
        st.sampled_from([2023, 2023, 2023, 2022, None]),
        st.sampled_from(["actual", "actual", "actual", "target"]),
    )

    def figure(number: int, drawn: tuple[Any, ...]) -> Figure:
        doc_id, value, below, above, *rest = drawn
        low, high = (None if below is None else value - below), (None if above is None else value + above)
        return Figure(number, doc_id, value, low, high, *rest)

    return st.lists(parts, max_size=12).map(lambda drawn: [figure(n, one) for n, one in enumerate(drawn)])


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with duckdb.connect() as connection:
        made = Warehouse(connection)
        for doc_id in "abcd":
            made.document(doc_id)
        yield made


def test_the_view_tells_what_comparing_every_pair_tells(warehouse: Warehouse) -> None:
    @settings(max_examples=100, deadline=None)
    @given(figures=drawn_figures())
    def compare(figures: list[Figure]) -> None:
        warehouse.connection.begin()
        for f in figures:
            more = {"region": f.region, "metric_id": f.metric_id, "bounds": (f.low, f.high)}
            warehouse.point(f.doc_id, "groups", f.year, f.value, f.status, **more)
        rows = warehouse.ask("SELECT metric_id, other_metric_id, reports, difference FROM disagreements")
        warehouse.connection.rollback()
        expected = pairwise(figures)
        assert len(rows) == len(expected)
        assert {metric_id: (other, reports) for metric_id, other, reports, _ in rows} == expected
        values = {f.metric_id: f.value for f in figures}
        assert all(abs(values[metric_id] - values[other]) == difference for metric_id, other, _, difference in rows)

    compare()


def test_values_disagree_only_beyond_what_is_printed(warehouse: Warehouse) -> None:
    warehouse.point("a", "groups", 2023, 578000, bounds=(577500, 578500))
    warehouse.point("b", "groups", 2023, 578123)
    assert warehouse.ask("FROM disagreements") == []
    first = warehouse.point("b", "groups", 2022, 535)
    second = warehouse.point("a", "groups", 2022, 536)
    assert warehouse.ask(ROWS) == [(second, 536, 535, 1, "b", 2), (first, 535, 536, 1, "a", 2)]


def test_an_open_end_disagrees_with_nothing_on_its_side(warehouse: Warehouse) -> None:
    warehouse.point("a", "groups", 2023, 40, qualifier=">", bounds=(40, None))
    warehouse.point("b", "groups", 2023, 48)
    warehouse.point("a", "groups", 2022, 40, qualifier=">", bounds=(40, None))
    warehouse.point("b", "groups", 2022, 39)
    assert warehouse.ask("SELECT year, qualifier, other_qualifier FROM disagreements ORDER BY value") == [
        (2022, "=", ">"),
        (2022, ">", "="),
    ]


@pytest.mark.parametrize("change", [{"status": "target"}, {"year": 2022}, {"region": "乙市"}, {"indicator": "share"}])
def test_only_the_same_thing_can_disagree(warehouse: Warehouse, change: dict[str, Any]) -> None:
    other: dict[str, Any] = {"indicator": "groups", "year": 2023, "value": 90} | change
    warehouse.point("a", "groups", 2023, 40)
    warehouse.point("b", **other)
    assert warehouse.ask("FROM disagreements") == []


def test_a_report_does_not_disagree_with_itself(warehouse: Warehouse) -> None:
    warehouse.point("a", "groups", 2023, 40)
    warehouse.point("a", "groups", 2023, 90)
    assert warehouse.ask("FROM disagreements") == []


def test_a_thousand_reports_are_a_thousand_rows(warehouse: Warehouse) -> None:
    warehouse.point("a", "groups", 2023, 0)
    warehouse.connection.execute("""
        INSERT INTO documents BY NAME SELECT * EXCLUDE (i) REPLACE (doc_id || i AS doc_id)
        FROM documents, range(1, 1000) AS r(i) WHERE doc_id = 'a';
        INSERT INTO metrics BY NAME SELECT * EXCLUDE (i) REPLACE (doc_id || i AS doc_id, i AS metric_id, i AS value)
        FROM metrics, range(1, 1000) AS r(i)""")
    assert warehouse.ask("SELECT count(*), min(reports), max(difference) FROM disagreements") == [(1000, 1000, 999)]


def test_six_reports_that_all_differ_are_six_figures_not_to_be_trusted(tmp_path: Path) -> None:
    folders = Folders(tmp_path, reports=0)
    for count in range(41, 47):
        folders.write(f"{count}.txt", f"2023年，东湖区共有教育集团{count}个。")
    done = folders.command("run")
    assert done.code == 0, done.out + done.err
    assert "warning disagreements.value disagreements_none: 6 of 6 rows." in done.out
    checked = folders.ask("""
        SELECT evaluated_count, unexpected_count, success, contains(details, '"error"')
        FROM check_results WHERE expectation = 'disagreements_none'""")
    assert checked == [(6, 6, False, False)]
    untrusted: dict[int, tuple[int, str]] = {
        int(value): (reasons, why)
        for value, reasons, why in folders.ask("SELECT value, reasons, why FROM untrusted_metrics")
    }
    assert untrusted.keys() == set(range(41, 47))
    assert untrusted[41] == (1, "与另一报告不一致：46.txt 中同一指标为 46个")
    assert untrusted[46] == (1, "与另一报告不一致：41.txt 中同一指标为 41个")

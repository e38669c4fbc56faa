import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from edu_pipeline.quality.results import ExpectationResult, plain, stopping

MET = ExpectationResult(
    suite="metrics",
    table_name="metrics",
    column_name="value",
    expectation="metrics_fine",
    severity="critical",
    level="row",
    success=True,
    evaluated_count=10,
    unexpected_count=0,
    failing_keys=(),
    failing_rows=(),
    description="Figures are fine.",
)
ONE_ROW = replace(
    MET,
    success=False,
    unexpected_count=1,
    failing_keys=("a:1",),
    failing_rows=({"metric_id": "a:1"},),
    keys_file=Path("metrics_fine.parquet"),
)


@pytest.mark.parametrize(
    ("result", "stops"),
    [
        (MET, False),
        (replace(MET, level="table"), False),
        (ONE_ROW, False),
        (replace(ONE_ROW, level="table"), True),
        (replace(ONE_ROW, keys_file=None), True),
        (replace(ONE_ROW, severity="warning", level="table"), False),
        (replace(MET, success=False, error="no such column", unexpected_count=None), True),
        (replace(MET, success=False, error="no such column", severity="warning"), False),
    ],
)
def test_only_a_critical_fault_that_no_quarantine_takes_away_stops_the_run(
    result: ExpectationResult, stops: bool
) -> None:
    assert result.stops_run is stops
    assert stopping([result]) == ([result] if stops else [])


def test_rows_are_held_back_where_a_critical_check_names_all_of_them() -> None:
    assert ONE_ROW.holds_back
    assert not replace(ONE_ROW, severity="warning").holds_back
    assert not replace(ONE_ROW, level="table").holds_back
    assert not replace(ONE_ROW, keys_file=None).holds_back
    assert not MET.holds_back


def test_details_are_json_with_the_failing_keys() -> None:
    told = json.loads(replace(ONE_ROW, failing_keys=tuple(f"a:{n}" for n in range(50)), severity="warning").details)
    assert len(told["failing_keys"]) == 50
    assert told["failing_rows"] == [{"metric_id": "a:1"}]
    assert told["description"] == "Figures are fine."
    assert json.loads(replace(ONE_ROW, why="数值为负").details)["why"] == "数值为负"


def test_a_line_for_the_terminal() -> None:
    assert ONE_ROW.line == "critical metrics.value metrics_fine: 1 of 10 rows. Figures are fine."
    told = replace(MET, success=False, error="no such column").line
    assert told == "critical metrics.value metrics_fine: NOT EVALUATED, no such column. Figures are fine."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("57.8000000000"), 57.8),
        (Decimal("578000.0000000000"), 578000),
        (date(2026, 1, 2), "2026-01-02"),
        ({"甲": (Decimal(1), None)}, {"甲": [1, None]}),
    ],
)
def test_values_become_plain(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)

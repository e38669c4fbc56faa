"""How values are put for people."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from edu_pipeline.records import MetricKind, RelationKind, Status, UnclaimedReason
from edu_pipeline.site.words import amount, beijing, chinese, number, period


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("578000.0000000000", "578,000"),
        ("93.7100000000", "93.71"),
        ("0", "0"),
        ("-12.50", "-12.5"),
        ("1E+9", "1,000,000,000"),
    ],
)
def test_numbers_are_written_out(value: str, told: str) -> None:
    assert number(Decimal(value)) == told


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"value": Decimal("93.71"), "unit": "%", "qualifier": "="}, "93.71%"),
        ({"value": Decimal(1), "value_max": Decimal(2), "unit": "个", "qualifier": "="}, "1–2 个"),
        ({"value": Decimal(80), "value_max": None, "unit": "%", "qualifier": ">="}, "≥ 80%"),
        ({"value": Decimal(500), "unit": "人", "qualifier": "~"}, "约 500 人"),
    ],
)
def test_amounts_keep_unit_range_and_qualifier(row: dict[str, Any], told: str) -> None:
    assert amount(row) == told


def test_every_word_of_a_figure_has_a_chinese_one() -> None:
    words = [("status", Status), ("kind", MetricKind), ("relation", RelationKind), ("unclaimed", UnclaimedReason)]
    told = [chinese(name, word.value) for name, vocabulary in words for word in vocabulary]
    assert all(not word.isascii() for word in told)
    assert chinese("status", "unheard") == "unheard"


def test_a_single_day_is_told_once() -> None:
    end = date(2021, 12, 31)
    assert period({"period_start": end, "period_end": end}) == "2021-12-31"
    assert period({"period_start": date(2021, 1, 1), "period_end": end}) == "2021-01-01 至 2021-12-31"
    assert period({"period_start": None, "period_end": None}) == ""


def test_moments_are_told_by_the_clock_of_beijing() -> None:
    assert beijing(datetime(2026, 1, 1, 22, 30)) == "2026-01-02 06:30"

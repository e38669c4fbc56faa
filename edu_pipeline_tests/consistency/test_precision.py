"""What a printed figure leaves open."""

from dataclasses import replace
from decimal import Decimal

import pytest

from edu_pipeline.consistency.precision import bounds, place, step
from edu_pipeline.records import Qualifier
from edu_pipeline_tests.consistency.marked import one


@pytest.mark.parametrize(
    ("marked", "low", "high"),
    [
        ("教师[145人]", "145", "145"),
        ("学生[57.8万人]", "577500", "578500"),
        ("学生[57.80万人]", "577950", "578050"),
        ("增幅[9.09%]", "9.085", "9.095"),
        ("面积[513亩]", "512.5", "513.5"),
        ("投入[2460万元]", "24595000", "24605000"),
        ("印发[1600余份]", "1600", "1700"),
        ("封存[3万余册]", "30000", "40000"),
        ("投入[4860余万元]", "48600000", "48700000"),
        ("在训[900多人]", "900", "1000"),
        ("共有约[73万人]", "720000", "740000"),
        ("共有约[20万人]", "180000", "220000"),
        ("入学新生近[13万人]", "120000", "135000"),
        ("给予[500元]", "500", "500"),
        ("[1,448家]", "1448", "1448"),
    ],
)
def test_bounds_follow_the_print(marked: str, low: str, high: str) -> None:
    limits = bounds(one(marked))
    assert (limits.low, limits.high) == (Decimal(low), Decimal(high))


def test_words_can_leave_one_end_open() -> None:
    at_least = bounds(one("占比[61%以上]"))
    assert (at_least.low, at_least.high) == (Decimal(61), None)
    at_most = bounds(replace(one("比例[1%以内]"), qualifier=Qualifier.AT_MOST))
    assert (at_most.low, at_most.high) == (None, Decimal(1))


def test_range_spans_both_values() -> None:
    limits = bounds(replace(one("开设[3-5个]"), value=Decimal(3), value_max=Decimal(5)))
    assert (limits.low, limits.high) == (Decimal(3), Decimal(5))


def test_share_in_words_is_read_to_the_percent() -> None:
    third = replace(one("占[33.33%]"), sentence="占三分之一", sentence_start=1, sentence_end=5)
    assert bounds(third).holds(Decimal("33.3333"))
    assert not bounds(third).holds(Decimal(36))


def test_corrected_value_does_not_inherit_the_precision_of_the_misprint() -> None:
    assert step(replace(one("投资[2亿万元]"), value=Decimal(150000000))) == 0


@pytest.mark.parametrize(("value", "expected"), [("36000", "1000"), ("24.3", "0.1"), ("0", "1"), ("5", "1")])
def test_place_is_that_of_the_last_digit_above_zero(value: str, expected: str) -> None:
    assert place(Decimal(value)) == Decimal(expected)


@pytest.mark.parametrize(
    ("printed", "value", "low", "high"),
    [
        ("1:16.5", "16.5", "16.45", "16.55"),
        ("13.5：1", "13.5", "13.45", "13.55"),
        ("1：16.58", "16.58", "16.575", "16.585"),
        ("1:7", "7", "6.5", "7.5"),
    ],
)
def test_ratio_is_as_exact_as_its_side_that_is_not_one(printed: str, value: str, low: str, high: str) -> None:
    plain = one(f"师生比[{value}人]")
    sentence = f"师生比{printed}"
    ratio = replace(
        plain, value=Decimal(value), unit=":1", sentence=sentence, sentence_start=3, sentence_end=len(sentence)
    )
    assert (bounds(ratio).low, bounds(ratio).high) == (Decimal(low), Decimal(high))

"""Numerals in the forms that reports print, round trip up to 10^16."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_pipeline.extraction.numerals import parse_arabic, parse_chinese

DIGITS = "零一二三四五六七八九"
PLACES = ["", "十", "百", "千"]


def below_ten_thousand(number: int) -> str:
    out, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            out += ("零" if gap and out else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return out


def to_chinese(number: int) -> str:
    """The standard reading of a number below 10^16."""
    if number == 0:
        return "零"
    groups = [(number // 10**8 // 10**4, "万亿"), (number // 10**8 % 10**4, "亿"), (number // 10**4 % 10**4, "万")]
    out = "".join(below_ten_thousand(part) + mark for part, mark in _fold(groups) if part)
    rest = number % 10**4
    if rest:
        out += ("零" if out and rest < 1000 else "") + below_ten_thousand(rest)
    return out


def _fold(groups: list[tuple[int, str]]) -> list[tuple[int, str]]:
    (upper, _), (middle, _), low = groups
    if upper and middle:
        return [(upper, "万"), (middle, "亿"), low]
    return groups


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_standard_chinese_reading_comes_back(number: int) -> None:
    assert parse_chinese(to_chinese(number)) == number


@given(st.decimals(min_value=0, max_value=10**16, places=4, allow_nan=False, allow_infinity=False))
def test_arabic_with_and_without_separators_comes_back(number: Decimal) -> None:
    assert parse_arabic(f"{number:f}") == number
    assert parse_arabic(f"{number:,f}") == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("百", 100),
        ("万", 10000),
        ("十二", 12),
        ("两千", 2000),
        ("三万五千", 35000),
        ("一亿二千万", 120000000),
        ("二〇二三", 2023),
    ],
)
def test_forms_in_use(text: str, value: int) -> None:
    assert parse_chinese(text) == value


@pytest.mark.parametrize("text", ["", "十百", "一二百", "亿亿", "两两", "百" * 40])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    assert parse_chinese(text) is None


@given(st.text(alphabet="零〇一二两三四五六七八九十百千万亿", max_size=30))
def test_any_run_of_numeral_characters_is_read_or_refused(text: str) -> None:
    value = parse_chinese(text)
    assert value is None or value >= 0


def test_a_run_of_digits_too_long_for_a_figure_is_refused() -> None:
    assert parse_arabic("9" * 23) is None

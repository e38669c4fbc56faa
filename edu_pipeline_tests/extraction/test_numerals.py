"""Numerals in the forms that reports print, round trip up to 10^16."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_pipeline.extraction.numerals import parse_arabic, parse_chinese, parse_range, plain_numerals

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
        ("一百二", 120),
        ("三万五", 35000),
        ("三万零五", 30005),
        ("四万万", 400000000),
        ("一千一百十", 1110),
        ("3万2千", 32000),
        ("1万600", 10600),
        ("1百01", 101),
        ("五兆六十二亿", 5006200000000),
    ],
)
def test_forms_in_use(text: str, value: int) -> None:
    assert parse_chinese(text) == value


@pytest.mark.parametrize(
    "text", ["", "十百", "一二百", "亿亿", "两两", "百" * 40, "三十两", "3万5", "1亿20", "千百", "百" * 61]
)
def test_what_is_no_numeral_is_refused(text: str) -> None:
    assert parse_chinese(text) is None


@given(st.text(alphabet="零〇一二两三四五六七八九十百千万亿", max_size=30))
def test_any_run_of_numeral_characters_is_read_or_refused(text: str) -> None:
    value = parse_chinese(text)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("四五百", (400, 500)),
        ("三五千", (3000, 5000)),
        ("十七八万", (170000, 180000)),
        ("四十五六", (45, 46)),
        ("六十三四万", (630000, 640000)),
        ("十四五", None),
        ("五四", None),
        ("一二三", None),
        ("三百五十", None),
    ],
)
def test_approximate_pairs(text: str, ends: tuple[int, int] | None) -> None:
    found = parse_range(text)
    assert (found and tuple(map(int, found))) == ends


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("壹佰贰拾叁萬元整", "一百二十三万元整"),
        ("一千陆", "一千六"),
        ("五十點陸個", "五十点六个"),
        ("大陆、队伍、收拾", "大陆、队伍、收拾"),
        ("队伍壹佰人", "队伍一百人"),
        ("投入伍拾元", "投入五十元"),
        ("陆地面积", "陆地面积"),
    ],
)
def test_capital_and_traditional_numerals_become_plain_ones(text: str, plain: str) -> None:
    assert plain_numerals(text) == plain


def test_a_run_of_digits_too_long_for_a_figure_is_refused() -> None:
    assert parse_arabic("9" * 23) is None

"""What a time expression means by itself, in a report of 2023."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_pipeline.extraction.periods import Anchor, Period, find_times, read_time

REPORT = Anchor(now=2023, year=2023)


def told(text: str, anchor: Anchor = REPORT) -> list[str]:
    """The periods of ``text``: 2023, 2023 01-01 09-30, 2023 2019-01-01 12-31."""
    times = [time for match in find_times(text) if (time := read_time(match, anchor))]
    return [written(time.period) for time in times]


def written(period: Period) -> str:
    days = [day.isoformat().removeprefix(f"{period.year}-") for day in (period.start, period.end) if day]
    return " ".join([str(period.year), *days])


EXPRESSIONS = [
    # years
    ("二〇二一年", ["2021"]),
    ("二○二一年", ["2021"]),
    ("二零一九年度", ["2019"]),
    ("一九九八年", ["1998"]),
    ("2021 年", ["2021"]),
    ("2022届毕业生", ["2022"]),
    # relative words
    ("今年", ["2023"]),
    ("去年同期", ["2022"]),
    ("前年", ["2021"]),
    ("明年", ["2024"]),
    ("上一年度", ["2022"]),
    ("上学年", ["2022"]),
    # parts of a year
    ("2023年1-9月", ["2023 01-01 09-30"]),
    ("2023年1—9月份", ["2023 01-01 09-30"]),
    ("一至九月", ["2023 01-01 09-30"]),
    ("前9个月", ["2023 01-01 09-30"]),
    ("前三季度", ["2023 01-01 09-30"]),
    ("1-3季度", ["2023 01-01 09-30"]),
    ("第三季度", ["2023 07-01 09-30"]),
    ("去年上半年", ["2022 01-01 06-30"]),
    ("下半年", ["2023 07-01 12-31"]),
    ("2024年2月", ["2024 02-01 02-29"]),
    ("2022年秋季学期", ["2022 09-01 2023-01-31"]),
    ("2022学年第二学期", ["2022 2023-02-01 2023-08-31"]),
    ("2023年全年", ["2023"]),
    # moments
    ("截至2021年底", ["2021 12-31 12-31"]),
    ("2021年年末", ["2021 12-31 12-31"]),
    ("截至2023年6月底", ["2023 06-30 06-30"]),
    ("截至6月", ["2023 06-30 06-30"]),
    ("截至2023年6月15日", ["2023 06-15 06-15"]),
    ("二〇二三年六月十五日", ["2023 06-15 06-15"]),
    ("年底", ["2023 12-31 12-31"]),
    ("“十三五”末", ["2020 12-31 12-31"]),
    # deadlines narrow nothing
    ("2023年底前", ["2023"]),
    ("6月底前", ["2023"]),
    ("年底之前", ["2023"]),
    # school years
    ("2022学年", ["2022 09-01 2023-08-31"]),
    ("2022—2023学年度", ["2023 2022-09-01 08-31"]),
    # several years
    ("2021—2023年", ["2023 2021-01-01 12-31"]),
    ("2019年至2021年", ["2021 2019-01-01 12-31"]),
    ("2018-20年", ["2020 2018-01-01 12-31"]),
    ("五年来", ["2023 2019-01-01 12-31"]),
    ("近三年", ["2023 2021-01-01 12-31"]),
    ("十年前", ["2013"]),
    ("三年累计", ["2023 2021-01-01 12-31"]),
    ("两年间", ["2023 2022-01-01 12-31"]),
    ("一年来", ["2023"]),
    ("“十三五”期间", ["2020 2016-01-01 12-31"]),
    ("“十四五”以来", ["2023 2021-01-01 12-31"]),
]


@pytest.mark.parametrize(("text", "periods"), EXPRESSIONS)
def test_expression(text: str, periods: list[str]) -> None:
    assert told(text) == periods


@pytest.mark.parametrize(
    "text",
    [
        "九年义务教育", "学前三年毛入园率", "三年级学生", "以上年龄段", "提前年检", "每年", "3个月", "2021〕15号",
        "编号20212023", "近两三年", "2018-2180年", "三年行动计划", "13月", "十五所", "上年级组", "每6月",
    ],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    assert [period for period in told(text) if " " in period or period != "2023"] == []


def test_a_plan_counts_a_five_year_plan_to_its_end() -> None:
    assert told("“十四五”期间", Anchor(2023, 2023, planned=True)) == ["2025 2021-01-01 12-31"]


def test_what_counts_from_an_unknown_year_is_no_time() -> None:
    assert told("去年，上半年，五年来，目前", Anchor(None, None)) == []


def test_a_school_years_own_words_keep_to_school_years() -> None:
    own = Period(2022, *school_year(2021))
    assert told("上学年", Anchor(2022, 2022, own=own)) == ["2021 2020-09-01 08-31"]


def school_year(first: int) -> tuple[date | None, date | None]:
    (match,) = find_times(f"{first}学年")
    time = read_time(match, REPORT)
    assert time
    return time.period.start, time.period.end


@given(
    st.text("0123456789〇一二两三四五六七八九十年月日底末初前近来间学季度期半上下今去同以至到-—“”届全 ", max_size=40)
)
def test_any_text_is_read_in_order(text: str) -> None:
    times = [time for match in find_times(text) if (time := read_time(match, REPORT))]
    assert all(one.end <= other.start for one, other in pairwise(times))
    for time in times:
        period = time.period
        assert period.start is None or (period.end is not None and period.start <= period.end)

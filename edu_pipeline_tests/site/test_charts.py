"""Where the points of a chart stand."""

from decimal import Decimal
from typing import Any

import pytest

from edu_pipeline.site.charts import HEIGHT, MOST_PLACES, WIDTH, chart_of


def point(year: int | None, value: str, place: str | None = "甲县", status: str = "actual") -> dict[str, Any]:
    return {"year": year, "value": Decimal(value), "region": place, "status": status, "metric_id": f"{place}{year}"}


@pytest.mark.parametrize(
    "values",
    [["8"], ["8", "8"], ["0", "0"], ["-3", "5"], ["15521000000", "14228000000"], ["0.1", "99.99"], ["98", "98.5"]],
)
def test_every_point_lies_within_the_chart(values: list[str]) -> None:
    chart = chart_of([point(2020 + index, value) for index, value in enumerate(values)])
    assert chart is not None
    points = [one for line in chart.lines for one in line.points]
    assert len(points) == len(values)
    assert all(0 <= one.x <= WIDTH and 0 <= one.y <= HEIGHT for one in points)
    assert len({word for _, word in chart.values}) == len(chart.values)


def test_more_is_higher_and_later_is_further_right() -> None:
    chart = chart_of([point(2023, "10"), point(2022, "8"), point(2024, "12", status="target")])
    assert chart is not None
    (line,) = chart.lines
    first, second, target = line.points
    assert first.x < second.x < target.x
    assert first.y > second.y > target.y
    assert len(line.path.split()) == 2  # what is promised is no part of the line


def test_nothing_dated_is_no_chart() -> None:
    assert chart_of([]) is None
    assert chart_of([point(None, "8")]) is None


def test_many_places_are_not_drawn_but_counted() -> None:
    chart = chart_of([point(2022, "8", f"{number}县") for number in range(MOST_PLACES + 5)])
    assert chart is not None
    assert (len(chart.lines), chart.left_out) == (MOST_PLACES, 5)

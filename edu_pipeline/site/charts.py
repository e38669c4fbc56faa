"""Where the points of a chart stand: years across, values upwards, a line for each place. No drawing library."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 72, 16, 16, 32
MOST_PLACES = 8
"""More lines than this can't be told apart; the table has all places."""


@dataclass(frozen=True, slots=True)
class Point:
    """A figure in the chart."""

    x: float
    y: float
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A place: its reached values from year to year, and its other points."""

    place: str
    path: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: lines, and the ticks of both axes with their words."""

    lines: tuple[Line, ...]
    years: tuple[tuple[float, str], ...]
    values: tuple[tuple[float, str], ...]
    left_out: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def chart_of(rows: Sequence[Mapping[str, Any]]) -> Chart | None:
    """The chart of an indicator's points (region, year, value, status); None where none has a year."""
    dated = [row for row in rows if row["year"] is not None]
    if not dated:
        return None
    places: dict[str, list[Mapping[str, Any]]] = {}
    for row in dated:
        places.setdefault(row["region"] or "", []).append(row)
    shown = sorted(places, key=lambda place: (-len(places[place]), place))[:MOST_PLACES]
    kept = [row for place in shown for row in places[place]]
    years = sorted({int(row["year"]) for row in kept})
    ticks = _ticks(min(float(row["value"]) for row in kept), max(float(row["value"]) for row in kept))
    across = _scale(years[0], years[-1], LEFT + 24, WIDTH - RIGHT - 24)
    upwards = _scale(ticks[0], ticks[-1], HEIGHT - BOTTOM, TOP)
    lines = tuple(_line(place, places[place], across, upwards) for place in shown)
    step = math.ceil(len(years) / 12)
    return Chart(
        lines,
        tuple((across(year), str(year)) for year in years[::step]),
        tuple((upwards(tick), _told(tick)) for tick in ticks),
        len(places) - len(shown),
    )


def _line(place: str, rows: Sequence[Mapping[str, Any]], across: Any, upwards: Any) -> Line:
    ordered = sorted(rows, key=lambda row: (row["year"], row["metric_id"]))
    points = tuple(Point(across(row["year"]), upwards(float(row["value"])), row) for row in ordered)
    reached = [f"{point.x},{point.y}" for point in points if point.row["status"] == "actual"]
    return Line(place, " ".join(reached), points)


def _scale(low: float, high: float, first: float, last: float) -> Any:
    def place(value: float) -> float:
        part = 0.5 if high == low else (value - low) / (high - low)
        return round(first + part * (last - first), 1)

    return place


def _ticks(low: float, high: float) -> list[float]:
    """Round values that hold the range, five or so; from 0 where that wastes little."""
    if low > 0 and low < high * 0.6:
        low = 0
    span = (high - low) or abs(high) or 1
    rough = span / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return [round(step * index, 10) for index in range(first, last + 1)]


def _told(value: float) -> str:
    for size, word in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size:
            return f"{value / size:.6g}{word}"
    return f"{value:.6g}"

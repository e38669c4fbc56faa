"""What a printed figure leaves open: the interval of values that could have been printed so. Exact decimals throughout.

A rounded figure covers half a unit of its last printed place on either side (57.8万 → ± 500, 9.09% → ± 0.005), a plain
count (145人) only itself; 余 and 多 reach up to the next round figure, 近 down from it, 约 both ways, 以上 has no upper
end.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from edu_pipeline.extraction.units import load_units
from edu_pipeline.records import Metric, Qualifier

_MYRIADS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_PRINTED = re.compile(r"(\d[\d,]{0,25})(?:\.(\d{1,12}))?[余多几]?((?:[十百万亿]|千(?![米克瓦])){0,3})")
# Dimensions whose whole numbers are counted, not measured: printed without a scale they are exact.
_COUNTED = frozenset({"count", "medal", "session", "duration", "age", "money"})
_RANGE_MARKS = ("", "-", "－", "—", "–", "~", "～", "至")
_LOOSE_SHARE = Decimal("0.1")
_ZERO = Decimal(0)
_RATIO_UNIT = ":1"
_SIDES = re.compile(r"[\d.]+")
ONE_SIDED = (Qualifier.AT_LEAST, Qualifier.AT_MOST)
"""The qualifiers of a threshold or norm."""


class Reading(Enum):
    """How the last printed place of a figure came about."""

    ROUNDED = "rounded"
    TRUNCATED = "truncated"
    """What stands behind the last place was left out: 12.09% was printed as 12.0%."""
    UNEVEN = "uneven"
    """The report says that rounding makes its totals differ from their parts: a whole unit of the last place."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The closed interval a printed figure stands for; None is an end that the words leave open."""

    low: Decimal | None
    high: Decimal | None

    def holds(self, value: Decimal) -> bool:
        """Whether ``value`` could have been printed so."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


def printed(metric: Metric) -> str:
    """The figure as the cleaned sentence prints it: number, scale, unit and what is attached."""
    return metric.sentence[metric.sentence_start : metric.sentence_end] or metric.text


def step(metric: Metric) -> Decimal:
    """The value of one unit in the last printed place (57.8万 → 1000, 9.09% → 0.01); 0 for an exact count.

    >>> from edu_pipeline_tests.consistency.marked import one
    >>> step(one("学生[57.8万人]"))
    Decimal('1E+3')
    """
    text = printed(metric)
    if metric.unit == _RATIO_UNIT:
        return _step_of_ratio(metric, text)
    matches = _last_parts(text)
    if not matches:
        return _step_of_words(metric, text)
    digits, decimals, scale = matches[-1].groups()
    decimals = decimals or ""
    factor = Decimal(1)
    for char in scale:
        factor *= _MYRIADS[char]
    if not scale and not decimals and _is_counted(metric.unit):
        return _ZERO
    last = factor.scaleb(-len(decimals))
    return last if len(matches) > 1 else last * _stretch(metric, digits, decimals, factor)


def _last_parts(text: str) -> list[re.Match[str]]:
    """The printed number: one part, several that follow each other (1亿2000万), or the ends of a range."""
    parts: list[re.Match[str]] = []
    for match in _PRINTED.finditer(text):
        if (
            parts
            and match.start() > parts[-1].end()
            and text[parts[-1].end() : match.start()].strip() not in "-－—~～至"
        ):
            break
        parts.append(match)
    return parts


def _stretch(metric: Metric, digits: str, decimals: str, factor: Decimal) -> Decimal:
    """How the stored value relates to the printed one: a power of ten (三成 → 30%), or 0 for a corrected value."""
    number = Decimal(f"{digits.replace(',', '')}.{decimals or 0}") * factor
    if number in (metric.value, metric.value_max) or not number:
        return Decimal(1)
    ratio = metric.value / number
    return ratio if ratio == place(ratio) else _ZERO


def place(value: Decimal) -> Decimal:
    """The place of the last digit that is not 0: 36000 → 1000, 24.3 → 0.1. It is what 余 may add at most."""
    if value == 0:
        return Decimal(1)
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))


def bounds(metric: Metric, reading: Reading = Reading.ROUNDED) -> Bounds:
    """The interval that the printed figure and its qualifier stand for, in the metric's unit."""
    low, high = metric.value, metric.value if metric.value_max is None else metric.value_max
    half = step(metric) / 2
    if metric.qualifier == Qualifier.ABOVE:
        text = printed(metric)
        return Bounds(low, high + place(high) if "余" in text or "多" in text or "几" in text else None)
    if metric.qualifier == Qualifier.AT_LEAST:
        return Bounds(low, None)
    if metric.qualifier in (Qualifier.BELOW, Qualifier.AT_MOST):
        return Bounds(None, high)
    if metric.qualifier == Qualifier.ABOUT:
        loose = max(half, min(place(high), abs(high) * _LOOSE_SHARE))
        near = metric.sentence[: metric.sentence_start].endswith(("近", "将近", "接近"))
        return Bounds(low - loose, high + (half if near else loose))
    if reading is Reading.TRUNCATED:
        return Bounds(low, high + 2 * half)
    return Bounds(low - 2 * half, high + 2 * half) if reading is Reading.UNEVEN else Bounds(low - half, high + half)


def _step_of_ratio(metric: Metric, text: str) -> Decimal:
    """The step of the side of a ratio that is not its 1: 1:16.5 and 16.5:1 are read to the tenth."""
    sides = [Decimal(side) for side in _SIDES.findall(text) if side.strip(".").count(".") < 2]
    side = next((side for side in sides if side == metric.value), metric.value)
    return Decimal(1).scaleb(min(0, int(side.as_tuple().exponent)))


def _is_counted(unit: str) -> bool:
    return load_units().dimension.get(unit, "count") in _COUNTED


def _step_of_words(metric: Metric, text: str) -> Decimal:
    """The step of a figure in Chinese numerals: 三成 is read to the nearest tenth, 三分之一 and 一半 to the percent."""
    if "成" in text:
        return Decimal(10)
    if "分之" in text or "半" in text:
        return Decimal(2)
    if "万" in text or "亿" in text:
        return place(metric.value)
    return _ZERO

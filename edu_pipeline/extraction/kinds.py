"""What kind of figure a number is: level, share, change, growth; and which way a change or growth goes."""

import re

from edu_pipeline.extraction.lexicon import alternatives
from edu_pipeline.extraction.units import load_units
from edu_pipeline.records import Direction, MetricKind

_HEDGE = r"(?:了|约|近|超|超过|逾|不低于|不少于|至少|高达|大约|接近|又|共|各)*"
_UP, _DOWN = alternatives("up"), alternatives("down")
_COMPARISON = re.compile(alternatives("comparison"))
_DIFFERENCE = re.compile(rf"(?P<word>(?<!新)(?:{_UP}|{_DOWN})){_HEDGE}\Z")
_RELATIVE = re.compile(rf"(?:{alternatives('growth_nouns')}){_HEDGE}(?:达到|达|为|是|在|到|：)*{_HEDGE}\Z")
_DIRECTION = re.compile(rf"(?P<up>{_UP})|(?P<down>{_DOWN})")
# Words that are both a difference (比上年多 3 所) and something else (最多, 不少于).
_WEAK = frozenset("多少高低增减降升涨跌")
_LEVEL_AGAIN = re.compile(r"(?:达到|达|到|至|为)\Z")


def kind_of(before: str, unit: str) -> tuple[MetricKind, Direction | None]:
    """``(kind, direction)`` of a number whose clause reads ``before`` up to it; ``unit`` is the stored unit."""
    dimension = load_units().dimension.get(unit, "count")
    tail = before[-24:]
    if dimension == "points":
        return MetricKind.CHANGE, _direction(before)
    difference = _DIFFERENCE.search(tail)
    if difference and difference["word"] in _WEAK and not _COMPARISON.search(before):
        difference = None
    if dimension in ("percent", "permille", "tenth"):
        if difference or _RELATIVE.search(tail):
            return MetricKind.GROWTH, _direction(before)
        return MetricKind.SHARE, None
    if dimension == "multiple":
        return (MetricKind.GROWTH, _direction(before)) if difference else (MetricKind.LEVEL, None)
    if difference and not _LEVEL_AGAIN.search(tail):
        return MetricKind.CHANGE, _direction(before)
    return MetricKind.LEVEL, None


def _direction(before: str) -> Direction:
    """The last word of rise or fall before the number; a bare difference is a rise."""
    last = Direction.UP
    for match in _DIRECTION.finditer(before[-30:]):
        last = Direction.UP if match["up"] else Direction.DOWN
    return last

"""The checks themselves: what an identity expects, what is printed, and whether precision covers the difference.

``expected`` is what the other figures come to (the sum of the parts), ``actual`` what is printed (the total).
``tolerance`` is the largest residual of this sign that the printed figures and their qualifiers allow.
Every check holds exactly when the intervals that the printed figures stand for have a solution in common.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from edu_pipeline.consistency.precision import Bounds
from edu_pipeline.records import Direction, MemberRole, RelationKind

Figures = Mapping[MemberRole, Sequence[tuple[Decimal, Bounds]]]
_HUNDRED = Decimal(100)
_PLACES = Decimal(1).scaleb(-10)
_ZERO = Decimal(0)
_SHARPNESS = 50
_COARSENESS = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a check, in the unit of the checked figure."""

    expected: Decimal
    actual: Decimal
    residual: Decimal
    tolerance: Decimal
    holds: bool

    @property
    def sharp(self) -> bool:
        """Whether a match means something: coarse figures match by chance, unless they match to the last digit."""
        least = _SHARPNESS if self.residual else _COARSENESS
        return self.tolerance * least <= abs(self.expected)


def judge(kind: RelationKind, figures: Figures, direction: Direction | None = None, factor: int = 1) -> Verdict | None:
    """The verdict on one identity, or None where it cannot be computed (a base of 0, a role missing)."""
    try:
        return _CHECKS[kind](figures, direction, factor)
    except (ZeroDivisionError, ArithmeticError, LookupError):
        return None


def _compare(expected: Decimal, wanted: Bounds, actual: Decimal, given: Bounds) -> Verdict:
    """Whether the intervals ``wanted`` (computed) and ``given`` (printed) meet."""
    residual = actual - expected
    if residual >= 0:
        above = None if wanted.high is None else wanted.high - expected
        below = None if given.low is None else actual - given.low
    else:
        above = None if wanted.low is None else expected - wanted.low
        below = None if given.high is None else given.high - actual
    tolerance = abs(residual) if above is None or below is None else max(above + below, _ZERO)
    residual, tolerance = residual.quantize(_PLACES), tolerance.quantize(_PLACES)
    return Verdict(
        expected.quantize(_PLACES), actual.quantize(_PLACES), residual, tolerance, abs(residual) <= tolerance
    )


def _add(figures: Iterable[tuple[Decimal, Bounds]]) -> tuple[Decimal, Bounds]:
    total, low, high = _ZERO, _ZERO, _ZERO
    open_low = open_high = False
    for value, bounds in figures:
        total += value
        low += bounds.low or _ZERO
        high += bounds.high or _ZERO
        open_low |= bounds.low is None
        open_high |= bounds.high is None
    return total, Bounds(None if open_low else low, None if open_high else high)


def _corners(function: Callable[..., Decimal], *arguments: tuple[Decimal, Bounds]) -> tuple[Decimal, Bounds]:
    """``function``, monotone in every argument, over the box of its arguments' bounds.

    A box with an open or a not positive end gives open bounds: nothing can then be said against the figures.
    """
    value = function(*(argument for argument, _ in arguments))
    ends = [(bounds.low, bounds.high) for _, bounds in arguments]
    if any(low is None or high is None for low, high in ends):
        return value, Bounds(None, None)
    results = [function(*corner) for corner in product(*ends)]
    return value, Bounds(min(results), max(results))


def _sum(figures: Figures, _direction: Direction | None, _factor: int) -> Verdict:
    (total,) = figures[MemberRole.TOTAL]
    return _compare(*_add(figures[MemberRole.PART]), *total)


def _subset(figures: Figures, _direction: Direction | None, _factor: int) -> Verdict:
    (whole,), (part,) = figures[MemberRole.WHOLE], figures[MemberRole.PART]
    return _compare(whole[0], Bounds(_ZERO, whole[1].high), part[0], part[1])


def _ratio(figures: Figures, _direction: Direction | None, _factor: int) -> Verdict:
    if MemberRole.PART not in figures:
        return _possible(figures)
    part, (share,) = _add(figures[MemberRole.PART]), figures[MemberRole.SHARE]
    if MemberRole.REST in figures:
        rest = _add(figures[MemberRole.REST])
        expected = _corners(lambda p, r: p / (p + r) * _HUNDRED, part, rest)
    else:
        (whole,) = figures[MemberRole.WHOLE]
        expected = _corners(lambda p, w: p / w * _HUNDRED, part, whole)
    return _compare(*expected, *share)


def _possible(figures: Figures) -> Verdict:
    """The share of the whole number of things that comes nearest to the printed one."""
    (whole,), (share,) = figures[MemberRole.WHOLE], figures[MemberRole.SHARE]
    count = (share[0] * whole[0] / _HUNDRED).to_integral_value()
    nearest = count / whole[0] * _HUNDRED
    return _compare(nearest, Bounds(nearest, nearest), *share)


def _growth(figures: Figures, direction: Direction | None, _factor: int) -> Verdict:
    sign = -1 if direction == Direction.DOWN else 1
    (rate,) = figures[MemberRole.RATE]
    if MemberRole.PREV in figures:
        (now,), (prev,) = figures[MemberRole.NOW], figures[MemberRole.PREV]
        expected = _corners(lambda n, p: sign * (n - p) / p * _HUNDRED, now, prev)
        rated = _compare(*expected, *rate)
        if rated.holds and MemberRole.CHANGE in figures:
            (change,) = figures[MemberRole.CHANGE]
            return _moved(now, prev, change, sign) if not _moved(now, prev, change, sign).holds else rated
        return rated
    (now,), (change,) = figures[MemberRole.NOW], figures[MemberRole.CHANGE]
    if now[0] - sign * change[0] <= 0:
        return _from_rate(now, change, rate, sign)
    expected = _corners(lambda n, c: c / (n - sign * c) * _HUNDRED, now, change)
    return _compare(*expected, *rate)


def _from_rate(
    now: tuple[Decimal, Bounds], change: tuple[Decimal, Bounds], rate: tuple[Decimal, Bounds], sign: int
) -> Verdict:
    """The change that the rate makes of ``now``, for a printed change that leaves nothing before it."""
    expected = _corners(lambda n, r: n * r / (_HUNDRED + sign * r), now, rate)
    return _compare(*expected, *change)


def _moved(
    now: tuple[Decimal, Bounds], prev: tuple[Decimal, Bounds], change: tuple[Decimal, Bounds], sign: int
) -> Verdict:
    expected = _corners(lambda n, p: sign * (n - p), now, prev)
    return _compare(*expected, *change)


def _change(figures: Figures, direction: Direction | None, _factor: int) -> Verdict:
    (start,), (end,) = figures[MemberRole.FROM], figures[MemberRole.TO]
    sign = -1 if direction == Direction.DOWN else 1
    if MemberRole.DIFFERENCE in figures:
        (difference,) = figures[MemberRole.DIFFERENCE]
        return _moved(end, start, difference, sign)
    if direction is None:
        return _compare(start[0], Bounds(None, None), *end)
    open_side = Bounds(start[1].low, None) if sign > 0 else Bounds(None, start[1].high)
    return _compare(start[0], open_side, *end)


def _product(figures: Figures, _direction: Direction | None, factor: int) -> Verdict:
    (each,), (count,), (total,) = figures[MemberRole.EACH], figures[MemberRole.COUNT], figures[MemberRole.TOTAL]
    expected = _corners(lambda e, c: e * c * factor, each, count)
    return _compare(*expected, *total)


_CHECKS: dict[RelationKind, Callable[[Figures, Direction | None, int], Verdict]] = {
    RelationKind.SUM: _sum,
    RelationKind.SUBSET: _subset,
    RelationKind.RATIO: _ratio,
    RelationKind.GROWTH: _growth,
    RelationKind.CHANGE: _change,
    RelationKind.PRODUCT: _product,
}

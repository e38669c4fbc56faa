"""Which single slip of the pen would make a failing identity hold.

For each figure the values are tried that a lost or doubled 万/亿, a moved decimal point, two digits exchanged, a digit
lost or doubled, or one wrong digit would have turned into the printed one. Slips are ranked by how firmly they point at
one figure: a lost 万 hardly ever fits by chance, one wrong digit often does. Only if exactly one candidate of the
firmest rank fits does it stand out; nothing is ever applied.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from edu_pipeline.consistency.arithmetic import Verdict, judge
from edu_pipeline.consistency.passage import Mention
from edu_pipeline.consistency.precision import Bounds, bounds, printed
from edu_pipeline.consistency.proposal import Proposal, Strength, figure
from edu_pipeline.records import MemberRole, RelationKind

SCALE, POINT, SWAP, COUNT, DIGIT = 1, 2, 3, 4, 5
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_MYRIAD = Decimal(10**4)
_ROUNDING = 2
_MOST_DIGITS = 14
_COARSEST = 5
_MANY = 12
# Of two figures that do not fit, either may be wrong in many ways.
_FEWEST = 2 + 1
# A slip of one digit fits figures by chance that are not at least so much sharper than the difference.
_SHARPNESS = 30
# Identities of exact amounts; one wrong digit says nothing where percentages are compared.
_EXACT = (RelationKind.SUM, RelationKind.CHANGE)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A figure that may be misprinted, as it stands, as it may have been meant, and the kind of slip."""

    mention: Mention
    meant: str
    slip: str
    rank: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    value: Decimal
    factor: Decimal
    meant: str
    slip: str
    rank: int


def suspects(proposal: Proposal, verdict: Verdict) -> list[Suspicion]:
    """The slips of the firmest rank, any of which may be the cause of a failing identity; one alone stands out."""
    if proposal.kind == RelationKind.SUBSET or len(proposal.members) < _FEWEST:
        return []
    last = _last_rank(proposal, verdict)
    fitting: dict[tuple[str, Decimal], Suspicion] = {}
    for role, mention in proposal.members:
        for candidate in _candidates(mention, last):
            if _may_mend(proposal, mention, candidate, verdict) and _would_hold(proposal, role, mention, candidate):
                key = (mention.metric.metric_id, candidate.value)
                known = fitting.get(key)
                if known is None or candidate.rank < known.rank:
                    fitting[key] = Suspicion(mention, candidate.meant, candidate.slip, candidate.rank)
    rank = min((suspicion.rank for suspicion in fitting.values()), default=0)
    return [suspicion for suspicion in fitting.values() if suspicion.rank == rank]


def suspect(proposal: Proposal, verdict: Verdict) -> Suspicion | None:
    """The one slip that stands out as the cause of a failing identity, or None."""
    found = suspects(proposal, verdict)
    return found[0] if len(found) == 1 else None


def rounding_only(verdict: Verdict) -> bool:
    """Whether the difference is so small that rounding of the printed figures may be its cause."""
    return verdict.tolerance > 0 and abs(verdict.residual) <= _ROUNDING * verdict.tolerance


def _may_mend(proposal: Proposal, mention: Mention, candidate: _Candidate, verdict: Verdict) -> bool:
    """A quick refusal: in a sum the slip must be as large as the residual, give or take the precision."""
    if proposal.kind != RelationKind.SUM:
        return True
    moved = abs(candidate.value - mention.metric.value)
    coarse = moved / _COARSEST if candidate.rank == SCALE else Decimal(0)
    return abs(moved - abs(verdict.residual)) <= 2 * verdict.tolerance + coarse


def _would_hold(proposal: Proposal, role: MemberRole, mention: Mention, candidate: _Candidate) -> bool:
    figures = {
        name: [
            _replaced(other, candidate) if other is mention and name == role else figure(other)
            for other in proposal.of(name)
        ]
        for name in proposal.roles
    }
    verdict = judge(proposal.kind, figures, proposal.direction, proposal.factor)
    return verdict is not None and verdict.holds


def _replaced(mention: Mention, candidate: _Candidate) -> tuple[Decimal, Bounds]:
    """The candidate's value with the precision of the printed figure, scaled along."""
    old = bounds(mention.metric)
    value = mention.metric.value
    low = None if old.low is None else candidate.value - (value - old.low) * candidate.factor
    high = None if old.high is None else candidate.value + (old.high - value) * candidate.factor
    return candidate.value, Bounds(low, high)


def _last_rank(proposal: Proposal, verdict: Verdict) -> int:
    """How far down the ranks a slip still says something about these figures."""
    if verdict.tolerance * _SHARPNESS > abs(verdict.residual):
        return SCALE
    if proposal.strength is not Strength.STATED or len(proposal.members) > _MANY:
        return SWAP
    return DIGIT if proposal.kind in _EXACT else COUNT


def _candidates(mention: Mention, last: int) -> Iterator[_Candidate]:
    """The values that a slip of a rank up to ``last`` may have turned into the printed one."""
    text = printed(mention.metric)
    match = _NUMBER.search(text)
    if match is None or mention.metric.value <= 0 or len(match.group()) > _MOST_DIGITS:
        return
    head, number, tail = text[: match.start()], match.group(), text[match.end() :]
    value = mention.metric.value
    if mention.metric.unit not in ("%", "个百分点", "‰"):
        yield from _scales(value, head, number, tail)
    for other, slip, rank in _renumbered(number, last):
        new = Decimal(other.replace(",", ""))
        if new > 0:
            old = Decimal(number.replace(",", ""))
            moved = min(new / old, Decimal(1)) if rank == POINT else Decimal(1)
            yield _Candidate(new * (value / old), moved, head + other + tail, slip, rank)


def _scales(value: Decimal, head: str, number: str, tail: str) -> Iterator[_Candidate]:
    """A 万 or 亿 too few, too many, or one for the other."""
    rest = tail.lstrip("余多几")
    if rest.startswith("亿万"):
        for kept, factor in (("亿", 1 / _MYRIAD), ("万", 1 / _MYRIAD / _MYRIAD)):
            yield _Candidate(value * factor, factor, head + number + kept + rest[2:], "多写了数量级", SCALE)
    elif rest.startswith("万"):
        yield _Candidate(value * _MYRIAD, _MYRIAD, head + number + "亿" + rest[1:], "“亿”误作“万”", SCALE)
        yield _Candidate(value / _MYRIAD, 1 / _MYRIAD, head + number + rest[1:], "多写了“万”", SCALE)
    elif rest.startswith("亿"):
        yield _Candidate(value / _MYRIAD, 1 / _MYRIAD, head + number + "万" + rest[1:], "“万”误作“亿”", SCALE)
    else:
        yield _Candidate(value * _MYRIAD, _MYRIAD, head + number + "万" + rest, "漏写了“万”", SCALE)


def _renumbered(number: str, last: int) -> Iterator[tuple[str, str, int]]:
    """The numbers that one slip in the digits may have turned into the printed one."""
    if last >= POINT:
        yield from ((other, "小数点错位", POINT) for other in _points(number))
    if last >= SWAP:
        yield from ((other, "相邻数字颠倒", SWAP) for other in _swaps(number))
    if last >= COUNT:
        yield from _counts(number)
    if last >= DIGIT:
        yield from ((other, "一位数字有误", DIGIT) for other in _digits(number))


def _swaps(number: str) -> Iterator[str]:
    """Two neighbouring digits exchanged, also those on both sides of the point (19.6 → 16.9)."""
    places = [index for index, char in enumerate(number) if char.isdigit()]
    for left, right in pairwise(places):
        first, second = number[left], number[right]
        swapped = number[:left] + second + number[left + 1 : right] + first + number[right + 1 :]
        if first != second and _is_number(swapped):
            yield swapped


def _counts(number: str) -> Iterator[tuple[str, str, int]]:
    """A digit written twice, or only once where it stands twice."""
    for index, char in enumerate(number):
        if not char.isdigit():
            continue
        if index and number[index - 1] == char:
            yield number[:index] + number[index + 1 :], "数字重复", COUNT
        yield number[: index + 1] + char + number[index + 1 :], "漏写一位数字", COUNT


def _digits(number: str) -> Iterator[str]:
    """One digit another."""
    for index, char in enumerate(number):
        for digit in "0123456789" if char.isdigit() else "":
            other = number[:index] + digit + number[index + 1 :]
            if digit != char and _is_number(other):
                yield other


def _is_number(text: str) -> bool:
    """Whether a number would be printed so: no leading zero but in 0.5."""
    return not text.startswith("0") or text.startswith("0.")


def _points(number: str) -> Iterator[str]:
    """The number with its decimal point one or two places off."""
    digits = number.replace(",", "")
    for shift in (1, -1, 2, -2):
        moved = Decimal(digits).scaleb(shift)
        if "." in digits or shift > 0 or moved == moved.to_integral_value():
            yield format(moved.normalize(), "f")

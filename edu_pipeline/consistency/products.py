"""An amount for each, how many there are, and the amount in all: 向200名教师发放每人每月300元的补贴，全年共72万元.

Which figures multiply, the words only suggest; so a product is a relation only if it holds, or if one slip explains why
it does not.
"""

from collections.abc import Iterator

from edu_pipeline.consistency.passage import Mention, Passage
from edu_pipeline.consistency.precision import ONE_SIDED
from edu_pipeline.consistency.proposal import Proposal, Strength
from edu_pipeline.consistency.words import load_words
from edu_pipeline.extraction.units import load_units
from edu_pipeline.records import MemberRole, RelationKind

_NEAR = 4
_YEAR = 12


def propose(passages: list[Passage]) -> Iterator[Proposal]:
    """Products within one sentence: each × count (× periods of a year) = total."""
    words = load_words()
    for passage in passages:
        for each in passage.mentions:
            if each.role in ("level", "each") and words.any["each"].search(each.lead):
                yield from _products(passage, each)


def _products(passage: Passage, each: Mention) -> Iterator[Proposal]:
    words = load_words()
    around = passage.mentions[max(0, each.index - _NEAR) : each.index + _NEAR + 1]
    levels = [m for m in around if m is not each and m.role == "level" and m.metric.qualifier not in ONE_SIDED]
    totals = [m for m in levels if m.metric.unit == each.metric.unit and not words.any["each"].search(m.lead)]
    counts = [m for m in levels if load_units().dimension.get(m.metric.unit) == "count"]
    period = next((factor for word, factor in words.periods.items() if word in each.lead), 1)
    for total in totals:
        strength = Strength.IMPLIED if words.any["paid"].search(total.lead) else Strength.LOOSE
        mean = bool(words.any["mean"].search(each.lead))
        for count in (count for count in counts if count is not total):
            for factor in dict.fromkeys((1, period)):
                members = ((MemberRole.EACH, each), (MemberRole.COUNT, count), (MemberRole.TOTAL, total))
                between = total.index < count.index < each.index
                yield Proposal(RelationKind.PRODUCT, members, strength, factor=factor, supported=mean and between)

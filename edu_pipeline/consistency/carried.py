"""A total in one sentence with its parts in those behind it, as budgets and accounts print them.

收入总计21563.42万元。财政拨款收入…，占…；事业收入…；其他收入…。
Or one sentence for each part: 1.财政拨款收入…。2.事业收入…。
No word joins them, so they are a relation if they add up, or if one slip of the pen would make them.
"""

from collections.abc import Iterator
from decimal import Decimal

from edu_pipeline.consistency.passage import Mention, Passage
from edu_pipeline.consistency.precision import bounds
from edu_pipeline.consistency.proposal import Proposal, Strength
from edu_pipeline.consistency.sums import adds_up, make
from edu_pipeline.consistency.words import load_words

_MOST = 12
_FEWEST = 2
# A smaller total is met by chance.
_SMALLEST = 100
# Parts that leave more of the total open than one in so many are not meant as all of them.
_NEAR = 10
# A misprint is only said of a total that no coarse figure meets by chance.
_SHARPNESS = 10000


def propose(passages: list[Passage]) -> Iterator[Proposal]:
    """At most one sum for each total whose parts follow in the next sentences."""
    for position, passage in enumerate(passages):
        behind = passages[position + 1 : position + 1 + _MOST]
        for total in _totals(passage):
            proposal = _sum(total, behind)
            if proposal:
                yield proposal


def _totals(passage: Passage) -> list[Mention]:
    """The amounts of a sentence that sentences behind it may divide: its first and last, and those called a total."""
    levels = [m for m in passage.mentions if m.role == "level" and m.depth == 0 and m.metric.value >= _SMALLEST]
    words = load_words()
    ends = levels[:1] + levels[-1:] if len(levels) > 1 else levels
    return [m for m in levels if m in ends or words.any["total_sure"].search(m.lead)][:_MOST]


def _sum(total: Mention, behind: list[Passage]) -> Proposal | None:
    readings = [*_within(total, behind), *_one_each(total, behind)]
    for parts in readings:
        if adds_up(total, parts):
            return make(total, parts, Strength.LOOSE)
    if not _called_total(total):
        return None
    near: tuple[Mention, ...] = min(readings, key=lambda parts: abs(_rest(total, parts)), default=())
    if near and abs(_rest(total, near)) * _NEAR <= total.metric.value:
        return make(total, near, Strength.IMPLIED)
    return None


def _rest(total: Mention, parts: tuple[Mention, ...]) -> Decimal:
    return total.metric.value - sum((part.metric.value for part in parts), Decimal(0))


def _called_total(total: Mention) -> bool:
    """Whether the words call it a total, and its digits are too many to be met by chance."""
    words = load_words()
    named = words.any["total_sure"].search(total.lead) or words.any["carried_total"].search(total.lead)
    low, high = bounds(total.metric).low, bounds(total.metric).high
    if not named or low is None or high is None:
        return False
    return (high - low) * _SHARPNESS <= total.metric.value


def _within(total: Mention, behind: list[Passage]) -> Iterator[tuple[Mention, ...]]:
    """All amounts of the total's kind in the next sentence."""
    if behind and behind[0].section_id == total.metric.section_id:
        parts = tuple(_parts(total, behind[0]))
        if _FEWEST <= len(parts) <= _MOST:
            yield parts


def _one_each(total: Mention, behind: list[Passage]) -> Iterator[tuple[Mention, ...]]:
    """The first amount of the total's kind of each sentence, as far as they fill the total."""
    found: list[Mention] = []
    for passage in behind:
        first = next(iter(_parts(total, passage)), None)
        if first is None or first.metric.value >= total.metric.value:
            return
        found.append(first)
        if len(found) >= _FEWEST:
            yield tuple(found)


def _parts(total: Mention, passage: Passage) -> Iterator[Mention]:
    for mention in passage.mentions:
        if mention.role == "level" and mention.depth == 0 and mention.metric.unit == total.metric.unit:
            yield mention

"""Totals and their parts.

Words that name all parts (分别, 包括, 由…组成, 来源, 其余, 公办…民办…) make a sum that must hold. After 其中, a bracket
or a colon parts may be missing: there the list is a sum if it adds up, or if exactly one slip of the pen (a lost 万, a
transposed digit) would make it add up; otherwise its members are subsets of the whole.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise

from edu_pipeline.consistency.divisions import disjoint
from edu_pipeline.consistency.nouns import noun
from edu_pipeline.consistency.part_list import PartList
from edu_pipeline.consistency.passage import Mention, Passage
from edu_pipeline.consistency.precision import bounds
from edu_pipeline.consistency.proposal import Proposal, Strength, verdict_of
from edu_pipeline.consistency.words import load_words
from edu_pipeline.records import MemberRole, RelationKind

_MAX_PARTS = 40
_MOST_HEADS = 3
_NEAR = 20
_SMALLEST_TOTAL = 10
_FEWEST = 2
# The last characters of what is counted
_THING = 4
# Lists that only suggest a sum: it is one if it adds up.
_WEAK = ("beside", "guess", "divided")


def sums_of_lists(lists: list[PartList]) -> Iterator[Proposal]:
    """One proposal for each list that may be a sum."""
    for part_list in lists:
        proposal = _sum_of(part_list)
        if proposal:
            yield proposal


def adds_up(total: Mention, parts: tuple[Mention, ...]) -> bool:
    """Whether the printed parts make the printed total."""
    verdict = verdict_of(make(total, parts, Strength.LOOSE))
    return verdict is not None and verdict.holds and verdict.sharp


def _together(parts: tuple[Mention, ...]) -> Decimal:
    return sum((part.metric.value for part in parts), Decimal(0))


def _is_near(together: Decimal, total: Mention) -> bool:
    """Whether parts come so near to the total that precision may cover the rest."""
    return abs(total.metric.value - together) * _NEAR <= abs(total.metric.value)


def make(total: Mention, parts: tuple[Mention, ...], strength: Strength) -> Proposal:
    """The proposal that ``parts`` make ``total``."""
    return Proposal(
        RelationKind.SUM, ((MemberRole.TOTAL, total), *((MemberRole.PART, part) for part in parts)), strength
    )


def _sum_of(part_list: PartList) -> Proposal | None:
    readings = [(parts, _together(parts)) for parts in part_list.selections()]
    for head in part_list.heads[:_MOST_HEADS]:
        for parts, together in readings:
            if _is_near(together, head) and adds_up(head, parts):
                return make(head, parts, Strength.STATED)
    if not readings:
        return None
    if part_list.cue == "divided" or (part_list.cue == "beside" and len(part_list.items) > _FEWEST):
        parts, together = readings[0]
        nearest = min(part_list.heads, key=lambda head: abs(head.metric.value - together))
        return make(nearest, parts, Strength.IMPLIED)
    end = part_list.semicolons[0] if part_list.semicolons else len(part_list.items)
    sure = tuple(
        item
        for index, item in enumerate(part_list.items[: max(part_list.certain, 2)])
        if index < end and index not in part_list.nested
    )
    if len(sure) < 2 or part_list.cue in _WEAK or (part_list.cue == "respective" and not part_list.closed):
        return None
    listed = part_list.direct and part_list.cue != "complement" and part_list.certain > 1
    overfull = listed and _overfull(part_list.heads[0], sure)
    stated = (part_list.closed and part_list.certain > 1) or overfull
    if stated and not disjoint(sure) and _some_add_up(part_list.heads[0], sure):
        return None
    return make(part_list.heads[0], sure, Strength.STATED if stated else Strength.IMPLIED)


def _some_add_up(total: Mention, parts: tuple[Mention, ...]) -> bool:
    """Whether neighbours among the parts make the total: the others divide it anew (竣工5个、续建4个、新开工7个)."""
    runs = (parts[start:end] for start, end in combinations(range(len(parts) + 1), 2) if end - start > 1)
    return any(_together(run) == total.metric.value for run in runs if len(run) < len(parts))


def _overfull(total: Mention, parts: tuple[Mention, ...]) -> bool:
    """Whether parts that cannot overlap (money, or kinds like 小学 and 初中) come to more than their total."""
    if total.metric.unit != "元" and not disjoint(parts):
        return False
    limits = [bounds(part.metric).low for part in parts]
    most = bounds(total.metric).high
    return most is not None and sum((low for low in limits if low is not None), Decimal(0)) > most


def sums_with_total(passages: list[Passage]) -> Iterator[Proposal]:
    """A 31名、B 29名，合计60名, and 共66人 followed by its kinds."""
    words = load_words()
    for passage in passages:
        for mention in passage.mentions:
            if mention.role != "level":
                continue
            sure = bool(words.end["total_sure"].search(mention.lead)) or mention.lead.startswith("共")
            if not sure and not words.any["total_maybe"].search(mention.lead):
                continue
            yield from _closing(passage, mention, sure)
            yield from _opening(passage, mention)


def balances(passages: list[Passage]) -> Iterator[Proposal]:
    """收入563.2亿元、支出487.9亿元，当期结余75.3亿元: what came in is what went out and what is left."""
    words = load_words()
    for passage in passages:
        for first, second, third in zip(passage.mentions, passage.mentions[1:], passage.mentions[2:], strict=False):
            if {first.role, second.role, third.role} != {"level"} or not (first.fits(second) and first.fits(third)):
                continue
            for total, parts in words.balances.items():
                if total in first.lead and parts[0] in second.lead and parts[1] in third.lead:
                    yield replace(make(first, (second, third), Strength.IMPLIED), supported=True)


def raised_totals(passages: list[Passage]) -> Iterator[Proposal]:
    """组建教育集团12个 … 新组建教育集团3个，使总数达到15个: what there was and what is added make the new total."""
    words = load_words()
    known: dict[tuple[str, Decimal], Mention] = {}
    for passage in passages:
        for part, total in pairwise(passage.mentions):
            known[part.metric.unit, part.metric.value] = part
            if part.role != "level" or total.role != "level" or part.metric.unit != total.metric.unit:
                continue
            if not words.any["added"].search(part.lead) or not words.any["stock_total"].search(total.lead):
                continue
            before = known.get((total.metric.unit, total.metric.value - part.metric.value))
            if before and before is not part and before.role == "level" and noun(part)[-_THING:] in before.lead:
                yield make(total, (before, part), Strength.LOOSE)
        if passage.mentions:
            last = passage.mentions[-1]
            known[last.metric.unit, last.metric.value] = last


def _closing(passage: Passage, total: Mention, sure: bool) -> Iterator[Proposal]:
    """The figures in front of a total, as far back as they are of its kind."""
    parts: list[Mention] = []
    together = Decimal(0)
    found = None
    for mention in passage.before(total, _MAX_PARTS):
        if mention.depth != total.depth or "；" in passage.between(mention, parts[-1] if parts else total):
            break
        if mention.role == "level" and not mention.fits(total):
            break
        if mention.role == "level":
            parts.append(mention)
            together += mention.metric.value
            if len(parts) > 1 and _is_near(together, total) and adds_up(total, tuple(reversed(parts))):
                found = len(parts)
    if found:
        yield make(total, tuple(reversed(parts[:found])), Strength.STATED)
        return
    bare = total.lead in load_words().lists["total_sure"] or total.lead == "共"
    listed = all("，" not in part.gap for part in parts[:-1])
    from_start = bare and len(parts) > 1 and parts[-1].index == 0
    if sure and len(parts) > 1 and (listed or from_start):
        same = all(part.metric.unit == total.metric.unit for part in parts)
        found_sum = make(
            total, tuple(reversed(parts)), Strength.STATED if bare and same and listed else Strength.IMPLIED
        )
        yield replace(found_sum, supported=from_start and same)


def _opening(passage: Passage, total: Mention) -> Iterator[Proposal]:
    """The figures right behind a 共: a sum only if they add up."""
    if total.metric.value < _SMALLEST_TOTAL:
        return
    parts: list[Mention] = []
    together = Decimal(0)
    for mention in passage.mentions[total.index + 1 : total.index + 1 + _MAX_PARTS]:
        if "；" in passage.between(parts[-1] if parts else total, mention) or not mention.fits(total):
            break
        if mention.role != "level" or mention.depth != total.depth:
            break
        parts.append(mention)
        together += mention.metric.value
        if len(parts) > 1 and _is_near(together, total) and adds_up(total, tuple(parts)):
            yield make(total, tuple(parts), Strength.LOOSE)
            return

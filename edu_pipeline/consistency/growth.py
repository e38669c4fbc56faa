"""An amount, by how much it moved and at which rate: now, change, rate; or now, prev, rate.

A figure of change belongs to the amount it follows (支出155.21亿元，较上年增加12.93亿元，增幅9.09%), or to the amount
that the same sentence gives as what there is now (增加14家，增幅18.4%，现有90家). Two bases in one sentence (比上年…，
比2019年…) are two relations.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from edu_pipeline.consistency.comparisons import base_of, names, names_fully, over_time, subject_of
from edu_pipeline.consistency.nouns import presents_whole
from edu_pipeline.consistency.passage import Mention, Passage
from edu_pipeline.consistency.proposal import Proposal, Strength, fits
from edu_pipeline.consistency.words import load_words
from edu_pipeline.records import Direction, MemberRole, RelationKind

_FORMERLY = re.compile(r"(?:上年|去年|上一年|前一年|同期)[^，；。]{0,6}$")
# A yearly mean is not the rate from first to last.
_AVERAGE = re.compile(r"年均|月均|平均")
_YEAR = re.compile(r"年[^，；。]{0,6}的?$")
_JOINED = re.compile(r"[、和与及][^，；。、]{0,12}|、?")
_CLAUSE = re.compile(r"[，；：（）]")
_PARALLEL = 3
_AMOUNTS = ("level", "share", "each")
_NOWS = 4
# So many sentences back, in the same section, the amount is looked for that a sentence names again.
_BACK = 4
_REMEMBERED = 40


def propose(passages: list[Passage]) -> Iterator[Proposal]:
    """Growth with its amount of change, and growth from one amount to another."""
    for position, passage in enumerate(passages):
        earlier = [p for p in passages[max(0, position - _BACK) : position] if p.section_id == passage.section_id]
        for rate in passage.mentions:
            if rate.role != "rate" or _AVERAGE.search(rate.gap):
                continue
            proposal = _from_change(passage, rate, earlier) or _from_previous(passage, rate)
            if proposal:
                yield proposal


def direction_of(mention: Mention) -> Direction | None:
    """Up or down: the metric's own direction, else what the words before it say."""
    if mention.metric.direction:
        return mention.metric.direction
    words = load_words()
    if words.any["down"].search(mention.gap[-12:]):
        return Direction.DOWN
    return Direction.UP if words.any["up"].search(mention.gap[-12:]) else None


def _from_change(passage: Passage, rate: Mention, earlier: list[Passage]) -> Proposal | None:
    change = _change_beside(passage, rate)
    if change is None:
        return None
    direction = direction_of(rate) or direction_of(change)
    first, last = (change, rate) if change.index < rate.index else (rate, change)
    proposals = [
        _with_prev(passage, now, change, rate, direction, strength)
        for now, strength in _nows(passage, first, last, change)
    ]
    for proposal in proposals:
        if fits(proposal):
            return proposal
    if not proposals:
        return _said_before(earlier, first, change, rate, direction)
    return max(proposals, key=lambda proposal: proposal.strength, default=None)


def _said_before(
    earlier: list[Passage], first: Mention, change: Mention, rate: Mention, direction: Direction | None
) -> Proposal | None:
    """收入预算为38642.50万元。…收入预算比上年增加1642.50万元，增长4.44%: the amount that the subject names again."""
    subject = subject_of(first.gap)
    if not subject:
        return None
    nows = [
        mention
        for passage in reversed(earlier)
        for mention in passage.mentions[:_REMEMBERED]
        if mention.role == "level" and mention.fits(change) and mention.depth == 0 and subject in mention.lead
    ]
    nows.sort(key=lambda mention: not presents_whole(mention))
    proposals = [
        replace(_with_prev(earlier[-1], now, change, rate, direction, Strength.IMPLIED), supported=True)
        for now in nows[:_NOWS]
    ]
    return next((proposal for proposal in proposals if fits(proposal)), proposals[0] if proposals else None)


def _with_prev(
    passage: Passage, now: Mention, change: Mention, rate: Mention, direction: Direction | None, strength: Strength
) -> Proposal:
    members = [(MemberRole.NOW, now), (MemberRole.CHANGE, change), (MemberRole.RATE, rate)]
    prev = previous_of(passage, now)
    if prev:
        members.insert(0, (MemberRole.PREV, prev))
    return Proposal(RelationKind.GROWTH, tuple(members), strength, direction)


def _change_beside(passage: Passage, rate: Mention) -> Mention | None:
    """The amount of change that the rate restates: its neighbour, unless each is said of another base."""
    for index in (rate.index - 1, rate.index + 1):
        if not 0 <= index < len(passage.mentions):
            continue
        change = passage.mentions[index]
        if change.role != "change" or change.metric.unit == "个百分点":
            continue
        first, second = (change, rate) if change.index < rate.index else (rate, change)
        gap = passage.between(first, second)
        if change.depth != rate.depth and not gap.startswith("（"):
            continue
        if re.search(r"[；。]", gap) or len(gap) > 24:
            continue
        if not over_time(first.gap) or not over_time(gap):
            continue
        bases = base_of(first.gap), base_of(gap)
        if bases[1] is None or bases[0] == bases[1] or (bases[0] is None and change is first):
            return change
    return None


def _nows(passage: Passage, first: Mention, last: Mention, change: Mention) -> Iterator[tuple[Mention, Strength]]:
    """The amounts that may have moved: before the pair, nearest first; then one behind it that 现有 or 达 presents.

    Where the change names what moved, that is meant; another amount, like one beyond a semicolon, only if it fits.
    """
    words = load_words()
    before = [m for m in passage.before(first) if m.role in ("level", "each") and m.fits(change)]
    subject = subject_of(first.gap)
    following = [
        mention
        for mention in passage.mentions[last.index + 1 : last.index + 3]
        if mention.role == "level" and mention.fits(change) and words.any["stock"].search(mention.lead)
    ]
    beyond = [m for m in before if "；" in passage.between(m, first)]
    within = before[: len(before) - len(beyond)]
    for mention in within[:_NOWS]:
        yield mention, Strength.LOOSE if subject and not names(subject, mention) else Strength.STATED
    if following and (not within or words.any["now"].search(following[0].lead)):
        yield following[0], Strength.STATED
    for mention in beyond[:_NOWS]:
        yield mention, Strength.STATED if not within and names_fully(subject, mention) else Strength.LOOSE


def previous_of(passage: Passage, now: Mention) -> Mention | None:
    """由100所增加到120所: the amount from which ``now`` was reached, if the words right before it say so.

    Amounts in parallel (由120所、3.2万人增加到150所、4.1万人) belong together by their place.
    """
    if now.role not in _AMOUNTS:
        return None
    for distance in range(1, min(now.index, _PARALLEL) + 1):
        prev = passage.mentions[now.index - distance]
        if prev.role not in (*_AMOUNTS, "change") or prev.depth != now.depth:
            return None
        if _leads_to(passage, prev, now):
            return prev if prev.role != "change" and prev.fits(now) else None
    return None


def _leads_to(passage: Passage, prev: Mention, now: Mention) -> bool:
    """Whether the words state a move from the group of ``prev`` to that of ``now``, at the same place in both."""
    chain = passage.mentions[prev.index : now.index + 1]
    gaps = [passage.between(one, other) for one, other in pairwise(chain)]
    moves = [index for index, gap in enumerate(gaps) if _moves(gap)]
    if len(moves) != 1 or any(not _JOINED.fullmatch(gap) for index, gap in enumerate(gaps) if index != moves[0]):
        return False
    place = len(gaps) - 1 - moves[0]
    if prev.index < place or _is_of_another(gaps[moves[0]], prev):
        return False
    first = passage.mentions[prev.index - place]
    return bool(load_words().any["from"].search(first.lead) or _YEAR.search(first.lead))


def _is_of_another(gap: str, prev: Mention) -> bool:
    """Whether a new clause names another subject: 自主招生率达到100%，升学率提高到38.5% joins two different rates."""
    if not _CLAUSE.search(gap):
        return False
    subject = subject_of(gap)
    return bool(subject) and not names(subject, prev)


def _moves(gap: str) -> bool:
    """Whether the words between two amounts say that one became the other (…增加到…, …减少至…)."""
    moved = movement(gap) or load_words().any["turned"].search(gap)
    return bool(re.search(r"[到至为成达][^，；。到至]{0,12}$", gap) and moved) and not re.search(r"[；。]", gap)


def movement(gap: str) -> Direction | None:
    """The direction that the words between two amounts state (…提高到…, …减少至…)."""
    words = load_words()
    if words.any["down"].search(gap):
        return Direction.DOWN
    return Direction.UP if words.any["up"].search(gap) else None


def _from_previous(passage: Passage, rate: Mention) -> Proposal | None:
    """由100所增加到120所，增长20%; 原有1448家…减幅过半，现有697家."""
    direction = direction_of(rate)
    for now in passage.before(rate, 3):
        prev = previous_of(passage, now) if now.role == "level" else None
        if prev:
            return Proposal(
                RelationKind.GROWTH,
                ((MemberRole.PREV, prev), (MemberRole.NOW, now), (MemberRole.RATE, rate)),
                Strength.STATED,
                direction,
            )
    compared = _from_base(passage, rate, direction)
    if compared:
        return compared
    if rate.index == 0 or rate.index + 1 >= len(passage.mentions):
        return None
    prev, now = passage.mentions[rate.index - 1], passage.mentions[rate.index + 1]
    words = load_words()
    formerly = now.role == "base" or (now.role == "level" and _FORMERLY.search(now.lead))
    if prev.role == "level" and formerly and prev.fits(now) and over_time(now.gap):
        members = [(MemberRole.PREV, now), (MemberRole.NOW, prev), (MemberRole.RATE, rate)]
        change = passage.mentions[rate.index + 2] if rate.index + 2 < len(passage.mentions) else None
        if change and change.role == "change" and change.fits(prev) and movement(passage.between(now, change)):
            members.append((MemberRole.CHANGE, change))
        return Proposal(RelationKind.GROWTH, tuple(members), Strength.STATED, direction)
    if prev.role != "level" or now.role != "level" or not prev.fits(now):
        return None
    if not words.any["from"].search(prev.lead) or not words.any["now"].search(now.lead):
        return None
    return Proposal(
        RelationKind.GROWTH,
        ((MemberRole.PREV, prev), (MemberRole.NOW, now), (MemberRole.RATE, rate)),
        Strength.STATED,
        direction,
    )


def _from_base(passage: Passage, rate: Mention, direction: Direction | None) -> Proposal | None:
    """52986亿元，比上年的50184亿元增长5.58%: the base stands between the amount and the rate."""
    if rate.index < 2:
        return None
    now, prev = passage.mentions[rate.index - 2], passage.mentions[rate.index - 1]
    if prev.role != "base" or now.role not in ("level", "each") or not now.fits(prev) or "；" in prev.gap:
        return None
    if not over_time(prev.gap) or re.search(r"[，；。]", rate.gap):
        return None
    subject = subject_of(prev.gap)
    strength = Strength.LOOSE if subject and not names(subject, now) else Strength.STATED
    return Proposal(
        RelationKind.GROWTH,
        ((MemberRole.PREV, prev), (MemberRole.NOW, now), (MemberRole.RATE, rate)),
        strength,
        direction,
    )

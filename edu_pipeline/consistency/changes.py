"""From one amount or share to another: 由2021年的39%提高到2022年的43%（，提高4个百分点）; 原有1448家…现有697家.

The direction that the verb states must be the one the figures take; a printed difference must be theirs.
"""

import re
from collections.abc import Iterator

from edu_pipeline.consistency.comparisons import LAST_YEAR, base_of, names, over_time, subject_of
from edu_pipeline.consistency.growth import direction_of, movement, previous_of
from edu_pipeline.consistency.passage import Mention, Passage
from edu_pipeline.consistency.proposal import Proposal, Strength, fits
from edu_pipeline.consistency.words import load_words
from edu_pipeline.records import Direction, MemberRole, RelationKind

_BEHIND = 3
_PLANNED = re.compile(r"计划|目标|任务|预计|原定|应")
_BEYOND = re.compile(r"(?:超额|超出|超计划|超目标|高出|多出|超)(?:完成)?")
# 共化解4500万元, behind from and to: how much it was.
_MOVED = re.compile(
    r"^(?:共|共计|累计|合计|净|实际|全年)?(?:化解|减少|压减|压缩|消除|削减|增加|新增|净增|偿还|核减|清理)$"
)
_AGAINST = re.compile(r"[比较](?:上|去|前|同期|年初|期初|\d)[^，；。]{0,10}$")


def propose(passages: list[Passage]) -> Iterator[Proposal]:
    """Pairs of figures that the words join by from and to, with the difference where it is printed."""
    for passage in passages:
        for to in passage.mentions:
            if to.role not in ("level", "share", "each"):
                continue
            start = previous_of(passage, to)
            if start:
                yield _make(passage, start, to, movement(passage.between(start, to)))
                continue
            start = _formerly(passage, to)
            if start:
                yield _make(passage, start, to, movement(passage.between(start, to)))
                continue
            yield from _compared(passage, to)
            yield from _exceeded(passage, to)


def _make(passage: Passage, start: Mention, to: Mention, direction: Direction | None) -> Proposal:
    plain = Proposal(RelationKind.CHANGE, ((MemberRole.FROM, start), (MemberRole.TO, to)), Strength.STATED, direction)
    found = _difference(passage, start, to, direction)
    if found is None:
        return plain
    difference, sure = found
    direction = direction or direction_of(difference)
    whole = Proposal(
        RelationKind.CHANGE, (*plain.members, (MemberRole.DIFFERENCE, difference)), Strength.STATED, direction
    )
    return whole if sure or fits(whole) else plain


def _difference(
    passage: Passage, start: Mention, to: Mention, direction: Direction | None
) -> tuple[Mention, bool] | None:
    """The printed difference behind ``to`` (in points for shares, else in the amount's own unit), and whether the words
    leave no doubt that it is theirs: it names no other subject and no other base than ``start``.
    """
    for mention in passage.mentions[to.index + 1 : to.index + _BEHIND]:
        between = passage.between(to, mention)
        if re.search(r"[；。]", between):
            return None
        if mention.role == "level" and mention.fits(to) and _MOVED.search(mention.lead):
            return mention, False
        if mention.role in ("level", "each", "share", "base") and not mention.gap.startswith("、"):
            return None
        if mention.role != "change" or (direction and direction_of(mention) not in (direction, None)):
            continue
        if (mention.metric.unit == "个百分点") == (to.role == "share") and (to.role == "share" or mention.fits(to)):
            return (mention, _is_theirs(start, to, mention)) if over_time(mention.gap) else None
    return None


def _is_theirs(start: Mention, to: Mention, difference: Mention) -> bool:
    """Whether a difference is said of ``to`` and measured against ``start``."""
    subject, base = subject_of(difference.gap), base_of(difference.gap)
    if subject and not names(subject, to):
        return False
    if base is None:
        return True
    return base in start.lead if base else bool(LAST_YEAR.search(start.lead)) and not re.search(r"\d{4}年", start.lead)


def _compared(passage: Passage, to: Mention) -> Iterator[Proposal]:
    """68.5%，较上年的65.2%提高3.3个百分点: the base stands between the figure and the difference."""
    following = passage.mentions[to.index + 1 : to.index + 3]
    if len(following) < 2 or following[1].role != "change":
        return
    start, difference = following
    if start.role not in ("level", "share", "each", "base") or (start.role == "share") != (to.role == "share"):
        return
    direction = direction_of(difference)
    points = difference.metric.unit == "个百分点"
    if not start.fits(to) or not _AGAINST.search(start.lead) or not movement(passage.between(start, difference)):
        return
    if points == (to.role == "share") and (points or difference.fits(to)):
        members = ((MemberRole.FROM, start), (MemberRole.TO, to), (MemberRole.DIFFERENCE, difference))
        yield Proposal(RelationKind.CHANGE, members, Strength.STATED, direction)


def _exceeded(passage: Passage, to: Mention) -> Iterator[Proposal]:
    """计划新增3.6万个，实际新增4.12万个，超额0.52万个: more than was planned, and by how much."""
    if to.index == 0 or to.index + 1 >= len(passage.mentions):
        return
    start, difference = passage.mentions[to.index - 1], passage.mentions[to.index + 1]
    if not _PLANNED.search(start.lead) or not _BEYOND.match(difference.lead):
        return
    if start.role == to.role == "level" and start.fits(to) and difference.fits(to):
        members = ((MemberRole.FROM, start), (MemberRole.TO, to), (MemberRole.DIFFERENCE, difference))
        yield Proposal(RelationKind.CHANGE, members, Strength.STATED, Direction.UP)


def _formerly(passage: Passage, to: Mention) -> Mention | None:
    """原有1448家校外培训机构…，现有697家."""
    words = load_words()
    if not words.any["now"].search(to.lead):
        return None
    for mention in passage.before(to, 2):
        if mention.role == "level" and mention.fits(to) and re.search(r"原有|原来|原", mention.lead):
            return mention
    return None

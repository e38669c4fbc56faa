"""From one amount or share to another: 由2021年的39%提高到2022年的43%（，提高4个百分点）; 原有1448家…现有697家.

The direction that the verb states must be the one the figures take; a printed difference must be theirs.
"""

import re
from collections.abc import Iterator

from edu_pipeline.consistency.growth import direction_of, movement, previous_of
from edu_pipeline.consistency.passage import Mention, Passage
from edu_pipeline.consistency.proposal import Proposal, Strength
from edu_pipeline.consistency.words import load_words

_BEHIND = 3
_PLANNED = re.compile(r"计划|目标|任务|预计|原定|应")
_BEYOND = re.compile(r"(?:超额|超出|超计划|超目标|高出|多出|超)(?:完成)?")
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


def _make(passage: Passage, start: Mention, to: Mention, direction: str | None) -> Proposal:
    members = [("from", start), ("to", to)]
    difference = _difference(passage, to, direction)
    if difference:
        members.append(("difference", difference))
    return Proposal("change", tuple(members), Strength.STATED, direction)


def _difference(passage: Passage, to: Mention, direction: str | None) -> Mention | None:
    """The printed difference behind ``to``: in points for shares, in the amount's own unit else."""
    for mention in passage.mentions[to.index + 1 : to.index + _BEHIND]:
        if re.search(r"[；。]", passage.between(to, mention)):
            return None
        if mention.role != "change" or direction_of(mention) not in (direction, None):
            continue
        if (mention.metric.unit == "个百分点") == (to.role == "share") and (to.role == "share" or mention.fits(to)):
            return mention
    return None


def _compared(passage: Passage, to: Mention) -> Iterator[Proposal]:
    """68.5%，较上年的65.2%提高3.3个百分点: the base stands between the figure and the difference."""
    following = passage.mentions[to.index + 1 : to.index + 3]
    if len(following) < 2 or following[1].role != "change":
        return
    start, difference = following
    if start.role not in ("level", "share", "each") or (start.role == "share") != (to.role == "share"):
        return
    direction = direction_of(difference)
    points = difference.metric.unit == "个百分点"
    if not start.fits(to) or not _AGAINST.search(start.lead) or not movement(passage.between(start, difference)):
        return
    if points == (to.role == "share") and (points or difference.fits(to)):
        members = (("from", start), ("to", to), ("difference", difference))
        yield Proposal("change", members, Strength.STATED, direction)


def _exceeded(passage: Passage, to: Mention) -> Iterator[Proposal]:
    """计划新增3.6万个，实际新增4.12万个，超额0.52万个: more than was planned, and by how much."""
    if to.index == 0 or to.index + 1 >= len(passage.mentions):
        return
    start, difference = passage.mentions[to.index - 1], passage.mentions[to.index + 1]
    if not _PLANNED.search(start.lead) or not _BEYOND.match(difference.lead):
        return
    if start.role == to.role == "level" and start.fits(to) and difference.fits(to):
        members = (("from", start), ("to", to), ("difference", difference))
        yield Proposal("change", members, Strength.STATED, "up")


def _formerly(passage: Passage, to: Mention) -> Mention | None:
    """原有1448家校外培训机构…，现有697家."""
    words = load_words()
    if not words.any["now"].search(to.lead):
        return None
    for mention in passage.before(to, 2):
        if mention.role == "level" and mention.fits(to) and re.search(r"原有|原来|原", mention.lead):
            return mention
    return None

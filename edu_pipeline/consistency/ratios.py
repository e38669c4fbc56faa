"""A share with the part and the whole it is computed from.

The part is the amount that the share follows (…58所，占32.8%); the whole is named between 占 and the share, or is
the head of the list the part stands in, or an amount of the same kind before the part. 缴纳率85.5%，其他52名: the whole
is the part and the rest. Which amount the base is, prose often leaves open; so the candidates are tried, and a
mismatch is reported only where the words name the base.
"""

import re
from collections.abc import Iterator

from edu_pipeline.consistency.lists import PartList, presents_whole
from edu_pipeline.consistency.nouns import echoes, narrows, noun
from edu_pipeline.consistency.passage import Mention, Passage
from edu_pipeline.consistency.proposal import Proposal, Strength, fits
from edu_pipeline.consistency.words import load_words

_WHOLES = 5
_REMEMBERED = 60
_ABSURD = 20
# The share is said of a part that is not printed: 托位4.07个，其中普惠托位占63%
_OF_ANOTHER = re.compile(r"[，；（]其中[^，；。]{2,}$")
_RATE_NAME = re.compile(r"([\u4e00-\u9fff]{2,8})率")
_BASE = re.compile(r"占(?:到|了)?([^，；。]{0,30}?)的?(?:比例|比重|比|份额)?(?:为|达到|达|约|近|超过|超|是)?$")
_OF = re.compile(r"(?:为|是|达|达到|相当于|完成)([^，；。为是达]{2,16})的$")


def propose(passages: list[Passage], lists: list[PartList]) -> Iterator[Proposal]:
    """One ratio at most for each printed share."""
    heads = {item.metric.metric_id: part_list for part_list in lists for item in part_list.items}
    previous: Passage | None = None
    totals = _Totals()
    for passage in passages:
        totals.read(passage)
        for share in passage.mentions:
            if share.role == "rate":
                yield from _left_over(passage, share)
            elif share.role == "share":
                proposal = _respective(passage, share) or _ratio_of(passage, share, heads, previous, totals)
                if proposal:
                    yield proposal
        previous = passage


def _make(part: Mention, whole: Mention, share: Mention, strength: Strength) -> Proposal:
    return Proposal("ratio", (("part", part), ("whole", whole), ("share", share)), strength)


def _ratio_of(
    passage: Passage, share: Mention, heads: dict[str, PartList], previous: Passage | None, totals: "_Totals"
) -> Proposal | None:
    named = _named_whole(passage, share)
    part = _part_of(passage, share, named)
    if part is None:
        return None
    if named is not None:
        return _make(part, named, share, Strength.STATED) if part.fits(named) else None
    remainder = _with_rest(passage, part, share)
    if remainder:
        return remainder
    candidates = [*_echoed(passage, share, part), *_wholes(passage, part, heads, previous), *totals.named(share, part)]
    for whole in candidates:
        proposal = _make(part, whole, share, _strength(whole, part, share, heads))
        if fits(proposal):
            return proposal
    if not candidates:
        return None
    return _make(part, candidates[0], share, _strength(candidates[0], part, share, heads))


def _base_of(share: Mention) -> str | None:
    """What the words say the share is taken of ('' where they only say 占); None where they say nothing."""
    base = _BASE.search(share.lead) or _OF.search(share.lead)
    return base.group(1) if base else None


def _echoed(passage: Passage, share: Mention, part: Mention) -> Iterator[Mention]:
    """年度计划投资18.5亿元，完成20.35亿元，为年度计划的110%: the figure whose words the base repeats."""
    name = (_base_of(share) or "")[-4:]
    for mention in passage.before(part):
        if len(name) == 4 and name in mention.lead and mention.role == "level" and mention.fits(part):
            yield mention


def _named_whole(passage: Passage, share: Mention) -> Mention | None:
    """占全校512名教师的20%: the amount between 占 and the share."""
    if share.index == 0:
        return None
    before = passage.mentions[share.index - 1]
    gap = passage.between(before, share)
    if before.role != "level" or "，" in gap or "的" not in gap:
        return None
    return before if re.search(r"占[^，；。]{0,20}$", before.gap) else None


def _part_of(passage: Passage, share: Mention, named: Mention | None) -> Mention | None:
    """The amount the share is said of: the nearest before it in the same list item."""
    words = load_words()
    if share.metric.unit != "%":
        return None
    if (
        not _base_of(share)
        and not words.any["share"].search(share.lead)
        and not words.any["share"].search(share.gap[-12:] + share.tail[:4])
    ):
        return None
    if _OF_ANOTHER.search(share.gap):
        return None
    nearest = None
    stem = _stem(share)
    for mention in passage.before(share):
        if mention is named:
            continue
        if mention.role == "share" or "；" in passage.between(mention, share) or mention.depth > share.depth:
            return nearest
        if mention.role == "level" and not stem:
            return mention
        if mention.role == "level":
            if stem in mention.lead + mention.tail:
                return mention
            nearest = nearest or mention
    return nearest


def _stem(share: Mention) -> str:
    """What a rate is named for: 开工率 → 开工; '' where the share is no rate."""
    rate = _RATE_NAME.search(share.lead)
    return rate.group(1)[-2:] if rate else ""


def _wholes(passage: Passage, part: Mention, heads: dict[str, PartList], previous: Passage | None) -> Iterator[Mention]:
    part_list = heads.get(part.metric.metric_id)
    known: set[str] = {part.metric.metric_id}
    if part_list:
        for head in part_list.heads:
            known.add(head.metric.metric_id)
            yield head
    for mention in passage.before(part):
        norm = mention.metric.status == "rule" != part.metric.status
        if mention.role == "level" and mention.fits(part) and mention.metric.metric_id not in known and not norm:
            known.add(mention.metric.metric_id)
            yield mention
            if len(known) > _WHOLES:
                return
    if len(known) > 1 or previous is None or previous.section_id != part.metric.section_id:
        return
    for mention in reversed(previous.mentions[-_WHOLES:]):
        if mention.role == "level" and mention.fits(part) and passage.sentence_index - previous.sentence_index == 1:
            yield mention


class _Totals:
    """The totals of the document so far, for a base that is named but stands far away (占全国学校总数的34.02%)."""

    def __init__(self) -> None:
        self._mentions: list[Mention] = []

    def read(self, passage: Passage) -> None:
        """Keep the figures that the words present as a whole."""
        words = load_words()
        self._mentions += [m for m in passage.mentions if m.role == "level" and words.any["whole"].search(m.lead)]
        del self._mentions[:-_REMEMBERED]

    def named(self, share: Mention, part: Mention) -> Iterator[Mention]:
        """The totals before ``part`` whose words the base of the share repeats, nearest first."""
        name = re.sub(r"总数|总量|总人数|全[国省市县区]|各级各类|的", "", _base_of(share) or "")
        name = name or noun(part)[:2]
        if len(name) < 2:
            return
        for mention in reversed(self._mentions):
            if mention.fits(part) and mention is not part and name[-3:] in mention.lead:
                yield mention


def _strength(whole: Mention, part: Mention, share: Mention, heads: dict[str, PartList]) -> Strength:
    """How clearly the words say that ``whole`` is the base of the share."""
    words = load_words()
    listed = heads.get(part.metric.metric_id)
    under = listed is not None and whole in listed.heads
    together = whole.metric.sentence_index == part.metric.sentence_index and whole.index == part.index - 1
    adjacent = together and share.index == part.index + 1 and (under or _same_thing(whole, part))
    base = _base_of(share)
    if base is not None:
        if len(base) >= 4 and together and base[-4:] in whole.lead:
            return Strength.STATED
        own = not base or bool(words.any["own_base"].match(base))
        if own and (under or (adjacent and (presents_whole(whole) or narrows(noun(whole), noun(part))))):
            return Strength.STATED
        return Strength.IMPLIED if under else Strength.LOOSE
    stem = _stem(share)
    if stem and stem in part.lead + part.tail and adjacent and (under or stem not in whole.lead + whole.tail):
        return Strength.STATED
    return Strength.LOOSE


def _same_thing(whole: Mention, part: Mention) -> bool:
    """Whether the part's words name the whole's thing again, or nothing else; and the size is not absurd."""
    return (echoes(whole, part) or len(noun(part)) < 4) and part.metric.value <= _ABSURD * whole.metric.value


def _left_over(passage: Passage, rate: Mention) -> Iterator[Proposal]:
    """压减86家，压减率97.7%，剩余2家: a rate of movement that is a share of what there was."""
    if rate.index == 0 or rate.metric.unit != "%" or not _stem(rate):
        return
    part = passage.mentions[rate.index - 1]
    if part.role in ("level", "change") and _stem(rate) in part.lead:
        proposal = _with_rest(passage, part, rate)
        if proposal:
            yield proposal


def _with_rest(passage: Passage, part: Mention, share: Mention) -> Proposal | None:
    """已缴纳306人，缴纳率85.5%，其他52名…: the whole is not printed, its rest is."""
    if share.index + 1 >= len(passage.mentions):
        return None
    rest = passage.mentions[share.index + 1]
    if rest.role != "level" or not rest.fits(part) or not load_words().any["rest"].search(rest.lead):
        return None
    return Proposal("ratio", (("part", part), ("rest", rest), ("share", share)), Strength.IMPLIED)


def _respective(passage: Passage, share: Mention) -> Proposal | None:
    """A、B、C分别为a、b、c，分别占总数的x%、y%、z%: the n-th share belongs to the n-th amount."""
    shares = _run(passage, share, "share")
    if len(shares) < 2 or "分别" not in shares[0].gap:
        return None
    first = shares[0].index
    parts = [m for m in passage.mentions[max(0, first - len(shares)) : first] if m.role == "level"]
    head = passage.mentions[first - len(shares) - 1] if first - len(shares) - 1 >= 0 else None
    if len(parts) != len(shares) or head is None or head.role != "level" or not head.fits(parts[0]):
        return None
    return _make(parts[shares.index(share)], head, share, Strength.IMPLIED)


def _run(passage: Passage, mention: Mention, role: str) -> list[Mention]:
    """The unbroken run of figures with one role around ``mention``, joined by 、和与及 only."""
    joined = re.compile(r"[、和与及，]{0,2}")
    run = [mention]
    for step, insert in ((-1, 0), (1, None)):
        index = mention.index + step
        while 0 <= index < len(passage.mentions) and passage.mentions[index].role == role and len(run) < 12:
            neighbour = passage.mentions[index]
            gap = passage.between(neighbour, run[0]) if step < 0 else passage.between(run[-1], neighbour)
            if not joined.fullmatch(gap):
                break
            run.insert(0, neighbour) if insert == 0 else run.append(neighbour)
            index += step
    return run

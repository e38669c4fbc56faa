"""A share with the part and the whole it is computed from.

The part is the amount that the share follows (…58所，占32.8%); the whole is named between 占 and the share, or is
the head of the list the part stands in, or an amount of the same kind before the part. 缴纳率85.5%，其他52名: the whole
is the part and the rest. Which amount the base is, prose often leaves open; so the candidates are tried, and a
mismatch is reported only where the words name the base.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from edu_pipeline.consistency.growth import previous_of
from edu_pipeline.consistency.nouns import echoes, narrows, noun, presents_whole
from edu_pipeline.consistency.part_list import PartList
from edu_pipeline.consistency.passage import FigureRole, Mention, Passage
from edu_pipeline.consistency.precision import printed
from edu_pipeline.consistency.proposal import Proposal, Strength, fits, verdict_of
from edu_pipeline.consistency.words import load_words
from edu_pipeline.records import MemberRole, RelationKind, Status

_WHOLES = 5
_REMEMBERED = 60
_ABSURD = 20
# The share is said of a part that is not printed: 托位4.07个，其中普惠托位占63%
_OF_ANOTHER = re.compile(r"[，；（]其中[^，；。]{2,}$")
# The base is a sum of things: 占…总数的
_SUMMED = re.compile(r"总[数量额]|总人数|总规模|总投入|总投资|总面积|总支出")
# …，为年度任务（4000万元）的112.5%
_TASK = re.compile(r"^，(?:为|占|相当于|是|达|达到)[^，；。（]{1,16}（$")
_FEWEST = 2
# The roles of a plain ratio, and how many amounts farther back a share may be taken of.
_RATIO = (MemberRole.PART, MemberRole.WHOLE, MemberRole.SHARE)
_FAR = 8
_OWN_ENDS = ("总数", "总量", "人数", "总额")
# The words of a plan or a thing stand so near before the figure.
_NAMED = 8
# The verb of a part stands so near before it.
_VERB = 4
_RATE_NAME = re.compile(r"([\u4e00-\u9fff]{2,8})率")
_BASE = re.compile(r"占(?:到|了)?([^，；。]{0,30}?)的?(?:比例|比重|比|份额)?(?:为|达到|达|约|近|超过|超|是)?$")
_OF = re.compile(r"(?:为|是|达|达到|相当于|完成)([^，；。为是达]{2,16})的$")


def propose(passages: list[Passage], lists: list[PartList]) -> Iterator[Proposal]:
    """One ratio at most for each printed share."""
    heads: dict[str, PartList] = {}
    for part_list in lists:
        for item in part_list.items:
            if part_list.cue not in ("complement", "guess") or item.metric.metric_id not in heads:
                heads[item.metric.metric_id] = part_list
    previous: Passage | None = None
    totals = _Totals()
    for passage in passages:
        totals.read(passage)
        found: list[tuple[Mention, Proposal | None]] = []
        for share in passage.mentions:
            if share.role == "rate":
                yield from _left_over(passage, share)
            elif share.role == "share":
                proposal = _read_share(passage, share, heads, previous, totals)
                found.append((share, totals.refined(passage, share, proposal)))
        yield from _of_one_whole(passage, found)
        previous = passage


def _of_one_whole(passage: Passage, found: list[tuple[Mention, Proposal | None]]) -> Iterator[Proposal]:
    """本科18684人，占79.0%；专科3074人，占13.0%: where some shares fit one whole, the others are taken of it too.

    A share that fits a whole of its own stays; of the others each is of the whole that a share in the same words fits.
    """
    shared = {
        _form(share): whole
        for share, proposal in found
        if proposal is not None and _fits_sharply(proposal)
        for whole in proposal.of(MemberRole.WHOLE)
    }
    for share, proposal in found:
        whole = shared.get(_form(share))
        if whole is None or (proposal is not None and not _is_doubtful(proposal)):
            if proposal is not None:
                yield proposal
            continue
        part = proposal.of(MemberRole.PART)[0] if proposal else _part_of(passage, share, None)
        if part is not None and part is not whole and part.fits(whole) and part.metric.value < whole.metric.value:
            yield replace(_make(part, whole, share, Strength.IMPLIED), supported=True)


def _is_doubtful(proposal: Proposal) -> bool:
    """Whether the figures do not fit a whole that no words state."""
    plain = len(proposal.members) == len(_RATIO) and len(proposal.roles) == len(_RATIO)
    return plain and proposal.strength is not Strength.STATED and not fits(proposal)


def _form(share: Mention) -> str:
    """The words in which a share is put: the base it is taken of, or 率 for a rate."""
    return _base_of(share) or ("率" if _stem(share) else "")


def _fits_sharply(proposal: Proposal) -> bool:
    verdict = verdict_of(proposal)
    return verdict is not None and verdict.holds and verdict.sharp


def _make(part: Mention, whole: Mention, share: Mention, strength: Strength) -> Proposal:
    return Proposal(
        RelationKind.RATIO, ((MemberRole.PART, part), (MemberRole.WHOLE, whole), (MemberRole.SHARE, share)), strength
    )


def _read_share(
    passage: Passage, share: Mention, heads: dict[str, PartList], previous: Passage | None, totals: "_Totals"
) -> Proposal | None:
    """The ratio of one share: of one of several in turn, of several together, of a plan, or of the amount before it."""
    run = _run(passage, share, "share")
    if len(run) > 1 and "分别" in run[0].gap:
        return _respective(passage, share, run, totals)
    if load_words().any["together"].search(share.lead):
        return _together(passage, share, heads)
    planned = None if _BASE.search(share.lead) else _of_plan(passage, share)
    if planned:
        return planned[0]
    return _ratio_of(passage, share, heads, previous, totals)


def _first_fitting(proposals: Iterable[Proposal]) -> Proposal | None:
    return next((proposal for proposal in proposals if fits(proposal)), None)


def _together(passage: Passage, share: Mention, heads: dict[str, PartList]) -> Proposal | None:
    """大班8.42万个，超大班0.35万个，合计占总班数的3.11%: as many figures as there are, of the amount before them."""
    before = [m for m in passage.before(share) if m.role == "level" and m.depth <= share.depth]
    before = [m for m in before if m.fits(before[0])]
    if len(before) < _FEWEST:
        return None
    part_list = heads.get(before[0].metric.metric_id)
    wholes = [*before, *(part_list.heads if part_list else ())]
    readings = [before[count - 1 :: -1] for count in range(2, len(before) + 1)]
    return _first_fitting(
        Proposal(
            RelationKind.RATIO,
            (*((MemberRole.PART, part) for part in parts), (MemberRole.WHOLE, whole), (MemberRole.SHARE, share)),
            Strength.LOOSE,
        )
        for parts in readings
        for whole in wholes
        if whole not in parts
    )


def _of_plan(passage: Passage, share: Mention) -> tuple[Proposal | None] | None:
    """The share of a plan that is printed beside it, in a tuple; None if the words name no plan.

    180人（计划200人，完成率90%）; 化解4500万元，为年度任务（4000万元）的112.5%; 完成年度任务0.8亿元的106.3%.
    """
    if share.index < 2:
        return None
    words = load_words()
    part, whole = passage.mentions[share.index - 2], passage.mentions[share.index - 1]
    if whole.role != "level" or not words.any["planned"].search(whole.gap[-_NAMED:]):
        return None
    between = passage.between(whole, share)
    same = part.role == "level" and part.fits(whole) and not words.any["planned"].search(part.lead)
    if whole.depth == share.depth == part.depth + 1 and same and whole.gap.startswith("（"):
        stated = words.any["fulfilled"].search(share.lead)
        return (_make(part, whole, share, Strength.STATED),) if stated else None
    if whole.depth == share.depth + 1 and same and between.startswith("）的") and _TASK.match(whole.gap):
        moved = previous_of(passage, part) is not None
        return (_make(part, whole, share, Strength.LOOSE if moved else Strength.STATED),)
    if between == "的":
        levels = [m for m in passage.before(whole, _WHOLES) if m.role == "level" and m.fits(whole)]
        return (_first_fitting(_make(m, whole, share, Strength.LOOSE) for m in levels),)
    return None


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
    if remainder and (fits(remainder) or part.metric.metric_id not in heads):
        return remainder
    far = totals.named(share, part)
    candidates = [*_echoed(passage, share, part), *_wholes(passage, part, heads, previous), *far]
    for whole in candidates:
        proposal = _make(part, whole, share, _strength(whole, part, share, heads))
        if fits(proposal):
            return proposal
    if not candidates:
        return None
    likely = next((whole for whole in candidates if _is_rate_of(share, part, whole)), None)
    strength = _strength(candidates[0], part, share, heads)
    if likely is not None and strength is Strength.LOOSE:
        return replace(_make(part, likely, share, Strength.IMPLIED), supported=True)
    return _make(part, candidates[0], share, strength)


def _is_rate_of(share: Mention, part: Mention, whole: Mention) -> bool:
    """毕业生5412人，毕业5286人，毕业率97.67%; 预算8640万元，支出8208万元，执行率95.0%: what such a rate is taken of."""
    if part.metric.sentence_index != whole.metric.sentence_index or whole.depth != part.depth:
        return False
    words, stem = load_words(), _stem(share)
    if not stem:
        return False
    near = part.index - whole.index <= _FEWEST + 1
    if near and words.any["fulfilled"].search(share.lead) and words.any["planned"].search(whole.lead):
        return whole.metric.unit == part.metric.unit and not words.any["planned"].search(part.lead)
    if whole.index != part.index - 1 or share.index != part.index + 1:
        return False
    # 应检146所，实检142所，参检率; 发放238份，收回231份，回收率
    alike = whole.metric.unit == part.metric.unit and bool(set(stem) & set(part.lead[-_VERB:]))
    return stem in part.lead or alike


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
        norm = mention.metric.status == Status.RULE != part.metric.status
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


def _may_be_whole(mention: Mention, part: Mention) -> bool:
    earlier = mention.metric.char_start < part.metric.char_start
    return earlier and mention.depth == 0 and mention.fits(part) and mention.metric.value > part.metric.value


class _Totals:
    """The totals of the document so far, for a base that is named but stands far away (占全国学校总数的34.02%).

    In the same section every amount that the base names may be it (在校学生4135.2万人 … 占在校生总数的60.14%).
    """

    def __init__(self) -> None:
        self._mentions: list[Mention] = []
        self._near: list[Mention] = []

    def read(self, passage: Passage) -> None:
        """Keep the figures that the words present as a whole."""
        words = load_words()
        self._mentions += [m for m in passage.mentions if m.role == "level" and words.any["whole"].search(m.lead)]
        del self._mentions[:-_REMEMBERED]
        if self._near and self._near[-1].metric.section_id != passage.section_id:
            self._near.clear()
        self._near += [m for m in passage.mentions if m.role == "level"]
        del self._near[:-_REMEMBERED]

    def refined(self, passage: Passage, share: Mention, proposal: Proposal | None) -> Proposal | None:
        """The proposal, or a better one with a whole that stands in the sentences before, in the same section."""
        if proposal is not None and (fits(proposal) or proposal.strength is Strength.STATED):
            return proposal
        part = proposal.of(MemberRole.PART)[0] if proposal else _part_of(passage, share, None)
        if part is None or (proposal and len(proposal.members) != len(_RATIO)):
            return proposal
        wholes = self.before(part)
        base = _base_of(share) or ""
        exact = [m for m in wholes if len(base) > _FEWEST and noun(m) == base]
        if len({m.metric.value for m in exact}) == 1:
            return replace(_make(part, exact[0], share, Strength.IMPLIED), supported=True)
        own = not base or base[-_FEWEST:] in _OWN_ENDS
        far = [m for m in wholes if own or base[-_FEWEST:] in m.lead][:_FAR]
        return _first_fitting(_make(part, whole, share, Strength.LOOSE) for whole in far) or proposal

    def before(self, part: Mention) -> list[Mention]:
        """The section's amounts that may be a whole of ``part``: those that open a sentence first, nearest first."""
        wholes = [m for m in reversed(self._near) if _may_be_whole(m, part)]
        return sorted(wholes, key=lambda m: bool(m.index) and not presents_whole(m))

    def named(self, share: Mention, part: Mention) -> Iterator[Mention]:
        """The totals before ``part`` whose words the base of the share repeats, nearest first."""
        base = _base_of(share) or ""
        name = re.sub(r"总数|总量|总人数|全[国省市县区]|各级各类|的", "", base) or noun(part)[:2]
        if len(name) < 2:
            return
        for mention in reversed(self._mentions):
            if mention.fits(part) and mention is not part and name[-3:] in mention.lead:
                yield mention
        if not _SUMMED.search(base) or "." not in printed(share.metric):
            return
        pairs = {name[place : place + 2] for place in range(max(0, len(name) - 3), len(name) - 1)}
        for mention in reversed(self._near):
            known = noun(mention)[-_NAMED:]
            if mention.fits(part) and mention.metric.value > part.metric.value and any(p in known for p in pairs):
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
    return Proposal(
        RelationKind.RATIO,
        ((MemberRole.PART, part), (MemberRole.REST, rest), (MemberRole.SHARE, share)),
        Strength.IMPLIED,
    )


def _respective(passage: Passage, share: Mention, run: list[Mention], totals: _Totals) -> Proposal | None:
    """A、B、C分别为a、b、c，分别占总数的x%、y%、z%: the n-th share belongs to the n-th amount."""
    first, place = run[0].index, run.index(share)
    parts = [m for m in passage.mentions[max(0, first - len(run)) : first] if m.role == "level"]
    if len(parts) != len(run):
        return None
    part = parts[place]
    before = [m for m in passage.until(parts[0].start, 1) if m.role == "level" and m.fits(part)]
    wholes = [*before, *totals.named(run[0], part)]
    fitting = _first_fitting(_make(part, whole, share, Strength.IMPLIED) for whole in wholes)
    fitting = fitting or _first_fitting(_make(part, whole, share, Strength.LOOSE) for whole in totals.before(part))
    return fitting or (_make(part, before[0], share, Strength.IMPLIED) if before else None)


def _run(passage: Passage, mention: Mention, role: FigureRole) -> list[Mention]:
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

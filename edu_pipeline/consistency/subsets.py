"""A whole and one part of it: what the words put inside another figure and what therefore cannot be larger.

其中 and 含 state it. That the same noun returns with a modifier (技能人才 … 高技能人才), that something was found in
what was examined (排查读物 … 清理问题读物), that what is new belongs to what there is by now, or that one round belongs
to the rounds so far only suggests it.
"""

import re
from collections.abc import Iterator

from edu_pipeline.consistency.nouns import narrows, noun, own_words
from edu_pipeline.consistency.part_list import PartList
from edu_pipeline.consistency.passage import Mention, Passage
from edu_pipeline.consistency.proposal import Proposal, Strength
from edu_pipeline.consistency.words import load_words
from edu_pipeline.records import MemberRole, RelationKind

_QUOTED = re.compile(r"[“《]([^”》]{2,20})[”》]")
_ROUND = re.compile(r"第[一二三四五六七八九十百\d]{1,4}(?:届|期|批次|批|轮)")
_ROUNDS = re.compile(r"[一二两三四五六七八九十百\d]{1,4}(?:届|期|批次|批|轮)(?:次)?共?$")
_SO_FAR = re.compile(r"(?:目前|已)?(?:累计|总数|总量|总计)(?:达到|达|为|有|已达)?")
_NEIGHBOURS = 4
# So few characters beside the verb are no noun of the figure's own.
_BARE = 2
_REMEMBERED = 40


def subsets_of_lists(lists: list[PartList]) -> Iterator[Proposal]:
    """Each certain item of a list is a part of the list's whole."""
    for part_list in lists:
        if part_list.cue in ("complement", "colon", "respective", "made", "bracket", "guess", "divided"):
            continue
        for index, item in enumerate(part_list.items[: part_list.certain]):
            if index in part_list.nested:
                continue
            whole = _whole_of(part_list, item)
            apart = item.metric.sentence_index != whole.metric.sentence_index and not part_list.direct
            if apart and item.metric.unit == "元":
                # …投入2.1亿元…。其中，某校概算总投资1.68亿元: a new statement about one of the projects
                continue
            stated = part_list.cue in ("among", "contain") and part_list.direct
            strength = Strength.STATED if stated else Strength.LOOSE
            yield make(whole, item, strength)


def _whole_of(part_list: PartList, item: Mention) -> Mention:
    """The nearest head that can hold the item; the nearest of all if none can.

    Right behind its list's whole (教职工4826人，其中专任教师4105人) another one must be of the part's own kind.
    """
    nearest = part_list.heads[0]
    for head in part_list.heads:
        own = head is nearest or not part_list.direct or noun(head)[-1:] == noun(item)[-1:]
        if own and head.metric.value >= item.metric.value:
            return head
    return nearest


def make(whole: Mention, part: Mention, strength: Strength) -> Proposal:
    """The proposal that ``part`` lies within ``whole``."""
    return Proposal(RelationKind.SUBSET, ((MemberRole.WHOLE, whole), (MemberRole.PART, part)), strength)


def suggested_subsets(passages: list[Passage], lists: list[PartList]) -> Iterator[Proposal]:
    """The subsets that only nouns and verbs suggest; of two parts of one list none is within the other."""
    siblings = {item.metric.metric_id: number for number, found in enumerate(lists) for item in found.items}
    for proposal in _suggested(passages):
        (_, whole), (_, part) = proposal.members
        one, other = siblings.get(whole.metric.metric_id), siblings.get(part.metric.metric_id)
        if one is None or one != other:
            yield proposal


def _suggested(passages: list[Passage]) -> Iterator[Proposal]:
    for position, passage in enumerate(passages):
        yield from _resumed(passages, position)
        for mention in passage.mentions:
            if mention.role != "level":
                continue
            following = _next_level(passage, mention)
            if following is not None:
                yield from _modified(mention, following)
                yield from _examined(mention, following)
                yield from _added(mention, following)
                yield from _accumulated(mention, following)
            yield from _done(passage, mention)
        yield from _rounds(passages, position)


def _next_level(passage: Passage, mention: Mention) -> Mention | None:
    for candidate in passage.mentions[mention.index + 1 : mention.index + 1 + _NEIGHBOURS]:
        if candidate.role == "level":
            return candidate if candidate.fits(mention) and candidate.depth == mention.depth else None
    return None


def _modified(whole: Mention, part: Mention) -> Iterator[Proposal]:
    """技能人才约73万，高技能人才约20万: the part's noun is the whole's with a modifier before it."""
    name, longer = noun(whole), noun(part)
    if whole.metric.unit == "元" or not re.search(r"[，、]", part.gap) or "；" in part.gap:
        return
    if narrows(name, longer):
        yield make(whole, part, Strength.LOOSE)


def _resumed(passages: list[Passage], position: int) -> Iterator[Proposal]:
    """卫生人员总数41.26万人。卫生技术人员33.52万人…: a sentence goes on with a part of the total before it."""
    if position == 0 or passages[position - 1].section_id != passages[position].section_id:
        return
    before, passage = passages[position - 1], passages[position]
    part = passage.mentions[0]
    if passage.sentence_index - before.sentence_index != 1 or part.role != "level" or part.metric.unit == "元":
        return
    for whole in before.mentions[:_NEIGHBOURS]:
        if whole.role == "level" and whole.fits(part) and load_words().any["whole"].search(whole.lead):
            if narrows(noun(whole), noun(part)):
                yield make(whole, part, Strength.LOOSE)
            return


def _examined(whole: Mention, part: Mention) -> Iterator[Proposal]:
    """排查教材教辅读物近200万册，清理封存问题读物3万余册: looked at, then dealt with, the same noun."""
    words = load_words()
    if not words.any["examine"].search(whole.lead) or not words.any["found"].search(part.lead):
        return
    if words.any["examine"].search(part.lead):
        return
    name = noun(whole)
    if len(name) >= 2 and name[-2:] in noun(part):
        yield make(whole, part, Strength.LOOSE)


def _added(first: Mention, second: Mention) -> Iterator[Proposal]:
    """新成立协会1个，现协会共有16个 (in either order): what was added is among what there is."""
    words = load_words()
    for part, whole in ((first, second), (second, first)):
        if not words.any["added"].search(part.lead) or words.any["added"].search(whole.lead):
            continue
        if not words.any["stock_present"].search(whole.lead):
            continue
        thing, stock = noun(part), noun(whole)
        if len(thing) >= 2 and thing[-2:] in stock:
            yield make(whole, part, Strength.LOOSE)
            return


def _accumulated(part: Mention, whole: Mention) -> Iterator[Proposal]:
    """建成周转宿舍128套，累计达到1042套: what was added, and what there is of the same by now."""
    bare = _SO_FAR.fullmatch(whole.lead)
    if bare and whole.metric.unit == part.metric.unit and "；" not in whole.gap:
        yield make(whole, part, Strength.LOOSE)


def _done(passage: Passage, part: Mention) -> Iterator[Proposal]:
    """实施项目19个，已竣工交付12个: what is done is among what there was to do."""
    words = load_words()
    if not words.any["done"].search(own_words(part)):
        return
    rest = words.any["done"].sub("", own_words(part)).removeprefix("已")
    for whole in passage.before(part, _NEIGHBOURS):
        if "；" in passage.between(whole, part) or whole.depth != part.depth:
            return
        if whole.role != "level" or whole.metric.unit != part.metric.unit:
            continue
        if not words.any["done"].search(own_words(whole)) and (len(rest) < _BARE or rest[-2:] in whole.lead):
            yield make(whole, part, Strength.LOOSE)
        return


def _rounds(passages: list[Passage], position: int) -> Iterator[Proposal]:
    """三届共199名“洪城工匠” … 第三届“洪城工匠”选树 … 50名: one round is among the rounds so far."""
    passage = passages[position]
    for match in _ROUND.finditer(passage.text):
        named = _QUOTED.match(passage.text, match.end())
        if named is None:
            continue
        whole = _series(passages, position, named.group(1), match.start())
        if whole is None:
            continue
        behind = passage.since(match.end(), _NEIGHBOURS * 2)
        part = next((m for m in behind if m.role == "level" and m.fits(whole)), None)
        if part and part.metric.metric_id != whole.metric.metric_id:
            yield make(whole, part, Strength.LOOSE)


def _series(passages: list[Passage], position: int, name: str, offset: int) -> Mention | None:
    """The figure that counts all rounds of the programme ``name`` so far, in this sentence or the three before."""
    for index in range(position, max(-1, position - 4), -1):
        if passages[index].section_id != passages[position].section_id:
            return None
        known = passages[index].until(offset, _REMEMBERED) if index == position else passages[index].mentions
        for mention in reversed(known[-_REMEMBERED:]):
            if name in mention.tail[: len(name) + 2] and _ROUNDS.search(mention.lead):
                return mention
    return None

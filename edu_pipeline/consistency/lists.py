"""Wholes and the figures the words list under them: 其中…, 包括…, 分别…, colon and bracket lists, 合计 behind a list.

This module finds who belongs to whom; ``sums``, ``subsets`` and ``ratios`` say what that means for the arithmetic.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from edu_pipeline.consistency.divisions import complement_lists, complementary
from edu_pipeline.consistency.nouns import echoes, own_words, presents_whole
from edu_pipeline.consistency.part_list import PartList
from edu_pipeline.consistency.passage import Mention, Passage, means_of_size
from edu_pipeline.consistency.precision import ONE_SIDED
from edu_pipeline.consistency.words import alternation, load_words, same_family
from edu_pipeline.records import Qualifier, Status

_MAX_ITEMS = 40
_HEADS = 12
# … ，在医院中有 …: a list within the list
_NAMED = re.compile(r"[，；、]在?[\u4e00-\u9fff]{2,10}中(?:，|有)")
# Longest noun between a figure and the bracket or colon that opens its list: 20所学校（…
_NOUN = 10
# So many last characters of a name are its noun.
_NAME_END = 4
_MARKS = re.compile(r"[，；。：]")
# 完成年度任务40万人的115.5%: it is the base of a share.
_BASE = re.compile(r"^）?的\d")
# A norm is so many times smaller than the amounts around it.
_TINY = 50
_PAIR = 2
# So many sentences back, in the same section, a divided whole is looked for.
_BACK = 4
_CLAUSE = re.compile(r"[，；]")
_LEFT_OPEN = re.compile(r"^[^，；。]{0,8}等")


@dataclass(frozen=True, slots=True)
class _Cue:
    name: str
    start: int
    end: int
    stop: int
    depth: int
    named: str | None = None


def find_lists(passages: list[Passage]) -> list[PartList]:
    """All lists of the document, sentence by sentence."""
    found: list[PartList] = []
    for position, passage in enumerate(passages):
        earlier = tuple(p for p in passages[max(0, position - _BACK) : position] if p.section_id == passage.section_id)
        previous = passages[position - 1] if position else None
        for cue in _cues(passage):
            found += (
                _divided_lists(passage, cue, earlier) if cue.name == "divided" else _read_lists(passage, cue, previous)
            )
        found += complement_lists(passage)
    return found


def _cues(passage: Passage) -> Iterator[_Cue]:
    """Where the words open a list, with the offset at which it must end."""
    words = load_words()
    text = passage.text
    opened: list[int] = []
    for match in _cue_pattern().finditer(text):
        name, start = str(match.lastgroup), match.start()
        while opened and passage.bracket_end(opened[-1]) < start:
            opened.pop()
        around = opened[-1] if opened else -1
        stop = passage.bracket_end(around) if opened else len(text)
        if name == "bracket":
            opened.append(start)
            inner = text[match.end() : match.end() + 4]
            if not (words.start["among"].match(inner) or words.start["contain"].match(inner)):
                yield _Cue(name, start, match.end(), passage.bracket_end(start), len(opened))
        elif name == "divided":
            yield _Cue(name, start, match.end(), stop, len(opened), match.group("subject") or None)
        elif name == "named":
            yield _Cue("among", start, match.end(), stop, len(opened), match.group(name))
        elif name != "contain" or around == start - 1 or text[max(0, start - 1) : start] in ("，", "、"):
            yield _Cue(name, start, match.end(), stop, len(opened))


@cache
def _cue_pattern() -> re.Pattern[str]:
    lists = load_words().lists
    names = ("among", "include", "respective", "contain")
    parts = [f"(?P<{name}>{alternation(lists[name])})" for name in names]
    made = r"(?P<made>由(?=[^。；]{4,80}(?:组成|构成)))"
    named = r"(?:^|(?<=[，；]))在?(?!其)(?P<named>[\u4e00-\u9fff]{2,10})中(?:，|有)"
    by, how = alternation(lists["divide_by"]), alternation(lists["divided"])
    divided = (
        rf"(?:^|(?<=[，；]))(?P<divided>(?P<subject>[\u4e00-\u9fff]{{0,16}}?){by}[\u4e00-\u9fff]{{2,10}}?{how}[，：])"
    )
    return re.compile("|".join([divided, *parts, made, named, r"(?P<bracket>（)", r"(?P<colon>：)"]))


def _read_lists(passage: Passage, cue: _Cue, previous: Passage | None) -> Iterator[PartList]:
    """The list that a cue opens, and one in another unit that runs beside it (小学620人、31万元；初中290人、14万元)."""
    if cue.name in ("bracket", "colon") and not _attached(passage, cue):
        return
    after = passage.since(cue.end, _MAX_ITEMS * 2, cue.stop)
    openers = [m for m in after if m.role in ("level", "change") and m.depth == cue.depth]
    if not openers or "；" in passage.text[cue.end : openers[0].start]:
        return
    if _of_providers(passage, cue, openers):
        after = tuple(m for m in after if m.metric.unit == openers[1].metric.unit)
        openers = openers[1:]
    main = _read_list(passage, cue, previous, openers[0], after)
    if main:
        yield main
    second = _second(openers)
    if second:
        beside = _read_list(passage, cue, previous, second, after)
        coupled = passage.between(openers[0], second).startswith("、") and cue.name == "among"
        if beside and (coupled or len(beside.items) > 1):
            yield replace(beside, cue="beside", certain=int(coupled), closed=False)


def _of_providers(passage: Passage, cue: _Cue, openers: list[Mention]) -> bool:
    """学位3600个，其中新建学校2所提供2400个: whether the list is of the second figure, in the unit of the whole."""
    before = passage.until(cue.start, 1)
    if not before or len(openers) < _PAIR or openers[0].metric.unit == before[0].metric.unit:
        return False
    between = passage.between(openers[0], openers[1])
    same = openers[1].metric.unit == before[0].metric.unit and before[0].role == "level"
    return same and bool(between) and not re.search(r"[，；、：（）]", between)


def _second(openers: list[Mention]) -> Mention | None:
    """The first figure of another kind than the list's first: it may open a list that runs beside."""
    return next((m for m in openers if not m.fits(openers[0])), None)


def _divided_lists(passage: Passage, cue: _Cue, earlier: tuple[Passage, ...]) -> Iterator[PartList]:
    """总投入52986亿元。…总投入按教育阶段划分：学前教育4197亿元，…: the whole was said before, in each of two units."""
    after = passage.since(cue.end, _MAX_ITEMS * 2, cue.stop)
    openers = [m for m in after if m.role == "level" and m.depth == cue.depth]
    if not openers:
        return
    before = [*(m for p in earlier for m in p.mentions[-_MAX_ITEMS:]), *passage.until(cue.start, _HEADS)]
    for first in (openers[0], _second(openers)):
        if first is None:
            continue
        heads = [m for m in reversed(before) if m.role == "level" and m.fits(first) and m.depth == 0]
        heads = [m for m in heads if _called(m, cue.named)] if cue.named else heads
        heads.sort(key=lambda m: not presents_whole(m))
        if heads:
            gathering = _Gathering(passage, cue, heads[0])
            gathering.read(after)
            most = max((item.metric.value for item in gathering.items), default=Decimal(0))
            heads = [m for m in heads if m.metric.value >= most] or heads
            yield replace(gathering.result(), heads=tuple(heads[:_HEADS]), direct=False, closed=False)


def _called(mention: Mention, name: str) -> bool:
    """Whether the words of a figure end with those of ``name``."""
    return name[-_NAME_END:] in mention.lead


def _read_list(
    passage: Passage, cue: _Cue, previous: Passage | None, first: Mention, after: tuple[Mention, ...]
) -> PartList | None:
    heads = _heads(passage, cue, first)
    crossed = False
    if cue.named:
        heads, crossed = _heads_named(passage, previous, cue, first), True
    elif not heads and cue.name == "among" and not passage.text[: cue.start].strip("，“"):
        heads, crossed = _heads_before(passage, previous, first), True
    if not heads:
        return None
    gathering = _Gathering(passage, cue, heads[0])
    gathering.read(after)
    gathered = gathering.result()
    if not gathered.items:
        return None
    direct = _last_said(previous, heads) if crossed else _directly(passage, heads[0], cue)
    return replace(gathered, heads=heads, direct=direct)


def _last_said(previous: Passage | None, heads: tuple[Mention, ...]) -> bool:
    """Whether the whole is the one amount that the sentence before gives, but for its growth and things it counts."""
    if len(heads) != 1 or previous is None or heads[0].metric.sentence_index != previous.sentence_index:
        return len(heads) == 1
    behind = previous.mentions[heads[0].index + 1 :]
    return not any(_opens_statement(mention) for mention in behind)


def _opens_statement(mention: Mention) -> bool:
    """Whether a figure is told by a verb of its own (建设学校19所): the sentence has left what it said before."""
    return mention.role == "level" and bool(load_words().start["verb"].match(own_words(mention)))


def _attached(passage: Passage, cue: _Cue) -> bool:
    """Whether a bracket or colon stands right behind a figure (or the noun behind it)."""
    behind = passage.until(cue.start, 1)
    if not behind or cue.start - behind[-1].end > _NOUN:
        return False
    return not re.search(r"[，；。：、（）]", passage.text[behind[-1].end : cue.start])


def _directly(passage: Passage, head: Mention, cue: _Cue) -> bool:
    """Whether only the head's own growth stands between it and the cue, not another statement."""
    between = passage.since(head.end, _HEADS * 2, cue.start)
    return all(m.role in ("change", "rate") or m.depth > max(head.depth, cue.depth) for m in between)


def _heads(passage: Passage, cue: _Cue, first: Mention) -> tuple[Mention, ...]:
    """The figures before the cue that may be the whole: amounts of the same kind, nearest first, levels preferred."""
    before = passage.until(cue.start, _HEADS * 2)
    if _under_mean(before, first):
        return ()
    near = [m for m in reversed(before) if _may_hold(m, first) and m.depth <= cue.depth]
    if cue.name in ("bracket", "colon"):
        near = [m for m in near if m is before[-1]]
    levels = [m for m in near if m.role == "level"] or near
    named = [m for m in levels if echoes(m, first)]
    if named and not echoes(levels[0], first) and levels[0].metric.unit != first.metric.unit:
        levels = [*named, *(m for m in levels if m not in named)]
    return tuple(levels[:_HEADS])


def _under_mean(before: Sequence[Mention], first: Mention) -> bool:
    """Whether the list stands under a mean: its items are means too, nothing to be added up."""
    nearest = next((m for m in reversed(before) if m.metric.unit == first.metric.unit and m.role != "change"), None)
    return first.role == "each" or (nearest is not None and means_of_size(nearest, first))


def _may_hold(head: Mention, first: Mention) -> bool:
    """Whether a figure can be the whole of another: an amount of such things, no standing norm."""
    norm = head.metric.status == Status.RULE != first.metric.status
    return head.fits(first) and head.role in ("level", "change") and not norm and not _BASE.match(head.tail)


def _heads_before(passage: Passage, previous: Passage | None, first: Mention) -> tuple[Mention, ...]:
    """The whole of a sentence that begins with 其中 stands in the sentence before it."""
    if previous is None or previous.sentence_index < passage.sentence_index - 1:
        return ()
    if previous.section_id != passage.section_id or _under_mean(previous.mentions[-_MAX_ITEMS:], first):
        return ()
    levels = [m for m in previous.mentions[-_MAX_ITEMS:] if m.role == "level" and m.fits(first) and m.depth == 0]
    return (levels[-1], levels[0]) if len(levels) > 1 else tuple(levels)


def _heads_named(passage: Passage, previous: Passage | None, cue: _Cue, first: Mention) -> tuple[Mention, ...]:
    """医院1512个。医院中，公立医院301个…: the figure whose noun the cue repeats, in this sentence or the one before."""
    before = list(passage.until(cue.start, _HEADS * 2))
    if previous is not None and previous.section_id == passage.section_id:
        before = [*previous.mentions[-_HEADS:], *before]
    for mention in reversed(before):
        named = mention.lead.endswith(str(cue.named)) or mention.tail.startswith(str(cue.named))
        if named and mention.role == "level" and mention.fits(first):
            return (mention,)
    return ()


class _Gathering:
    """The items of one list while its figures are read in text order."""

    def __init__(self, passage: Passage, cue: _Cue, head: Mention) -> None:
        self.passage, self.cue, self.head = passage, cue, head
        self.items: list[Mention] = []
        self.breaks: list[int] = []
        self.semicolons: list[int] = []
        self.nested: set[int] = set()
        self.certain = 0
        self.closed = cue.name in ("include", "made") or (cue.name == "respective" and presents_whole(head))
        self._sure, self._inside, self._verbal = True, False, False
        self._last_end = cue.end

    def read(self, mentions: tuple[Mention, ...]) -> None:
        """Take every figure that can be an item, up to a total or the end."""
        words = load_words()
        for mention in mentions:
            if mention.depth != self.cue.depth or mention.role not in ("level", "change"):
                continue
            if mention.role == "change" and self.head.role != "change":
                continue
            if self._is_norm(mention) or self._describes(mention):
                continue
            gap = self.passage.text[self._last_end : mention.start]
            if self.items and (words.end["total_sure"].search(mention.lead) or "。" in gap):
                break
            if mention.fits(self.head) and self._is_alike(mention, gap):
                self._take(mention, gap)
            else:
                self._sure = self._sure and not self.items
            if len(self.items) == _MAX_ITEMS:
                break

    def _is_norm(self, mention: Mention) -> bool:
        """A standing amount for one (每生500元) or a bound; 营养餐补助338万元 in a list of amounts is none."""
        if mention.metric.status != Status.RULE or self.head.metric.status == Status.RULE:
            return False
        small = mention.metric.value * _TINY < self.head.metric.value
        bounded = mention.metric.qualifier != Qualifier.EXACT
        return small or bounded or bool(load_words().any["each"].search(mention.lead))

    def _describes(self, mention: Mention) -> bool:
        """5万元以上案件136起: a threshold that says which things the next figure counts."""
        if mention.metric.qualifier not in ONE_SIDED or mention.index + 1 >= len(self.passage.mentions):
            return False
        return not re.search(
            r"[，；。：、（）]", self.passage.between(mention, self.passage.mentions[mention.index + 1])
        )

    def _is_alike(self, mention: Mention, gap: str) -> bool:
        """Whether a figure may go on with the list: 新建2所、改扩建4所，新增学位1620个 ends before the 个."""
        if not self.items or not load_words().start["verb"].match(_CLAUSE.split(gap)[-1]):
            return True
        first = self.items[0]
        return mention.metric.unit == first.metric.unit or same_family(mention.metric.unit, first.metric.unit)

    def _take(self, mention: Mention, gap: str) -> None:
        words = load_words()
        if not self.items:
            self._verbal = bool(words.start["verb"].match(gap.lstrip("，：（")))
        else:
            if "；" in gap:
                self.semicolons.append(len(self.items))
                self._inside = False
            if _MARKS.search(gap):
                self.breaks.append(len(self.items))
            self._inside = self._inside or bool(words.any["among"].search(gap) or _NAMED.search(gap))
            self._sure = self._sure and not self._inside and _continues(gap, self._verbal)
            self.closed = self.closed or (bool(words.any["rest"].search(gap)) and not self._inside)
        if self._inside:
            self.nested.add(len(self.items))
        self.items.append(mention)
        self.certain += self._sure
        self._last_end = mention.end

    def result(self) -> PartList:
        """The list as gathered; 等 behind it leaves it open, 含 never says that it is complete."""
        if _LEFT_OPEN.match(self.passage.text[self._last_end : self._last_end + 12]):
            self.closed = False
        if self.cue.name == "contain":
            self.closed = False
        count = len(self.items)
        return PartList(
            cue=self.cue.name,
            passage=self.passage,
            heads=(self.head,),
            items=tuple(self.items),
            breaks=tuple(index for index in self.breaks if index < count),
            semicolons=tuple(index for index in self.semicolons if index < count),
            certain=self.certain,
            closed=(self.closed and count > 1) or complementary(self.items),
            nested=frozenset(self.nested),
        )


def _continues(gap: str, verbal: bool) -> bool:
    """Whether the words before a figure carry the list on, rather than begin another statement.

    ``verbal`` says that the list's first item begins with a verb, so that others may.
    """
    if "；" in gap or "。" in gap:
        return False
    clauses = gap.split("，")
    if len(clauses) == 1:
        return True
    if len(clauses) > 2:
        return False
    words, clause = load_words(), clauses[-1].strip("）")
    return not words.start["new_clause"].match(clause) and (verbal or not words.start["verb"].match(clause))

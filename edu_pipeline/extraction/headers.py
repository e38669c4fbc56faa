"""What each figure of a sentence belongs to: its whole, the figure it differs from or leans on, its list, its lead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from edu_pipeline.extraction.clauses import Clause
from edu_pipeline.extraction.items import DIFFERENCES, Item, Link, items_of
from edu_pipeline.extraction.labels import (
    heading_topic,
    is_generic,
    is_hollow,
    is_outlay,
    is_title,
    is_topic,
    leans,
    own_words,
    short_topic,
    tidy,
    tidy_behind,
    topic_before,
)
from edu_pipeline.extraction.lists import LOOK_BACK, separate, share_lists, share_predicates
from edu_pipeline.extraction.naming import share_of, whole_of
from edu_pipeline.extraction.rowheads import Described, describe
from edu_pipeline.extraction.tokens import Token
from edu_pipeline.extraction.units import load_units
from edu_pipeline.meaning.wording import load_wording
from edu_pipeline.records import Direction, MetricKind, Status
from edu_pipeline.structure import OutlineNode, Structure

_SHORT_OWN = 7
# So many characters behind a sum of money say what it was for.
_RELEVANT = 4
# How many characters back a topic may stand.
_TOPIC_REACH = 400
# How many characters before a prize say what it was won at.
_PAST = 160
_OPENING = re.compile(r"([^，。；：\d]{2,14})(?:方面|阶段|领域)?[，：]")


@dataclass(frozen=True, slots=True)
class Header:
    """A figure with what it belongs to; ``head`` is the noun phrase nearest to the number, for the natural unit."""

    item: Item
    head: str

    @property
    def context(self) -> str:
        """Where the figure stands, outermost first: the heading, the opening."""
        return " › ".join(dict.fromkeys(words for words in (self.item.heading, self.item.lead) if words))

    @property
    def part_of(self) -> str | None:
        """The metric_id of the figure that the words make this one a part of."""
        whole = whole_of(self.item)
        return whole.metric_id or None if whole else None

    @property
    def share_of(self) -> str | None:
        """The whole that a share names itself."""
        return share_of(self.item)

    def describe(self, unit: str, direction: Direction | None, status: Status, printed: str) -> Described:
        """Row header, measure and dimensions; ``printed`` is the number as written (18 金)."""
        return describe(self.item, unit, direction, status, printed)


class Headers:
    """Row headers for the figures of a document."""

    def __init__(self, structure: Structure) -> None:
        self.nodes = structure.nodes
        self.before: list[Item] = []

    def of(
        self,
        text: str,
        tokens: Sequence[Token],
        kinds: Sequence[MetricKind],
        clauses: Sequence[Clause],
        node: OutlineNode,
    ) -> list[Header]:
        """One header for each of ``tokens`` (in order, with their ``kinds``) of the sentence ``text``."""
        items = items_of(text, tokens, kinds, clauses)
        share_lists(items)
        separate(items, text, clauses)
        share_predicates(items)
        numbered = {item.clause for item in items}
        earlier = self.before[-1] if self.before else None
        for item in items:
            item.first, item.earlier, earlier = item is items[0], earlier, item
            item.past = text[max(0, item.token.start - _PAST) : item.token.start]
            item.about = (*_opening(text, item.token.start), _heading(node))
        for position, item in enumerate(items):
            if text.startswith("其中") and _belongs(items, position, self.before):
                continue
            _resolve(text, clauses, items, position, numbered)
            start = clauses[item.clause].start
            item.field = self._field(text[max(0, start - _TOPIC_REACH) : start], item, node)
            item.heading = heading_topic(node.heading or "")
        self.before = [*self.before, *items] if text.startswith("其中") else items
        return [Header(item, tidy_behind(item.right)[:8] or tidy(item.left)) for item in items]

    def _field(self, before: str, item: Item, node: OutlineNode) -> str:
        """The domain's word that the text is about, such as 课后服务, where the item and its lead have none."""
        words = item.lead + item.own
        named = topic_before(before, words)
        current: OutlineNode | None = node
        while not named and current is not None and current.parent is not None:
            named = topic_before(current.heading or "", words)
            current = self.nodes[current.parent]
        return named


def _heading(node: OutlineNode) -> str:
    """The heading that a sentence stands under; the report's own title is none."""
    heading = node.heading or ""
    return "" if node.parent is None or is_title(heading) else heading


def _opening(text: str, end: int) -> list[str]:
    """What a sentence says that it is about, in its first words: 义务教育方面，…; 学前教育：…"""
    match = _OPENING.match(text, 0, end)
    return [match[1]] if match and not match[1].startswith(tuple(load_wording().excluding)) else []


def _resolve(text: str, clauses: Sequence[Clause], items: list[Item], position: int, numbered: set[int]) -> None:
    """Say what an item belongs to: the figure it is of, what money was for, or its lead."""
    item, previous = items[position], items[position - 1] if position else None
    if item.kind in DIFFERENCES and _compare(items, position):
        return
    if previous and item.listed and item.clause == previous.clause and not is_hollow(item.own):
        item.link, item.other, item.lead, item.leans = Link.LIST, previous, previous.lead, previous.leans
        return
    if clauses[item.clause].depth and _hold(text, clauses, items, item):
        return
    if is_outlay(item.own):
        purpose = own_words(*_purpose(text, clauses, items, item))
        if len(purpose) >= 2 and not leans(purpose):
            item.link, item.lead = Link.PURPOSE, purpose
            return
    if _is_part(text, clauses, item) and _belongs(items, position):
        return
    follows_number = previous is not None and (item.clause == previous.clause or item.clause - 1 in numbered)
    bare_field = is_topic(item.own) and load_units().dimension.get(item.unit, "count") != "count"
    needs = leans(item.own) or bare_field or (item.kind == MetricKind.SHARE and item.own.startswith("占"))
    if follows_number and needs and _lean(clauses, items, position):
        return
    item.lead = _lead(text, clauses, item, numbered)


def _compare(items: list[Item], position: int) -> bool:
    """A change or growth is one of the figure before it: 财政教育支出 + 较上年同期增加."""
    item = items[position]
    if not is_hollow(item.own):
        return False
    earlier = items[max(0, position - LOOK_BACK) : position][::-1]
    base = item.base or next((other for other in earlier if other.kind not in DIFFERENCES), None)
    base = base or next((other for other in earlier if not is_hollow(other.own)), None)
    if base is None:
        return False
    item.link, item.other, item.leans = Link.DIFFERENCE, base, True
    return True


def _lean(clauses: Sequence[Clause], items: list[Item], position: int) -> bool:
    """Lean what does not stand on its own feet on the nearest figure that does: 普通高中：在校生."""
    item = items[position]
    anchor = _subject(clauses, items, position) or _anchor(items, position)
    if anchor is None:
        return False
    item.link, item.other, item.anchor, item.leans = Link.LEAN, anchor, anchor, True
    if item.kind == MetricKind.SHARE:
        item.other = next(other for other in reversed(items[:position]) if other.kind not in DIFFERENCES)
    return True


def _subject(clauses: Sequence[Clause], items: Sequence[Item], position: int) -> Item | None:
    """Behind a ；, the figure that opened the sentence: 小学15所，教学点3个；招生947人，在校生2713人."""
    previous, item = items[position - 1], items[position]
    behind = any(clauses[i].stop == "；" for i in range(previous.clause, item.clause))
    if not behind:
        return previous.anchor
    first = items[0]
    return first if not first.leans and first.kind == MetricKind.LEVEL and is_generic(item.own) else None


def _anchor(items: Sequence[Item], position: int) -> Item | None:
    """The nearest earlier figure that stands on its own feet, not inside brackets that have closed."""
    for other in reversed(items[max(0, position - LOOK_BACK) : position]):
        if other.kind not in DIFFERENCES and not other.leans and other.depth <= items[position].depth:
            return other
    return None


def _is_part(text: str, clauses: Sequence[Clause], item: Item) -> bool:
    """Whether 其中 opens the clause or an earlier one since the last ；."""
    for index in range(item.clause, max(-1, item.clause - LOOK_BACK), -1):
        clause = clauses[index]
        if index < item.clause and clause.stop == "；":
            return False
        if text.startswith("其中", clause.start):
            return True
    return False


def _belongs(items: Sequence[Item], position: int, before: Sequence[Item] = ()) -> bool:
    """A part with the whole's unit belongs to it: 床位31.4万张，其中医院24.87万张."""
    item = items[position]
    whole = _same_unit(before, item) if before else _anchor(items, position)
    if whole is None or item.kind != MetricKind.LEVEL or item.unit != whole.unit or whole.own[-2:] in item.own:
        return False
    item.link, item.other, item.leans = Link.PART, whole, True
    return True


def _same_unit(items: Sequence[Item], item: Item) -> Item | None:
    """The last level with the unit of ``item`` in the sentence before: …床位31.4万张。其中，医院24.87万张."""
    levels = (other for other in reversed(items) if other.kind == MetricKind.LEVEL and not other.leans)
    return next((other for other in levels if other.unit == item.unit), None)


def _lead(text: str, clauses: Sequence[Clause], item: Item, numbered: set[int]) -> str:
    """The clause without numbers that leads to a short item."""
    own = item.own
    leads = [i for i in range(item.clause - 1, max(-1, item.clause - LOOK_BACK), -1) if i not in numbered]
    if not leads or (len(own) >= 2 * _SHORT_OWN and not is_hollow(own)):
        return ""
    lead = short_topic(text[clauses[leads[0]].start : clauses[leads[0]].end])
    if is_hollow(own) and (item.kind == MetricKind.GROWTH or is_hollow(lead)):
        lead = short_topic(text[clauses[leads[-1]].start : clauses[leads[-1]].end])
    return lead if len(lead) >= 2 and lead not in own else ""


def _hold(text: str, clauses: Sequence[Clause], items: Sequence[Item], item: Item) -> bool:
    """Say what a bracket explains, the figure or the words before it: 幼儿园177所（公办58所）."""
    depth = clauses[item.clause].depth
    back = range(item.clause - 1, max(-1, item.clause - LOOK_BACK), -1)
    opened = next((i for i in back if clauses[i].depth < depth), None)
    if opened is None:
        return False
    holder = next((other for other in reversed(items) if other.clause == opened), None)
    words = holder.own if holder else short_topic(text[clauses[opened].start : clauses[opened].end])
    if not words or words in item.own:
        return False
    item.link, item.other, item.lead, item.leans = Link.BRACKET, holder, "" if holder else words, True
    return True


def _purpose(text: str, clauses: Sequence[Clause], items: Sequence[Item], item: Item) -> tuple[str, str]:
    """What stands behind a sum of money, in its clause or else in the next, on the two sides of the first number."""
    own_clause = clauses[item.clause]
    if own_clause.end - item.token.end > _RELEVANT:
        start, number = item.token.end, item.clause
    elif item.clause + 1 < len(clauses):
        start, number = clauses[item.clause + 1].start, item.clause + 1
    else:
        return "", ""
    clause = clauses[number]
    first = next((other.token for other in items if other.clause == number and other.token.start >= start), None)
    if first is None:
        return text[start : clause.end], ""
    behind = (other.token.start for other in items if other.clause == number and other.token.start > first.start)
    following = next(behind, clause.end)
    return text[start : first.start], text[first.end : following]

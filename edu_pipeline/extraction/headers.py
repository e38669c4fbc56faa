"""Assembles the row headers of one sentence's figures: which words, list partners and topics belong to which figure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from edu_pipeline.extraction.clauses import Clause
from edu_pipeline.extraction.items import DIFFERENCES, Item, Link, items_of
from edu_pipeline.extraction.labels import (
    comparison_words,
    compose,
    heading_topic,
    is_generic,
    is_hollow,
    is_outlay,
    is_title,
    is_topic,
    leans,
    own_words,
    share_words,
    short_topic,
    tidy,
    tidy_behind,
    topic_before,
    without_generic,
    without_verb,
)
from edu_pipeline.extraction.lists import LOOK_BACK, separate, share_lists, share_predicates
from edu_pipeline.extraction.tokens import Token
from edu_pipeline.extraction.units import load_units
from edu_pipeline.extraction.rowheads import Described, describe
from edu_pipeline.records import Direction, MetricKind, Status
from edu_pipeline.structure import OutlineNode, Structure

_SHORT_OWN = 7
_SELF_CONTAINED = 10
# So many characters behind a sum of money say what it was for.
_RELEVANT = 4
_OPENING = re.compile(r"([^，。；：\d]{2,14})(?:方面|阶段|领域)?[，：]")
# How many characters before a prize say what it was won at.
_PAST = 160
# How many characters back a topic may stand.
_TOPIC_REACH = 400


@dataclass(frozen=True, slots=True)
class Header:
    """The parts of a row header; ``head`` is the noun phrase nearest to the number, for the natural unit."""

    topics: tuple[str, ...]
    own: str
    head: str
    item: Item
    context: str

    def describe(self, unit: str, direction: Direction | None, status: Status, printed: str) -> Described:
        """Row header, measure and dimensions; ``printed`` is the number as written (18 金)."""
        found = describe(self.item, unit, direction, status, printed)
        if found is not None:
            return found
        words = self.compose(unit, printed)
        return Described(words, words, words, ())

    def compose(self, unit: str, printed: str) -> str:
        """The header as text; ``printed`` is the number as written (18 金)."""
        return compose(self.topics, self.own, unit, printed)


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
        for earlier, item in zip([self.before[-1] if self.before else None, *items], items, strict=False):
            item.earlier, item.about = earlier, (*_opening(text, item.token.start), _heading(node))
            item.said, item.past = item.own, text[max(0, item.token.start - _PAST) : item.token.start]
        for position, item in enumerate(items):
            if text.startswith("其中") and _belongs(items, position, self.before):
                continue
            _resolve(text, clauses, items, position, numbered)
            start = clauses[item.clause].start
            self._add_subject(text[max(0, start - _TOPIC_REACH) : start], item, node)
        self.before = [*self.before, *items] if text.startswith("其中") else items
        return [Header(tuple(i.topics), i.own, tidy_behind(i.right)[:8] or tidy(i.left), i, _context(i)) for i in items]

    def _add_subject(self, before: str, item: Item, node: OutlineNode) -> None:
        """Put the domain's word (课后服务, 小学) first where the header has none; else a heading before a short one."""
        words = "".join(item.topics) + item.own
        named = topic_before(before, words)
        heading = heading_topic(node.heading or "")
        item.field, item.heading = named, heading
        if not named and heading and len(item.own) < _SELF_CONTAINED and not share_words(heading, words):
            item.topics.insert(0, heading)
            words = heading + words
        current: OutlineNode | None = node
        while not named and current is not None and current.parent is not None:
            named = topic_before(current.heading or "", words)
            current = self.nodes[current.parent]
        if named:
            item.topics.insert(0, named)
        elif not item.topics and (len(item.own) < _SHORT_OWN or is_hollow(item.own)):
            item.topics = self._heading(node, item.own)
            item.own = item.own or "未注明"

    def _heading(self, node: OutlineNode, own: str) -> list[str]:
        """The nearest heading above, short."""
        current: OutlineNode | None = node
        while current is not None and current.parent is not None:
            heading = "" if is_title(current.heading or "") else short_topic(current.heading or "")
            if len(heading) >= 2 and heading not in own:
                return [heading]
            current = self.nodes[current.parent]
        return []


def _heading(node: OutlineNode) -> str:
    """The heading that a sentence stands under; the report's own title is none."""
    heading = node.heading or ""
    return "" if node.parent is None or is_title(heading) else heading


def _opening(text: str, end: int) -> list[str]:
    """What a sentence says that it is about, in its first words: 义务教育方面，…; 学前教育：…"""
    match = _OPENING.match(text, 0, end)
    return [match[1]] if match else []


def _context(item: Item) -> str:
    """Where a figure stands, outermost first: the heading, the opening."""
    return " › ".join(dict.fromkeys(words for words in (item.heading, item.lead) if words))


def _resolve(text: str, clauses: Sequence[Clause], items: list[Item], position: int, numbered: set[int]) -> None:
    """Give an item what must stand before its own words: the figure it belongs to, what money was for, or its lead."""
    item, previous = items[position], items[position - 1] if position else None
    if item.kind in DIFFERENCES and _compare(items, position):
        return
    if previous and item.listed and item.clause == previous.clause and not is_hollow(item.own):
        item.topics, item.leans = list(previous.topics), previous.leans
        item.link, item.other = Link.LIST, previous
        item.lead = previous.lead
        return
    clause = clauses[item.clause]
    if clause.depth:
        holder = _before_bracket(text, clauses, items, item)
        if holder and holder[-1] not in item.own:
            item.topics, item.leans = holder, True
            item.link, item.other = Link.BRACKET, _holder(clauses, items, item)
            item.lead = "" if item.other else holder[-1]
            return
    if is_outlay(item.own):
        purpose = own_words(*_purpose(text, clauses, items, item))
        if len(purpose) >= 2 and not leans(purpose):
            item.topics, item.link, item.lead = [purpose], Link.PURPOSE, purpose
            return
    if _is_part(text, clauses, item) and _belongs(items, position):
        return
    follows_number = previous is not None and (item.clause == previous.clause or item.clause - 1 in numbered)
    bare_field = is_topic(item.own) and load_units().dimension.get(item.unit, "count") != "count"
    needs = leans(item.own) or bare_field or (item.kind == MetricKind.SHARE and item.own.startswith("占"))
    if follows_number and needs and _lean(clauses, items, position):
        return
    item.topics = _leads(text, clauses, item, numbered)
    item.lead = item.topics[0] if item.topics else ""


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
    item.topics, item.leans = list(base.topics), True
    item.link, item.other = Link.DIFFERENCE, base
    item.own = base.own + (comparison_words(item.left) or item.own)
    return True


def _lean(clauses: Sequence[Clause], items: list[Item], position: int) -> bool:
    """Put the nearest figure that stands on its own feet before one that does not: 普通高中：在校生."""
    item = items[position]
    anchor = _subject(clauses, items, position) or _anchor(items, position)
    if anchor is None:
        return False
    item.leans, item.anchor = True, anchor
    item.link, item.other = Link.LEAN, anchor
    base = without_generic(without_verb(anchor.own))
    item.topics = list(anchor.topics)
    if item.kind == MetricKind.SHARE:
        part = next(other for other in reversed(items[:position]) if other.kind not in DIFFERENCES)
        item.other = part
        item.topics, item.own = list(part.topics), without_verb(part.own) + item.own
    elif base and base not in item.own:
        item.topics.append(base)
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
    """A part with the whole's unit carries the whole's name: 床位31.4万张，其中医院24.87万张."""
    item = items[position]
    whole = _same_unit(before, item) if before else _anchor(items, position)
    if whole is None or item.kind != MetricKind.LEVEL or item.unit != whole.unit or whole.own[-2:] in item.own:
        return False
    item.topics, item.leans = [*whole.topics, whole.own], True
    item.link, item.other = Link.PART, whole
    return True


def _same_unit(items: Sequence[Item], item: Item) -> Item | None:
    """The last level with the unit of ``item`` in the sentence before: …床位31.4万张。其中，医院24.87万张."""
    levels = (other for other in reversed(items) if other.kind == MetricKind.LEVEL and not other.leans)
    return next((other for other in levels if other.unit == item.unit), None)


def _leads(text: str, clauses: Sequence[Clause], item: Item, numbered: set[int]) -> list[str]:
    """The clause without numbers that leads to a short item."""
    own = item.own
    leads = [i for i in range(item.clause - 1, max(-1, item.clause - LOOK_BACK), -1) if i not in numbered]
    if not leads or (len(own) >= 2 * _SHORT_OWN and not is_hollow(own)):
        return []
    lead = short_topic(text[clauses[leads[0]].start : clauses[leads[0]].end])
    if is_hollow(own) and (item.kind == MetricKind.GROWTH or is_hollow(lead)):
        lead = short_topic(text[clauses[leads[-1]].start : clauses[leads[-1]].end])
    return [lead] if len(lead) >= 2 and lead not in own else []


def _holder(clauses: Sequence[Clause], items: Sequence[Item], item: Item) -> Item | None:
    """The figure before the bracket that an item stands in."""
    depth = clauses[item.clause].depth
    back = range(item.clause - 1, max(-1, item.clause - LOOK_BACK), -1)
    opened = next((i for i in back if clauses[i].depth < depth), None)
    return next((other for other in reversed(items) if other.clause == opened), None)


def _before_bracket(text: str, clauses: Sequence[Clause], items: Sequence[Item], item: Item) -> list[str]:
    """The words that a bracket explains: 幼儿园177所（公办58所）."""
    depth = clauses[item.clause].depth
    back = range(item.clause - 1, max(-1, item.clause - LOOK_BACK), -1)
    opened = next((i for i in back if clauses[i].depth < depth), None)
    if opened is None:
        return []
    holder = next((other for other in reversed(items) if other.clause == opened), None)
    if holder:
        return [*holder.topics, holder.own]
    words = short_topic(text[clauses[opened].start : clauses[opened].end])
    return [words] if words else []


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

"""Assembles the row headers of one sentence's figures: which words, list partners and topics belong to which figure."""

from collections.abc import Sequence
from dataclasses import dataclass

from edu_pipeline.extraction.clauses import Clause
from edu_pipeline.extraction.labels import (
    before_separately,
    comparison_words,
    compose,
    has_verb,
    is_hollow,
    is_outlay,
    is_relational,
    list_prefix,
    own_words,
    predicate_of,
    separate_subjects,
    short_topic,
    tidy,
    tidy_behind,
    topic_before,
    without_verb,
)
from edu_pipeline.extraction.quantities import Token
from edu_pipeline.structure import OutlineNode, Structure

_JOINTS = "、和及与"
_SHORT_OWN = 7


@dataclass(frozen=True, slots=True)
class Header:
    """The parts of a row header; ``head`` is the noun phrase nearest to the number, for the natural unit."""

    topics: tuple[str, ...]
    own: str
    head: str

    def compose(self, unit: str, printed: str) -> str:
        return compose(self.topics, self.own, unit, printed)


@dataclass(slots=True)
class _Item:
    """A number with the words of its clause that are its own."""

    token: Token
    kind: str
    clause: int
    left: str
    right: str
    listed: bool
    own: str = ""


class Headers:
    """Row headers for the figures of a document."""

    def __init__(self, structure: Structure) -> None:
        self.nodes = structure.nodes

    def of(
        self, text: str, tokens: Sequence[Token], kinds: Sequence[str], clauses: Sequence[Clause], node: OutlineNode
    ) -> list[Header]:
        """One header for each of ``tokens`` (in order, with their ``kinds``) of the sentence ``text``."""
        items = _items(text, tokens, kinds, clauses)
        _share_lists(items)
        _separate(items, text, clauses)
        _share_predicates(items)
        _compare(items)
        numbered = {item.clause for item in items}
        headers: list[Header] = []
        for position, item in enumerate(items):
            if headers and item.listed and item.clause == items[position - 1].clause and not is_hollow(item.own):
                topics = list(headers[-1].topics)
            else:
                topics = _topics(text, clauses, items, position, numbered)
            if not topics and (len(item.own) < _SHORT_OWN or is_hollow(item.own)):
                topics = self._heading(node, item.own)
            headers.append(Header(tuple(topics), item.own, tidy_behind(item.right)[:8] or tidy(item.left)))
        return headers

    def _heading(self, node: OutlineNode, own: str) -> list[str]:
        """The nearest heading above, short."""
        current: OutlineNode | None = node
        while current is not None and current.parent is not None:
            heading = short_topic(current.heading or "")
            if len(heading) >= 2 and heading not in own:
                return [heading]
            current = self.nodes[current.parent]
        return []


def _items(text: str, tokens: Sequence[Token], kinds: Sequence[str], clauses: Sequence[Clause]) -> list[_Item]:
    """The words on the two sides of each number, within its clause and its item of a list."""
    items: list[_Item] = []
    clause_index = 0
    for index, token in enumerate(tokens):
        while clauses[clause_index].end <= token.start:
            clause_index += 1
        clause = clauses[clause_index]
        before = tokens[index - 1].end if index and tokens[index - 1].end > clause.start else None
        after = tokens[index + 1].start if index + 1 < len(tokens) and tokens[index + 1].start < clause.end else None
        left, listed = _left(text, clause, before, token, items)
        right = _right(text[token.end : after if after is not None else clause.end], after is not None)
        if text[token.end - 1] in "金银铜":
            right = ""
        items.append(_Item(token, kinds[index], clause_index, left, right, listed, own_words(left, right)))
    return items


def _left(text: str, clause: Clause, before: int | None, token: Token, items: list[_Item]) -> tuple[str, bool]:
    """The words before a number. Behind another number of the clause: a list item of its own, or the story goes on."""
    if before is None:
        return text[clause.start : token.start], False
    between = text[before : token.start]
    cut = max(between.rfind(mark) for mark in _JOINTS)
    if cut >= 0 and (cut == 0 or "、" in between or len(between) - cut <= 8):
        return between[cut + 1 :], True
    if not between.strip():
        return items[-1].left, True
    return own_words(items[-1].left, between), False


def _right(words: str, before_number: bool) -> str:
    """The words behind a number up to the next item of a list."""
    if not before_number:
        return words
    cut = words.find("、")
    if cut >= 0:
        return words[:cut]
    for mark in _JOINTS[1:]:
        position = words.rfind(mark)
        if position >= 0 and len(words) - position <= 4:
            return words[:position]
    return words


def _share_lists(items: list[_Item]) -> None:
    """What the first item of a list says before its noun holds for the items behind it."""
    first: _Item | None = None
    prefix = ""
    for item in items:
        if not item.listed:
            first, prefix = item, ""
        elif first is None or not item.own:
            continue
        elif is_hollow(item.own) and item.own.endswith(("率", "比", "比例", "比重")):
            item.own = without_verb(first.own) + item.own
        else:
            prefix = list_prefix(first.own, item.own) or prefix
            if prefix and not item.own.startswith(prefix):
                item.own = prefix + item.own


def _separate(items: list[_Item], text: str, clauses: Sequence[Clause]) -> None:
    """学生和教师参与率分别达 93.71%和 91.35%: each number gets its own subject."""
    for index, item in enumerate(items):
        subjects = None if item.listed else before_separately(item.left)
        if subjects is None:
            continue
        if len(tidy(subjects)) < 2 and item.clause:
            lead = clauses[item.clause - 1]
            subjects = text[lead.start : lead.end]
        group = [item]
        for other in items[index + 1 :]:
            if not other.listed or other.clause != item.clause:
                break
            group.append(other)
        tail = tidy_behind(group[-1].right)
        for member, subject in zip(group, separate_subjects(subjects, len(group)), strict=False):
            member.own = subject + (tidy_behind(member.right) or tail)


def _share_predicates(items: list[_Item]) -> None:
    """4所幼儿园、18所中小学参评示范校: what the last item's verb says holds for the items before it."""
    for index in range(len(items) - 1, 0, -1):
        item, previous = items[index], items[index - 1]
        if item.listed and item.clause == previous.clause and item.right and previous.right:
            predicate = predicate_of(tidy_behind(item.right))
            if predicate and not predicate_of(tidy_behind(previous.right)):
                previous.own += predicate
                previous.right += predicate


def _compare(items: list[_Item]) -> None:
    """A change or growth is one of the figure before it: 财政教育支出 + 较上年同期增加."""
    for index, item in enumerate(items):
        if item.kind not in ("change", "growth"):
            continue
        words = comparison_words(item.left)
        earlier = items[index - 1 :: -1] if index else []
        base = next((other for other in earlier if other.kind not in ("change", "growth")), None)
        base = base or next((other for other in earlier if not is_hollow(other.own)), None)
        if base is None or not is_hollow(item.own):
            item.own = own_words(item.left, item.right)
        else:
            item.own = base.own + words


def _topics(
    text: str, clauses: Sequence[Clause], items: Sequence[_Item], position: int, numbered: set[int]
) -> list[str]:
    """What must stand before ``own``: the figure it belongs to, what money was for, or the clause that leads to it."""
    item = items[position]
    own, clause = item.own, clauses[item.clause]
    if clause.depth:
        holder = _before_bracket(text, clauses, items, item)
        if holder and holder not in own:
            return [holder]
    if is_outlay(own) and item.clause + 1 < len(clauses):
        purpose = own_words(*_purpose(text, clauses, items, item))
        if len(purpose) >= 2:
            return [purpose]
    follows_number = position > 0 and (item.clause == items[position - 1].clause or item.clause - 1 in numbered)
    if follows_number and not item.kind == "growth" and _leans(own):
        return [without_verb(items[position - 1].own)]
    leads = [i for i in range(item.clause - 1, -1, -1) if i not in numbered]
    lead = short_topic(text[clauses[leads[0]].start : clauses[leads[0]].end]) if leads else ""
    if is_hollow(own) and leads and (item.kind == "growth" or is_hollow(lead)):
        lead = short_topic(text[clauses[leads[-1]].start : clauses[leads[-1]].end])
    topics = [lead] if len(lead) >= 2 and lead not in own and (len(own) < 2 * _SHORT_OWN or is_hollow(own)) else []
    named = topic_before(text[: clause.start], own + lead)
    return [named, *topics] if named and named not in topics else topics


def _leans(own: str) -> bool:
    """Whether a header needs the figure before it: 达标率, 覆盖中小学, 师资."""
    return is_hollow(own) or (len(own) <= 12 and is_relational(own)) or (len(own) <= 3 and not has_verb(own))


def _before_bracket(text: str, clauses: Sequence[Clause], items: Sequence[_Item], item: _Item) -> str:
    """The words that a bracket explains: 幼儿园177所（公办58所）."""
    depth = clauses[item.clause].depth
    opened = next((i for i in range(item.clause - 1, -1, -1) if clauses[i].depth < depth), None)
    if opened is None:
        return ""
    holder = next((other for other in reversed(items) if other.clause == opened), None)
    return holder.own if holder else short_topic(text[clauses[opened].start : clauses[opened].end])


def _purpose(text: str, clauses: Sequence[Clause], items: Sequence[_Item], item: _Item) -> tuple[str, str]:
    """The clause behind a sum of money, on the two sides of its first number."""
    clause = clauses[item.clause + 1]
    first = next((other.token for other in items if other.clause == item.clause + 1), None)
    if first is None:
        return text[clause.start : clause.end], ""
    following = next((o.token.start for o in items if o.clause == item.clause + 1 and o.token.start > first.start), clause.end)
    return text[clause.start : first.start], text[first.end : following]

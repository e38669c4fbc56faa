"""Wholes and the figures the words list under them: 其中…, 包括…, 分别…, colon and bracket lists, 合计 behind a list.

This module finds who belongs to whom; ``sums``, ``subsets`` and ``ratios`` say what that means for the arithmetic.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from edu_pipeline.consistency.passage import Mention, Passage
from edu_pipeline.consistency.words import alternation, load_words

_MAX_ITEMS = 60
_HEADS = 12
# Longest noun between a figure and the bracket or colon that opens its list: 20所学校（…
_NOUN = 10
_MARKS = re.compile(r"[，；。：]")
_CLOSED_BY_AND = re.compile(r"^[^，；。]{0,8}等")


@dataclass(frozen=True, slots=True)
class PartList:
    """A whole with its parts in text order.

    ``heads`` are the figures that may be the whole, the likeliest first. ``breaks`` holds the positions in ``items``
    before which the text has a mark stronger than 、. ``certain`` counts the leading items that are parts beyond
    doubt. ``closed`` says that the words name all parts.
    """

    cue: str
    passage: Passage
    heads: tuple[Mention, ...]
    items: tuple[Mention, ...]
    breaks: tuple[int, ...]
    semicolons: tuple[int, ...]
    certain: int
    closed: bool
    nested: frozenset[int] = frozenset()

    def selections(self) -> Iterator[tuple[Mention, ...]]:
        """The readings of where the list ends, the fullest first; each has two parts or more."""
        outer = tuple(item for index, item in enumerate(self.items) if index not in self.nested)
        seen: set[tuple[Mention, ...]] = set()
        ends = [len(self.items), *reversed(self.semicolons), *reversed(self.breaks)]
        for source in (outer, self.items):
            for end in ends:
                kept = source if end == len(self.items) else tuple(m for m in self.items[:end] if m in source)
                if len(kept) > 1 and kept not in seen:
                    seen.add(kept)
                    yield kept


@dataclass(frozen=True, slots=True)
class _Cue:
    name: str
    start: int
    end: int
    stop: int
    depth: int


def find_lists(passages: list[Passage]) -> list[PartList]:
    """All lists of the document, sentence by sentence."""
    found: list[PartList] = []
    previous: Passage | None = None
    for passage in passages:
        for cue in _cues(passage):
            part_list = _read_list(passage, cue, previous)
            if part_list:
                found.append(part_list)
        found += _complement_lists(passage)
        previous = passage
    return found


def _cues(passage: Passage) -> Iterator[_Cue]:
    """Where the words open a list, with the offset at which it must end."""
    words = load_words()
    pattern = _cue_pattern()
    text = passage.text
    for match in pattern.finditer(text):
        name = str(match.lastgroup)
        opened, depth = _bracket_at(passage, match.start())
        stop = passage.bracket_end(opened) if opened >= 0 else len(text)
        if name == "contain" and not (opened == match.start() - 1 or text[match.start() - 1 : match.start()] in "，、"):
            continue
        if name == "bracket":
            inner = text[match.end() : match.end() + 4]
            if words.start["among"].match(inner) or words.start["contain"].match(inner):
                continue
            opened, depth, stop = match.start(), depth + 1, passage.bracket_end(match.start())
        yield _Cue(name, match.start(), match.end(), stop, depth)


def _cue_pattern() -> re.Pattern[str]:
    lists = load_words().lists
    names = ("among", "include", "respective", "contain")
    parts = [f"(?P<{name}>{alternation(lists[name])})" for name in names]
    made = r"(?P<made>由(?=[^。；]{4,80}(?:组成|构成)))"
    return re.compile("|".join([*parts, made, r"(?P<bracket>（)", r"(?P<colon>：)"]))


def _bracket_at(passage: Passage, position: int) -> tuple[int, int]:
    """The innermost bracket around an offset and how many there are."""
    around = [opened for opened, closed in passage.closings.items() if opened < position < closed]
    return (max(around), len(around)) if around else (-1, 0)


def _read_list(passage: Passage, cue: _Cue, previous: Passage | None) -> PartList | None:
    after = [m for m in passage.mentions if cue.end <= m.start < cue.stop][: _MAX_ITEMS * 2]
    first = next((m for m in after if m.role in ("level", "change") and m.depth == cue.depth), None)
    if first is None:
        return None
    if cue.name in ("bracket", "colon") and not _attached(passage, cue):
        return None
    heads = _heads(passage, cue, first)
    crossed = False
    if not heads and cue.name == "among" and not passage.text[: cue.start].strip("，“"):
        heads, crossed = _heads_before(passage, previous, first), True
    if not heads:
        return None
    gathered = _gather(passage, cue, heads[0], after)
    if not gathered.items:
        return None
    return replace(gathered, heads=heads if not crossed else heads[:2])


def _attached(passage: Passage, cue: _Cue) -> bool:
    """Whether a bracket or colon stands right behind a figure (or the noun behind it)."""
    behind = [m for m in passage.mentions if m.end <= cue.start]
    if not behind or cue.start - behind[-1].end > _NOUN:
        return False
    return not _MARKS.search(passage.text[behind[-1].end : cue.start])


def _heads(passage: Passage, cue: _Cue, first: Mention) -> tuple[Mention, ...]:
    """The figures before the cue that may be the whole: amounts of the same kind, nearest first, levels preferred."""
    before = [m for m in passage.mentions if m.end <= cue.start][-_HEADS * 2 :]
    near = [m for m in reversed(before) if m.fits(first) and m.role in ("level", "change") and m.depth <= cue.depth]
    if cue.name in ("bracket", "colon"):
        near = [m for m in near if m is before[-1]]
    levels = [m for m in near if m.role == "level"]
    return tuple((levels or near)[:_HEADS])


def _heads_before(passage: Passage, previous: Passage | None, first: Mention) -> tuple[Mention, ...]:
    """The whole of a sentence that begins with 其中 stands in the sentence before it."""
    if previous is None or previous.sentence_index < passage.sentence_index - 1:
        return ()
    if previous.section_id != passage.section_id:
        return ()
    levels = [m for m in previous.mentions if m.role == "level" and m.fits(first) and m.depth == 0]
    return (levels[-1], levels[0]) if len(levels) > 1 else tuple(levels)


def _gather(passage: Passage, cue: _Cue, head: Mention, after: list[Mention]) -> PartList:
    words = load_words()
    items: list[Mention] = []
    breaks: list[int] = []
    semicolons: list[int] = []
    nested: set[int] = set()
    certain, sure, inside = 0, True, False
    closed = cue.name in ("include", "made") or (cue.name == "respective" and presents_whole(head))
    last_end = cue.end
    for mention in after:
        if mention.depth != cue.depth or mention.role in ("rate", "share", "rank"):
            continue
        if mention.role == "change" and head.role != "change":
            continue
        gap = passage.text[last_end : mention.start]
        if items and (words.end["total_sure"].search(mention.lead) or "。" in gap):
            break
        if not mention.fits(head):
            sure = sure and not items
            continue
        if items:
            if "；" in gap:
                semicolons.append(len(items))
                inside = False
            if _MARKS.search(gap):
                breaks.append(len(items))
            inside = inside or bool(words.any["among"].search(gap))
            sure = sure and not inside and _continues(gap)
        closed = closed or (bool(items) and bool(words.any["rest"].search(gap)) and not inside)
        if inside:
            nested.add(len(items))
        items.append(mention)
        certain += sure
        last_end = mention.end
        if len(items) == _MAX_ITEMS:
            break
    tail = passage.text[last_end : last_end + 12]
    if _CLOSED_BY_AND.match(tail):
        closed = False
    if cue.name == "contain":
        closed, items, certain = False, items[:1], min(certain, 1)
    return PartList(
        cue=cue.name,
        passage=passage,
        heads=(head,),
        items=tuple(items),
        breaks=tuple(index for index in breaks if index < len(items)),
        semicolons=tuple(index for index in semicolons if index < len(items)),
        certain=certain,
        closed=(closed and len(items) > 1) or complementary(items),
        nested=frozenset(nested),
    )


def _continues(gap: str) -> bool:
    """Whether the words before a figure carry the list on, rather than begin another statement."""
    if "；" in gap or "。" in gap:
        return False
    clauses = gap.split("，")
    if len(clauses) == 1:
        return True
    if len(clauses) > 2:
        return False
    return not load_words().start["new_clause"].match(clauses[-1].strip("）"))


def complementary(items: list[Mention] | tuple[Mention, ...]) -> bool:
    """Whether the items are named by words that divide a whole completely (公办…民办…)."""
    if len(items) < 2:
        return False
    for group in load_words().complements:
        if len(group) != len(items):
            continue
        sides = [[any(word in _name(item) for word in side) for side in group] for item in items]
        if all(sum(row) == 1 for row in sides) and len({row.index(True) for row in sides}) == len(group):
            return True
    return False


def presents_whole(mention: Mention) -> bool:
    """Whether the words before the figure present it as a whole (共有, 总数, 应…)."""
    return bool(load_words().any["whole"].search(mention.lead))


def _name(item: Mention) -> str:
    return item.gap[-12:] + item.tail[:6]


def _complement_lists(passage: Passage) -> Iterator[PartList]:
    """在校生1000人，男生520人，女生480人: neighbours whose words divide the figure before them."""
    mentions = [m for m in passage.mentions if m.role == "level"]
    for index in range(len(mentions) - 2):
        head, *items = mentions[index : index + 3]
        if not all(item.fits(head) and item.depth == head.depth for item in items):
            continue
        gaps = [passage.between(head, items[0]), passage.between(items[0], items[1])]
        if any(re.search(r"[；。]", gap) or len(gap) > 24 for gap in gaps) or not complementary(items):
            continue
        if any(word in _name(head) for group in load_words().complements for side in group for word in side):
            continue
        yield PartList("complement", passage, (head,), tuple(items), (), (), 2, closed=True)

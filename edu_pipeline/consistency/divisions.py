"""Words that divide a whole: 公办…民办…, 男…女…, 已解决11起、其余1起, kinds that cannot overlap."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from edu_pipeline.consistency.nouns import presents_whole
from edu_pipeline.consistency.part_list import PartList
from edu_pipeline.consistency.passage import Mention, Passage
from edu_pipeline.consistency.words import alternation, load_words

_HEADS = 12
# Farther apart, two figures are no neighbours.
_FAR = 24
_MOST_SIDES = 6
_NUMBERED = re.compile(r"第[一二三四五六七八九十\d]{1,3}(?:批|期|届|轮|季度|类|组|档)")
# A noun has so many characters: 其他教育2097亿元 is no rest, 其他2亿元 is one.
_NOUN = 2


def complementary(items: Sequence[Mention]) -> bool:
    """Whether the items are named by words that divide a whole completely (公办…民办…)."""
    if not 2 <= len(items) <= _MOST_SIDES or not _sides_pattern().search(_name(items[0])):
        return False
    names = [_name(item) for item in items]
    return any(_divides(group, names) for group in load_words().complements if len(group) == len(items))


def _divides(group: tuple[tuple[str, ...], ...], names: list[str]) -> bool:
    """Whether each name holds words of one side of the group, and each side has its name."""
    found = [[side for side, words in enumerate(group) if any(word in name for word in words)] for name in names]
    return all(len(sides) == 1 for sides in found) and len({sides[0] for sides in found}) == len(group)


def disjoint(items: Sequence[Mention]) -> bool:
    """Whether each item is of another kind of one group that cannot overlap (小学…初中…高中…, 第一批…第二批…)."""
    names = [_name(item) for item in items]
    numbered = [match.group() if (match := _NUMBERED.search(name)) else None for name in names]
    if None not in numbered and len(set(numbered)) == len(numbered):
        return True
    for group in load_words().disjoint:
        kinds = [next((kind for kind in group if kind in name), None) for name in names]
        if None not in kinds and len(set(kinds)) == len(kinds):
            return True
    return False


@cache
def _sides_pattern() -> re.Pattern[str]:
    return re.compile(alternation(tuple(w for group in load_words().complements for side in group for w in side)))


def _name(item: Mention) -> str:
    return item.gap[-12:] + item.tail[:6]


def complement_lists(passage: Passage) -> Iterator[PartList]:
    """在校生1000人，男生520人，女生480人: neighbours whose words divide a figure before them.

    A figure that is itself one of several in a row is no whole by its place: it is taken for one only if it fits.
    """
    levels = [m for m in passage.mentions if m.role == "level"]
    for index in range(1, len(levels) - 1):
        items = (levels[index], levels[index + 1])
        if items[0].depth != items[1].depth or not items[0].fits(items[1]):
            continue
        divided, left = complementary(items), _is_left(items[1])
        between = passage.between(*items)
        if not (divided or left) or "。" in between or len(between) > (_FAR if divided else 2 * _FAR):
            continue
        if "；" in between and not left:
            continue
        for place in range(index - 1, max(-1, index - 1 - _HEADS), -1):
            head = levels[place]
            gap = passage.between(head, items[0])
            if re.search(r"[；。]", gap):
                break
            if head.fits(items[0]) and head.depth == items[0].depth and not _is_side(head):
                near = place == index - 1 and len(gap) <= _FAR and (divided or _is_done_and_rest(*items))
                sure = not _in_row(passage, levels[max(0, place - 1) : place], head) and "；" not in between
                yield PartList(
                    "complement" if sure else "guess", passage, (head,), items, (), (), 2, closed=near and sure
                )
                break


def _is_left(mention: Mention) -> bool:
    """Whether the words say that the figure is what is left: 其余8处, 另有2人, 其他52名 (but not 其他教育2097亿元)."""
    words = load_words()
    other = words.start["rest"].match(mention.lead)
    return bool(words.start["left"].match(mention.lead) or (other and len(mention.lead) - other.end() < _NOUN))


def _is_done_and_rest(done: Mention, rest: Mention) -> bool:
    """已整改418处，其余8处: what is done and what is left make the whole before them."""
    words = load_words()
    return bool(words.any["done"].search(done.lead) and words.start["remaining"].match(rest.lead))


def _in_row(passage: Passage, before: Sequence[Mention], head: Mention) -> bool:
    """Whether ``head`` follows an amount of its kind in a row, with no word that makes it the whole of the next."""
    if presents_whole(head) or not before:
        return False
    other = before[0]
    return other.fits(head) and other.depth == head.depth and not re.search(r"[；。]", passage.between(other, head))


def _is_side(mention: Mention) -> bool:
    """Whether the figure itself is named by a dividing word."""
    return bool(_sides_pattern().search(_name(mention)))

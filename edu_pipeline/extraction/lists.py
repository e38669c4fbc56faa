"""What the figures of one list say once for all: shared nouns, verbs and subjects."""

from collections.abc import Sequence

from edu_pipeline.extraction.clauses import Clause
from edu_pipeline.extraction.items import DIFFERENCES, Item
from edu_pipeline.extraction.labels import (
    before_separately,
    is_hollow,
    list_prefix,
    predicate_of,
    separate_subjects,
    tidy,
    tidy_behind,
    without_verb,
)
from edu_pipeline.records import MetricKind

# How many figures back a list may look for what it is about.
LOOK_BACK = 24


def share_lists(items: list[Item]) -> None:
    """What the first item of a list says before its noun holds for the items behind it."""
    first: Item | None = None
    prefix = ""
    for previous, item in zip([None, *items], items, strict=False):
        if not item.listed or previous is None:
            first, prefix = item, ""
        elif first is None:
            continue
        elif not item.own:
            if previous.unit != item.unit:
                item.own = previous.own  # 学前教育312.4万元、0.42万人次
        elif is_hollow(item.own) and item.own.endswith(("率", "比", "比例", "比重")):
            item.own = without_verb(first.own) + item.own
        else:
            prefix = list_prefix(first.own, item.own) or prefix
            if prefix and not item.own.startswith(prefix):
                item.own = prefix + item.own


def separate(items: list[Item], text: str, clauses: Sequence[Clause]) -> None:
    """学生和教师参与率分别达 93.71%和 91.35%: each number gets its own subject."""
    for index, item in enumerate(items):
        if item.kind in DIFFERENCES and not item.listed and _pair_with_bases(items, index):
            continue
        subjects = None if item.listed else before_separately(item.left)
        if subjects is None:
            continue
        measure = tidy(subjects)
        if item.clause and (len(measure) < 2 or is_hollow(measure)):
            lead = clauses[item.clause - 1]
            subjects = text[lead.start : lead.end]
        else:
            measure = ""
        group = [item]
        for other in items[index + 1 :]:
            if not other.listed or other.clause != item.clause:
                break
            group.append(other)
        tail = tidy_behind(group[-1].right)
        names = separate_subjects(subjects, len(group))
        if not names and len(group) > 1:
            named = measure or tidy(before_separately(item.left) or "")
            levels = [other for other in items[max(0, index - LOOK_BACK) : index] if other.kind == MetricKind.LEVEL]
            names, measure = [without_verb(other.own) for other in levels[-len(group) :]], named
        for member, subject in zip(group, names, strict=False):
            member.own = subject + (tidy_behind(member.right) or tail) + measure


def _pair_with_bases(items: list[Item], index: int) -> bool:
    """合格率、优良率分别达95%、40%，比上年提高1.3和2.4个百分点: each difference is one of the figures before."""
    item = items[index]
    group = [item]
    for other in items[index + 1 :]:
        if not other.listed or other.clause != item.clause or other.own:
            break
        group.append(other)
    behind = items[max(0, index - LOOK_BACK) : index]
    earlier = [other for other in behind if other.kind not in DIFFERENCES][-len(group) :]
    if len(group) < 2 or len(earlier) < len(group) or not is_hollow(item.own.replace("分别", "")):
        return False
    for member, base in zip(group, earlier, strict=True):
        member.base, member.own, member.left = base, "", item.left
    return True


def share_predicates(items: list[Item]) -> None:
    """4所幼儿园、18所中小学参评示范校: what the last item's verb says holds for the items before it."""
    for index in range(len(items) - 1, 0, -1):
        item, previous = items[index], items[index - 1]
        if item.listed and item.clause == previous.clause and item.right and previous.right:
            predicate = predicate_of(tidy_behind(item.right))
            if predicate and not predicate_of(tidy_behind(previous.right)):
                previous.own += predicate
                previous.right += predicate

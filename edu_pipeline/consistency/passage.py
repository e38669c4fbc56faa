"""A sentence as the fits see it: its figures in order, each with the words around it and its depth in brackets."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from edu_pipeline.consistency.words import alternation, load_words, same_unit
from edu_pipeline.records import Metric, MetricKind

_SEPARATORS = re.compile(r"[，；：、。！？（）]")
# How far the words of a figure are looked at; keeps a sentence of a million characters linear.
REACH = 60
# 比计划多投0.36亿元, 较上年少招12人: a difference, whatever verb follows.
_DIFFERENCE = re.compile(
    r"(?:比|较)(?:上[年学届半]|去年|前年|往年|同期|年初|期初|原|计划|预算|目标|任务|\d{4}年)(?!.*[到至达]$)"
)
# 比上年的50184亿元
_COMPARED = re.compile(r"(?:比(?![例重值率分赛])|较|同)[^，；。比较]{2,14}的$")
_OPENS = re.compile(r"^[^，；。：（]{0,10}(?:[，；]?其中|：|（|，分别)")
# The kinds of a mean are of its size.
_MEAN_SPAN = 20
_SCORE = "分"
# The words that make a score a full one stand so near before it.
_SCORE_WORDS = 8
_AMOUNT_UNITS = ("%", "‰")

FigureRole = Literal["level", "each", "base", "change", "rate", "share", "rank"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure in its sentence.

    ``gap`` is the text since the previous figure, ``lead`` the words before the figure in its clause, ``tail`` the
    words behind it up to the next mark; ``depth`` counts open brackets, ``opened`` is the offset of the innermost.
    ``role`` is what the figure can be in an identity: each is one of many or a mean, base what is compared with.
    """

    metric: Metric
    index: int
    start: int
    end: int
    gap: str
    lead: str
    tail: str
    depth: int
    opened: int
    role: FigureRole

    def fits(self, other: "Mention") -> bool:
        """Whether both figures are amounts of one kind of thing."""
        return same_unit(self.metric.unit, other.metric.unit)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with its figures in order."""

    text: str
    sentence_index: int
    section_id: str
    mentions: tuple[Mention, ...]
    starts: tuple[int, ...]
    closings: dict[int, int]

    def until(self, offset: int, most: int) -> tuple[Mention, ...]:
        """The last ``most`` figures that begin before ``offset``."""
        end = bisect_left(self.starts, offset)
        return self.mentions[max(0, end - most) : end]

    def since(self, offset: int, most: int, stop: int | None = None) -> tuple[Mention, ...]:
        """The first ``most`` figures from ``offset`` on that begin before ``stop``."""
        begin = bisect_left(self.starts, offset)
        end = len(self.starts) if stop is None else bisect_left(self.starts, stop)
        return self.mentions[begin : min(end, begin + most)]

    def between(self, first: Mention, second: Mention) -> str:
        """The words between two figures."""
        return self.text[first.end : second.start]

    def bracket_end(self, opened: int) -> int:
        """The offset of the bracket that closes the one at ``opened`` (the sentence's end if none does)."""
        return self.closings.get(opened, len(self.text))

    def before(self, mention: Mention, reach: int = 12) -> Iterator[Mention]:
        """The figures before ``mention``, nearest first."""
        for index in range(mention.index - 1, max(-1, mention.index - 1 - reach), -1):
            yield self.mentions[index]


def read_passages(metrics: Iterable[Metric]) -> list[Passage]:
    """The sentences that hold metrics, in document order; of metrics that share one number the first counts."""
    groups: dict[int, list[Metric]] = {}
    for metric in metrics:
        groups.setdefault(metric.sentence_index, []).append(metric)
    return [_read(groups[index]) for index in sorted(groups)]


def _read(metrics: list[Metric]) -> Passage:
    metrics.sort(key=lambda metric: (metric.sentence_start, metric.metric_id))
    text = metrics[0].sentence
    marks = list(_SEPARATORS.finditer(text))
    mentions: list[Mention] = []
    closings: dict[int, int] = {}
    stack: list[int] = []
    clause, position, previous = 0, 0, 0
    for metric in metrics:
        start, end = metric.sentence_start, metric.sentence_end
        if mentions and start < previous:
            continue
        while position < len(marks) and marks[position].start() < start:
            position = _pass(marks[position], position, stack, closings)
            clause = marks[position - 1].end()
        stop = next((mark.start() for mark in marks[position : position + 4] if mark.start() >= end), len(text))
        mentions.append(
            Mention(
                metric=metric,
                index=len(mentions),
                start=start,
                end=end,
                gap=text[previous:start],
                lead=text[max(clause, start - REACH) : start],
                tail=text[end : min(stop, end + REACH)],
                depth=len(stack),
                opened=stack[-1] if stack else -1,
                role=_role(metric, text[max(clause, previous, start - REACH) : start]),
            )
        )
        previous = end
    while position < len(marks):
        position = _pass(marks[position], position, stack, closings)
    starts = tuple(mention.start for mention in mentions)
    _spread_means(mentions)
    _set_scores_apart(mentions)
    return Passage(text, metrics[0].sentence_index, metrics[0].section_id, tuple(mentions), starts, closings)


def _spread_means(mentions: list[Mention]) -> None:
    """校均规模11982人，其中本科院校15749人…: what is listed under a mean are means."""
    mean: Mention | None = None
    opened = False
    for index, mention in enumerate(mentions):
        if mention.role == "each":
            mean, opened = mention, False
            continue
        if mean is None or mention.role != "level":
            continue
        opened = opened or bool(_OPENS.match(mention.gap) and mean is mentions[index - 1])
        if not opened or "；" in mention.gap or not _is_of_size(mean, mention):
            mean = None
            continue
        mentions[index] = replace(mention, role="each")


def _set_scores_apart(mentions: list[Mention]) -> None:
    """理科最低分327分，高于二本线42分: a score is no part of another, unless a full score opens the list."""
    full = False
    for index, mention in enumerate(mentions):
        if mention.metric.unit != _SCORE or mention.role != "level":
            continue
        full = full or bool(load_words().any["full_score"].search(mention.gap[-_SCORE_WORDS:]))
        if not full:
            mentions[index] = replace(mention, role="each")


def _is_of_size(mean: Mention, mention: Mention) -> bool:
    """Whether a figure may be the same mean for one kind: the same unit, and neither tiny nor huge beside it."""
    low, high = sorted((abs(mean.metric.value), abs(mention.metric.value)))
    return mean.metric.unit == mention.metric.unit and high <= _MEAN_SPAN * low


def means_of_size(mean: Mention, mention: Mention) -> bool:
    """Whether ``mean`` is a mean and ``mention``, listed under it, is one of its kinds."""
    return mean.role == "each" and _is_of_size(mean, mention)


@cache
def _each_pattern() -> re.Pattern[str]:
    lists = load_words().lists
    anywhere = rf"(?<![公水]){alternation(lists['mean'])}(?![衡已获])"
    placed = rf"(?<![学各全该儿教农]){alternation(lists['mean_place'])}(?![衡已获实通按能可享参完纳得顺])"
    return re.compile(rf"每(?![年月季周天日]|学期|学年|个月)|{anywhere}|{placed}")


def _pass(mark: re.Match[str], position: int, stack: list[int], closings: dict[int, int]) -> int:
    if mark.group() == "（":
        stack.append(mark.start())
    elif mark.group() == "）" and stack:
        closings[stack.pop()] = mark.start()
    return position + 1


def _role(metric: Metric, lead: str) -> FigureRole:
    """What the figure is in an identity; the words right before it decide over the metric's kind."""
    words = load_words()
    if metric.unit == "个百分点":
        return "change"
    moved = words.end["up"].search(lead) or words.end["down"].search(lead)
    if metric.unit in _AMOUNT_UNITS:
        if metric.kind == MetricKind.GROWTH or words.end["moved_rate"].search(lead):
            return "rate"
        return "rate" if moved and metric.kind != MetricKind.SHARE else "share"
    if metric.kind == MetricKind.CHANGE or (metric.kind == MetricKind.LEVEL and _is_difference(lead)):
        return "change"
    if metric.kind == MetricKind.LEVEL and _each_pattern().search(lead):
        return "each"
    if metric.kind == MetricKind.LEVEL and not moved and _COMPARED.search(lead):
        return "base"
    return "rank" if metric.kind == MetricKind.RANK else "level"


def _is_difference(lead: str) -> bool:
    """Whether the words before a figure compare it and say more or less."""
    words = load_words()
    compared = _DIFFERENCE.search(lead)
    if compared is None or _COMPARED.search(lead):
        return False
    behind = lead[compared.end() :]
    return bool(words.any["up"].search(behind) or words.any["down"].search(behind))

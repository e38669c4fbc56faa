"""Figures that are doubtful by themselves: no identity is needed to see that they can't be right as printed.

A scale written twice (2亿万元), a share above the whole, a fall of more than everything, an amount of money without 万
among sums ten thousand times as large, more people or schools than there are, and one fact that a report states twice
with two values.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from edu_pipeline.consistency.explanation import figure
from edu_pipeline.consistency.precision import bounds, printed
from edu_pipeline.consistency.words import load_words
from edu_pipeline.records import Direction, Document, DoubtReason, Metric, MetricKind, Status

_DOUBLED = re.compile(r"亿万|万万|亿亿|万亿万")
_WHOLE = Decimal(100)
_FAR_SMALLER = Decimal(1000)
_SMALL_MONEY = Decimal(10000)
_BEFORE = 20


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure not to be used as printed. ``explanation`` is one Chinese sentence."""

    metric_id: str
    doc_id: str
    reason: DoubtReason
    explanation: str


def find_doubts(metrics: list[Metric], document: Document) -> list[Doubt]:
    """The doubtful figures of one document, in document order; each metric once for each reason."""
    del document  # the sentence of each metric says all; the parameter keeps the call like find_relations
    ordered = sorted(metrics, key=lambda metric: (metric.char_start, metric.metric_id))
    doubts = [doubt for metric in ordered for doubt in _alone(metric)]
    doubts += _without_scale(ordered)
    doubts += _stated_twice(ordered)
    position = {metric.metric_id: index for index, metric in enumerate(ordered)}
    return sorted(doubts, key=lambda doubt: (position[doubt.metric_id], doubt.reason))


def _alone(metric: Metric) -> Iterator[Doubt]:
    """What the figure itself shows."""
    words = load_words()
    text = printed(metric)
    if _DOUBLED.search(text):
        amount = figure(metric.value, metric.unit)
        yield _doubt(
            metric, DoubtReason.DOUBLED_SCALE, f"“{text}”连写了两个数量级，照字面为{amount}，疑多写了“万”或“亿”"
        )
    elif metric.value > words.largest.get(metric.unit, metric.value):
        yield _doubt(
            metric,
            DoubtReason.TOO_LARGE,
            f"“{text}”即{figure(metric.value, metric.unit)}，超出可能的范围，疑多写了数量级",
        )
    low = bounds(metric).low
    above = metric.unit == "%" and low is not None and low > _WHOLE
    if above and metric.kind == MetricKind.SHARE and not words.any["above_hundred"].search(_near(metric)):
        yield _doubt(metric, DoubtReason.SHARE_ABOVE_100, f"“{metric.label}”为{text}，占比不应超过100%")
    if above and metric.kind == MetricKind.GROWTH and metric.direction == Direction.DOWN:
        yield _doubt(metric, DoubtReason.FALL_ABOVE_100, f"“{metric.label}”下降{text}，降幅不应超过100%")


def _without_scale(metrics: list[Metric]) -> Iterator[Doubt]:
    """设备购置500元 among sums of millions: public spending is printed in 万元, the 万 is missing."""
    words = load_words()
    sentences: dict[int, list[Metric]] = defaultdict(list)
    for metric in metrics:
        if metric.unit == "元":
            sentences[metric.sentence_index].append(metric)
    for amounts in sentences.values():
        scaled = [metric.value for metric in amounts if re.search("[万亿]", printed(metric))]
        if not scaled or not words.any["spending"].search(amounts[0].sentence):
            continue
        for metric in amounts:
            small = metric.value < _SMALL_MONEY and metric.value * _FAR_SMALLER <= min(scaled)
            if not small or re.search("[万亿]", printed(metric)) or metric.status == Status.RULE:
                continue
            if not words.any["small_money"].search(_near(metric)):
                text = printed(metric)
                message = f"同一句中其他金额以万元计，“{metric.label}”却为{text}，疑漏写了“万”"
                yield _doubt(metric, DoubtReason.LOST_SCALE, message)


def _stated_twice(metrics: list[Metric]) -> Iterator[Doubt]:
    """One indicator of one place, year and status with two values that no rounding reconciles."""
    facts: dict[tuple[object, ...], list[Metric]] = defaultdict(list)
    for metric in metrics:
        if metric.indicator_id and metric.year and metric.region and metric.status == Status.ACTUAL:
            key = (metric.indicator_id, metric.region, metric.year, metric.unit, metric.kind, metric.direction)
            facts[key].append(metric)
    for same in facts.values():
        for metric in same[1:]:
            if not _agree(same[0], metric):
                for one, other in ((same[0], metric), (metric, same[0])):
                    text = f"本文另一处为{printed(other)}（“{other.sentence[:30]}”），与此处{printed(one)}不一致"
                    yield _doubt(one, DoubtReason.STATED_TWICE, f"“{one.label}”：{text}")
                break


def _agree(one: Metric, other: Metric) -> bool:
    """Whether one value could be printed both ways."""
    first, second = bounds(one), bounds(other)
    apart = (first.high is not None and second.low is not None and first.high < second.low) or (
        second.high is not None and first.low is not None and second.high < first.low
    )
    return not apart


def _near(metric: Metric) -> str:
    """The words of the figure's clause before it, and its label."""
    before = re.split(r"[，；。]", metric.sentence[max(0, metric.sentence_start - _BEFORE) : metric.sentence_start])[-1]
    return before + printed(metric) + metric.label


def _doubt(metric: Metric, reason: DoubtReason, explanation: str) -> Doubt:
    return Doubt(metric.metric_id, metric.doc_id, reason, f"{explanation}。")

"""One Chinese sentence for each relation: the figures as printed, what they come to, and what is suspected."""

import re
from decimal import Decimal

from edu_pipeline.consistency.arithmetic import Verdict
from edu_pipeline.consistency.growth import movement
from edu_pipeline.consistency.passage import Mention
from edu_pipeline.consistency.precision import printed
from edu_pipeline.consistency.proposal import Proposal
from edu_pipeline.consistency.suspicion import Suspicion, rounding_only
from edu_pipeline.records import Direction, MemberRole, RelationKind

_SCALES = ((Decimal(10**8), "亿"), (Decimal(10**4), "万"))
_LONGEST = 16
_VERBS: dict[Direction | None, str] = {Direction.UP: "上升", Direction.DOWN: "下降", None: "变化"}
_INTRODUCING = re.compile(r"^(?:其中|分别|以及|及|和|与|各|含|包括|的)")
_ENDING = re.compile(r"[，。；、：（）的]")


def explain(proposal: Proposal, verdict: Verdict, suspicion: Suspicion | None) -> str:
    """The sentence for a reader, without line breaks."""
    statement = _STATEMENTS[proposal.kind](proposal, verdict)
    if verdict.holds:
        return f"{statement}，相符。"
    sentence = f"{statement}，不符"
    if suspicion:
        before = printed(suspicion.mention.metric)
        place = _named(suspicion.mention)
        return f"{sentence}；疑{place}中的“{before}”应为“{suspicion.meant}”（{suspicion.slip}）。"
    if rounding_only(verdict):
        return f"{sentence}；差额很小，疑为四舍五入所致。"
    return f"{sentence}。"


def figure(value: Decimal, unit: str) -> str:
    """A computed amount as a reader would print it: 19600500 元 → 1960.05万元."""
    for scale, name in _SCALES:
        if abs(value) >= (scale if unit == "元" else scale * 10) and unit not in ("%", "个百分点"):
            return f"{_plain(value / scale)}{name}{unit}"
    return f"{_plain(value)}{unit}"


def _plain(value: Decimal) -> str:
    return format(value.quantize(Decimal("0.0001")).normalize(), "f")


def _named(mention: Mention) -> str:
    """The figure with the words of the text that say what it counts: “招聘特岗教师25名”."""
    before = mention.lead[-len(mention.gap) :] if mention.gap else ""
    words = _INTRODUCING.sub("", before)[-_LONGEST:]
    behind = "" if len(words) > 1 or movement(mention.tail) else _ENDING.split(mention.tail)[0][:_LONGEST]
    return f"“{words}{printed(mention.metric)}{behind}”"


def _joined(mentions: list[Mention]) -> str:
    return "、".join(_named(mention) for mention in mentions)


def _gap(verdict: Verdict, unit: str) -> str:
    if verdict.residual == 0:
        return ""
    return f"，相差{figure(abs(verdict.residual), unit)}" + ("（在印刷精度之内）" if verdict.holds else "")


def _sum(proposal: Proposal, verdict: Verdict) -> str:
    (total,) = proposal.of(MemberRole.TOTAL)
    unit = total.metric.unit
    parts = _joined(proposal.of(MemberRole.PART))
    return f"{_named(total)}，各部分为{parts}，合计{figure(verdict.expected, unit)}{_gap(verdict, unit)}"


def _subset(proposal: Proposal, verdict: Verdict) -> str:
    (whole,), (part,) = proposal.of(MemberRole.WHOLE), proposal.of(MemberRole.PART)
    if not verdict.holds:
        return f"{_named(part)}是{_named(whole)}的一部分，却大于整体{_gap(verdict, whole.metric.unit)}"
    if not whole.metric.value:
        return f"{_named(part)}是{_named(whole)}的一部分"
    share = _plain((part.metric.value / whole.metric.value * 100).quantize(Decimal("0.01")))
    return f"{_named(part)}是{_named(whole)}的一部分，约占{share}%"


def _ratio(proposal: Proposal, verdict: Verdict) -> str:
    parts, (share,) = proposal.of(MemberRole.PART), proposal.of(MemberRole.SHARE)
    if not parts:
        (whole,) = proposal.of(MemberRole.WHOLE)
        count = _plain((whole.metric.value * verdict.expected / 100).to_integral_value())
        nearest = f"{count}{whole.metric.unit}占{_percent(verdict.expected)}"
        return f"{_named(share)}，{_named(whole)}中最接近的整数为{nearest}"
    rest = proposal.of(MemberRole.REST)
    base = f"与{_joined(rest)}之和" if rest else _named(proposal.of(MemberRole.WHOLE)[0])
    together = "合计" if len(parts) > 1 else ""
    return f"{_joined(parts)}{together}占{base}的{_percent(verdict.expected)}，文中为{_named(share)}"


def _growth(proposal: Proposal, verdict: Verdict) -> str:
    (now,), (rate,) = proposal.of(MemberRole.NOW), proposal.of(MemberRole.RATE)
    verb = "减少" if proposal.direction == Direction.DOWN else "增加"
    known = f"{_named(now)}"
    if prev := proposal.of(MemberRole.PREV):
        known = f"由{_named(prev[0])}到{known}"
    if change := proposal.of(MemberRole.CHANGE):
        known += f"，{verb}{printed(change[0].metric)}"
        if verdict.actual == change[0].metric.value and verdict.actual != rate.metric.value:
            basis = "两数相减" if prev else f"{printed(rate.metric)}推算"
            return f"{known}，按{basis}应{verb}{figure(verdict.expected, change[0].metric.unit)}"
    return f"{known}，按此计算{verb}{_percent(verdict.expected)}，文中为{printed(rate.metric)}"


def _change(proposal: Proposal, verdict: Verdict) -> str:
    (start,), (end,) = proposal.of(MemberRole.FROM), proposal.of(MemberRole.TO)
    verb = _VERBS[proposal.direction]
    known = f"由{_named(start)}到{_named(end)}"
    unit = "个百分点" if end.metric.unit == "%" else end.metric.unit
    if difference := proposal.of(MemberRole.DIFFERENCE):
        sign = -1 if proposal.direction == Direction.DOWN else 1
        moved = figure(sign * (end.metric.value - start.metric.value), unit)
        return f"{known}，{verb}{moved}，文中为{printed(difference[0].metric)}"
    moved = figure(abs(end.metric.value - start.metric.value), unit)
    if verdict.holds:
        return f"{known}，{verb}{moved}，与文意方向一致"
    return f"{known}，文中说{verb}，两数却相反（相差{moved}）"


def _product(proposal: Proposal, verdict: Verdict) -> str:
    (each,), (count,), (total,) = (
        proposal.of(MemberRole.EACH),
        proposal.of(MemberRole.COUNT),
        proposal.of(MemberRole.TOTAL),
    )
    times = "" if proposal.factor == 1 else f"×{proposal.factor}"
    result = figure(verdict.expected, total.metric.unit)
    return f"{_named(each)}×{_named(count)}{times}＝{result}，文中为{_named(total)}"


def _percent(value: Decimal) -> str:
    return f"{_plain(value.quantize(Decimal('0.01')))}%"


_STATEMENTS = {
    RelationKind.SUM: _sum,
    RelationKind.SUBSET: _subset,
    RelationKind.RATIO: _ratio,
    RelationKind.GROWTH: _growth,
    RelationKind.CHANGE: _change,
    RelationKind.PRODUCT: _product,
}

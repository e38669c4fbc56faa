"""Whether a figure was reached (actual), is promised (target) or is a standing norm (rule)."""

import re
from typing import NamedTuple

from edu_pipeline.extraction.lexicon import alternatives
from edu_pipeline.extraction.units import load_units
from edu_pipeline.records import Qualifier, Status

_TARGET = re.compile(alternatives("target"))
_TARGET_RIGHT_BEFORE = re.compile(rf"(?:{alternatives('target_right_before')})\Z")
_TOLD_PAYMENT = re.compile(rf"(?:{alternatives('paid_out')})[^，；。]{{0,14}}\d")
_TARGET_OPENS = re.compile(rf"(?:\d{{1,2}}[.、])?(?:{alternatives('target_opens')})(?!完成|的|值|数)")
_TARGET_BEHIND = re.compile(r"(?:的)?(?:目标|指标要求|要求目标|任务目标|以上的?目标)")
_REQUIRED = re.compile(r"(?:国家|省|市|部)(?:定|级)?(?:的)?(?:要求|目标|标准)(?:的|为)?\Z")
# 年度目标：新建幼儿园3所
_ANNOUNCED = re.compile(r"(?<!完成)(?:目标|任务|计划|打算)\Z")
# 占年度计划投资21亿元的21.9%: the whole was planned, the share was reached.
_SHARE_OF = re.compile(r"(?:占|完成|实现|达|为)[^，；。]{0,40}\d[^，；。]{0,12}的\Z")
_FROM = re.compile(r"[由从][^，。；]{0,24}\Z")
_REACHES = re.compile(rf"(?:{alternatives('moved')})[到至为]")
_ACTUAL = re.compile(alternatives("actual"))
# 截至2025年底: up to a day that is still to come.
_UP_TO = re.compile(r"\A(?:截至|截止)")
_RULE = re.compile(alternatives("rule"))
_RULE_RIGHT_BEFORE = re.compile(rf"(?:{alternatives('rule_right_before')})\Z")
_RULE_BEHIND = re.compile(rf"的?(?:{alternatives('rule_behind')})(?!化)")
_PER_CASE = re.compile(alternatives("per_case"))
_MONEY_RULE = re.compile(alternatives("rule_money"))
_AWARD = re.compile(alternatives("rule_award"))
_PAID = re.compile(alternatives("paid"))
_DUTY = re.compile(alternatives("duty"))
_BUILT = re.compile(alternatives("built"))
_OUTLAY = re.compile(alternatives("outlay"))
# No words that stand right before a number are longer.
_NEAR = 16
_BOUNDS = (Qualifier.AT_LEAST, Qualifier.AT_MOST, Qualifier.ABOVE, Qualifier.BELOW)


class Carried(NamedTuple):
    """What the earlier clauses of a sentence say that still holds for a figure.

    ``promised``: something is intended;
    ``norm``: a norm for money was set (生均公用经费标准小学1000元，普通高中1500元);
    ``paid``: money went (共落实资助资金5038万元，其中生活补助2216万元).
    """

    promised: bool = False
    norm: bool = False
    paid: bool = False

    def behind(self, clause: str, stop: str) -> "Carried":
        """What holds behind ``clause``; a ；ends promises and norms."""
        if stop == "；":
            return Carried(paid=self.paid or _TOLD_PAYMENT.search(clause) is not None)
        sets_norm = bool(_PER_CASE.search(clause) or _MONEY_RULE.search(clause))
        announced = stop == "：" and _ANNOUNCED.search(clause) is not None
        return Carried(
            promised=announced or bool(_TARGET.search(clause)) or (self.promised and not _ACTUAL.search(clause)),
            norm=sets_norm or (self.norm and not _PAID.search(clause)),
            paid=self.paid or _TOLD_PAYMENT.search(clause) is not None,
        )


def status_of(
    before: str,
    after: str,
    unit: str,
    qualifier: Qualifier,
    carried: Carried,
    *,
    planned: bool,
    later: bool,
    past: bool = False,
) -> Status:
    """The status of a number. ``before``/``after`` are the number's clause on its two sides.

    ``planned``: the section is a plan; ``later``: the year of the figure lies behind the report's year; ``past``:
    before it.
    """
    if _is_rule(before, after, unit, qualifier, carried.paid, planned) or (
        carried.norm and _continues_norm(before, unit)
    ):
        return Status.RULE
    if is_start_of_move(before, after):
        return Status.ACTUAL  # 由89.6%提高到91%: where a promise starts from was reached
    if unit == "%" and (share := _SHARE_OF.search(before)):
        before = before[: share.start()]
    if _TARGET.search(before) or _TARGET_BEHIND.match(after) or _TARGET_OPENS.match(before):
        return Status.TARGET
    # 高于目标1.3个百分点: how far off is no target.
    if unit != "个百分点" and (_REQUIRED.search(before) or _TARGET_RIGHT_BEFORE.search(before[-_NEAR:])):
        return Status.TARGET
    if _ACTUAL.search(before) and not (later and _UP_TO.search(before)):
        return Status.ACTUAL
    return Status.TARGET if planned or (carried.promised and not past) or later else Status.ACTUAL


def is_called_target(lead: str, unit: str) -> bool:
    """Whether the words before a bracket call the number that opens it a target: 超过规划目标（90%）."""
    return unit != "个百分点" and _TARGET_RIGHT_BEFORE.search(lead[-_NEAR:]) is not None


def is_start_of_move(before: str, after: str) -> bool:
    """Whether a number is where something started from: 由89.6% 提高到91%."""
    return _REACHES.match(after) is not None and _FROM.search(before) is not None


def _continues_norm(before: str, unit: str) -> bool:
    money = load_units().dimension.get(unit) == "money"
    return (money or "上浮" in before or "下浮" in before) and not _PAID.search(before) and not _ACTUAL.search(before)


def _is_rule(before: str, after: str, unit: str, qualifier: Qualifier, paid_carried: bool, planned: bool) -> bool:
    money = load_units().dimension.get(unit) == "money"
    if _PER_CASE.search(before) or _PER_CASE.match(after):
        return True
    if money:
        both = before + after
        if _MONEY_RULE.search(both):
            return True
        award = _AWARD.search(before) or _AWARD.match(after)
        if award and (not (paid_carried or _PAID.search(before)) or _DUTY.search(before)):
            return True
        return qualifier == Qualifier.AT_MOST and _RULE.search(both) is not None
    if _RULE_BEHIND.match(after) or _RULE_RIGHT_BEFORE.search(before[-_NEAR:]):
        return True
    bounded = qualifier in _BOUNDS
    if bounded and (_RULE.search(before) or load_units().dimension.get(unit) == "duration"):
        return True
    if _DUTY.search(before) is None or unit == "%" or before[-1:] == "了":
        return False
    return not _OUTLAY.search(before) and not (planned and _BUILT.search(before))

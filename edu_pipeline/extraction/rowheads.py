"""A figure's row header, its measure and its dimensions, from what it counts and what kind of figure it is."""

import re
from dataclasses import dataclass

from edu_pipeline.extraction.items import DIFFERENCES, Item
from edu_pipeline.extraction.naming import PEOPLE_UNITS, SCHOOL_UNITS, words_of_item
from edu_pipeline.extraction.units import load_units
from edu_pipeline.meaning.dimensions import STAGE, Found, members_in
from edu_pipeline.meaning.restrictions import restrictions, without_restrictions
from edu_pipeline.meaning.rowheader import spelled_out
from edu_pipeline.records import Direction, MetricKind, Status

UNNAMED = "未注明"
"""The row header of a figure of which the text says nothing."""
_SUFFIX = {
    "次": "次数",
    "人次": "人次",
    "场": "场次",
    "场次": "场次",
    "份": "份数",
    "册": "册数",
    "轮": "轮次",
    "例": "例数",
    "期": "期数",
}
# What a list and its lead both say is said once: 江西省运动会江西省运动会银牌.
_REPEATED = re.compile(r"(.{3,16})\1+")
_MEDAL = {"金": "金牌", "银": "银牌", "铜": "铜牌"}
_NORM_ENDS = ("标准", "额度", "上限", "下限")
_LENGTH_ENDS = ("度", "里程", "长", "高", "宽", "径", "距离", "跑", "走")
_COUNT_ENDS = ("数", "率", "额", "量", "面积", "次", "比")


@dataclass(frozen=True, slots=True)
class Described:
    """What a figure is: its row header, and the header's parts."""

    label: str
    measure: str
    words: str
    restrictions: tuple[Found, ...]
    """Their spans count the characters of ``words``; (0, 0) where they don't say it."""


def describe(item: Item, unit: str, direction: Direction | None, status: Status, printed: str) -> Described:
    """The row header of an item whose links are known, its measure and its dimensions."""
    medal = item.medal = next((name for mark, name in _MEDAL.items() if printed.endswith(mark)), "")
    words = _REPEATED.sub(r"\1", spelled_out(words_of_item(item))) or item.heading or UNNAMED
    found = restrictions(words + medal, item.own)
    found = tuple(one for one in found if one.dimension != STAGE or not one.end <= len(item.borrowed))
    if not any(one.dimension == STAGE for one in found):
        found = (*found, *_stage_around(item))
    rest = without_restrictions(words + medal, found, in_schools=unit in SCHOOL_UNITS)

    def ended(words: str) -> str:
        if item.kind in DIFFERENCES:
            return _difference(words, item, unit, direction)
        return _ended(words, item, unit, status)

    return Described(ended(words + medal), ended(rest), words + medal, found)


def _stage_around(item: Item) -> list[Found]:
    """The stage of schooling that the sentence's opening or the heading names, where it is one only."""
    for source in item.about:
        stages = {one.member for one in members_in(source) if one.dimension == STAGE}
        words = {source[one.start : one.end] for one in members_in(source) if one.dimension == STAGE}
        if len(words) == 1:
            return [Found(STAGE, member, 0, 0) for member in sorted(stages)]
        if words:
            return []
    return []


def _difference(words: str, item: Item, unit: str, direction: Direction | None) -> str:
    down = direction is Direction.DOWN
    if item.kind is MetricKind.GROWTH:
        return words + ("下降率" if down else "增长率")
    if unit in ("%", "个百分点"):
        of_share = item.base is not None and item.base.kind is MetricKind.SHARE
        return (_share(words) if of_share else words) + ("下降" if down else "提高")
    return words + ("减少" if down else "增加") + ("额" if load_units().dimension.get(unit) == "money" else "数")


def _share(words: str) -> str:
    words = words.removesuffix("平均")
    for end in ("所占比例", "所占比重", "比例", "比重", "占比"):
        if words.endswith(end):
            return words.removesuffix(end) + "占比"
    return words if words.endswith(("率", "度", "面", "比")) else words + "占比"


def _ended(words: str, item: Item, unit: str, status: Status) -> str:
    kind = load_units().dimension.get(unit, "count")
    if item.kind is MetricKind.SHARE:
        return _share(words)
    if kind == "area":
        return words if words.endswith("面积") else words + "面积"
    if kind == "length" and not words.endswith(_LENGTH_ENDS):
        return words + "长度"
    if kind == "money" and status is Status.RULE and not words.endswith(_NORM_ENDS):
        return words + "标准"
    if kind != "count" or words.endswith(_COUNT_ENDS):
        return words
    if unit in PEOPLE_UNITS:
        return words + ("数" if words.endswith("人") else "人数")
    return words + _SUFFIX.get(unit, "数")

"""What a number is: a metric, or the reason why it is none.

The reasons follow design.md §5: a metric is a quantity about the real world that a statistician would put in a table.
"""

import re

from edu_pipeline.extraction.conditions import is_condition, is_identifier
from edu_pipeline.extraction.lexicon import alternatives, load_lexicon
from edu_pipeline.extraction.tokens import Token
from edu_pipeline.extraction.units import load_units
from edu_pipeline.records import Qualifier, UnclaimedReason

_WORDS = load_lexicon().words
_UNITS = load_units()


_LIST_MARK = re.compile(r"[.．、）)]")
_NAME_AFTER = re.compile(alternatives("name_after"))
_AGE_METRIC = re.compile(alternatives("age_metric"))
_DURATION_METRIC = re.compile(alternatives("duration_metric"))
_COUNTABLE = re.compile(rf"[^，。；：、！？的]{{0,12}}?(?:{alternatives('countable')})")
_ACHIEVED = re.compile(rf"[^，。；：、！？]{{0,12}}?(?:{alternatives('achieved')})")
_ESTABLISHED = re.compile(rf"(?:{alternatives('established')})(?:了)?\Z")
_COUNTED_BEFORE = re.compile(rf"(?:{alternatives('countable')})\Z")
# 九所中学、三所高中、一所特殊教育学校
_IN_A_LIST = re.compile(r"[二两三四五六七八九十\d][所个家座支][^，。；：、]{1,10}[、和]\Z")
_STOPS = frozenset(["", "，", "。", "；", "、", "）"])
_CONCRETE = frozenset(_WORDS["concrete_units"])
_NATURAL_BEFORE = re.compile(
    r"(?:人数|生数|师数|总数|数量|数|总量|人口)(?:量)?(?:共|共计|已|达|达到|为|是|约|近|超|有|增至|增加到)*[：:]?\Z"
)
_CHANGED = re.compile(r"[增减升降差变][^，。；、]{0,6}\Z")
_NOT_COUNTED_BEFORE = re.compile(r"[每任某这那各前后另同第其唯之]\Z|其他\Z|任何\Z|上一\Z|下一\Z|新一\Z")
_MEETING = re.compile(alternatives("meetings"))
_SHORTENED = re.compile(alternatives("shortened"))
_LATIN = re.compile(r"[A-Za-z]")
_INNER_LIMIT = 16
_BOUNDS = (Qualifier.AT_LEAST, Qualifier.AT_MOST)

# Dimensions that need a word beside them to be a figure.
_SESSION = "session"


def reason_against(text: str, token: Token, quoted: list[tuple[int, int]]) -> UnclaimedReason | None:
    """Why ``token`` of the sentence ``text`` is no metric, or None if it is one.

    ``quoted`` holds the spans of “…” and 《…》 in ``text``; all offsets count characters of ``text``.
    """
    if token.reason or token.quantity is None:
        return token.reason or UnclaimedReason.CODE
    start, end = token.start, token.end
    before, after = text[max(0, start - 16) : start], text[end : end + 24]
    return (
        _adjacent(text, token, before, after)
        or _named(text, token, quoted)
        or (_chinese(token, before, after) if token.chinese else None)
        or _by_unit(token, before, after)
    )


def _adjacent(text: str, token: Token, before: str, after: str) -> UnclaimedReason | None:
    """第24届, 8+3, HJZ701, 3.0版, 12. at the head of a paragraph: decided by the neighbouring characters."""
    quantity = token.quantity
    assert quantity is not None
    left, right = before[-1:], after[:1]
    if left == "第" or before.endswith("第 "):
        return UnclaimedReason.ORDINAL
    if is_identifier(text, quantity):
        return UnclaimedReason.IDENTIFIER
    if is_condition(text, quantity):
        return UnclaimedReason.CONDITION
    if (left and left in "+＋") or (right and right in "+＋"):
        return UnclaimedReason.NAME
    lone_letter = quantity.unit and _LATIN.match(left) and not _LATIN.match(before[-2:-1]) and quantity.value >= 100
    last = text[token.end - 1]
    if (
        (_LATIN.match(left) and not lone_letter)
        or (_LATIN.match(right if not token.scaled else last) and not quantity.unit)
        or (quantity.unit == "%" and "/" in text[token.start : token.end])
        or left in ("@", "/", "_")
    ):
        return UnclaimedReason.CODE
    if left in ("—", "-", "–") and _LATIN.search(before):
        return UnclaimedReason.CODE
    if right == "@" or after.startswith(".com"):
        return UnclaimedReason.CODE
    if not quantity.unit and not token.scaled:
        if token.start <= 2 and _LIST_MARK.match(right) and not text[: token.start].strip("（( \u3000"):
            return UnclaimedReason.LIST_MARKER
        if right == "号":
            return UnclaimedReason.NAME
    if quantity.value < 0 and quantity.unit and _is_dash(quantity.unit, before):
        return UnclaimedReason.DASH
    if quantity.unit == ":1":
        return None if "比" in before else UnclaimedReason.RATIO
    if left == "每" and quantity.unit not in ("元", "%"):
        return UnclaimedReason.DENOMINATOR
    if _NAME_AFTER.match(after) and _UNITS.dimension.get(quantity.unit) not in ("count", "money", "percent"):
        return UnclaimedReason.NAME
    return None


def _is_dash(unit: str, before: str) -> bool:
    """小学-12所: things that are counted are not less than none, unless a change is told."""
    return _UNITS.dimension.get(unit, "count") == "count" and not _CHANGED.search(before)


def _named(text: str, token: Token, quoted: list[tuple[int, int]]) -> UnclaimedReason | None:
    """A number inside 《…》, or inside a short “…”, belongs to a name (“光荣在党50年”, “8623”)."""
    for start, end in quoted:
        if start < token.start and token.end < end + 1:
            inner = end - start - 2
            if text[start] == "《" or inner <= _INNER_LIMIT:
                return UnclaimedReason.NAME
    return None


def _by_unit(token: Token, before: str, after: str) -> UnclaimedReason | None:
    quantity = token.quantity
    assert quantity is not None
    dimension = _UNITS.dimension.get(quantity.unit, "count" if quantity.unit else "")
    if dimension == "age" and not _AGE_METRIC.search(before):
        return UnclaimedReason.AGE
    if dimension == "duration":
        if token.chinese or (quantity.unit in ("年", "个月", "周", "秒", "世纪") and not _AGE_METRIC.search(before)):
            return UnclaimedReason.DURATION
        shortened = _SHORTENED.match(after) is not None or _DURATION_METRIC.search(before) is not None
        if not shortened and quantity.qualifier not in _BOUNDS:
            return UnclaimedReason.DURATION
    if dimension == _SESSION:
        if quantity.unit == "周年":
            return UnclaimedReason.ANNIVERSARY
        if quantity.unit != "批次":
            return UnclaimedReason.SESSION
    if not quantity.unit:
        return _bare(token, before, after)
    return None


def _bare(token: Token, before: str, after: str) -> UnclaimedReason | None:
    """A number without a unit counts people or things only where the noun beside it says so."""
    if token.scaled:
        return None
    assert token.quantity is not None
    value = token.quantity.value
    if value == value.to_integral_value() and 1900 <= value <= 2100:
        return UnclaimedReason.DATE
    if _NATURAL_BEFORE.search(before) or noun_unit(after):
        return None
    return UnclaimedReason.BARE_NUMBER


def noun_unit(after: str) -> str | None:
    """The natural unit of the noun that opens ``after``: 师生织牢了 → 人."""
    for noun, unit in _UNITS.natural:
        if len(noun) > 1 and after.startswith(noun):
            return unit
    return None


def _chinese(token: Token, before: str, after: str) -> UnclaimedReason | None:
    """Small Chinese numerals are mostly figures of speech; they count when the noun is concrete."""
    quantity = token.quantity
    assert quantity is not None
    if quantity.unit in ("元", "%", "个百分点", "亩", "平方米") or quantity.value == 0:
        return None
    if quantity.unit == "大":
        return UnclaimedReason.NAME  # 二十大, 四大集团
    if quantity.unit == "本" and quantity.value <= 3:
        return UnclaimedReason.NAME  # 一本, 二本: tiers of university admission
    if quantity.unit == "次" and (before.endswith("届") or _MEETING.match(after)):
        return UnclaimedReason.SESSION
    if quantity.qualifier == Qualifier.ABOVE and quantity.value >= 10:
        return None
    if quantity.value >= 11 and quantity.value not in (100, 1000, 10000):
        return None
    if quantity.qualifier in (*_BOUNDS, Qualifier.BELOW) and quantity.value > 1:
        return None
    if _UNITS.dimension.get(quantity.unit) != "count" or _NOT_COUNTED_BEFORE.search(before):
        return UnclaimedReason.IDIOM
    if quantity.value in (100, 1000, 10000):
        return None if quantity.qualifier == Qualifier.ABOUT else UnclaimedReason.IDIOM
    if quantity.value == 1:
        if quantity.unit not in _CONCRETE or quantity.unit == "人":
            return UnclaimedReason.IDIOM
        told = _ESTABLISHED.search(before) or _IN_A_LIST.search(before)
        return None if _ACHIEVED.match(after) or (told and _COUNTABLE.match(after)) else UnclaimedReason.IDIOM
    counts = quantity.unit in ("个", "项") or quantity.unit in _CONCRETE
    if counts and after[:1] in _STOPS and (_UNITS.natural_unit(before) or _COUNTED_BEFORE.search(before)):
        return None  # 中学九所、高中三所
    if quantity.unit in _CONCRETE and quantity.unit != "人" and after[:1] not in "，。；、":
        return None
    return None if counts and _COUNTABLE.match(after) else UnclaimedReason.IDIOM

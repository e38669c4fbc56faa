"""From a matched number to its value, unit and qualifier: one reader for each alternative of ``patterns``."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from edu_pipeline.extraction.lexicon import alternatives
from edu_pipeline.extraction.numerals import (
    DIGITS,
    MYRIADS,
    TENS,
    is_han,
    parse_arabic,
    parse_chinese,
    parse_decimal,
    parse_range,
    with_shared_scale,
)
from edu_pipeline.extraction.units import load_units
from edu_pipeline.records import UnclaimedReason


class Reading(NamedTuple):
    """A number as read; ``value_max`` only for a range, ``end`` only where it is not the end of the match."""

    value: Decimal
    unit: str
    qualifier: str
    value_max: Decimal | None = None
    scaled: bool = False
    end: int | None = None


Read = Reading | UnclaimedReason
Match = re.Match[str]

_UNITS = load_units()
_POST_QUALIFIER = {"以上": ">=", "以下": "<=", "以内": "<=", "之内": "<=", "左右": "~", "上下": "~"}
_PLACES_ONLY = frozenset("百千万亿")
_PLACES = frozenset(TENS | MYRIADS)
_AT_LEAST = re.compile(rf"(?:{alternatives('round_at_least')})\Z")
_MORE_THAN = re.compile(rf"(?:{alternatives('round_more')})\Z")
_TOLD = re.compile(rf"(?:{alternatives('round_at_least')}|{alternatives('round_more')}|{alternatives('round_told')})\Z")
# 一千克 is 1 千克; 两千米 stays 2000 米, as races are told.
_KILO = re.compile("千(?:克|瓦时?|卡|赫兹?|字节|比特)")
_MORE = str.maketrans("", "", "余多")
# 1:16 is a time unless 比 stands before it.
_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}\Z")
_PLAN = re.compile("十[一二三四五六]五")
_REACHED = frozenset("为是到至达")
_TENTHS = frozenset(["成", "折"])
_LETTERS = {"k": 1000, "w": 10000}
_OF_A_COUNT = frozenset(["count", "age", "duration", "session"])


def read_arabic(match: Match) -> Read:
    """3067.73万元, 3万2千名, 20多个."""
    digits, scale, rest, unit, post, *mores = match.group("a", "scale", "rest", "unit", "post", "m1", "m2", "m3")
    more = any(mores)
    if rest:
        plain = rest.translate(_MORE)
        more = more or len(plain) < len(rest)
        value = parse_chinese(digits + (scale or "") + plain) if digits.isdecimal() else None
    else:
        value = parse_arabic(digits)
        if value is not None and scale:
            value *= _UNITS.scale[scale.lower()]
    if value is None:
        return UnclaimedReason.CODE
    reading = Reading(value, _UNITS.stored(unit) if unit else "", _qualifier(more, post), None, scale is not None)
    return _in_percent(reading) if unit in _TENTHS else reading


def read_chinese(match: Match) -> Read | None:
    """五百余人, 三四万, 三百二十四点七五克; None where the characters are a word and no number."""
    run, unit, decimals, digits, vague, scale, *mores = match.group(
        "c", "cunit", "cd", "ctail", "vague", "cscale", "cmore", "cmore2"
    )
    end = None
    if run[-1] == "千" and len(run) > 1 and (kilo := _KILO.match(match.string, match.end("c") - 1)):
        run, unit, end = run[:-1], kilo[0], kilo.end()
    told = vague is not None or any(mores)
    if not (decimals or digits or told):
        if not (unit or scale) and not _stands_alone(match):
            return None
        if run[0] in _PLACES_ONLY and _PLACES_ONLY.issuperset(run) and not _counts_round(match, unit):
            return None
    ends = _ends(match, run)
    if ends is None:
        return UnclaimedReason.NAME if _PLAN.fullmatch(run) else UnclaimedReason.CODE
    low, high = ends
    if scale:
        factor = _UNITS.scale[scale.lstrip("个")]
        low, high = low * factor, high and high * factor
    qualifier = _qualifier(told, match["cpost"])
    if qualifier == "=" and run[0] in _PLACES_ONLY:
        qualifier = _round_qualifier(match.string, match.start("chinese"))
    reading = Reading(low, _UNITS.stored(unit) if unit else "", qualifier, high, end=end)
    return _in_percent(reading) if unit in _TENTHS else reading


def _ends(match: Match, run: str) -> tuple[Decimal, Decimal | None] | None:
    """The value, or the two ends of 三到五 and of 四五百; None if the characters form no number."""
    if match["cd"]:
        value = parse_decimal(run, match["cd"])
    elif pair := parse_range(run):
        return pair
    elif len(run) > 1 and DIGITS.keys() >= set(run) and match["cunit"]:
        return None  # 八一起义: digits in a row are a year or a name
    else:
        value = parse_chinese(run + (match["ctail"] or ""))
    low = parse_chinese(match["c0"]) if match["c0"] else None
    if value is None:
        return None
    if low is not None:
        low = with_shared_scale(low, run, value)
    return (low, value) if low is not None and low < value else (value, None)


def _counts_round(match: Match, unit: str | None) -> bool:
    """Whether 百, 千, 万, 亿 without a digit is a number: 上亿元, 万名师生; 万元 alone is a unit."""
    if _UNITS.dimension.get(unit or "") in _OF_A_COUNT:
        return True
    start = match.start("chinese")
    return _TOLD.search(match.string, max(0, start - 4), start) is not None


def _stands_alone(match: Match) -> bool:
    """Whether a numeral without a unit is more than a part of a word: 三百二十, “五”, but not 四川 or 二十大."""
    text, (start, end) = match.string, match.span("chinese")
    run = match["c"]
    if len(run) > 1 and not _PLACES.isdisjoint(run):
        return _PLACES_ONLY.issuperset(run) or not text.startswith("大", end)
    start -= text[start - 1 : start] == "负"
    if run == "零" and text[start - 1 : start] in _REACHED and not _in_word(text[end : end + 1]):
        return True  # 辍学率为零
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_in_word(before) or _in_word(after)) and not is_list_mark(text, start, end)


def _in_word(char: str) -> bool:
    return is_han(char) or (char.isascii() and char.isalnum())


def is_list_mark(text: str, start: int, end: int) -> bool:
    """Whether the numeral numbers a part of the text: 一、 or 一是 that open a line or clause, （一）."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before in ("（", "("):
        return after in ("）", ")")
    opens = before in ("", "\n", "*", "。", "；", "：", "，", " ", "\u3000")
    return opens and ((after in ("、", "．", ".") and before in ("", "\n", "*", "\u3000")) or after in ("是", "要"))


def _round_qualifier(text: str, start: int) -> str:
    before = text[max(0, start - 4) : start]
    if _AT_LEAST.search(before):
        return ">="
    return ">" if _MORE_THAN.search(before) else "="


def read_fraction(match: Match) -> Read:
    """百分之98.5 → 98.5 %, 千分之三 → 3 ‰, 三分之一 → 33.3333 %, 三又五分之一 → 3.2."""
    groups = match.groupdict()
    qualifier = _qualifier(None, match["fpost"])
    if groups.get("all"):
        return Reading(Decimal(100), "%", qualifier)
    if "pc" in groups and groups["pc"] is not None:
        ends = _percent(groups["pc"])
        return Reading(ends[0], "%", qualifier, ends[1]) if ends else UnclaimedReason.CODE
    denominator = _number(groups["den"])
    numerator = _number(groups["num"].lstrip("-负"))
    if not denominator or numerator is None:
        return UnclaimedReason.CODE
    if groups["num"][0] in "-负":
        numerator = -numerator
    if groups.get("whole"):
        whole = _number(groups["whole"])
        return (
            UnclaimedReason.CODE if whole is None else Reading(whole + _rounded(numerator / denominator), "", qualifier)
        )
    if denominator == 1000:
        return Reading(numerator, "‰", qualifier)
    return Reading(_rounded(numerator * 100 / denominator), "%", qualifier)


def _percent(text: str) -> tuple[Decimal, Decimal | None] | None:
    sign = -1 if text[:1] in ("-", "负") else 1
    text = text.lstrip("-负").strip()
    if pair := parse_range(text):
        return pair
    if text[-1:].lower() in _LETTERS:
        value = parse_arabic(text[:-1].strip())
        return None if value is None else (sign * value * _LETTERS[text[-1].lower()], None)
    whole, point, part = text.partition("点")
    value = parse_decimal(whole.strip() or "零", part) if point else _number(text)
    return None if value is None else (sign * value, None)


def _number(text: str) -> Decimal | None:
    return parse_arabic(text) if text[:1].isdecimal() else parse_chinese(text)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.0001"))


def read_slash(match: Match) -> Read:
    """2/3 → 66.6667 %."""
    under = Decimal(match["under"])
    return Reading(_rounded(Decimal(match["over"]) * 100 / under), "%", "=") if under else UnclaimedReason.CODE


def read_ratio(match: Match) -> Read:
    """1:16.5 and 13.5:1 → 16.5 and 13.5; 1:30 is a time unless 比 stands before it."""
    text, start = match.string, match.start("ratio")
    compared = "比" in text[max(0, start - 12) : start]
    if not compared and ("比" in match["ratio"] or _CLOCK.match(match["ratio"])):
        return UnclaimedReason.RATIO if "比" in match["ratio"] else UnclaimedReason.DATE
    value = parse_arabic(match["to"] or match["of"])
    return UnclaimedReason.CODE if value is None else Reading(value, ":1", "=")


def read_double(match: Match) -> Read:
    """翻一番 → 100 %, 翻两番 → 300 %."""
    times = parse_chinese(match["times"]) or Decimal(1)
    return Reading((Decimal(2) ** times - 1) * 100, "%", "=")


def read_half(match: Match) -> Read:
    """过半, 近半数, 一半以上 → 50 %."""
    near = match["near"]
    if near:
        return Reading(Decimal(50), "%", ">" if near == "过" else "~")
    return Reading(Decimal(50), "%", ">=" if match["half"].endswith("以上") else "=")


def read_halves(match: Match) -> Read:
    """半小时 → 0.5 小时, 半百 → 50."""
    unit = match["hunit"]
    return Reading(Decimal(50), "", "=") if unit == "百" else Reading(Decimal("0.5"), _UNITS.stored(unit), "=")


def read_tenths(match: Match) -> Read:
    """三成半 → 35 %, 八五折 → 85 %, 半成 → 5 %."""
    whole, _, part = re.sub(r"\s", "", match["tens"]).partition("点")
    if whole == "半":
        tens = Decimal("0.5") if "成" in match["tenths"] else Decimal(5)
    else:
        tens = (parse_decimal(whole, part) if part else parse_chinese(whole)) or Decimal(0)
    if whole == "十" and "折" in match["tenths"]:
        return UnclaimedReason.CODE
    last = match["ones"] or (match["off"] or "").strip()
    ones = Decimal(5) if last == "半" else parse_chinese(last or "零") or Decimal(0)
    return Reading(tens * 10 + ones, "%", _qualifier(match["tmore"], match["tpost"]))


def _in_percent(reading: Reading) -> Reading:
    """9成 → 90 %, 7.5折 and 75折 → 75 %."""
    factor = 1 if reading.unit == "折" and reading.value > 10 else 10
    high = reading.value_max and reading.value_max * factor
    return Reading(reading.value * factor, "%", reading.qualifier, high, reading.scaled, reading.end)


def _qualifier(more: object, post: str | None) -> str:
    if post:
        return _POST_QUALIFIER[post[-2:]]
    return ">" if more else "="


READERS: dict[str, Callable[[Match], Read | None]] = {
    "arabic": read_arabic,
    "chinese": read_chinese,
    "fraction": read_fraction,
    "slash": read_slash,
    "ratio": read_ratio,
    "double": read_double,
    "half": read_half,
    "halves": read_halves,
    "tenths": read_tenths,
}
REASONS = {
    "date": UnclaimedReason.DATE,
    "docnumber": UnclaimedReason.DOCUMENT_NUMBER,
    "identifier": UnclaimedReason.IDENTIFIER,
    "ratios": UnclaimedReason.RATIO,
}

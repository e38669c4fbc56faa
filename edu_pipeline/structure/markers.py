"""The marks that number the parts of a Chinese report: 一、 （一） 1. （1） ① 一是 第一部分 【综合】 and their like."""

import re
from typing import NamedTuple

HAN_DIGITS = "一二三四五六七八九十"
_DIGIT_VALUES = {digit: value for value, digit in enumerate(HAN_DIGITS, 1)}

# After 一、 these mean an enumeration in the middle of a sentence: 一、二等奖, 三、四年级.
_NOT_ENUMERATION = rf"(?![{HAN_DIGITS}]{{1,2}}[、等级年季产线孩类批期流])"

_MARKER = re.compile(
    rf"(?P<part>第[{HAN_DIGITS}\d]{{1,3}}(?:部分|章|节(?!课)|篇(?!章)|编|板块))"
    rf"|(?P<han>[{HAN_DIGITS}]{{1,3}}[ \u3000]?[、.．]{_NOT_ENUMERATION})"
    rf"|(?P<han_paren>[（(][ ]?[{HAN_DIGITS}]{{1,3}}[ ]?[）)]、?)"
    r"|(?P<num_paren>[（(][ ]?\d{1,2}[ ]?[）)])"
    r"|(?P<num>\d{1,2}[ ]?[.．](?![ \u3000]?\d))"
    r"|(?P<num_pause>\d{1,2}[ ]?、(?![ ]?\d))"
    r"|(?P<num_close>\d{1,2}[）)])"
    r"|(?P<circled>[①-⑳])"
    r"|(?P<bracket>【[^【】\n]{2,20}】)"
    rf"|(?P<ordinal>[{HAN_DIGITS}]{{1,2}}是(?!否)|[{HAN_DIGITS}]{{1,2}}要|第[{HAN_DIGITS}]{{1,2}}[，,])"
)
_FIRST = frozenset(HAN_DIGITS + "第（(【0123456789" + "".join(map(chr, range(ord("①"), ord("⑳") + 1))))
_NUMBER = re.compile(rf"[{HAN_DIGITS}]+|\d+|[①-⑳]")

# The order of rank that official writing prescribes (GB/T 9704): a mark seen for the first time leaves every
# lower rank that is open, 一、 more thoroughly than （一）.
RANK = {
    "heading": 0,
    "part": 1,
    "han": 2,
    "han_paren": 3,
    "num": 4,
    "num_pause": 4,
    "num_paren": 5,
    "num_close": 6,
    "circled": 6,
    "plain": 6,
    "bracket": 6,
    "ordinal": 7,
    "plan": 8,
    "inline": 9,
    "bold": 10,
}


class Marker(NamedTuple):
    """A mark at ``start``..``end`` of a text; ``ordinal`` is its number (二、 → 2)."""

    kind: str
    ordinal: int
    start: int
    end: int


def match_marker(text: str, start: int = 0) -> Marker | None:
    """The marker that begins exactly at ``start``, or None."""
    if text[start : start + 1] not in _FIRST or (match := _MARKER.match(text, start)) is None:
        return None
    kind = str(match.lastgroup)
    number = _NUMBER.search(match.group()) if kind != "bracket" else None
    return Marker(kind, read_ordinal(number.group()) if number else 0, start, match.end())


def read_ordinal(digits: str) -> int:
    """1 for 一, 1 or ①; 21 for 二十一."""
    if digits.isdecimal():
        return int(digits)
    if "①" <= digits <= "⑳":
        return ord(digits) - ord("①") + 1
    tens, ten, ones = digits.rpartition("十")
    units = _DIGIT_VALUES.get(ones[:1], 0)
    return units + 10 * _DIGIT_VALUES.get(tens[:1], 1) if ten else units

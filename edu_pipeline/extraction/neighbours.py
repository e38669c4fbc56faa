"""What two numbers side by side say of each other: a range, a shared unit, or one number that was cut in two."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from edu_pipeline.extraction.numerals import CHINESE_CHARACTERS, parse_chinese, with_shared_scale
from edu_pipeline.extraction.tokens import Token
from edu_pipeline.extraction.units import load_units
from edu_pipeline.records import UnclaimedReason

_UNITS = load_units()
_RANGE_GAP = re.compile(r"(?:（含）)?[^\S\n]?(?:[-—–~～]{1,2}|[至到])[^\S\n]?")
_SHARED_DIMENSIONS = frozenset(["percent", "points", "money", "permille"])
_NUMERAL = re.compile(rf"[\d.,]*[{CHINESE_CHARACTERS}kKwW]*")
_CURRENCIES = frozenset("$¥￥€£₩")
# What may stand between the halves of a number that was cut: a blank, an invisible mark, a stop.
_CUT_GAP = re.compile(
    "[ \\t\u00a0\u00ad\u2000-\u200f\u202f\u2060\u3000\ufeff]{0,3}[，,。.·•]?[ \\t\u00a0\u200b\u3000\ufeff]{0,3}"
)
_WHOLE = re.compile(r"\d+(?:\.\d+)?")
_HAN_HEAD = re.compile(rf"[{CHINESE_CHARACTERS}\d]+")
_HAN_TAIL = re.compile(rf"[{CHINESE_CHARACTERS}\d]+\Z")
_HEAD, _TAIL = re.compile(r"\d[\d.,]*"), re.compile(r"[\d.,]*\d\Z")
_LONGEST = 48
_WIDEST_CUT = 7


def join_ranges(text: str, tokens: Iterator[Token]) -> Iterator[Token]:
    """1-2个 and 5%—10% are one quantity with two ends."""
    held: Token | None = None
    for token in tokens:
        joined = _range(text, held, token) if held else None
        if joined:
            held = joined
            continue
        if held:
            yield held
        held = token
    if held:
        yield held


def _range(text: str, first: Token, second: Token) -> Token | None:
    low, high = first.quantity, second.quantity
    if not low or not high or not 1 <= second.start - first.end <= 7 or low.value_max is not None:
        return None
    if not high.unit and low.unit and text[low.start] in _CURRENCIES:
        high = replace(high, unit=low.unit)
    if low.unit not in ("", high.unit) or not _RANGE_GAP.fullmatch(text, first.end, second.start):
        return None
    value = low.value
    if not first.scaled and (not low.unit or text[low.start] in _CURRENCIES):
        numeral = _NUMERAL.match(text, second.start, second.start + _LONGEST)
        value = with_shared_scale(value, numeral[0], high.value) if numeral else value
    end = high.value if high.value_max is None else high.value_max
    if value >= end:
        return None
    joined = replace(high, start=low.start, value=value, value_max=end)
    if joined.qualifier == "=":
        joined = replace(joined, qualifier=low.qualifier)
    return Token(first.start, second.end, None, joined, second.chinese, second.scaled)


def with_shared_units(text: str, tokens: list[Token]) -> list[Token]:
    """0.8 in 分别降低0.8和1.3个百分点, and 7800 in 分别新增7800和4200个, take the unit of the partner behind them."""
    shared = list(tokens)
    for index in range(len(tokens) - 2, -1, -1):
        shared[index] = _with_unit_of(text, tokens[index], shared[index + 1])
    return shared


def _with_unit_of(text: str, token: Token, following: Token) -> Token:
    bare, partner = token.quantity, following.quantity
    if not bare or not partner or bare.unit or not partner.unit or following.start - token.end != 1:
        return token
    if text[token.end] not in "和、与及":
        return token
    if (
        _UNITS.dimension.get(partner.unit) not in _SHARED_DIMENSIONS
        and "分别" not in text[max(0, token.start - 30) : token.start]
    ):
        return token
    value = bare.value
    if following.scaled and not token.scaled and _UNITS.dimension.get(partner.unit) in _SHARED_DIMENSIONS:
        value *= abs(partner.value) / _mantissa(text, following)
    return replace(token, quantity=replace(bare, value=value, unit=partner.unit))


def _mantissa(text: str, token: Token) -> Decimal:
    match = re.search(r"\d+(?:\.\d+)?", text[token.start : token.start + 24])
    return Decimal(match[0]) if match else Decimal(1)


def hold_back_cut(text: str, tokens: list[Token]) -> list[Token]:
    """Tokens that may be the halves of one number become ``cut_number`` where one of them would be read as a figure.

    Numbers without a unit that stand in a row (the cells of a table) are left as they are.
    """
    start = 0
    while start < len(tokens) - 1:
        end = start
        while (
            end + 1 < len(tokens)
            and tokens[end + 1].start - tokens[end].end <= _WIDEST_CUT
            and _cut_between(text, tokens[end], tokens[end + 1])
        ):
            end += 1
        if end > start:
            chain = tokens[start : end + 1]
            if any(token.scaled or (token.quantity and token.quantity.unit) for token in chain):
                tokens[start : end + 1] = [
                    replace(token, reason=UnclaimedReason.CUT_NUMBER, quantity=None) for token in chain
                ]
        start = end + 1
    return tokens


def _cut_between(text: str, first: Token, second: Token) -> bool:
    """Whether the digits on both sides of a gap would be one number without it: 1 2所, 98。5%."""
    if not _open_ended(first) or second.reason == UnclaimedReason.DATE:
        return False
    if not _CUT_GAP.fullmatch(text, first.end, second.start):
        return False
    left = _TAIL.search(text, max(first.start, first.end - _LONGEST), first.end)
    right = _HEAD.match(text, second.start, second.start + _LONGEST)
    if left and right:
        if first.end == second.start or text[first.end : second.start] == ".":
            return True
        stop = (
            "." if text[first.end : second.start].strip() in ("。", ".", "·", "•") and first.end < second.start else ""
        )
        return _WHOLE.fullmatch((left[0] + stop + right[0]).replace(",", "").rstrip(".")) is not None
    left = _HAN_TAIL.search(text, max(first.start, first.end - _LONGEST), first.end)
    right = _HAN_HEAD.match(text, second.start, second.start + _LONGEST)
    return bool(left and right and (first.end == second.start or parse_chinese(left[0] + right[0]) is not None))


def _open_ended(token: Token) -> bool:
    """Whether the token ends with a digit of its numeral, so that more of it may follow."""
    if token.quantity:
        return not token.quantity.unit and not token.scaled
    return token.reason in (UnclaimedReason.CODE, UnclaimedReason.CUT_NUMBER)

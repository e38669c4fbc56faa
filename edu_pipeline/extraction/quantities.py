"""Finds every number of a text and reads it: value, unit, qualifier. Whether it is a metric is decided in ``claims``.

One pass of one pattern over the text; every alternative is possessive or bounded, so time is linear whatever the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from edu_pipeline.extraction.lexicon import alternation, load_lexicon, without_look_around
from edu_pipeline.extraction.numerals import DIGITS, parse_arabic, parse_chinese
from edu_pipeline.extraction.patterns import NUMBER, START
from edu_pipeline.extraction.units import load_units


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text: ``text[start:end]`` is numeral + 万/亿 + unit + attached 余/多/以上.

    ``value`` is exact and in the base unit (57.8 万 → 578000, 93.71% → 93.71); ``value_max`` only for a range.
    ``unit`` is "" where none is printed. ``qualifier`` is one of = ~ > >= < <=.
    """

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class Token:
    """A number as scanned: a quantity, or the reason why it is none (date, document_number, code, …)."""

    start: int
    end: int
    reason: str | None
    quantity: Quantity | None
    chinese: bool = False
    scaled: bool = False

    def shifted(self, by: int) -> "Token":
        """The same token with its offsets counted from elsewhere."""
        start, end, quantity = self.start + by, self.end + by, self.quantity
        if quantity:
            quantity = Quantity(start, end, quantity.value, quantity.value_max, quantity.unit, quantity.qualifier)
        return Token(start, end, self.reason, quantity, self.chinese, self.scaled)


_UNITS = load_units()
_POST_QUALIFIER = {
    "以上": ">=",
    "及以上": ">=",
    "以下": "<=",
    "及以下": "<=",
    "以内": "<=",
    "之内": "<=",
    "左右": "~",
    "上下": "~",
}
_RANGE_MARKS = frozenset("-—–~～至到")


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of ``text`` in order, dates and document numbers left out.

    Offsets count code points of ``text``; time is linear in it, whatever it holds.
    """
    return [token.quantity for token in scan(text) if token.quantity]


def scan(text: str) -> list[Token]:
    """Every number of ``text`` in order; the two ends of a range are one token."""
    return list(_join_ranges(text, _tokens(text)))


def _tokens(text: str) -> Iterator[Token]:
    """A cheap pattern finds where a number may start; the full pattern is tried only there."""
    position = 0
    for start in START.finditer(text):
        if start.start() >= position and (match := NUMBER.match(text, start.start())):
            token = _token(text, match)
            position = max(token.end, position + 1)
            yield token


def _token(text: str, match: re.Match[str]) -> Token:
    name = match.lastgroup if match.lastgroup in _READERS else _alternative(match)
    start, end = match.span(name)
    reader = _READERS.get(name)
    if reader is None:
        return Token(start, end, "date" if name == "date" else "document_number", None)
    read = reader(match)
    if read is None:
        return Token(start, end, "code", None)
    value, unit, qualifier = read
    while text[end - 1].isspace():
        end -= 1
    if qualifier == "=":
        qualifier = _prefix_qualifier(text, start)
    low, high = _range_start(match), None
    if low is not None and low < value:
        value, high = low, value
    scaled = name == "arabic" and match["scale"] is not None
    return Token(start, end, None, Quantity(start, end, value, high, unit, qualifier), name == "chinese", scaled)


def _alternative(match: re.Match[str]) -> str:
    return next(
        name
        for name in ("arabic", "chinese", "date", "docnumber", "fraction", "double", "tenths", "half")
        if match[name]
    )


def _read_arabic(match: re.Match[str]) -> tuple[Decimal, str, str] | None:
    value = parse_arabic(match["a"])
    if value is None:
        return None
    scale = match["scale"]
    if scale:
        value *= _UNITS.scale[scale]
        if match["b"]:
            second = parse_arabic(match["b"])
            if second is None:
                return None
            value += second * {"万": 10**4, "千": 1000, "百": 100}[match["scale2"]]
    more = match["m1"] or match["m2"] or match["m3"]
    return value, _UNITS.stored(match["unit"] or ""), _qualifier(more, match["post"])


def _read_chinese(match: re.Match[str]) -> tuple[Decimal, str, str] | None:
    value = parse_chinese(match["c"])
    if value is None or (len(match["c"]) > 1 and set(match["c"]) <= DIGITS.keys()):
        return None  # 八一起义: digits in a row are a year or a name
    if match["cscale"]:
        value *= _UNITS.scale[match["cscale"]]
    return value, _UNITS.stored(match["cunit"]), _qualifier(match["cmore"] or match["cmore2"], match["cpost"])


def _range_start(match: re.Match[str]) -> Decimal | None:
    """三到五所 → 3."""
    return parse_chinese(match["c0"]) if match.lastgroup != "arabic" and match["c0"] else None


def _read_fraction(match: re.Match[str]) -> tuple[Decimal, str, str] | None:
    if match["pc"]:
        whole, _, part = match["pc"].partition("点")
        value, digits = parse_chinese(whole), parse_chinese("零" + part)
        if value is None or digits is None:
            return None
        value += digits.scaleb(-len(part))
    else:
        numerator, denominator = parse_chinese(match["num"]), parse_chinese(match["den"])
        if not numerator or not denominator:
            return None
        value = (numerator * 100 / denominator).quantize(Decimal("0.0001"))
    return value, "%", _qualifier(None, match["fpost"])


def _read_double(match: re.Match[str]) -> tuple[Decimal, str, str]:
    times = parse_chinese(match["times"]) or Decimal(1)
    return (Decimal(2) ** times - 1) * 100, "%", "="


def _read_tenths(match: re.Match[str]) -> tuple[Decimal, str, str]:
    tens = parse_chinese(match["tens"]) or Decimal(0)
    ones = Decimal(5) if match["ones"] == "半" else parse_chinese(match["ones"] or "零") or Decimal(0)
    return tens * 10 + ones, "%", _qualifier(match["tmore"], match["tpost"])


def _read_half(match: re.Match[str]) -> tuple[Decimal, str, str]:
    near = match["near"]
    if near:
        return Decimal(50), "%", ">" if near == "过" else "~"
    return Decimal(50), "%", ">=" if match["half"].endswith("以上") else "="


_READERS = {
    "arabic": _read_arabic,
    "chinese": _read_chinese,
    "fraction": _read_fraction,
    "double": _read_double,
    "tenths": _read_tenths,
    "half": _read_half,
}


def _qualifier(more: str | None, post: str | None) -> str:
    if post:
        return _POST_QUALIFIER[post]
    return ">" if more else "="


def _prefix_qualifier(text: str, start: int) -> str:
    """约 57.8 万 → ~, 不少于 30 节 → >=, from the words right before the number."""
    before = _PER_HEAD.sub("", text[max(0, start - 14) : start]).rstrip(" ：:了为达到至有在")
    match = _PREFIX.search(before)
    if match is None and text[start - 1 : start] == "的":
        match = _OF_TOTAL.search(text[max(0, start - 32) : start])
    return _PREFIX_QUALIFIER[match[1] if match.re is _OF_TOTAL else match[0]] if match else "="


# 不低于符合条件教师总数的12%: the whole stands between.
_OF_TOTAL = re.compile(r"(不低于|不少于|不超过|超过|至少)[^，。；、]{2,24}的\Z")
# 不低于每生每年800元: the norm's head stands between.
_PER_HEAD = re.compile(r"(?:每(?:人|生|班|校|年|月|天|周|学年|学期|名|所|个|位)|人均|生均)+\Z")
_PREFIX_QUALIFIER = {
    without_look_around(word): sign for sign, words in load_lexicon().qualifiers.items() for word in words
}
_PREFIX = re.compile(rf"(?:{alternation(word for words in load_lexicon().qualifiers.values() for word in words)})\Z")


def _join_ranges(text: str, tokens: Iterator[Token]) -> Iterator[Token]:
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
    if not low or not high or second.start - first.end not in (1, 2) or low.value_max is not None:
        return None
    if not _RANGE_MARKS.issuperset(text[first.end : second.start]) or low.unit not in ("", high.unit):
        return None
    value = low.value
    if not first.scaled and second.scaled and value < high.value / 1000:
        value *= high.value / _mantissa(text, second)
    if value >= high.value:
        return None
    joined = replace(high, start=low.start, value=value, value_max=high.value)
    if joined.qualifier == "=":
        joined = replace(joined, qualifier=low.qualifier)
    return Token(first.start, second.end, None, joined, second.chinese, second.scaled)


def _mantissa(text: str, token: Token) -> Decimal:
    match = re.match(r"\d+(?:\.\d+)?", text[token.start : token.start + 24])
    return Decimal(match[0]) if match else Decimal(1)


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
        value *= partner.value / _mantissa(text, following)
    return replace(token, quantity=replace(bare, value=value, unit=partner.unit))


_SHARED_DIMENSIONS = frozenset(["percent", "points", "money", "permille"])

"""Finds every number of a text and reads it: value, unit, qualifier. Whether it is a metric is decided in ``claims``.

One pass over the text; every pattern is possessive or bounded, so time is linear whatever the text.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from edu_pipeline.extraction.lexicon import alternation, alternatives, load_lexicon, without_look_around
from edu_pipeline.extraction.neighbours import hold_back_cut, join_ranges
from edu_pipeline.extraction.numerals import CHINESE_CHARACTERS, is_han, parse_arabic, parse_chinese, plain_numerals
from edu_pipeline.extraction.patterns import DIGIT_NUMBER, HAN_NUMBER, START
from edu_pipeline.extraction.readers import READERS, REASONS, Reading
from edu_pipeline.extraction.tokens import Quantity, Token
from edu_pipeline.extraction.units import load_units
from edu_pipeline.records import Qualifier, UnclaimedReason
from edu_pipeline.structure.notation import canonical

_UNITS = load_units()
_BLANKS = " \t\xa0\u2009\u202f\u3000"
_CURRENCIES = {"$": "美元", "¥": "元", "￥": "元", "€": "欧元", "£": "英镑", "₩": "韩元"}


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of ``text`` in order; dates, document numbers and numbers cut in two are left out.

    Offsets count code points of ``text``, which may come in any notation; time is linear in it, whatever it holds.
    """
    return [token.quantity for token in scan(canonical(text)) if token.quantity]


def scan(text: str) -> list[Token]:
    """Every number of ``text`` in order; the two ends of a range are one token. ``text`` comes in one notation."""
    text = plain_numerals(text)
    return hold_back_cut(text, list(join_ranges(text, _tokens(text))))


def _tokens(text: str) -> Iterator[Token]:
    """A cheap pattern finds where a number may start; the full pattern is tried only there."""
    position = 0
    for start in START.finditer(text):
        begin = start.start()
        if begin >= position and (token := _token_at(text, begin, position)):
            position = token.end
            yield token


def _token_at(text: str, begin: int, position: int) -> Token | None:
    """The token that begins at ``begin``; ``position`` is where the one before it ends."""
    first = text[begin]
    pattern, names = _DIGIT if first.isdecimal() or first in "〔[（(." else _HAN
    match = pattern.match(text, begin)
    if match is None:
        return None
    name, end = match.lastgroup or "", match.end()
    if name not in names:
        name = next(name for name in names if match[name])
    reader = READERS.get(name)
    if reader is None:
        return Token(begin, end, REASONS[name], None)
    reading = reader(match)
    if reading is None:
        return None
    if isinstance(reading, str):
        return Token(begin, end, reading, None)
    return _quantity(text, begin, reading.end or end, position, name, reading)


# The patterns with their alternatives, the frequent ones first.
_DIGIT = DIGIT_NUMBER, ("arabic", "date", "docnumber", "ratio", "ratios", "identifier", "fraction", "slash")
_HAN = HAN_NUMBER, ("chinese", "date", "fraction", "double", "half", "halves", "tenths")


def _quantity(text: str, start: int, end: int, position: int, name: str, reading: Reading) -> Token:
    """The token of a number as read, with what stands right before and behind it: sign, currency, 5角, 半."""
    while text[end - 1].isspace():
        end -= 1
    value, unit, qualifier = reading.value, reading.unit, reading.qualifier
    if not unit:
        if name == "arabic":
            unit, end = _written_unit(text, start, end)
        if reading.value == 0 and not unit and _RATE_BEFORE.search(text, max(0, start - 12), start):
            unit = "%"
    elif text[end : end + 1] in _FOLLOWING and reading.value_max is None:
        value, unit, end = _with_what_follows(text, end, value, unit)
    begin, before = start, text[start - 1 : start]
    if before in _NO_FIGURE_BEHIND and (reason := _reason_before(text, start, end, unit, reading)):
        return Token(start, end, reason, None)
    if before in _BEFORE_NEGATIVE and reading.value_max is None and (begin := _sign(text, start, position)) < start:
        value = -value
    elif before in _CURRENCIES and not unit:
        begin, unit = start - 1, _CURRENCIES[before]
    if qualifier != "=" and before in _ROUND and text[start] in "百千万亿":
        begin = start - 1
    elif qualifier == "=" and text[begin - 1 : begin] in _BEFORE_QUALIFIED:
        qualifier = _prefix_qualifier(text, begin)
    quantity = Quantity(begin, end, value, reading.value_max, unit, Qualifier(qualifier))
    return Token(begin, end, None, quantity, name == "chinese", reading.scaled)


# --- what stands behind the number -----------------------------------------------------------------------------------

_D = "[零〇一二两三四五六七八九\\d]"
_SUBUNITS = {
    "元": re.compile(
        rf"又?(?:(?P<tenth>{_D})[角毛毫](?:(?P<last>{_D})(?![{_D[1:-1]}个名人所分]))?)?"
        rf"(?:[零〇]?(?P<hundredth>{_D}{{1,2}})美?分(?!钟)钱?)?[整正]?"
    ),
    "斤": re.compile(rf"(?P<tenth>{_D})两(?![个年])"),
}
_COINS = re.compile(rf"(?:(?P<zero>[零〇])?(?P<digit>{_D})(?![{_D[1:-1]}十百千万.]|[个名人所])|钱)")
_HALF = re.compile(r"半(?=小时|个?月|[^\u4e00-\u9fff]|以|$)")
_HALF_OF = re.compile("小时|月|学期")
_FOLLOWING = frozenset("半又整正钱零〇一二两三四五六七八九0123456789")
_HALVED = frozenset(["mass", "length", "area", "volume", "money", "duration"])


def _with_what_follows(text: str, end: int, value: Decimal, unit: str) -> tuple[Decimal, str, int]:
    """123元5角 → 123.5 元, 三斤半 → 3.5 斤, 两个半小时 → 2.5 小时."""
    if text[end] == "半" and (half := _HALF.match(text, end)):
        return _halved(text, value, unit, half.end())
    base = "元" if unit == "块" or unit.endswith("元") else unit
    pattern = _SUBUNITS.get(base)
    if pattern is None or not (parts := pattern.match(text, end)):
        return value, unit, end
    found = parts.groupdict()
    if unit == "块" and not any(found.values()):
        return _coins(text, value, end)
    if parts.end() == end:
        return value, unit, end
    for name, place in (("tenth", "0.1"), ("hundredth", "0.01"), ("last", "0.01")):
        if found.get(name):
            value += (_digits(found[name]) or 0) * Decimal(place)
    return value, base if unit == "块" else unit, parts.end()


def _halved(text: str, value: Decimal, unit: str, end: int) -> tuple[Decimal, str, int]:
    if unit == "个":
        hours = _HALF_OF.match(text, end)
        return value + Decimal("0.5"), hours[0] if hours else unit, hours.end() if hours else end
    if _UNITS.dimension.get(unit) in _HALVED:
        return value + Decimal("0.5"), unit, end
    return value, unit, end - 1


def _coins(text: str, value: Decimal, end: int) -> tuple[Decimal, str, int]:
    """十二块五 → 12.5 元; 三块 alone may be of anything."""
    match = _COINS.match(text, end)
    if match is None:
        return value, "块", end
    if match["digit"]:
        value += (_digits(match["digit"]) or 0) * Decimal("0.01" if match["zero"] else "0.1")
    return value, "元", match.end()


def _digits(text: str) -> Decimal | None:
    return parse_arabic(text) if text.isdecimal() else parse_chinese(text)


_MEASURE = rf"[^\W\d_a-zA-Z{''.join(load_lexicon().words['no_measure_word'])}]"
_UNIT_AS_WRITTEN = re.compile(rf"(?:平方|立方){_MEASURE}{{1,2}}|{_MEASURE}(?=[，。；、）！？\n]|$)")
_NOUN_BEFORE = re.compile(r"[\u4e00-\u9fff]{2}\Z")


def _written_unit(text: str, start: int, end: int) -> tuple[str, int]:
    """3000尾 → 尾: a measure word that no list knows is taken as written where a noun before it is counted."""
    match = _UNIT_AS_WRITTEN.match(text, end) if _NOUN_BEFORE.search(text[max(0, start - 2) : start]) else None
    return (match[0], match.end()) if match else ("", end)


def _reason_before(text: str, start: int, end: int, unit: str, reading: Reading) -> UnclaimedReason | None:
    """Why what stands right before a number makes it no quantity: the other half of it, 附件, or the head of a line."""
    before = text[start - 1 : start]
    if before in _GAPS:
        cut = text[start] in CHINESE_CHARACTERS and _CUT_BEFORE.search(text, max(0, start - 6), start)
        return UnclaimedReason.CUT_NUMBER if cut else None
    if before in _REFERENCE_ENDS:
        return UnclaimedReason.LIST_MARKER if _REFERENCE.search(text, max(0, start - 6), start) else None
    return UnclaimedReason.LIST_MARKER if _is_outline(text, start, end, unit, reading) else None


def _is_outline(text: str, start: int, end: int, unit: str, reading: Reading) -> bool:
    """2.1名师工程 at the head of a line: no one counts in tenths."""
    if reading.scaled or reading.value == int(reading.value) or not _OUTLINE.fullmatch(text, start, end):
        return False
    following = text[end : end + 1]
    return unit in _WHOLE_UNITS if unit else is_han(following) and following not in "到至和与或"


# 三 百所, with a blank or an invisible mark between
_GAPS = frozenset(f"{_BLANKS}\u200b\u200c\u200d\u2060\ufeff\xad")
_CUT_BEFORE = re.compile(rf"[{CHINESE_CHARACTERS}][{''.join(_GAPS)}]{{1,4}}\Z")
_OUTLINE = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}[^\d%]{0,2}")
_WHOLE_UNITS = frozenset(word for word, name in _UNITS.dimension.items() if name == "count")
_REFERENCE = re.compile(rf"(?:{alternatives('references')})\Z")
_REFERENCE_ENDS = frozenset("件表录图栏")
_NO_FIGURE_BEHIND = frozenset(["", "\n", *_REFERENCE_ENDS, *_GAPS])

# 辍学率控制为0
_RATE_BEFORE = re.compile(r"(?:率|占比|比例|比重)[^，。；、]{0,4}?[为是在到至：]?[ ]?\Z")

# --- what stands before the number -----------------------------------------------------------------------------------

# 上亿元, 过百万人: without the word before it the numeral would be none.
_ROUND = frozenset("上过")
_BEFORE_NEGATIVE = frozenset(["-", "负", "下", *_BLANKS])
_NO_SIGN_BEFORE = frozenset("-—%％)）]〕")
# 减负, 担负, 胜负: words that end like the sign.
_NEGATIVE_WORD = re.compile(r"[减担肩辜胜欺自抱背正]负\Z")


def _sign(text: str, start: int, position: int) -> int:
    """Where a negative number begins: at its minus, 负 or 零下; ``start`` if it is not negative."""
    sign = start - 1
    if sign >= 0 and text[sign] in _BLANKS and (sign == 1 or text[sign - 2 : sign - 1] in ("\n", "（")):
        sign -= 1  # - 1,200 opens a line
    mark = text[sign] if sign >= 0 else ""
    if mark == "负" and sign >= position:
        return start if _NEGATIVE_WORD.search(text[max(0, sign - 1) : sign + 1]) else sign
    if mark == "下" and text[max(0, sign - 1) : sign] == "零":
        return sign - 1
    if mark != "-" or sign < position or (sign == position and position):
        return start
    before = text[sign - 1 : sign]
    if before in _NO_SIGN_BEFORE or (before.isascii() and before.isalnum()):
        return start
    return sign


def _prefix_qualifier(text: str, start: int) -> str:
    """约 57.8 万 → ~, 不少于 30 节 → >=, from the words right before the number."""
    right_before = text[max(0, start - 14) : start]
    if right_before[-1:] == "到" and (match := _PREFIX.search(right_before)):
        return _PREFIX_QUALIFIER[match[0]]  # 不到
    before = right_before.rstrip(_FILLER)
    if before[-1:] in _PER_HEAD_ENDS:
        before = _PER_HEAD.sub("", before).rstrip(_FILLER)
    match = _PREFIX.search(before) if before[-1:] in _PREFIX_ENDS else None
    if match is None and text[start - 1 : start] == "的":
        match = _OF_TOTAL.search(text[max(0, start - 32) : start])
    return _PREFIX_QUALIFIER[match[1] if match.re is _OF_TOTAL else match[0]] if match else "="


# 不低于符合条件教师总数的12%: the whole stands between.
_OF_TOTAL = re.compile(r"(不低于|不少于|不超过|超过|至少)[^，。；、]{2,24}的\Z")
# 不低于每生每年800元: the norm's head stands between.
_PER_HEAD = re.compile(r"(?:每(?:人|生|班|校|年|月|天|周|学年|学期|名|所|个|位)|人均|生均)+\Z")
_PER_HEAD_ENDS = frozenset("人生班校年月天周期名所个位均")
_FILLER = " ：:了为达到至有在"
_PREFIX_QUALIFIER = {
    without_look_around(word): sign for sign, words in load_lexicon().qualifiers.items() for word in words
}
_PREFIX = re.compile(rf"(?:{alternation(word for words in load_lexicon().qualifiers.values() for word in words)})\Z")
# A cheap look before the pattern is tried.
_PREFIX_ENDS = frozenset(word[-1] for word in _PREFIX_QUALIFIER)
_BEFORE_QUALIFIED = frozenset([*_PREFIX_ENDS, *_PER_HEAD_ENDS, *_FILLER, "的"])

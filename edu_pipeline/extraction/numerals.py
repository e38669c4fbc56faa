"""Numerals as Chinese prose prints them, read exactly: 3067.73, 1,122, 一百二十三, 两千, 1亿2000万, 百, 二〇二三.

Only the number itself belongs here; its scale, unit and qualifier are the business of ``quantities``.
"""

import re
from decimal import Decimal

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
CHINESE_CHARACTERS = "".join(DIGITS) + "".join(TENS) + "".join(MYRIADS)

# No figure of a report has more digits; a longer run is an account number, a bar code or noise.
MAX_DIGITS = 22
MAX_CHINESE = 40

_SEPARATORS = re.compile(r"[,\s]")


def parse_arabic(text: str) -> Decimal | None:
    """The value of a printed Arabic number (thousands separators allowed), or None if it is too long to be a figure.

    >>> parse_arabic("1,122.50")
    Decimal('1122.50')
    """
    if len(text) > 2 * MAX_DIGITS:
        return None
    digits = _SEPARATORS.sub("", text).replace("．", ".")
    return Decimal(digits) if len(digits) <= MAX_DIGITS else None


def parse_chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral, or None if the characters do not form one.

    A place character without a digit before it counts once (百余 → 100, 十二 → 12); digits in a row are read by
    position (二〇二三 → 2023). A final digit after 百/千/万 takes the next lower place (一百二 → 120 is not used in
    reports and is refused).
    """
    if not text or len(text) > MAX_CHINESE:
        return None
    if len(text) > 1 and all(c in DIGITS for c in text):
        return None if "两" in text else Decimal("".join(str(DIGITS[c]) for c in text))
    total = 0
    for myriad in ("亿", "万"):
        head, mark, tail = text.rpartition(myriad)
        if mark:
            inner = parse_chinese(head) if head else Decimal(1)
            if inner is None or myriad in head:
                return None
            total += int(inner) * MYRIADS[myriad]
            text = tail.lstrip("零〇") if tail else ""
            if not text:
                return Decimal(total)
    below = _below_ten_thousand(text)
    return None if below is None else Decimal(total + below)


def _below_ten_thousand(text: str) -> int | None:
    """一千二百零三 → 1203: places must fall, each digit belongs to the place behind it."""
    total, digit, last_place = 0, None, 10**4
    for index, char in enumerate(text):
        if char in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[char]
        elif char in TENS:
            place = TENS[char]
            if place >= last_place or (digit is None and index > 0 and text[index - 1] not in "零〇" and total == 0):
                return None
            total += (1 if digit is None else digit) * place
            digit, last_place = None, place
        else:
            return None
    if digit and last_place != 10**4 and last_place > 10 and text[-2] not in "零〇":
        return None
    return total + (digit or 0)

"""Numerals as Chinese prose prints them, read exactly: 3067.73, 1,122, 一百二十三, 3万2千, 三百二十四点七五, 四五百.

Only the number itself belongs here; its sign, unit and qualifier are the business of ``quantities``.
"""

import re
from decimal import Decimal

from edu_pipeline.extraction.lexicon import load_lexicon

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8, "兆": 10**12}
PLACES = TENS | MYRIADS
CHINESE_CHARACTERS = "".join(DIGITS) + "".join(TENS) + "万亿"

# No figure of a report has more digits; a longer run is an account number, a bar code or noise.
MAX_DIGITS = 22
MAX_CHINESE = 60

_SEPARATORS = re.compile(r"[,\s]")
_BLANK = re.compile(r"\s+")
_ITEM = re.compile(r"\d+|.")
# The two ends of an approximate numeral stand side by side: 四五百, 十七八, and 三五百 as the one pair with a gap.
_PAIR = re.compile(
    r"(?<![一二两三四五六七八九])(?:一[两二]|[二两]三|三[四五]|四五|五六|六七|七八|八九)(?![一二两三四五六七八九])"
)

_SHARED = re.compile(rf"(?P<digits>[\d.,{CHINESE_CHARACTERS}]*?)(?P<places>[百千万亿kKwW]+)")
_FACTORS = PLACES | {"k": 1000, "w": 10**4}

# Numerals, and the measure words and units that stand behind them.
_TRADITIONAL = str.maketrans(
    "萬億兩倆貳貮叄陸點個負幾餘雙對塊張間項種條門類場屆輛臺冊棟畝頃噸戶歲節課學時鐘師篇組隊處億歐鎊裏侖幣錢",
    "万亿两两贰贰叁陆点个负几余双对块张间项种条门类场届辆台册栋亩顷吨户岁节课学时钟师篇组队处亿欧镑里仑币钱",
)
_CAPITAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_TRADITIONAL_SET, _CAPITAL_SET = (frozenset(map(chr, table)) for table in (_TRADITIONAL, _CAPITAL))
_TRADITIONAL_FORM = re.compile(f"[{''.join(sorted(_TRADITIONAL_SET))}]")
_RUN = re.compile(rf"[{CHINESE_CHARACTERS}{''.join(sorted(_CAPITAL_SET))}]+")
# 壹 贰 叁 柒 捌 玖 佰 仟 write numbers and nothing else; 队伍, 大陆, 收拾, 肆意 are words.
_ONLY_NUMERALS = frozenset("壹贰叁柒捌玖佰仟")
_CAPITAL_FORM = re.compile(
    rf"[壹贰叁柒捌玖佰仟]|[肆伍陆拾](?:(?=[{CHINESE_CHARACTERS}肆伍陆拾])|(?<=[{CHINESE_CHARACTERS}点].)"
    r"|(?<![\u4e00-\u9fff].)(?![\u4e00-\u9fff]))"
)
_CAPITAL_WORDS = frozenset(load_lexicon().words["capital_in_word"])


def plain_numerals(text: str) -> str:
    """``text`` with capital (壹佰) and traditional (萬) numerals in their plain form, character for character."""
    if _TRADITIONAL_FORM.search(text):
        text = text.translate(_TRADITIONAL)
    return _RUN.sub(_plain_run, text) if _CAPITAL_FORM.search(text) else text


def _plain_run(match: re.Match[str]) -> str:
    run, text = match[0], match.string
    capitals = [char for char in run if char in _CAPITAL_SET]
    if not capitals:
        return run
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    certain = (
        before == "点" or after in ("元", "圆", "角") or len(capitals) > 1 or not _ONLY_NUMERALS.isdisjoint(capitals)
    )
    in_word = before + run[0] in _CAPITAL_WORDS and run[1:2] not in ("拾", "佰", "仟", "万", "亿")
    if not certain and (in_word or (len(run) == 1 and (is_han(before) or is_han(after)))):
        return run
    return run[:in_word] + run[in_word:].translate(_CAPITAL)


def is_han(char: str) -> bool:
    """Whether ``char`` is a Chinese character; no character is none."""
    return "\u4e00" <= char <= "\u9fff"


def parse_arabic(text: str) -> Decimal | None:
    """The value of a printed Arabic number (thousands separators allowed), or None if it is too long to be a figure.

    >>> parse_arabic("1,122.50")
    Decimal('1122.50')
    """
    if len(text) > 2 * MAX_DIGITS:
        return None
    if text.isdecimal():
        return Decimal(text) if len(text) <= MAX_DIGITS else None
    digits = _SEPARATORS.sub("", text).replace("．", ".")
    return Decimal(digits) if len(digits) <= MAX_DIGITS else None


def parse_chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral, or None if the characters do not form one.

    Arabic digits may stand for Chinese ones (3万2千). A place character without a digit before it counts once
    (百余 → 100, 十二 → 12); digits in a row are read by position (二〇二三 → 2023); a last digit right after a place
    takes the next lower one (三万五 → 35000), and so a last 零 says that it does not (三万零五 → 30005).
    """
    if not text or len(text) > MAX_CHINESE:
        return None
    if len(text) == 1:
        single = DIGITS.get(text, PLACES.get(text))
        return None if single is None else Decimal(single)
    text = _BLANK.sub("", text)
    if len(text) > 1 and all(char in DIGITS for char in text):
        return None if "两" in text else Decimal("".join(str(DIGITS[char]) for char in text))
    value = _value(text, 10**16)
    return None if value is None else Decimal(value)


def parse_range(text: str) -> tuple[Decimal, Decimal] | None:
    """The two ends of an approximate numeral: 四五百 → 400, 500; 十七八万 → 170000, 180000; None if it is no such."""
    match = _PAIR.search(text) if 1 < len(text) <= MAX_CHINESE else None
    if match is None:
        return None
    head, tail = text[: match.start()], text[match.end() :]
    if head.endswith("十") and match[0] in ("三五", "四五") and not tail:
        return None  # 十三五, 十四五: the names of two plans
    if head and head[-1] not in "十百千万亿零〇":
        return None
    low, high = (_value(head + digit + tail, 10**16) for digit in match[0])
    if low is None or high is None or low >= high:
        return None
    return Decimal(low), Decimal(high)


def parse_decimal(whole: str, fraction: str) -> Decimal | None:
    """二十 and 七五 of 二十点七五 → 20.75; None if either is no numeral."""
    value = parse_chinese(whole)
    digits = parse_arabic("".join(str(DIGITS.get(char, char)) for char in _BLANK.sub("", fraction)))
    if value is None or digits is None:
        return None
    return value + digits.scaleb(-len(_BLANK.sub("", fraction)))


def with_shared_scale(low: Decimal, numeral: str, high: Decimal) -> Decimal:
    """The lower end of 5-10万 and 十八至三十万: it shares what the upper end, ``numeral``, closes with.

    Of several scales (一千到两千万) the largest counts that leaves it below ``high``.
    """
    match = _SHARED.fullmatch(numeral)
    if match is None:
        return low
    scales, product = [], 1
    for char in reversed(match["places"].lower()):
        product *= _FACTORS[char]
        scales.append(product)
    for scale in reversed(scales):
        if (scale >= MYRIADS["万"] or len(match["digits"]) < 2) and low * scale < high:
            return low * scale
    return low


def _value(text: str, limit: int) -> int | None:
    """The value of a numeral with places, or None if it is none or not below ``limit``."""
    for myriad in ("兆", "亿", "万"):
        head, mark, tail = text.rpartition(myriad)
        if mark:
            place = MYRIADS[myriad]
            upper = _value(head, 10**8) if head else 1
            lower = _below(tail, place)
            if upper is None or lower is None or (myriad == "万" and upper >= place and head[-1] != "万"):
                return None
            value: int | None = upper * place + lower
            break
    else:
        value = _below_ten_thousand(text)
    return value if value is None or value < limit else None


def _below(tail: str, place: int) -> int | None:
    """What follows a myriad: 三万五 → 5000, 三万零五 → 5, 1万600 → 600; None if it can't stand there."""
    bare = tail.lstrip("零〇")
    if not bare:
        return 0
    if bare == "两":
        return None
    if bare == tail and bare in DIGITS:
        return DIGITS[bare] * place // 10
    if bare == tail and bare.isdecimal() and (place != MYRIADS["万"] or len(bare) < 3):
        return None  # 3万5: can't be told from 3万 and 5
    return None if bare[0] in MYRIADS else _value(bare, place)


def _below_ten_thousand(text: str) -> int | None:
    """一千二百零三 → 1203: places must fall, each digit belongs to the place behind it."""
    total, last, zero = 0, 10**4, False
    number: int | None = None
    item = ""
    for item in _ITEM.findall(text):
        if item in TENS:
            place = TENS[item]
            if place >= last or (number is None and total and place != 10) or (number or 0) > 9:
                return None
            total += (1 if number is None else number) * place
            number, last, zero = None, place, False
        elif number is not None or not (item in DIGITS or item.isdecimal()):
            return None
        elif item in "零〇":
            zero = True
        else:
            number = DIGITS[item] if item in DIGITS else int(item)
    if number is None or not total:
        return total + (number or 0)
    if item == "两":
        return None  # 三十两 is no number but a weight
    if item.isdecimal():
        return total + number if item[0] == "0" or len(str(last)) == len(item) + 1 else None
    return total + (number if zero or last == 10 else number * last // 10)

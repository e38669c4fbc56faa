"""Time expressions as periods: 二〇二一年, 去年同期, 2023年1-9月, 截至2021年底, 2022学年, 五年来, “十三五”期间.

What one expression means by itself; which figures it governs is the business of ``years``.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from edu_pipeline.extraction.lexicon import alternation, alternatives, load_lexicon
from edu_pipeline.reading.dates import HAN_YEAR, read_number, read_year

_Y = rf"(?:(?<!\d)(?:19|20)\d{{2}}|{HAN_YEAR})"
_N = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_UNDER_100 = "(?:[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_DAY = rf"(?:\d{{1,2}}|{_UNDER_100})"
_TOTALLED = "累计|共计|合计|总计|共(?!同)"
_TO = r"\s?[-—–~～至到]{1,2}\s?"


def _part_pattern(mark: str, year: str, total: str = "") -> str:
    """A part of a year, behind its year or alone; ``mark`` sets the two apart, ``year`` is the 年 of 年底."""
    return (
        rf"(?:(?P<first{mark}>{_N})\s?月?{_TO}(?P<last{mark}>{_N})\s?月份?"
        rf"|(?P<month{mark}>{_N})\s?月(?:份|(?P<month_end{mark}>底|末)|初|[上中下]旬|\s?(?P<day{mark}>{_DAY})\s?[日号])?"
        rf"|(?P<half{mark}>[上下])半年"
        rf"|(?:前|[一1](?:季度)?[-—~至到])(?P<quarters{mark}>[二两三四234])个?季度"
        rf"|第?(?P<quarter{mark}>[一二三四1-4])季度"
        rf"|[前头](?P<months{mark}>{_N})个月"
        rf"|(?P<year_end{mark}>{year}[底末终])"
        rf"|(?P<year_start{mark}>{year}初)"
        rf"|第(?P<term{mark}>[一二])学期|(?P<season{mark}>[春秋])季?学期"
        rf"|(?P<total{mark}>全年{total}))"
    )


# How far a relative word is from its year, and whether that is the year the words are about (上年), not the writer's.
RELATIVE = {
    "今年": (0, False), "本年": (0, False), "本年度": (0, False), "去年": (-1, False), "前年": (-2, False),
    "大前年": (-3, False), "明年": (1, False), "来年": (1, False), "后年": (2, False), "上年": (-1, True),
    "上年度": (-1, True), "上一年": (-1, True), "上一年度": (-1, True), "下年度": (1, True), "下一年": (1, True),
    "下一年度": (1, True), "本学年": (0, False), "上学年": (-1, True), "上一学年": (-1, True), "下学年": (1, True),
    "上届": (-1, True), "上学期": (-1, True), "本学期": (0, False),
}  # fmt: skip
# 以上年龄, 提前年内, 今后年均, 以来年均: other words that hold them.
_RELATIVE = rf"(?<![以基今提之此近大线])(?:{alternation(RELATIVE)})(?![龄级均会])"
_COUNT = _DAY
_TIME = re.compile(
    rf"(?:(?P<from>{_Y})\s?(?:年度?)?(?:{_TO}|/)(?P<to>{_Y}|\d{{2}}(?!\d))\s?(?P<span>学年度?|年度?)?"
    rf"|(?P<year>{_Y})\s?(?P<unit>学年度?|年度?(?!级)|届)|(?P<relative>{_RELATIVE}))"
    rf"\s?{_part_pattern('', '年?')}?"
    rf"|(?<![\d.每]){_part_pattern('_', '年', '|(?<![近几前])年内(?!蒙)')}"
    rf"|(?:近|最近|过去的?|这)(?P<recent>{_COUNT})年(?:来|以来|间|里)?(?!级)|(?<![\d第])(?P<past>{_COUNT})年(?:来|以来|间|(?={_TOTALLED}))"
    rf"|(?<![\d第])(?P<ago>{_COUNT})年前(?![后期])"
    r"|“?十(?P<plan>[一二三四五六七])五”?(?:规划)?(?:(?P<plan_end>末|期末|时期末)|期间|时期|以来)"
    rf"|(?P<now>{alternatives('now')})|(?P<again>{alternatives('same_time')})"
)
# Where one may begin: a cheap look before the full pattern is tried. A digit opens one only where its number begins.
_WORDS = {word[0] for name in ("now", "same_time") for word in load_lexicon().words[name]}
_FIRST = "".join(sorted(_WORDS))
_START = re.compile(
    rf"[\d〇零一二两三四五六七八九十今本去前大明来后上下第过最近这春秋全头年“{_FIRST}](?:(?<=[{_FIRST}])"
    r"|(?<=\d)(?<!\d\d)(?=\d{0,3}\s?[年月届季学—–~～至到/-])"
    r"|(?<=[〇零一二两三四五六七八九十])(?=[〇○O零一二两三四五六七八九十年月季至到~—–-])"
    r"|(?<=[今本去明来后年])(?=[年学底末终初内])|(?<=[上下])(?=[年一学半届])|(?<=前)(?=[年一二两三四五六七八九十\d])|(?<=大)(?=前)"
    r"|(?<=[第过最近这头“])|(?<=[春秋])(?=季?学)|(?<=全)(?=年))"
)
# A cheap look whether a text may name a time at all.
_HINT = re.compile(rf"[年月季届]|{alternatives('now')}|{alternatives('same_time')}|十[一二三四五六七]五|学期")
_AS_OF = re.compile(r"(?:截至|截止|截止到|截至到)\Z")
_DEADLINE = re.compile(r"(?:之|以)?前")
_PLAN_YEARS = 5
_AUTUMN = 9
_LONGEST_PAST = 60
_SHORTEST_YEAR, _LONGEST_YEAR = 360, 370


@dataclass(frozen=True, slots=True)
class Period:
    """The year a value is for, and its first and last day where the text narrows the year or names several."""

    year: int
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """What relative words count from: ``now`` 去年, ``year`` 上年, 年底 and 上半年, ``last`` 届时, ``own`` 本学年."""

    now: int | None
    year: int | None
    planned: bool = False
    last: Period | None = None
    own: Period | None = None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """``text[start:end]`` names ``period``. ``several`` years together, one ``event``'s month or day, a ``total`` year.

    ``relative`` is the word that counts from another year, ``bare`` is a part of a year that isn't named.
    """

    start: int
    end: int
    period: Period
    several: bool = False
    event: bool = False
    total: bool = False
    relative: str | None = None
    bare: bool = False
    plan: bool = False


def is_part_of_year(period: Period) -> bool:
    """Whether a period is less than a year, and no school year."""
    return period.start is not None and period.end is not None and (period.end - period.start).days < _SHORTEST_YEAR


def names_several_years(period: Period) -> bool:
    """Whether a period is of more than a year (五年来)."""
    return period.start is not None and period.end is not None and (period.end - period.start).days > _LONGEST_YEAR


def is_school_year(period: Period) -> bool:
    """Whether a period is a school year, September to August."""
    if period.start is None or period.end is None:
        return False
    return (period.start.month, period.end.month, period.end.year - period.start.year) == (9, 8, 1)


def find_times(text: str) -> Iterator[re.Match[str]]:
    """What may be a time expression of ``text``, in order; ``read_time`` says what each means."""
    if not _HINT.search(text):
        return
    position = 0
    for start in _START.finditer(text):
        if start.start() >= position and (match := _TIME.match(text, start.start())):
            position = match.end()
            yield match


def read_time(match: re.Match[str], anchor: Anchor) -> TimeExpression | None:
    """The expression that ``match`` of ``find_times`` is, None where it counts from a year that is unknown."""
    found = {name.rstrip("_"): value for name, value in match.groupdict().items() if value is not None}
    start, end = match.span()
    if "plan" in found:
        return _of_plan(start, end, found, anchor)
    if "recent" in found or "past" in found:
        return _of_past(start, end, found, anchor)
    if "ago" in found:
        years_ago = read_number(found["ago"])
        if anchor.now is None or years_ago > _LONGEST_PAST:
            return None
        return TimeExpression(start, end, Period(anchor.now - years_ago), relative="前")
    if "now" in found:
        return None if anchor.now is None else TimeExpression(start, end, Period(anchor.now), relative=found["now"])
    if "again" in found:
        if anchor.last is None:
            return None
        return TimeExpression(start, end, Period(anchor.last.year), relative=found["again"])
    years = _years(found, anchor)
    if years is None:
        return None
    first, year = years
    school = "学年" in found.get("unit", found.get("span", ""))
    if found.get("relative") == "上学期":
        return _term_before(start, end, anchor)
    if found.get("relative", "").endswith("学年") and anchor.own and anchor.own.start and is_school_year(anchor.own):
        whole = _school_year(anchor.own.start.year + year - anchor.own.year, year)
        return TimeExpression(start, end, _part(found, whole, True, match)[0], relative=found["relative"])
    whole = _school_year(first, year) if school else _several(first, year)
    period, event = _part(found, whole, school, match)
    several = first != year and not school
    bare = not found.keys() & {"year", "from", "relative"}
    return TimeExpression(start, end, period, several, event, "total" in found, found.get("relative"), bare)


def _years(found: dict[str, str], anchor: Anchor) -> tuple[int, int] | None:
    """The first and the last year that are named; the same one for a single year."""
    if "from" in found:
        first = read_year(found["from"])
        last = read_year(found["to"]) if len(found["to"]) == 4 else first // 100 * 100 + int(found["to"])
        return (first, last) if first <= last <= first + _LONGEST_PAST else None
    if "year" in found:
        year = read_year(found["year"])
    elif "relative" in found:
        shift, context = RELATIVE[found["relative"]]
        base = anchor.year if context else anchor.now
        if base is None:
            return None
        year = base + shift
    elif anchor.year is not None:
        year = anchor.year
    else:
        return None
    return year, year


def _several(first: int, last: int) -> Period:
    return Period(last) if first == last else Period(last, date(first, 1, 1), date(last, 12, 31))


def _school_year(first: int, year: int) -> Period:
    return Period(year, date(first, 9, 1), date(first + 1, 8, 31))


def _part(found: dict[str, str], whole: Period, school: bool, match: re.Match[str]) -> tuple[Period, bool]:
    """The part of the year ``whole`` that is named, and whether it is the month or the day of an event."""
    year, text = whole.year, match.string
    deadline = _DEADLINE.match(text, match.end()) is not None
    if "year_end" in found and not school:
        moment = date(year, 12, 31)
        return (Period(year) if deadline else Period(year, moment, moment)), False
    if "month" in found:
        return _month(found, year, deadline, _AS_OF.search(text, max(0, match.start() - 4), match.start()) is not None)
    if months := _months(found):
        first, last = months
        valid = 1 <= first <= last <= 12 and not deadline
        return (Period(year, date(year, first, 1), _last_day(year, last)) if valid else Period(year)), False
    if ("term" in found or "season" in found) and not deadline:
        autumn = found.get("term") == "一" or found.get("season") == "秋"
        begins = whole.start.year if school and whole.start else year
        if autumn:
            return Period(year, date(begins, 9, 1), date(begins + 1, 1, 31)), False
        spring = begins + 1 if school else begins
        return Period(year, date(spring, 2, 1), date(spring, 8, 31)), False
    return whole, False


def _month(found: dict[str, str], year: int, deadline: bool, as_of: bool) -> tuple[Period, bool]:
    month = read_number(found["month"])
    if not 1 <= month <= 12 or deadline:
        return Period(year), False
    last = _last_day(year, month)
    if "day" in found:
        day = read_number(found["day"])
        moment = date(year, month, day) if 1 <= day <= last.day else last
        return Period(year, moment, moment), not as_of
    if "month_end" in found or as_of:
        return Period(year, last, last), False
    return Period(year, date(year, month, 1), last), True


def _months(found: dict[str, str]) -> tuple[int, int] | None:
    """The first and the last month of a part that is told in months, quarters or halves."""
    if "first" in found:
        return read_number(found["first"]), read_number(found["last"])
    if "half" in found:
        return (1, 6) if found["half"] == "上" else (7, 12)
    if "quarters" in found:
        return 1, 3 * read_number(found["quarters"])
    if "quarter" in found:
        quarter = read_number(found["quarter"])
        return 3 * quarter - 2, 3 * quarter
    return (1, read_number(found["months"])) if "months" in found else None


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _of_past(start: int, end: int, found: dict[str, str], anchor: Anchor) -> TimeExpression | None:
    """五年来 ends with the year that the words are about."""
    count = found.get("recent") or found["past"]
    years = read_number(count)
    if anchor.year is None or not 1 <= years <= _LONGEST_PAST:
        return None
    return TimeExpression(start, end, _several(anchor.year - years + 1, anchor.year), years > 1)


def _term_before(start: int, end: int, anchor: Anchor) -> TimeExpression | None:
    """The term before the one that the report is about."""
    own = anchor.own
    if own is None or own.start is None or not is_part_of_year(own):
        return None
    year = own.start.year
    if own.start.month == _AUTUMN:
        period = Period(year, date(year, 2, 1), date(year, 8, 31))
    else:
        period = Period(year - 1, date(year - 1, _AUTUMN, 1), date(year, 1, 31))
    return TimeExpression(start, end, period, relative="上学期")


def _of_plan(start: int, end: int, found: dict[str, str], anchor: Anchor) -> TimeExpression:
    """“十三五”末 is 2020; a five-year period that still runs ends, for what was reached, in the report's year."""
    last = 2005 + _PLAN_YEARS * "一二三四五六七".index(found["plan"]) + _PLAN_YEARS
    if "plan_end" in found:
        moment = date(last, 12, 31)
        return TimeExpression(start, end, Period(last, moment, moment), plan=True)
    year = last if anchor.planned or anchor.now is None or last <= anchor.now else anchor.now
    return TimeExpression(start, end, _several(min(last - _PLAN_YEARS + 1, year), year), True, plan=True)


def since(period: Period, now: int) -> Period:
    """2019年以来, 下半年以来: from then to the end of the report's year."""
    first = period.start or date(period.year, 1, 1)
    return Period(now, first, date(now, 12, 31)) if date(now, 1, 1) < first or first.year < now else Period(now)

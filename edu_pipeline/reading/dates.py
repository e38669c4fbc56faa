"""Dates and years as reports print them: 2023年1月28日, 2023-01-28, 二〇二三年一月二十八日, 2022—2023学年."""

import re
from collections import Counter
from datetime import date

_HAN_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "O": "0"}
HAN_YEAR = "(?:二[〇○O零]|一九)[〇○O零一二三四五六七八九]{2}"
_DATE = re.compile(
    rf"(?P<year>[12]\d{{3}}|{HAN_YEAR})\s?[年./-]\s?(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s?[月./-]"
    r"\s?(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s?[日号]?(?!\d)"
)
_YEAR = re.compile(rf"(?<!\d)(?P<year>(?:19|20)\d{{2}}|{HAN_YEAR})\s?(?:年|学年|届(?=毕业))")
_PERIOD = re.compile(
    r"(?<!\d)(?P<first>(?:19|20)\d{2})\s?年?\s?[-—–~～至]{1,2}\s?(?P<last>(?:19|20)\d{2})\s?(?P<unit>学年|年)"
)
_PLAN_NAME = re.compile(r"十([一二三四五六七])五")
_SUMMARY_WORDS = r"(?:总结|回顾|情况|公报|报告|简报|统计|成效|年报|简况|概况|进展|完成)"
_SUMMARISED = re.compile(rf"(?<!\d)(?P<year>(?:19|20)\d{{2}}|{HAN_YEAR})\s?年(?:度)?[^年]{{0,24}}?{_SUMMARY_WORDS}")
_OPENING = re.compile(
    rf"[ \t\u3000*#>]{{0,8}}(?P<year>(?:19|20)\d{{2}}|{HAN_YEAR})\s?年(?:度)?(?:以来|来|是|全|我|[一-龥]{{0,8}}[，,])"
)
_MONTH = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d{{2}}|{HAN_YEAR})\s?年\s?(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s?月(?!\s?\d)"
)
# What may stand beside a date in its line: 本报讯（记者 王明）2023年3月2日, 2024-02-26 来源：县融媒体中心, 10:30.
_BESIDE_DATE = re.compile(
    r"本[报网刊台][\u4e00-\u9fff]{0,4}[讯电]|[（(]?(?:本[报网刊台])?(?:全媒体|通讯员|记者)(?:记者|通讯员)?[\s\u4e00-\u9fff、]{2,16}[）)]?"
    r"|(?:信息|稿件|文章)?(?:来源|作者|编辑|责任编辑|供稿|审核|时间|日期|发布时间|发布日期|浏览(?:次数|量)?|阅读(?:次数|量)?|点击(?:量|数)?)\s?[:：]\s?[^\s:：]{0,24}"
    r"|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
)
# 到2022年底，毛入园率达94.3%: how things stood last.
_AS_OF = re.compile(rf"(?:截至|截止|到|至)\s?(?P<year>(?:19|20)\d{{2}}|{HAN_YEAR})\s?年(?:[底末]|\d{{1,2}}月)")
_UNTIL = re.compile(rf"到\s?(?P<year>(?:19|20)\d{{2}}|{HAN_YEAR})\s?年")
_SIDE_BY_SIDE = re.compile(rf"[；。](?P<year>(?:19|20)\d{{2}}|{HAN_YEAR})\s?年")
_AHEAD = re.compile(r"，?[^，。；]{0,24}(?:将|力争|确保|计划|拟|打算|预计|安排|要(?!求)|不低于|不少于)")
_TELLS = re.compile(r"总结|评估|情况|报告|公报|进展|决算|自评")
_MEANT = re.compile(r"(?:拟|计划|力争|预计|将|到|目标|规划)(?:于|在)?$")
_GOALS = re.compile(r"目标|规划|任务|计划|方案|指标|意见|措施")
_ANNUAL = re.compile(r"总结|年度|全年|一年|回顾|公报")


def find_date(text: str) -> date | None:
    """The first full date in ``text`` that exists in the calendar."""
    for match in _DATE.finditer(text):
        try:
            return date(read_year(match["year"]), read_number(match["month"]), read_number(match["day"]))
        except ValueError:
            continue
    return None


def is_date_line(line: str) -> bool:
    """Whether a line holds a date and little else: (2022 年 9 月 9 日), 2023年1月28日印发, 2022年10月."""
    match = _DATE.search(line) or _MONTH.search(line)
    if match is None:
        return False
    line = line[: match.start()] + line[match.end() :]
    return not re.sub(r"[\s()（）【】\[\]|｜]|印发|发布", "", _BESIDE_DATE.sub("", line))


def find_month(text: str) -> date | None:
    """The first day of the first month that ``text`` names with its year, day or none."""
    match = _MONTH.search(text)
    month = read_number(match["month"]) if match else 0
    return date(read_year(match["year"]), month, 1) if match and 1 <= month <= 12 else None


def read_year(digits: str) -> int:
    """2023 for 2023 or 二〇二三."""
    return int("".join(_HAN_DIGITS.get(char, char) for char in digits))


def read_number(digits: str) -> int:
    """28 for 28 or 二十八, up to 99. Raises ValueError for what is no number."""
    if digits.isdecimal():
        return int(digits)
    tens, ten, ones = digits.replace("两", "二").rpartition("十")
    return 10 * int(_HAN_DIGITS.get(tens, tens or "1")) * bool(ten) + int(_HAN_DIGITS.get(ones, ones or "0"))


def year_of_title(title: str) -> int | None:
    """The year a title names: the summarised one where it names two, the last one of a period."""
    summarised = _SUMMARISED.search(title)
    period = _PERIOD.search(title)
    if period and (summarised is None or period.end() > summarised.start("year") >= period.start()):
        return int(period["last"])
    if summarised:
        return read_year(summarised["year"])
    year = _YEAR.search(title)
    if year:
        return read_year(year["year"])
    plan = _PLAN_NAME.search(title)
    if plan is None or "中期" in title:
        return None
    return 2005 + 5 * ("一二三四五六七".index(plan[1])) + 5


def first_year_of_title(title: str) -> int | None:
    """The first year of the period that a title names (2021 of 2021—2023年), None where it names none."""
    period = _PERIOD.search(title)
    if period and period["unit"] == "年":
        return int(period["first"])
    plan = _PLAN_NAME.search(title)
    return 2001 + 5 * ("一二三四五六七".index(plan[1])) + 5 if plan else None


def year_of_report(title: str | None, body: str, published_on: date | None, issued: date | None = None) -> int | None:
    """The year a report is about: as its title says, else as its first sentences open, else as it was published.

    A yearly report published from January to March without another word is about the year before, a paper of goals
    without a date about the year in which they are to be reached. Failing all that it is about the latest year of which
    its text tells, where more than its mention speaks for it. ``issued`` is the month of a report without a day.
    """
    published_on = published_on or issued
    year = year_of_title(title) if title else None
    if year is not None:
        return year
    sets_goals = title and _GOALS.search(title) and not _TELLS.search(title)
    if published_on is None and sets_goals and (goal := _UNTIL.search(body)):
        return read_year(goal["year"])
    opening = next((match for line in body.split("\n")[:6] if len(line) > 20 and (match := _OPENING.match(line))), None)
    if opening:
        return _year_of_opening(opening, body)
    if published_on is not None:
        annual = published_on.month <= 3 and _ANNUAL.search((title or "") + body[:400])
        return published_on.year - 1 if annual else published_on.year
    return _prevailing_year(body) or max(_told(_AS_OF, body), default=None) or _latest_year(body)


def _latest_year(body: str) -> int | None:
    """The latest year of which a text tells, where it names a day of it or intends something for the year behind."""
    told = _told(_YEAR, body)
    if not told:
        return None
    year = max(told)
    ahead = {read_year(match["year"]) for match in _YEAR.finditer(body)} - set(told)
    dated = any(read_year(match["year"]) == year for match in _DATE.finditer(body))
    return year if dated or year + 1 in ahead else None


def _year_of_opening(opening: re.Match[str], body: str) -> int:
    """2018年以来，…。到2022年底，… is about 2022, 2010年…；2011年… about the later one."""
    year = read_year(opening["year"])
    later = _told(_SIDE_BY_SIDE, opening.string)
    if opening[0].endswith("来"):
        later += _told(_AS_OF, body)
    return max([year, *later])


def _told(pattern: re.Pattern[str], text: str) -> list[int]:
    """The years that ``pattern`` finds, without those that something is intended for."""
    return [
        read_year(match["year"])
        for match in pattern.finditer(text)
        if not _AHEAD.match(text, match.end()) and not _MEANT.search(text, max(0, match.start() - 8), match.start())
    ]


def _prevailing_year(body: str) -> int | None:
    """The year named in most places, if it is named three times and more often than all others together."""
    counts = Counter(read_year(match["year"]) for match in _YEAR.finditer(body))
    if not counts:
        return None
    (year, count), total = counts.most_common(1)[0], sum(counts.values())
    return year if count >= 3 and 2 * count > total else None

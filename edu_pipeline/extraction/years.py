"""The year a figure is for: the one named with it, else the report's or the plan's."""

import re
from collections.abc import Sequence
from datetime import date

from edu_pipeline.extraction.tokens import Token
from edu_pipeline.records import SectionRole
from edu_pipeline.structure import Structure

_YEAR = re.compile(r"(?:19|20)\d{2}")
# 较2017年, 比 2021 年同期: the base of a comparison, not the year of the figure.
_BASE_BEFORE = re.compile(r"(?:较|比|同|与|相比|相较|对比|高于|低于|从|由|自|继)\Z")
_SINCE_BEHIND = re.compile(r"(?:以来|起(?!草)|开始|至今|以后|之后|后(?![勤备续])|以前|之前)")
_FROM_TO = re.compile(r"(?:从|由)\Z")
_RELATIVE = re.compile(r"(?<![较比与同])(去年|上年|上一年|明年|前年)(?!同|相比|增|减|提|下降|基)")
_SHIFT = {"去年": -1, "上年": -1, "上一年": -1, "前年": -2, "明年": 1}
_PERIOD = re.compile(r"“?十([二三四五])五”?(?:规划)?(末|期末|时期末|期间|时期)?")
_PERIOD_END = {"二": 2015, "三": 2020, "四": 2025, "五": 2030}
_OPENS_CLAUSE = re.compile(
    r"(?:\A|[，；：。、“”*\d.．])(?:截至|截止|截至到|到|至|在|如|其中|预计|确保|力争|计划|争取|“|以|自|，)*\Z"
)
_REACHED = re.compile(r"[到至为]")
# 去年同期为57874亿元: the base of a comparison with its own figure.
_LAST_YEAR_WAS = re.compile(r"(?:去年|上年)(?:同期)?(?:数)?[为的](?=\d)")
# 原有1448家…现有697家: the first is how it stood before.
_FORMERLY = re.compile(r"原有(?=\d)")
_NOW = re.compile(r"现有|(?:压减|减少|减|精简|整合|合并)[至到为]")
# 于2021年建成 is no comparison, 高于2020年的30% is.
_COMPARED = re.compile(r"(?:[较比同与]|高于|低于)\Z")
_INTENDED = re.compile(r"力争|确保|计划|规划|将|目标|到20")
_SAME_YEAR = re.compile(r"下半年|[三四]季度")
_OF_NUMBER = re.compile(r"的\d")
_STOP = re.compile(r"[，；：。]")
_YEAR_END = 12
# No clause is longer; a longer one is noise, and looking no further keeps time linear.
_REACH = 300
_TIME_ALONE = 9
_PLAN_OPENING = 80


class SentenceYears:
    """The years that one sentence names, as ``(start, end, year)``: where each is in force.

    A year that opens a clause (2023年，… or 截至2021年底) holds to the end of the sentence, one inside a clause
    (全省2017-2019年度优秀单位) to the end of that clause.
    """

    def __init__(self, text: str, dates: Sequence[Token], quoted: Sequence[tuple[int, int]], base: int | None) -> None:
        found = [(date.start, year) for date in dates if (year := _year_of(text, date, quoted)) is not None]
        if base is not None and ("年" in text or "十" in text):
            found += [(m.start(), base + _SHIFT[m[1]]) for m in _RELATIVE.finditer(text)]
            found += _periods(text, base)
        spans = [(start, _reach(text, start), year) for start, year in found]
        if base is not None:
            before = [m.span() for m in _LAST_YEAR_WAS.finditer(text)]
            before += [m.span() for m in _FORMERLY.finditer(text) if _NOW.search(text, m.end())]
            spans += [(start, end + 1, base - 1) for start, end in before]
        self.found = sorted(spans)

    def at(self, position: int) -> int | None:
        """The last year named before ``position``, or None."""
        year = None
        for start, end, value in self.found:
            if start >= position:
                break
            if position < end:
                year = value
        return year


def _reach(text: str, start: int) -> int:
    """Where the year named at ``start`` stops being in force."""
    if _FROM_TO.search(text[max(0, start - 2) : start]):
        return _next(_REACHED, text, start)
    if _COMPARED.search(text[max(0, start - 2) : start]):
        return text.find("的", start) + 2
    if _OPENS_CLAUSE.search(text[max(0, start - 12) : start]):
        return len(text)
    stop = _next(_STOP, text, start)
    # A clause that is nothing but a time (到“十四五”末，) speaks of the next one.
    return stop if stop - start > _TIME_ALONE else len(text)


def _next(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.search(text, start, start + _REACH)
    return match.start() if match else min(len(text), start + _REACH)


def _year_of(text: str, date: Token, quoted: Sequence[tuple[int, int]]) -> int | None:
    """The year that a date gives to the figures behind it; None for a base, an origin or a part of a name."""
    if any(start < date.start < end for start, end in quoted):
        return None
    written = text[date.start : date.end]
    years = _YEAR.findall(written)
    if not years:
        return None
    before, after = text[max(0, date.start - 4) : date.start], text[date.end : date.end + 4]
    if _SINCE_BEHIND.match(after):
        return None
    if _BASE_BEFORE.search(before):
        # 由2021年的39%提高到…: the figure stands right behind its year, so the year is its own.
        own = _FROM_TO.search(before) and (after.startswith("的") or after[:1].isdigit())
        return int(years[0]) if own or _OF_NUMBER.match(after) else None
    last = years[-1]
    range_end = re.search(r"[-—–~～至到](\d{2})年", written)
    return int(last[:2] + range_end[1]) if range_end else int(last)


def _periods(text: str, base: int) -> list[tuple[int, int]]:
    """“十三五”末 is 2020; a period that still runs ends for what was reached in the report's year."""
    found = []
    for match in _PERIOD.finditer(text):
        if match[2] and not _COMPARED.search(text[max(0, match.start() - 2) : match.start()]):
            end = _PERIOD_END[match[1]]
            meant = (
                "末" in match[2] or end <= base or _INTENDED.search(text[max(0, match.start() - 30) : match.start()])
            )
            found.append((match.start(), end if meant else base))
    return found


def section_years(
    structure: Structure, own: int | None, published_on: date | None
) -> list[tuple[int | None, int | None]]:
    """For each outline node the year of what was reached and the year of what is planned there.

    A plan's own opening or heading names its year (2024年，全市教育系统将…); else its parent's holds; else the report's
    year, or the year behind it where the report sums up its whole year (it was not published within it). A plan for a
    year sums up the year before.
    """
    nodes, text = structure.nodes, structure.clean.text
    is_plan = nodes[0].role == SectionRole.PLAN
    sums_up = any(node.role == SectionRole.SUMMARY and node.depth > 0 for node in nodes)
    within = published_on is not None and published_on.year == own and published_on.month < _YEAR_END
    planned = own if own is None or is_plan or not sums_up or within else own + 1
    result: list[tuple[int | None, int | None]] = []
    for node in nodes:
        inherited = planned if node.parent is None else result[node.parent][1]
        under_plan = node.parent is not None and nodes[node.parent].role == SectionRole.PLAN
        opens = node.role == SectionRole.PLAN and node.parent is not None and not under_plan
        if opens:
            head = text[node.start : min(node.end, node.start + _PLAN_OPENING)]
            if own is not None and (_SAME_YEAR.search(head) or _SAME_YEAR.search(nodes[0].heading or "")):
                inherited = own
            named = [year for year in map(int, _YEAR.findall(head)) if own is None or own <= year <= own + 6]
            inherited = named[0] if named else inherited
        reached = own - 1 if own is not None and is_plan and node.role == SectionRole.SUMMARY else own
        result.append((reached, inherited))
    return result

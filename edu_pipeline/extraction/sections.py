"""The time that each part of a report is about, from its title, its headings and how its plan opens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from edu_pipeline.extraction.lexicon import alternatives
from edu_pipeline.extraction.periods import Anchor, Period, TimeExpression, find_times, is_part_of_year, read_time
from edu_pipeline.reading.dates import HAN_YEAR, first_year_of_title, read_year, year_of_title
from edu_pipeline.records import Document, SectionRole
from edu_pipeline.structure import OutlineNode, Structure

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_SAME_YEAR = re.compile(r"下半年|[三四]季度")
_SPOKEN = re.compile(alternatives("spoken"))
_NAME_BEHIND = re.compile(r"以来|以后|之后|以前|之前|.{0,12}(?:行动计划|规划|工程|方案)(?!$)")
_QUOTED = re.compile(r"[《“][^《》“”]{0,80}[》”]")
# 5月份工作总结: what a month brought, not what happened in it.
_MONTHLY = re.compile(r"(?<=份)|.{0,6}(?:总结|小结|统计|月报|进展|情况)")
_GOAL = re.compile(
    rf"(?:到|至|力争|确保)({HAN_YEAR}|20\d{{2}})\s?年(?!.{{0,40}}(?:已|达到了))|({HAN_YEAR}|20\d{{2}})\s?年(?:\d{{1,2}}月)?[底末]?[之以]?前"
)
_GOALS_WITHIN = 20_000
_YEAR_END = 12
_PLAN_OPENING = 80
_YEARS_AHEAD = 16
_LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class SectionTime:
    """What a part of the report is about: the time of what was ``reached`` and of what is ``planned`` there.

    ``now`` is the year the writer speaks in; ``first_planned`` the first year that the paper sets tasks for.
    """

    reached: Period | None
    planned: Period | None
    now: int | None
    first_planned: int | None = None

    def sets_tasks_for(self, year: int) -> bool:
        """Whether the part's plan is for ``year``."""
        if self.planned is None:
            return False
        return year == self.planned.year or (self.first_planned is not None and self.first_planned <= year)


def section_times(structure: Structure, document: Document) -> list[SectionTime]:
    """For each outline node what it is about.

    A heading or a plan's opening names its year (一、2015年工作回顾; 2024年，全市教育系统将…); else its parent's holds;
    else the report's, or the year behind it where the report sums up its whole year (it was not published within it).
    A plan for a year sums up the year before.
    """
    title = document.title or ""
    own, now = document.year, _writers_year(document)
    first = first_year_of_title(title)
    whole = _of_report(title, own, now)
    planned = _planned_year(structure, document)
    is_plan = structure.nodes[0].role == SectionRole.PLAN
    undated = is_plan and document.published_on is None and year_of_title(title) is None
    if undated:
        now = _year_before_goals(structure.clean.text, own)
        whole = _year(now)
    result: list[SectionTime] = []
    for node in structure.nodes:
        parent = None if node.parent is None else structure.nodes[node.parent]
        if parent is None:
            result.append(SectionTime(whole, _year(planned), now, first if is_plan else None))
            continue
        above = result[parent.position]
        reached, intended = above.reached, above.planned
        if node.role == SectionRole.PLAN and parent.role != SectionRole.PLAN:
            intended = _opening_of_plan(structure, node, own, intended)
        if is_plan and not undated and node.role == SectionRole.SUMMARY and parent.role == SectionRole.PLAN:
            begins = above.first_planned or own
            reached = _year(begins - 1 if begins is not None else None)
        named = _of_heading(node, SectionTime(reached, intended, now), own)
        if named and node.role == SectionRole.PLAN:
            intended = named
        elif named:
            reached = named
        result.append(SectionTime(reached, intended, now, above.first_planned))
    return result


def _year_before_goals(text: str, own: int | None) -> int | None:
    """The year before the first that a paper of goals without a date sets something for."""
    goals = [read_year(match[1] or match[2]) for match in _GOAL.finditer(text[:_GOALS_WITHIN])]
    return min(goals) - 1 if goals else own


def _year(year: int | None) -> Period | None:
    return None if year is None else Period(year)


def _writers_year(document: Document) -> int | None:
    """The year that 今年 means: the report's; of what is told to people, the year in which it was told."""
    title = document.title or ""
    if document.published_on and year_of_title(title) is None and _SPOKEN.search(title):
        return document.published_on.year
    return document.year


def _of_report(title: str, own: int | None, now: int | None) -> Period | None:
    """The report's year; of a report on half a year or on a school year just that."""
    if own is None:
        return None
    for time in _times(title, Anchor(now, own)):
        narrowed = time.period.start is not None and not time.several
        narrowed = narrowed and (not time.event or _MONTHLY.match(title, time.end) is not None)
        if narrowed and time.period.year == own and time.period.start != time.period.end:
            return time.period
    return Period(own)


def _planned_year(structure: Structure, document: Document) -> int | None:
    nodes, own, published = structure.nodes, document.year, document.published_on
    if own is None or nodes[0].role == SectionRole.PLAN:
        return own
    sums_up = any(node.role == SectionRole.SUMMARY and node.depth > 0 for node in nodes)
    within = published is not None and published.year == own and published.month < _YEAR_END
    whole = _of_report(document.title or "", own, own)
    return own if not sums_up or within or (whole and is_part_of_year(whole)) else own + 1


def _opening_of_plan(
    structure: Structure, node: OutlineNode, own: int | None, inherited: Period | None
) -> Period | None:
    """The year that a plan's heading or first words name."""
    head = structure.clean.text[node.start : min(node.end, node.start + _PLAN_OPENING)]
    if own is not None and (_SAME_YEAR.search(head) or _SAME_YEAR.search(structure.nodes[0].heading or "")):
        inherited = Period(own)
    named = next((y for y in map(int, _YEAR.findall(head)) if own is None or own <= y <= own + 6), None)
    return inherited if named is None else Period(named)


def _of_heading(node: OutlineNode, around: SectionTime, own: int | None) -> Period | None:
    """The time that a heading names, where it names one; not a name that holds a year (2021—2023年行动计划实施情况)."""
    heading = node.heading
    if not heading or len(heading) > _LONGEST_HEADING:
        return None
    heading = _QUOTED.sub(lambda match: "　" * len(match[0]), heading)
    planned = node.role == SectionRole.PLAN
    default = around.planned if planned else around.reached
    anchor = Anchor(around.now, default.year if default else own, planned)
    times = [time for time in _times(heading, anchor) if not _NAME_BEHIND.match(heading, time.end)]
    times = [time for time in times if not time.several] or times  # 2022年和过去五年工作回顾
    years = {time.period.year for time in times}
    if len(years) != 1 or (own is not None and abs(times[0].period.year - own) > _YEARS_AHEAD):
        return None
    if planned and times[0].relative and not times[0].relative.startswith("明"):
        return None  # 今年工作安排: the plan's year is known better from the report
    period = times[0].period
    moment = period.start is not None and period.start == period.end
    event = times[0].event and not _MONTHLY.match(heading, times[0].end)
    whole = planned or moment or event or times[0].several
    return Period(period.year) if whole else period


def _times(text: str, anchor: Anchor) -> Iterator[TimeExpression]:
    return (time for match in find_times(text) if (time := read_time(match, anchor)) is not None)

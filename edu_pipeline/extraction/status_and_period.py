"""The status and the time of a figure. Each decides on the other: a year ahead promises, a promise lies ahead."""

import re

from edu_pipeline.extraction.lexicon import alternatives
from edu_pipeline.extraction.periods import Period, is_part_of_year, names_several_years
from edu_pipeline.extraction.sites import Site
from edu_pipeline.extraction.status import is_called_target, is_start_of_move, status_of
from edu_pipeline.extraction.years import SentenceTimes
from edu_pipeline.records import MetricKind, Qualifier, Status

_STANDS = re.compile(alternatives("standing"))
_LEAD = 16
_OF_THE_YEAR = re.compile(r"年度|全年|年初")


def status_and_period(
    times: SentenceTimes, site: Site, kind: MetricKind, unit: str, qualifier: Qualifier
) -> tuple[Status, Period | None]:
    """A plan's figure is for the planned time, any other for the report's, unless a time is named with it."""
    section, named = times.section, times.at(site.token.start)
    own = section.reached.year if section.reached else None
    ahead = named is None or own is None or named.year > own or section.sets_tasks_for(named.year)
    status = status_of(
        site.before,
        site.after,
        unit,
        qualifier,
        site.carried,
        planned=times.planned and ahead and not times.is_present(site.token.start),
        later=named is not None and own is not None and named.year > own,
        past=named is not None and own is not None and named.year < own,
    )
    opening = site.clause.start - 1
    if not site.before and site.clause.depth and is_called_target(times.text[max(0, opening - _LEAD) : opening], unit):
        status = Status.TARGET
    if is_start_of_move(site.before, site.after):
        named = times.before_move(site.clause.start, site.token.start)
    if named is not None and names_several_years(named) and (kind == MetricKind.SHARE or _STANDS.search(site.before)):
        return status, Period(named.year)  # 五年来，…降至1.2%, 现有学校192所: how things stand at their end
    period = named or _unnamed(times, status)
    if period and status == Status.TARGET and is_part_of_year(period) and _OF_THE_YEAR.search(site.before):
        return status, Period(period.year)  # 1-5月…，完成年度目标20亿元的41%
    return status, period


def _unnamed(times: SentenceTimes, status: Status) -> Period | None:
    """The time of a figure with which none is named."""
    section = times.section
    default = section.planned if times.planned and status != Status.ACTUAL else section.reached
    if default and status == Status.RULE:
        return Period(default.year)  # a norm doesn't end with the half year that a report is about
    return default

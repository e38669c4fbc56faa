"""The time a figure is for: what is named with it, else what its paragraph, its section or the report is about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from edu_pipeline.extraction.lexicon import alternatives, load_lexicon
from edu_pipeline.extraction.periods import (
    Anchor,
    Period,
    TimeExpression,
    find_times,
    is_part_of_year,
    names_several_years,
    read_time,
    since,
)
from edu_pipeline.extraction.sections import SectionTime, section_times
from edu_pipeline.reading.dates import year_of_title
from edu_pipeline.records import Document, SectionRole
from edu_pipeline.structure import OutlineNode, Structure

# 较2017年, 比 2021 年同期: the base of a comparison, not the year of the figure.
_BASE_BEFORE = re.compile(r"(?:较|比|同|与|相比|相较|对比|高于|低于|多于|少于|超过|从|由|自|继)\Z")
_FROM_TO = re.compile(r"(?:从|由)\Z")
# 始建于1998年: when the thing began, not when it was counted.
_ORIGIN_BEFORE = re.compile(rf"(?:{alternatives('founded')})(?:于|在)?\Z")
# 2021年之后, 2021年基础上, 是2021年的2.1倍: another time, or another figure's.
_OTHER_BEHIND = re.compile(
    r"以[后前]|之[后前]|后(?![勤备续])|起(?!草)|开始|的?(?:基础|基数|水平)(?:之?上)?|(?:同期)?的[\d.]{1,6}倍"
)
_SINCE_BEHIND = re.compile(r"[^，。；、\d]{0,16}以来|至今")
_EARLIER = re.compile("[去上前大]")
# 上年增长5%, 去年相比: bases without their comparing word.
_BASE_BEHIND = re.compile(
    r"(?:同期)?(?:相比|对比|相较|基[数础]|(?:增|减|提|下降)(?![\u4e00-\u9fff]{0,3}[到至为]))|同口径|同比"
)
_OPENS_CLAUSE = re.compile(
    r"(?:\A|[，；：。、（“*\d.．])(?:截至|截止|截至到|截止到|到|至|在|于|将|拟|如|其中|预计|确保|力争|计划|争取|“|以|自|，)*\Z"
)
_REACHED = re.compile(r"[到至为]")
# 原有1448家…现有697家: the first is how it stood before.
_FORMERLY = re.compile(r"原有(?=\d)")
_NOW = re.compile(r"现有|(?:压减|减少|减|精简|整合|合并)[至到为]")
# 于2021年建成 is no comparison, 高于2020年的30% is.
_COMPARED = re.compile(r"(?:[较比同与]|高于|低于)\Z")
# 较2020年（3600人次）增加380人次
_IN_BRACKET = re.compile(r"(?:同期)?（(?=\d)")
_INTENDED = re.compile(r"力争|确保|计划|规划(?=新|建|改|投|实)|将|拟|目标|预计|到20")
_OF_NUMBER = re.compile(r"(?:同期)?的\d")
_OWN_FIGURE = re.compile(r"(?:同期)?的|\d")
# Behind an earlier year's figure it tells how the present one differs from it.
_CHANGE = re.compile(rf"[，；、（](?:{alternatives('change_openings')})")
_JOINED = re.compile(r"[、，和与及]")
_SHARED_OUT = re.compile(r"分别|依次")
_ONE_STATEMENT = re.compile(r"[^；。]*")
_STOP = re.compile(r"[，；：。]")
_CLOSING = re.compile(r"[）)]")
# No clause is longer; a longer one is noise, and looking no further keeps time linear.
_REACH = 300
_TIME_ALONE = 9
_PRESENT = frozenset(load_lexicon().words["now"])
_LONGEST_NAME = 18
# A sentence without figures is read for what it opens with.
_OPENING = 24


@dataclass(frozen=True, slots=True)
class _Named:
    """A period that a sentence names, in force from ``start`` to ``end``; its days only up to ``narrow_end``."""

    start: int
    end: int
    period: Period
    narrow_end: int
    total: bool = False
    opens: bool = False
    present: bool = False

    def at(self, position: int) -> Period:
        return self.period if position < self.narrow_end else Period(self.period.year)


class SentenceTimes:
    """The times that one sentence names, and where each is in force.

    A time that opens a clause (2023年，… or 截至2021年底) holds to the end of the sentence or bracket, one inside a
    clause (全省2017-2019年度优秀单位) to the end of that clause. ``carried`` is what the paragraph's opening named.
    """

    def __init__(
        self,
        text: str,
        quoted: Sequence[tuple[int, int]],
        numbers: Sequence[int],
        section: SectionTime,
        *,
        planned: bool,
        carried: Period | None = None,
    ) -> None:
        self.text, self.quoted, self.numbers = text, quoted, numbers
        self.section, self.planned, self.carried = section, planned, carried
        self.default = section.planned if planned else section.reached
        self.found: list[_Named] = []
        self.each: dict[int, Period] = {}
        self._read()

    def at(self, position: int) -> Period | None:
        """The time named for the figure at ``position``, or None."""
        if position in self.each:
            return self.each[position]
        named = self._in_force(position)
        if named is None:
            return self._narrowed(self.carried, total=False) if self.carried else None
        return self._narrowed(named.at(position), named.total)

    def is_present(self, position: int) -> bool:
        """Whether the figure at ``position`` is of the day of writing (目前，…), in a plan too."""
        named = self._in_force(position)
        return named is not None and named.present

    def before_move(self, clause: int, position: int) -> Period | None:
        """The time of the figure at ``position`` from which something moved, in the clause that begins at ``clause``.

        A year named with it is its own (由2021年的39%提高到…); of a move that takes several years it is how things
        stood before them, of one that is planned how they stand now.
        """
        begins = max(clause, self.text.rfind("由", clause, position), self.text.rfind("从", clause, position))
        named = self._in_force(position)
        if named is not None and named.start > begins:
            return named.at(position)
        period = named.at(position) if named else self.carried or self.default
        if self.planned and period and self.section.sets_tasks_for(period.year):
            return self._before_plan(period)
        own = self.section.reached
        if own is not None and period is not None and period.year > own.year:
            return own
        return Period(period.start.year - 1) if period and period.start and names_several_years(period) else period

    def _before_plan(self, period: Period) -> Period:
        """How things stood when the plan for ``period`` was made."""
        first = min(self.section.first_planned or period.year, period.year)
        reached = self.section.reached
        return reached if reached is not None and reached.year < first else Period(first - 1)

    def opening(self) -> Period | None:
        """The period that the sentence opens with, where it may be what the whole paragraph is about."""
        first = next((named for named in self.found if named.opens), None)
        if first is None:
            return None
        period = first.period
        if any(named.period.year != period.year for named in self.found):
            return None  # years side by side
        moment = period.start is not None and period.start == period.end
        return Period(period.year) if moment or first.narrow_end < first.end else period

    def _narrowed(self, period: Period, total: bool) -> Period:
        """In a report of half a year its year alone means that half, 全年 the year."""
        default = self.default
        if default and not total and period == Period(default.year) and is_part_of_year(default):
            return default
        return period

    def _in_force(self, position: int) -> _Named | None:
        """The last time named before ``position`` that still holds there."""
        last = None
        for named in self.found:
            if named.start >= position:
                break
            if position < named.end:
                last = named
        return last

    def _read(self) -> None:
        shared = len(self.numbers) > 1 and _SHARED_OUT.search(self.text) is not None
        times: list[TimeExpression] = []
        for match in find_times(self.text):
            time = read_time(match, self._anchor(match.start()))
            named = time and self._named(time)
            if time and named:
                self.found.append(named)
                if shared:
                    times.append(replace(time, period=named.period))
        self._former_figures()
        if shared:
            self._share_out(times)

    def _anchor(self, position: int) -> Anchor:
        """上年 counts from the year in force before it, else from the section's; 去年 from the writer's."""
        section = self.section
        year = self.default.year if self.default else None
        named = self._in_force(position)
        if named and (year is None or named.period.year <= year or self.planned):
            year = named.period.year
        elif named is None and self.carried:
            year = self.carried.year
        now = section.now
        if self.planned and now is not None and section.planned and section.planned.year == now + 1:
            now = now if self.text.startswith(("去年", "明年"), position) else now + 1
        last = self.found[-1].period if self.found else None
        planned = self.planned or (self.text[position] in "“十" and self._intends_near(position))
        return Anchor(now, year, planned, last, section.reached)

    def _intends_near(self, position: int) -> bool:
        """Whether something is intended for the five-year plan at ``position``: “十四五”期间，规划新建学校12所."""
        return any(map(_INTENDED.search, (self.text[max(0, position - 30) : position], self.text[position + 5 :][:24])))

    def _named(self, time: TimeExpression) -> _Named | None:
        """The time with its reach; None for a base, an origin or a part of a name."""
        text, start, end = self.text, time.start, time.end
        if any(left < start < right and self._is_name(left, right) for left, right in self.quoted):
            return None
        before, after = text[max(0, start - 4) : start], text[end : end + 6]
        if _SINCE_BEHIND.match(text, end):
            return self._since(time)
        if _OTHER_BEHIND.match(text, end) or _ORIGIN_BEFORE.search(before):
            return None
        if time.relative and _EARLIER.match(time.relative) and _BASE_BEHIND.match(after):
            return None
        if time.plan and _COMPARED.search(before):
            return None
        if not time.plan and _BASE_BEFORE.search(before):
            own = _FROM_TO.search(before) and _OWN_FIGURE.match(after)
            if not own and not _OF_NUMBER.match(after) and not _IN_BRACKET.match(after):
                return None
        return self._reaching(time)

    def _is_name(self, left: int, right: int) -> bool:
        """Whether a quotation is a title or a name, not what somebody said."""
        return self.text[left] == "《" or right - left <= _LONGEST_NAME

    def _since(self, time: TimeExpression) -> _Named | None:
        now = self.default.year if self.default else self.section.now
        if now is None or time.period.year > now:
            return None
        return self._reaching(replace(time, period=since(time.period, now), event=False))

    def _reaching(self, time: TimeExpression) -> _Named:
        period = self._governed(time)
        end = self._reach(time)
        first = next((number for number in self.numbers if number < time.start), None)
        outer = self._in_force(time.start)
        year = outer.period.year if outer else self.default.year if self.default else None
        if first is not None and year is not None and period.year < year:
            change = _CHANGE.search(self.text, time.end, end)
            end = change.start() if change else end
        narrow_end = self._end_of_event(time, end) if time.event else end
        opens = not self.text[: time.start].strip("　 在至到截止")
        present = time.relative in _PRESENT
        return _Named(time.start, end, period, narrow_end, time.total, opens, present)

    def _governed(self, time: TimeExpression) -> Period:
        """2019—2021年，三年间: the years named before say which three they are."""
        outer = self._in_force(time.start)
        if outer and time.several and not time.plan and _years_long(outer.period) == _years_long(time.period):
            return outer.period
        return time.period

    def _reach(self, time: TimeExpression) -> int:
        """Where the time stops being in force."""
        text, start = self.text, time.start
        before = text[max(0, start - 12) : start]
        if _FROM_TO.search(before):
            return _next(_REACHED, text, time.end)
        if _COMPARED.search(before) and _IN_BRACKET.match(text, time.end):
            return _next(_CLOSING, text, time.end)
        if _COMPARED.search(before):
            return text.find("的", start) + 2
        bracket = text.rfind("（", max(0, start - _REACH), start)
        closing = bracket >= 0 and text.find("）", bracket, start) < 0
        limit = _next(_CLOSING, text, start) if closing else len(text)
        if _OPENS_CLAUSE.search(before):
            return limit
        stop = _next(_STOP, text, time.end)
        # A clause that is nothing but a time (到“十四五”末，) speaks of the next one.
        return min(limit, stop if stop - start > _TIME_ALONE else len(text))

    def _end_of_event(self, time: TimeExpression, end: int) -> int:
        """3月，县里举办培训，参训教师320人次，…: a month or a day is of the first figures told behind it."""
        number = next((number for number in self.numbers if number >= time.end), time.end)
        return min(end, _next(_STOP, self.text, number))

    def _former_figures(self) -> None:
        """全县原有1448家培训机构，现有697家."""
        year = self.section.reached.year if self.section.reached else None
        if year is None or "原有" not in self.text:
            return
        for match in _FORMERLY.finditer(self.text):
            if _NOW.search(self.text, match.end()):
                self.found.append(_Named(match.start(), match.end() + 1, Period(year - 1), match.end() + 1))
        self.found.sort(key=lambda one: one.start)

    def _share_out(self, times: Sequence[TimeExpression]) -> None:
        """2010年、2011年分别招聘教师120名、135名; 近三年招生分别为120人、135人、150人，分别增长….

        Each 分别 shares the years out once more, as long as there are as many figures.
        """
        for years, end in _groups(self.text, times):
            while True:
                following = [number for number in self.numbers if number > end][: len(years)]
                if len(following) < len(years) or not _SHARED_OUT.search(self.text, end, following[0]):
                    break
                if not _ONE_STATEMENT.fullmatch(self.text, following[0], following[-1]):
                    break
                self.each.update(zip(following, years, strict=True))
                end = following[-1]


def _years_long(period: Period) -> int | None:
    """How many years a period spans."""
    return round((period.end - period.start).days / 365) if period.start and period.end else None


def _groups(text: str, times: Sequence[TimeExpression]) -> Iterator[tuple[list[Period], int]]:
    """The years that stand side by side, or that one expression holds, with where they end."""
    group: list[TimeExpression] = []
    for time in [*times, None]:
        if time and group and _JOINED.fullmatch(text[group[-1].end : time.start]):
            group.append(time)
            continue
        if len(group) > 1:
            yield [one.period for one in group], group[-1].end
        elif group and group[0].several and group[0].period.start:
            first, last = group[0].period.start.year, group[0].period.year
            yield [Period(year) for year in range(first, last + 1)], group[0].end
        group = [time] if time else []


def _next(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.search(text, start, start + _REACH)
    return match.start() if match else min(len(text), start + _REACH)


class DocumentTimes:
    """The times of a document's sentences, read in text order: a paragraph's opening holds for its other sentences."""

    def __init__(self, structure: Structure, document: Document) -> None:
        self.text = structure.clean.text
        self.nodes = structure.nodes
        self.sections = section_times(structure, document)
        undated = year_of_title(document.title or "") is None
        self.undated_plan = undated and structure.nodes[0].role == SectionRole.PLAN
        self.carried: Period | None = None
        self.node = -1

    def of(
        self, text: str, start: int, node: OutlineNode, quoted: Sequence[tuple[int, int]], numbers: Sequence[int]
    ) -> SentenceTimes:
        """The times of the sentence ``text`` that begins at ``start`` of the clean text, in ``node``."""
        planned, section = node.role == SectionRole.PLAN, self.sections[node.position]
        new_node = node.position != self.node
        opens = new_node or self.text[max(0, start - 1) : start] in ("", "\n")
        if new_node or (opens and not self.undated_plan):
            self.carried = None
        self.node = node.position
        if not numbers:
            text = text[:_OPENING] if opens else ""
        times = SentenceTimes(text, quoted, numbers, section, planned=planned, carried=self.carried)
        if opens and (named := times.opening()) is not None:
            told = section.now is None or named.year <= section.now
            if self.undated_plan or (told and not planned):
                self.carried = named
        return times

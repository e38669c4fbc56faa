"""Links metrics to the indicators of the catalog, and says why.

A metric is compared with the indicators of its unit and kind only. It is a point of one when what it counts is what the
indicator counts (``head``), the terms that its rule asks for are there, and nothing says that it is a part, a change or
another thing. Where a report gives several figures for one point, the one that says most plainly that it is the whole
stays; a missing point leaves a gap, a wrong one poisons a series.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from weakref import WeakKeyDictionary

from edu_pipeline.catalog.evidence import BESIDE, Evidence, LinkingWords, gather, linking_words
from edu_pipeline.catalog.indicator import Indicator, Rule
from edu_pipeline.catalog.loading import Catalog
from edu_pipeline.records import Document, Metric

Refusal = tuple[str, str]
PointKey = tuple[str, str, str | None, int | None, str]

_SINCE = re.compile(r"(20\d\d)年(?:\d{1,2}月)?(?:份)?以来|自(20\d\d)年|(20\d\d)[—\-－至到](?:20\d\d)年")
_YEARS_LONG = re.compile(
    r"近[二两三四五六七八九十]年|[二两三四五六七八九十]年来|“?十[二三四五]五”?(?:期间|以来|时期)|五年间|三年间"
)
# Days of a whole year, or school year.
_SHORTEST_YEAR, _LONGEST_YEAR = 360, 370


@dataclass(frozen=True, slots=True)
class LinkExplanation:
    """Why a metric is, or isn't, a point of an indicator; ``text`` says it in Chinese.

    ``matched`` are the terms that were found, ``refused`` the indicators that came close, each with what spoke against.
    """

    metric_id: str
    indicator_id: str | None
    matched: tuple[str, ...]
    refused: tuple[Refusal, ...]
    text: str


@dataclass(slots=True)
class Match:
    """An indicator that a metric may be a point of; ``weight`` compares figures that claim the same point."""

    indicator: Indicator
    matched: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule of an indicator with its forbidden terms and its part terms at hand."""

    indicator: Indicator
    rule: Rule
    forbidden: tuple[str, ...]
    always: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]


@dataclass(slots=True)
class Measure:
    """The rules for metrics of one unit and kind, and which of them count what: few need a closer look."""

    candidates: list[Candidate] = field(default_factory=list)
    by_head: dict[str, list[int]] = field(default_factory=dict)
    headless: list[int] = field(default_factory=list)

    def add(self, option: Candidate) -> None:
        """Take in one rule."""
        position = len(self.candidates)
        self.candidates.append(option)
        for term in option.rule.head:
            self.by_head.setdefault(term, []).append(position)
        if not option.rule.head:
            self.headless.append(position)

    def fitting(self, text: str) -> list[Candidate]:
        """The rules whose head, if they have one, is somewhere in ``text``, in the catalog's order."""
        positions = set(self.headless)
        for term, found in self.by_head.items():
            if term in text:
                positions.update(found)
        return [self.candidates[position] for position in sorted(positions)]


class Linker:
    """The catalog arranged for linking."""

    def __init__(self, catalog: Catalog) -> None:
        self.words: LinkingWords = linking_words()
        self.measures: dict[tuple[str, str], Measure] = {}
        self.aliases: dict[tuple[str, str, str], Indicator] = {}
        for indicator in catalog.indicators:
            candidates = [candidate(indicator, rule, catalog) for rule in indicator.rules]
            for unit in indicator.units:
                measure = self.measures.setdefault((unit, indicator.kind), Measure())
                for option in candidates:
                    measure.add(option)
                for alias in indicator.aliases:
                    self.aliases[unit, indicator.kind, alias] = indicator

    def match(self, metric: Metric, refused: list[Refusal] | None = None) -> Match | None:
        """The indicator that ``metric`` fits best, None when it fits none; ``refused`` collects the near misses."""
        if refused is not None:
            refused += self._by_unit(metric)
        measure = self.measures.get((metric.unit, metric.kind))
        if measure is None:
            return None
        evidence = gather(metric, self.words)
        alias = self.aliases.get((metric.unit, metric.kind, evidence.header))
        options = measure.fitting(f"{evidence.header}\n{evidence.before}\n{evidence.after}\n{evidence.inherited}")
        if alias is not None:
            options = [candidate for candidate in measure.candidates if candidate.indicator is alias][:1] + options
        best: Match | None = None
        for option in options:
            found = self._try(option, metric, evidence, option.indicator is alias, refused)
            if found is not None and (best is None or found.weight > best.weight):
                best = found
        return best

    def _by_unit(self, metric: Metric) -> Iterator[Refusal]:
        """The indicators that it would be a point of if it had their unit: 人次 are not 人."""
        evidence = gather(metric, self.words)
        text = f"{evidence.header}\n{evidence.before}\n{evidence.after}\n{evidence.inherited}"
        for (unit, kind), measure in self.measures.items():
            if kind != metric.kind or unit == metric.unit:
                continue
            for option in measure.fitting(text):
                own = option.indicator.units
                other = metric.unit not in own and unit == own[0] and unit in metric.unit
                if other and self._try(option, metric, evidence, False, None):
                    yield option.indicator.id, f"单位是{metric.unit}，该指标以{option.indicator.unit}计"

    def _try(
        self, option: Candidate, metric: Metric, evidence: Evidence, alias: bool, refused: list[Refusal] | None
    ) -> Match | None:
        head = (evidence.header, 40) if alias else self._head(option.rule, evidence)
        if head is None:
            return None
        matched = [head[0]] if head[0] else []
        if not alias:
            near = evidence.header + "\n" + evidence.own + "\n" + evidence.inherited
            wide = near + "\n" + evidence.topic + "\n" + evidence.around if option.rule.about else near
            for groups, text in ((option.rule.all, near), (option.rule.about, wide)):
                for group in groups:
                    term = next((term for term in group if term in text), None)
                    if term is None:
                        return None
                    matched.append(term)
        objection = self._objection(option, metric, evidence, matched, alias)
        if objection is not None:
            if refused is not None:
                refused.append((option.indicator.id, objection))
            return None
        weight = head[1] + sum(map(len, matched)) + 3 * any(mark in evidence.own for mark in self.words.whole_markers)
        weight -= 20 * (evidence.origin or any(word in evidence.own for word in self.words.formerly))
        return Match(option.indicator, tuple(matched), weight)

    def _head(self, rule: Rule, evidence: Evidence) -> tuple[str, int] | None:
        """The term that says what is counted, and how plainly: in the row header, beside the number, or before it."""
        if not rule.head:
            return "", 10
        header = evidence.stem if evidence.stem.endswith(rule.head) else evidence.header
        if header.endswith(rule.head):
            return next(term for term in rule.head if header.endswith(term)), 30
        if evidence.distributive:
            return None
        if evidence.before.endswith(rule.head):
            return next(term for term in rule.head if evidence.before.endswith(term)), 20
        for term in rule.head if evidence.after else ():
            if self._stands_behind(evidence.after, term):
                return term, 20
        if evidence.inherited:
            for term in rule.head:
                if term in evidence.inherited:
                    return term, 10
        return None

    def _stands_behind(self, after: str, term: str) -> bool:
        position = after.find(term, 0, BESIDE + len(term))
        return position >= 0 and not after.startswith(self.words.other_noun_behind, position + len(term))

    def _objection(
        self, option: Candidate, metric: Metric, evidence: Evidence, matched: list[str], alias: bool
    ) -> str | None:
        """What speaks against the link, in Chinese; None when nothing does."""
        indicator = option.indicator
        if metric.status not in indicator.statuses:
            return f"状态为{metric.status}"
        if metric.entity is not None:
            return f"只是“{metric.entity}”一个单位的"
        if metric.region is None or metric.year is None:
            return "地区或年份不明"
        if part := _part_of_year(metric):
            return f"只是{part}的数，不是全年的"
        if indicator.flow and (years := _several_years(metric)):
            return f"是{years}累计"
        if indicator.flow and (since := _longer_than_a_year(evidence.past, metric.year)):
            return f"“{since}”是多年累计"
        own = "" if evidence.distributive else evidence.own
        text = evidence.header + "\n" + own + "\n" + evidence.inherited
        if not alias:
            term = next((term for term in option.forbidden if term in text), None)
            if term is not None:
                return f"含“{term}”"
        lead = evidence.topic + "\n" + evidence.past + "\n" + text if option.rule.not_about else ""
        term = next((term for term in option.rule.not_about if term in lead), None)
        if term is not None:
            return f"上文含“{term}”"
        if alias:
            return None
        for kept in option.kept:
            text = text.replace(kept, "　")
        part = _first_part(option.always, text)
        if part is None:
            for term in matched:
                text = text.replace(term, "　")
            part = _first_part(option.parts, text)
        return part and f"只是一部分（{part}）"


def candidate(indicator: Indicator, rule: Rule, catalog: Catalog) -> Candidate:
    """A rule with everything that forbids it."""
    always, parts = (
        tuple((split, term) for split in names for term in catalog.splits[split])
        for names in (catalog.always, indicator.splits)
    )
    return Candidate(indicator, rule, (*indicator.none, *rule.none), always, parts, indicator.whole)


def _first_part(parts: tuple[tuple[str, str], ...], text: str) -> str | None:
    """The first split with a term in ``text``, as 办学：民办."""
    return next((f"{split}：{term}" for split, term in parts if term in text), None)


_linkers: "WeakKeyDictionary[Catalog, Linker]" = WeakKeyDictionary()


def linker_of(catalog: Catalog) -> Linker:
    """The catalog's linker, made once."""
    linker = _linkers.get(catalog)
    if linker is None:
        linker = _linkers[catalog] = Linker(catalog)
    return linker


def link_metrics(metrics: Iterable[Metric], documents: Mapping[str, Document], catalog: Catalog) -> list[Metric]:
    """The metrics with ``indicator_id`` set where one is a point of an indicator, None elsewhere.

    ``documents`` are the metrics' documents by id; a metric without a year takes its document's. Linear in the metrics.
    """
    linker = linker_of(catalog)
    metrics = list(metrics)
    matches = [linker.match(_completed(metric, documents)) for metric in metrics]
    losers = _outweighed(metrics, matches)
    found = [
        None if match is None or position in losers else match.indicator.id for position, match in enumerate(matches)
    ]
    return [
        metric if metric.indicator_id == name else replace(metric, indicator_id=name)
        for metric, name in zip(metrics, found, strict=True)
    ]


def explain_link(
    metric: Metric, document: Document, catalog: Catalog, metrics: Iterable[Metric] = ()
) -> LinkExplanation:
    """Why ``metric`` is a point of its indicator, or of none; ``metrics`` are all of its document, if at hand."""
    refused: list[Refusal] = []
    match = linker_of(catalog).match(_completed(metric, {document.doc_id: document}), refused)
    names = {indicator.id: indicator.name_zh for indicator in catalog.indicators}
    if match is None:
        near = "；".join(f"不是“{names[name]}”：{why}" for name, why in dict.fromkeys(refused))
        text = f"未归入任何指标。{near}" if near else "未归入任何指标：没有指标的计量对象与它相同"
        return LinkExplanation(metric.metric_id, None, (), tuple(refused), text)
    others = [*metrics] or [metric]
    linked = {m.metric_id: m.indicator_id for m in link_metrics(others, {document.doc_id: document}, catalog)}
    if linked.get(metric.metric_id, match.indicator.id) is None:
        refused.append((match.indicator.id, "同一报告中另一数字更像总数"))
        text = f"未归入“{match.indicator.name_zh}”：同一报告、同一年份中另一数字更像总数"
        return LinkExplanation(metric.metric_id, None, match.matched, tuple(refused), text)
    found = "、".join(f"“{term}”" for term in match.matched)
    text = f"归入“{match.indicator.name_zh}”：单位{metric.unit}，{metric.kind}，找到{found}"
    return LinkExplanation(metric.metric_id, match.indicator.id, match.matched, tuple(refused), text)


def _completed(metric: Metric, documents: Mapping[str, Document]) -> Metric:
    if metric.year is not None and metric.region is not None:
        return metric
    document = documents.get(metric.doc_id)
    if document is None:
        return metric
    return replace(metric, year=metric.year or document.year, region=metric.region or document.region)


def _outweighed(metrics: list[Metric], matches: list[Match | None]) -> set[int]:
    """Positions of metrics that claim a point for which their document has a plainer figure of another value."""
    best: dict[PointKey, tuple[int, Decimal]] = {}
    keys: dict[int, PointKey] = {}
    for position, (metric, match) in enumerate(zip(metrics, matches, strict=True)):
        if match is None:
            continue
        key = (metric.doc_id, match.indicator.id, metric.region, metric.year, metric.status)
        keys[position] = key
        if key not in best or match.weight > best[key][0]:
            best[key] = (match.weight, metric.value)
    return {position for position, key in keys.items() if metrics[position].value != best[key][1]}


def _longer_than_a_year(past: str, year: int) -> str | None:
    """The words by which a figure covers more than its own year."""
    for match in _SINCE.finditer(past):
        if int(match[1] or match[2] or match[3]) < year:
            return match[0]
    long = _YEARS_LONG.search(past)
    return long[0] if long else None


def _part_of_year(metric: Metric) -> str | None:
    """The days that a figure is for where they are less than a year and no year's end: no point of a yearly series."""
    start, end = metric.period_start, metric.period_end
    if start is None or end is None or (end - start).days >= _SHORTEST_YEAR:
        return None
    if start == end:
        return None if (end.month, end.day) == (12, 31) else f"截至{end}"
    return f"{start}至{end}"


def _several_years(metric: Metric) -> str | None:
    start, end = metric.period_start, metric.period_end
    if start is None or end is None or (end - start).days <= _LONGEST_YEAR:
        return None
    return f"{start.year}—{end.year}年"

"""How far found metrics and relations agree with hand-made answers.

A found metric hits an answer when its span holds the first character of the answer's numeral. Answers of class
``optional`` are neither rewarded nor punished, ``noise`` is a number that is no metric. A row is right when all its
fields are; ``keys`` of an answer are words that the label must contain (a list inside it: one of them).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from edu_pipeline.records import Metric, MetricDimension, Relation
from edu_pipeline_tests.gold.answers import Answer, GoldReport
from edu_pipeline_tests.gold.headers import HeaderScore, score_headers

FIELDS = ("value", "unit", "kind", "status", "qualifier", "label", "region", "year")
PEOPLE = frozenset({"人", "名", "位", "员", "人员", "学生", "教师"})
NOT_MEMBERS = frozenset({"type", "residual", "holds", "note", "optional"})


@dataclass
class Score:
    """Counts that add up over reports; ``figures`` turns them into shares."""

    hit: int = 0
    gold: int = 0
    found: int = 0
    full: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    relations_gold: int = 0
    relations_found: int = 0
    relations_hit: int = 0
    relations_verdict: int = 0
    headers: HeaderScore = field(default_factory=HeaderScore)
    errors: list[str] = field(default_factory=list)

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.hit + other.hit,
            self.gold + other.gold,
            self.found + other.found,
            self.full + other.full,
            {name: self.right[name] + other.right[name] for name in FIELDS},
            self.relations_gold + other.relations_gold,
            self.relations_found + other.relations_found,
            self.relations_hit + other.relations_hit,
            self.relations_verdict + other.relations_verdict,
            self.headers + other.headers,
            self.errors + other.errors,
        )

    def figures(self) -> dict[str, float]:
        """Shares between 0 and 1; a figure without a denominator is left out."""
        out = {
            "precision": _share(self.hit, self.found),
            "recall": _share(self.hit, self.gold),
            "detection_f1": _f1(self.hit, self.found, self.gold),
            **{name: _share(self.right[name], self.hit) for name in FIELDS},
            "row_f1": _f1(self.full, self.found, self.gold),
            "relations_recall": _share(self.relations_hit, self.relations_gold),
            "relations_precision": _share(self.relations_hit, self.relations_found),
            "relations_verdict": _share(self.relations_verdict, self.relations_hit),
        }
        return {name: value for name, value in out.items() if value is not None} | self.headers.figures()


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _f1(hit: int, found: int, gold: int) -> float | None:
    return 2 * hit / (found + gold) if found + gold else None


def _close(got: Decimal | None, want: float | None) -> bool:
    if got is None or want is None:
        return got is None and want is None
    return abs(float(got) - float(want)) <= 1e-6 * max(1.0, abs(float(want)))


def _options(answer: Answer, name: str) -> list[Any]:
    return [answer[name], *answer.get(f"{name}_alt", [])]


def _same_value(metric: Metric, answer: Answer) -> bool:
    same_max = "value_max" not in answer or _close(metric.value_max, answer["value_max"])
    return _close(metric.value, answer["value"]) and same_max


def _same_unit(metric: Metric, answer: Answer) -> bool:
    options = _options(answer, "unit")
    return metric.unit in options or (metric.unit in PEOPLE and not PEOPLE.isdisjoint(options))


def _same_label(metric: Metric, answer: Answer) -> bool:
    label = "".join(metric.label.split())
    keys = [key if isinstance(key, list) else [key] for key in answer["keys"]]
    return all(any("".join(word.split()) in label for word in options) for options in keys)


def _same_region(metric: Metric, answer: Answer) -> bool:
    """The region or the institution of the figure may be the answer's place."""
    wanted = _options(answer, "region")
    places = [place.strip() for place in (metric.region, metric.entity) if place and place.strip()]
    return any(got in want or want in got for got in places for want in wanted)


def judge(metric: Metric, answer: Answer) -> dict[str, bool]:
    """Which fields of a found metric are right."""
    return {
        "value": _same_value(metric, answer),
        "unit": _same_unit(metric, answer),
        "kind": metric.kind in _options(answer, "kind"),
        "status": metric.status in _options(answer, "status"),
        "qualifier": metric.qualifier in _options(answer, "qualifier"),
        "label": _same_label(metric, answer),
        "region": _same_region(metric, answer),
        "year": metric.year in _options(answer, "year"),
    }


def _best(metrics: Sequence[Metric], used: set[int], answer: Answer) -> int | None:
    """The metric that covers the answer's numeral, an unused one and one with the right value first."""
    covering = [i for i, m in enumerate(metrics) if m.char_start <= answer["num_start"] < m.char_end]
    fresh = [i for i in covering if i not in used] or covering

    def rank(i: int) -> tuple[bool, int]:
        return not _close(metrics[i].value, answer.get("value")), metrics[i].char_end - metrics[i].char_start

    return min(fresh, key=rank, default=None)


def score_report(
    report: GoldReport,
    metrics: Iterable[Metric],
    relations: Iterable[Relation],
    dimensions: Iterable[MetricDimension] = (),
    region: str | None = None,
) -> Score:
    """The score of one report of a ``region``; ``errors`` names each disagreement on a line of its own."""
    found = sorted(metrics, key=lambda m: (m.char_start, m.char_end))
    score, used, hits = Score(), set[int](), []
    for answer in report.metrics:
        best = _best(found, used, answer)
        if best is not None:
            used.add(best)
            hits += [(answer, found[best])] if answer["class"] == "metric" else []
        _count(score, report.name, None if best is None else found[best], answer)
    extra = [m for i, m in enumerate(found) if i not in used]
    score.found += len(extra)
    score.errors += [f"{report.name} extra     {m.text}: {m.label!r}   …{_around(m)}…" for m in extra]
    if report.relations is not None:
        _score_relations(score, report, found, relations)
    score.headers = score_headers(hits, report.metrics, dimensions, region)
    return score


def _around(metric: Metric) -> str:
    return metric.sentence[max(0, metric.sentence_start - 15) : metric.sentence_end + 8]


def _line(text: str) -> str:
    return "⏎".join(text.splitlines())


def _count(score: Score, name: str, metric: Metric | None, answer: Answer) -> None:
    if answer["class"] == "metric":
        score.gold += 1
        if metric is None:
            score.errors.append(f"{name} missed    {answer['text']}  {answer['label']}   …{_line(answer['ctx'])}…")
        else:
            _count_hit(score, name, metric, answer)
    elif answer["class"] == "noise" and metric is not None:
        score.found += 1
        score.errors.append(
            f"{name} noise     {answer['text']} reported as {metric.label!r}   …{_line(answer['ctx'])}…"
        )


def _count_hit(score: Score, name: str, metric: Metric, answer: Answer) -> None:
    score.hit += 1
    score.found += 1
    verdict = judge(metric, answer)
    score.full += all(verdict.values())
    for what, right in verdict.items():
        score.right[what] += right
        if not right:
            want = answer["keys"] if what == "label" else answer.get(what)
            got = getattr(metric, what)
            got = float(got) if isinstance(got, Decimal) else got
            score.errors.append(
                f"{name} {what:9} {answer['text']}: got {got!r}, gold {want!r}   …{_line(answer['ctx'])}…"
            )


def squeeze(text: str) -> str:
    """The text without white space and bold marks: line breaks may fall inside a number."""
    return "".join(c for c in text if not c.isspace() and c != "*")


def _members(relation: Answer) -> list[str]:
    values = [value for name, value in relation.items() if name not in NOT_MEMBERS and value]
    return [ref for value in values for ref in (value if isinstance(value, list) else [value])]


def gold_relations(report: GoldReport, *, optional: bool = False) -> dict[frozenset[int | str], bool]:
    """Sets of numeral positions that an identity binds → whether it holds. Raises KeyError on an unknown member.

    ``optional`` gives those that are neither rewarded nor punished, in place of the others.
    """
    by_name: dict[tuple[str, str | None], int] = {}
    for answer in report.metrics:
        by_name[squeeze(answer["ctx"]), squeeze(answer["text"])] = answer["num_start"]
        by_name.setdefault((squeeze(answer["ctx"]), None), answer["num_start"])
    out: dict[frozenset[int | str], bool] = {}
    for relation in report.relations or []:
        if bool(relation.get("optional")) != optional:
            continue
        refs = [ref.partition("||") for ref in _members(relation)]
        numbers = (by_name[squeeze(ctx), squeeze(text) if text else None] for ctx, _, text in refs)
        out[frozenset(numbers)] = bool(relation.get("holds"))
    return out


def _optional(report: GoldReport) -> set[frozenset[int | str]]:
    return set(gold_relations(report, optional=True))


def _score_relations(
    score: Score, report: GoldReport, metrics: Sequence[Metric], relations: Iterable[Relation]
) -> None:
    want = gold_relations(report)
    numbers = sorted({answer["num_start"] for answer in report.metrics})
    position: dict[str, int | str] = {
        m.metric_id: next((n for n in numbers if m.char_start <= n < m.char_end), m.metric_id) for m in metrics
    }
    got = {frozenset(position[x.metric_id] for x in r.members): r for r in relations}
    got = {members: r for members, r in got.items() if members in want or members not in _optional(report)}
    score.relations_gold, score.relations_found = len(want), len(got)
    text_of = {answer["num_start"]: answer["text"] for answer in report.metrics}
    for members, holds in want.items():
        if members in got:
            score.relations_hit += 1
            score.relations_verdict += got[members].holds == holds
            if got[members].holds != holds:
                score.errors.append(f"{report.name} verdict   gold holds={holds}: {got[members].explanation}")
        else:
            names = " · ".join(f"{text_of[n]}@{n}" for n in sorted(members))
            score.errors.append(f"{report.name} relation  missed (holds={holds}): {names}")
    for members, relation in got.items():
        if members not in want:
            score.errors.append(f"{report.name} relation  extra {relation.kind}: {relation.explanation}")

"""How near row headers come to hand-made ones: the characters that they have in common, not only key words.

Headers and measures are compared by their pairs of neighbouring characters, after punctuation, years, the report's own
place and endings such as 数 are left out. Dimensions count where two people would agree; of 人群 and 性质, which are
matters of taste, nothing is counted. Answers without ``row`` have no opinion on dimensions and wholes.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from edu_pipeline.records import Metric, MetricDimension
from edu_pipeline_tests.gold.answers import Answer

CORE = frozenset(("学段", "办学", "城乡", "级别", "等次"))
NEAR = 0.6
_ENDS = re.compile(r"(?:人数|数量|总数|次数|场次|人次|份数|资金|金额|投入|数|额)$")
_LEFT_OUT = re.compile(r"[^\w一-鿿%]|_|\d{4}年度?|全市|全县|全区|全省|全国(?=各级)")

Matched = Sequence[tuple[Answer, Metric]]


@dataclass(frozen=True)
class RowHeads:
    """Counts that add up over reports; ``figures`` turns them into shares."""

    rows: int = 0
    common: float = 0.0
    clean: int = 0
    measures: int = 0
    measures_common: float = 0.0
    members_found: int = 0
    members_gold: int = 0
    members_hit: int = 0
    wholes_found: int = 0
    wholes_gold: int = 0
    wholes_hit: int = 0

    def __add__(self, other: "RowHeads") -> "RowHeads":
        return RowHeads(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def figures(self) -> dict[str, float | None]:
        """Shares between 0 and 1; None without a denominator."""
        members = self.members_found + self.members_gold
        return {
            "header": _share(self.common, self.rows),
            "clean": _share(self.clean, self.rows),
            "measure": _share(self.measures_common, self.measures),
            "dims_f1": _share(2 * self.members_hit, members) if self.members_gold else None,
            "part_of_precision": _share(self.wholes_hit, self.wholes_found),
            "part_of_recall": _share(self.wholes_hit, self.wholes_gold),
        }


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def squeeze(text: str) -> str:
    """The text without white space and bold marks: line breaks may fall inside a number."""
    return "".join(c for c in text if not c.isspace() and c != "*")


def numbers_by_name(answers: Sequence[Answer]) -> dict[tuple[str, str | None], int]:
    """Where the numeral of each answer stands, by the words around it and its own."""
    found: dict[tuple[str, str | None], int] = {}
    for answer in answers:
        found[squeeze(answer["ctx"]), squeeze(answer["text"])] = answer["num_start"]
        found.setdefault((squeeze(answer["ctx"]), None), answer["num_start"])
    return found


def pairs(words: str, region: str | None) -> set[str]:
    """The pairs of neighbouring characters of a header, without what says nothing of its own."""
    for place in {region or "", (region or "")[:-1] if len(region or "") > 2 else ""} - {""}:
        words = words.replace(place, "")
    words = _ENDS.sub("", _LEFT_OUT.sub("", words))
    return {words[i : i + 2] for i in range(len(words) - 1)} or ({words} if words else set())


def agreement(got: Collection[str], want: Collection[str]) -> float:
    """F1 of two sets."""
    if not got or not want:
        return float(got == want)
    return 2 * len(set(got) & set(want)) / (len(got) + len(want))


def score_rows(
    answers: Sequence[Answer], matched: Matched, dimensions: Sequence[MetricDimension], region: str | None
) -> RowHeads:
    """The counts of one report; ``matched`` are its answers with the figures that were found for them."""
    members: dict[str, set[tuple[str, str]]] = {}
    for one in dimensions:
        members.setdefault(one.metric_id, set()).add((one.dimension, one.member))
    named = numbers_by_name(answers)
    where = {metric.metric_id: answer["num_start"] for answer, metric in matched}
    score = RowHeads()
    for answer, metric in matched:
        score += _words(answer, metric, region) + _members(answer, members.get(metric.metric_id, set()))
        if "row" in answer:
            score += _whole(answer, metric, named, where)
    return score


def _words(answer: Answer, metric: Metric, region: str | None) -> RowHeads:
    near = agreement(pairs(metric.label, region), pairs(answer.get("row") or answer["label"], region))
    if not metric.measure or not answer.get("measure"):
        return RowHeads(rows=1, common=near, clean=near >= NEAR)
    same = agreement(pairs(metric.measure, region), pairs(answer["measure"], region))
    return RowHeads(rows=1, common=near, clean=near >= NEAR, measures=1, measures_common=same)


def _members(answer: Answer, got: Collection[tuple[str, str]]) -> RowHeads:
    if "dims" not in answer:
        return RowHeads()
    told: Mapping[str, Any] = answer["dims"] or {}
    want = {(name, one) for name, said in told.items() for one in (said if isinstance(said, list) else [said])}
    found, gold = ({pair for pair in pairs_ if pair[0] in CORE} for pairs_ in (got, want))
    return RowHeads(members_found=len(found), members_gold=len(gold), members_hit=len(found & gold))


def _whole(
    answer: Answer, metric: Metric, named: Mapping[tuple[str, str | None], int], where: Mapping[str, int]
) -> RowHeads:
    words, _, text = (answer.get("part_of") or "").partition("||")
    gold = named.get((squeeze(words), squeeze(text) if text else None)) if words else None
    own = where.get(metric.part_of) if metric.part_of else None
    return RowHeads(
        wholes_found=bool(metric.part_of), wholes_gold=gold is not None, wholes_hit=gold is not None and own == gold
    )

"""How near row headers, measures, dimensions and wholes come to hand-made ones: characters in common, not key words.

``row`` of an answer is the header that a statistician typed, ``measure`` what is counted without dimensions, ``dims``
the dimensions, ``part_of`` the context and text of its whole. The figures are those that users of the answers know:
header is the mean F1 of pairs of neighbouring characters, clean the share of headers with an F1 of 0.6 and more, noise
the share of a header's pairs that the answer has not.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from edu_pipeline.records import Metric, MetricDimension
from edu_pipeline_tests.gold.answers import Answer

_TAIL = re.compile(r"(?:人数|数量|总数|次数|场次|人次|份数|资金|金额|投入|数|额)$")
_DROP = re.compile(r"[^\w一-鿿%]|_|\d{4}年度?|全市|全县|全区|全省|全国(?=各级)")
_CORE = ("学段", "办学", "城乡", "级别", "等次")
_CLEAN = 0.6


@dataclass
class HeaderScore:
    """Sums that add up over reports; ``figures`` turns them into shares."""

    rows: int = 0
    header: float = 0
    clean: int = 0
    pairs: int = 0
    extra: int = 0
    measures: int = 0
    measure: float = 0
    dims_got: int = 0
    dims_want: int = 0
    dims_both: int = 0
    parts_got: int = 0
    parts_want: int = 0
    parts_both: int = 0

    def __add__(self, other: "HeaderScore") -> "HeaderScore":
        names = [item.name for item in fields(self)]
        return HeaderScore(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def figures(self) -> dict[str, float]:
        """Shares between 0 and 1; a figure without a denominator is left out. ``quiet`` is 1 - noise."""
        out = {
            "header": _share(self.header, self.rows),
            "header_clean": _share(self.clean, self.rows),
            "header_quiet": None if not self.pairs else 1 - self.extra / self.pairs,
            "measure": _share(self.measure, self.measures),
            "dims_f1": _share(2 * self.dims_both, self.dims_got + self.dims_want),
            "part_of_precision": _share(self.parts_both, self.parts_got),
            "part_of_recall": _share(self.parts_both, self.parts_want),
        }
        return {name: value for name, value in out.items() if value is not None}


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def score_headers(
    found: Iterable[tuple[Answer, Metric]],
    answers: Sequence[Answer],
    dimensions: Iterable[MetricDimension],
    region: str | None,
) -> HeaderScore:
    """The score of one report; ``found`` are the answers that were found, each with its metric."""
    pairs = [(answer, metric) for answer, metric in found if "row" in answer]
    members: dict[str, set[tuple[str, str]]] = {}
    for one in dimensions:
        members.setdefault(one.metric_id, set()).add((one.dimension, one.member))
    score = HeaderScore()
    for answer, metric in pairs:
        _add_words(score, answer, metric, region or "")
        got, want = members.get(metric.metric_id, set()), _flat(answer.get("dims", {}))
        score.dims_got += len(_core(got))
        score.dims_want += len(_core(want))
        score.dims_both += len(_core(got) & _core(want))
    _add_wholes(score, pairs, answers)
    return score


def _add_words(score: HeaderScore, answer: Answer, metric: Metric, region: str) -> None:
    got, want = _pairs(metric.label, region), _pairs(answer["row"], region)
    near = _f1(got, want)
    score.rows += 1
    score.header += near
    score.clean += near >= _CLEAN
    score.pairs += len(got)
    score.extra += len(got - want)
    if answer.get("measure"):
        score.measures += 1
        score.measure += _f1(_pairs(metric.measure, region), _pairs(answer["measure"], region))


def _add_wholes(score: HeaderScore, found: Sequence[tuple[Answer, Metric]], answers: Sequence[Answer]) -> None:
    at = {(_squeeze(a["ctx"]), ""): a["num_start"] for a in reversed(answers)}
    at |= {(_squeeze(a["ctx"]), _squeeze(a["text"])): a["num_start"] for a in answers}
    where = {metric.metric_id: answer["num_start"] for answer, metric in found}
    for answer, metric in found:
        context, _, text = answer.get("part_of", "").partition("||")
        whole = at.get((_squeeze(context), _squeeze(text))) if context else None
        score.parts_want += whole is not None
        score.parts_got += metric.part_of is not None
        score.parts_both += whole is not None and where.get(metric.part_of or "") == whole


def _pairs(words: str, region: str) -> set[str]:
    for place in {region, region[:-1] if len(region) > 2 else ""} - {""}:
        words = words.replace(place, "")
    words = _TAIL.sub("", _DROP.sub("", words))
    return {words[i : i + 2] for i in range(len(words) - 1)} or ({words} if words else set())


def _f1(got: set[str], want: set[str]) -> float:
    return 2 * len(got & want) / (len(got) + len(want)) if got and want else float(got == want)


def _flat(dims: Mapping[str, str | list[str]]) -> set[tuple[str, str]]:
    return {(name, one) for name, told in dims.items() for one in (told if isinstance(told, list) else [told])}


def _core(members: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(name, member) for name, member in members if name in _CORE}


def _squeeze(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and c != "*")

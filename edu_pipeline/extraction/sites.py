"""A claimed number where it stands: its clause, the words on its two sides, and what earlier clauses say of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edu_pipeline.extraction.clauses import Clause
from edu_pipeline.extraction.kinds import kind_of
from edu_pipeline.extraction.status import Carried
from edu_pipeline.extraction.tokens import Quantity, Token
from edu_pipeline.records import Direction, MetricKind

_AMOUNTS = (MetricKind.LEVEL, MetricKind.SHARE)
_CHANGES = (MetricKind.SHARE, MetricKind.GROWTH, MetricKind.CHANGE)


@dataclass(frozen=True, slots=True)
class Site:
    """A number, the words of its clause ``before`` and ``after`` it, and what is ``carried`` from earlier clauses."""

    token: Token
    quantity: Quantity
    clause: Clause
    before: str
    after: str
    carried: Carried


def sites_of(text: str, tokens: Sequence[Token], clauses: Sequence[Clause]) -> Iterator[Site]:
    """The sites of the claimed ``tokens`` of a sentence, in order."""
    carried, index = Carried(paid=text.startswith("其中")), 0  # 其中: parts of what the sentence before told of
    for token in tokens:
        while clauses[index].end <= token.start:
            closed = clauses[index]
            carried = carried.behind(text[closed.start : closed.end], closed.stop)
            index += 1
        clause = clauses[index]
        if token.quantity:
            before, after = text[clause.start : token.start], text[token.end : clause.end]
            yield Site(token, token.quantity, clause, before, after, carried)


def kinds_of(text: str, sites: Sequence[Site]) -> list[tuple[MetricKind, Direction | None]]:
    """Kind and direction of each number; 增加3.18万人和12.4万人 says 增加 once for both."""
    kinds: list[tuple[MetricKind, Direction | None]] = []
    for index, site in enumerate(sites):
        kind = kind_of(site.before, site.quantity.unit)
        joined = index and text[sites[index - 1].token.end : site.token.start] in ("和", "、", "与", "及")
        if joined and kind[0] in _AMOUNTS and sites[index - 1].quantity.unit == site.quantity.unit:
            kind = kinds[-1]
        kinds.append(_signed(kind, site.quantity))
    return kinds


def _signed(kind: tuple[MetricKind, Direction | None], quantity: Quantity) -> tuple[MetricKind, Direction | None]:
    """同比增长-2.3% is a fall, and no share is less than nothing."""
    if quantity.value >= 0 or kind[0] not in _CHANGES:
        return kind
    return (MetricKind.GROWTH if kind[0] == MetricKind.SHARE else kind[0]), Direction.DOWN

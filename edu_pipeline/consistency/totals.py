"""Rows and columns of a table that are called its total: 合计, 总计, 小计."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from edu_pipeline.consistency.passage import Mention, Passage
from edu_pipeline.consistency.proposal import Proposal, Strength
from edu_pipeline.consistency.sums import adds_up, make
from edu_pipeline.reading.tables import Cell

_TOTAL = re.compile(r"(?:全[省市县区州校国]|总)?\s*(?:合\s*计|总\s*计|共\s*计)")
_PARTIAL = re.compile(r"小\s*计|其\s*中|^[#＃]|^\s*[（(]")
_FEWEST = 2
_NEAR = 10


def propose(passages: Iterable[Passage], cells: Mapping[str, Cell]) -> Iterator[Proposal]:
    """The totals of columns and of rows. One that is far from the sum of its parts is meant as something else."""
    columns: dict[tuple[int, int], list[tuple[Cell, Mention]]] = defaultdict(list)
    rows: dict[tuple[int, int], list[tuple[Cell, Mention]]] = defaultdict(list)
    for passage in passages:
        for mention in passage.mentions[:1]:
            cell = cells[mention.metric.metric_id]
            if mention.role == "level" and len(passage.mentions) == 1:
                columns[cell.table, cell.column].append((cell, mention))
                rows[cell.table, cell.row].append((cell, mention))
    for line in columns.values():
        yield from _sums([(cell.stub, mention) for cell, mention in line])
    for line in rows.values():
        yield from _sums([(cell.headers, mention) for cell, mention in line])


def _sums(line: list[tuple[tuple[str, ...], Mention]]) -> Iterator[Proposal]:
    totals = [mention for names, mention in line if any(_TOTAL.fullmatch(name) for name in names)]
    others = [(names, mention) for names, mention in line if mention not in totals]
    if len(totals) != 1:
        return
    total = totals[0]
    whole = [mention for names, mention in others if not any(_PARTIAL.search(name) for name in names)]
    subtotals = [mention for names, mention in others if any("小计" in name for name in names)]
    for parts in (whole, subtotals):
        parts = [part for part in parts if part.metric.unit == total.metric.unit]
        if len(parts) >= _FEWEST and adds_up(total, tuple(parts)):
            yield make(total, tuple(parts), Strength.STATED)
            return
    clear = len(whole) == len(others) and all(part.metric.unit == total.metric.unit for part in whole)
    if clear and len(whole) >= _FEWEST and _is_near(total, whole):
        yield make(total, tuple(whole), Strength.STATED)


def _is_near(total: Mention, parts: list[Mention]) -> bool:
    together = sum((part.metric.value for part in parts), Decimal(0))
    return abs(total.metric.value - together) * _NEAR <= total.metric.value

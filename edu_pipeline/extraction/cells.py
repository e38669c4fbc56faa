"""A cell of a table as the sentence that a reader makes of it: 小学 · 在校生数（人） · 12345 → 小学在校生数12345人.

So a figure in a table gets its value, unit, year, place and row header by the same rules as one in prose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from edu_pipeline.extraction.quantities import scan
from edu_pipeline.extraction.units import load_units
from edu_pipeline.reading.markdown import MASK
from edu_pipeline.reading.tables import Cell, Table
from edu_pipeline.structure.notation import canonical

_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
_DATED = re.compile(r"(?:19|20)\d\d\s*[年学—-]")
# A row or column of this name adds nothing to what is counted.
TOTALS = re.compile(r"(?:全[省市县区州校国]|总)?\s*(?:合\s*计|总\s*计|小\s*计|共\s*计|总\s*数|总\s*量)")
_HOLLOW = re.compile(r"(?:数\s*[值据量]|指\s*标\s*值?|金\s*额|人\s*数|数|完成情况|结果)")
_BARE = re.compile(r"\s*[-+]?\d[\d,]*(?:\.\d+)?(?:[万亿])?\s*")
# 比上年增长: says nothing of what grew, a total at least that it is all
_MOVED = re.compile(r"比|较|同比|环比|增|减|升|降|占")
_LETTERS = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = 4
_COUNTED = re.compile(r"(?:总?数|数量|总量|人数)$")
_SHARE = re.compile(r"(?:率|占比|比例|比重|覆盖面)$")
_SPACE = re.compile(rf"[\s{MASK}]+")


@dataclass(frozen=True, slots=True)
class CellSentence:
    """The sentence ``text`` of a ``cell``; the cell's own characters begin at ``offset``."""

    cell: Cell
    text: str
    offset: int

    def holds(self, start: int, end: int) -> bool:
        """Whether text[start:end] begins in the cell itself."""
        return self.offset <= start < self.offset + len(self.cell.text) and start < end

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of documents.text for text[start:end]; what is not printed in the cell falls away."""
        first = self.cell.start + start - self.offset
        return first, min(self.cell.end, self.cell.start + end - self.offset)


def sentences_of(table: Table) -> Iterator[CellSentence]:
    """The cells that hold a figure, as sentences, row by row."""
    for cell in table.cells:
        content = canonical(cell.text)
        if not any(char.isdigit() for char in content):
            continue
        words = "" if _is_prose(content) else _words(cell)
        unit = _unit(cell, words) if _BARE.fullmatch(content) else ""
        yield CellSentence(cell, f"{words}{content.rstrip()}{unit}。", len(words))


def _is_prose(content: str) -> bool:
    """Whether a cell says by itself what it counts: 新建公办幼儿园6所."""
    return len(_LETTERS.findall(re.split(r"\d", content)[0])) >= _SENTENCE


def _words(cell: Cell) -> str:
    """The headers as the words before the figure: the year first, then the row, then the column."""
    parts = [_SPACE.sub("", canonical(part)) for part in (*cell.stub, *cell.headers)]
    parts = [f"{part}年" if _BARE_YEAR.fullmatch(part) else part for part in parts]
    dated = [part for part in parts if _DATED.match(part)]
    named = [part for part in parts if part not in dated]
    counted = [part for part in named if not TOTALS.fullmatch(part)]
    if counted and not _MOVED.match(counted[0]):
        named = counted
    if len(named) > 1:
        named = [part for part in named if not _HOLLOW.fullmatch(part)]
    return "".join((*dated, *named))


def _unit(cell: Cell, words: str) -> str:
    """The unit of a bare number: what the table says, else what is counted; "" where nobody says."""
    unit = canonical(cell.unit).strip()
    if unit and _is_unit(unit):
        return unit
    if _SHARE.search(words):
        return ""
    return load_units().natural_unit(_COUNTED.sub("", words)) or load_units().natural_unit(words) or ""


def _is_unit(unit: str) -> bool:
    tokens = list(scan(f"1{unit}"))
    return len(tokens) == 1 and tokens[0].end == len(unit) + 1 and bool(tokens[0].quantity and tokens[0].quantity.unit)

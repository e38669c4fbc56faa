"""Cells of tables with the headers they belong to, whatever the format of the file: what a reader of a table sees.

A reader of a format finds the grid and says where each cell stands in documents.text; the rest is the same for all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# 在校生数（人）, 财政拨款/万元
_UNIT_OF_HEADER = re.compile(r"[（(\[]\s*(?:单位\s*[:：]\s*)?([^（）()\[\]]{1,8})\s*[)）\]]\s*$|/\s*([^/（）()]{1,6})$")
# 单位：万元, above the table
_UNIT_ABOVE = re.compile(r"(?:计量)?单位\s*[:：]\s*([^\s，,；;、）)|]{1,8})")
_UNIT_COLUMN = re.compile(r"(?:计量)?单\s*位")
_NO_FIGURES = re.compile(r"序\s*号|编\s*号|备\s*注|说\s*明|代\s*码|责任单位|牵头单位|电\s*话")
_NUMBER = re.compile(r"[-－−+]?\s*[\d０-９][\d０-９,，.．]*\s*(?:%|％|‰)?")
# A column of such cells holds figures, in words or not: 新建幼儿园6所, 12人
_AMOUNT = re.compile(r"\d\s*(?:%|％|万|亿|[所名人个元家亩场项次套间](?![岁以]))")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-—–~至]\s*\d{2,4})?\s*(?:年度?|学年度?)?")
# What a format's marks leave in a cell's words.
_MARKS = re.compile(r"[*\u200b]+")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of documents.text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table's body at ``start``..``end`` of documents.text, without white space around it.

    ``headers`` are the texts of its column's headers from the top, ``stub`` those of its row, both without a unit in
    brackets; ``unit`` is what these, a column of units or a line above the table say, "" where nothing does.
    """

    table: int
    row: int
    column: int
    start: int
    end: int
    text: str
    headers: tuple[str, ...]
    stub: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table at ``start``..``end`` of documents.text with the cells of its body that may hold a figure."""

    number: int
    start: int
    end: int
    cells: tuple[Cell, ...]


def make_table(number: int, text: str, grid: Sequence[Sequence[Span]], above: str = "", header_rows: int = 1) -> Table:
    """The table of a ``grid`` of spans (at least ``header_rows`` + 1 rows); ``above`` is the text right before it."""
    texts = [[text[span.start : span.end] for span in row] for row in grid]
    names = [[_MARKS.sub("", content) for content in row] for row in texts]
    head, body = names[:header_rows], names[header_rows:]
    columns = max(map(len, texts))
    titles = [_titles(head, column) for column in range(columns)]
    stubs = _stub_columns(titles, body)
    unit_column = next((place for place, title in enumerate(titles) if _UNIT_COLUMN.fullmatch("".join(title))), None)
    common = match[1] if (match := _UNIT_ABOVE.search(above)) else ""
    cells = []
    for index, row in enumerate(body):
        stub, own = _without_unit([row[column] for column in stubs if column < len(row) and column != unit_column])
        listed = row[unit_column] if unit_column is not None and unit_column < len(row) else ""
        for column, content in enumerate(row):
            named = "".join(titles[column])
            if column in stubs or column == unit_column or not content.strip() or _NO_FIGURES.search(named):
                continue
            headers, unit = _without_unit(titles[column])
            span, printed = grid[header_rows + index][column], texts[header_rows + index][column]
            cell_unit = unit or own or listed or common
            cells.append(
                Cell(number, header_rows + index, column, span.start, span.end, printed, headers, stub, cell_unit)
            )
    return Table(number, grid[0][0].start, grid[-1][-1].end, tuple(cells))


def _titles(head: Sequence[Sequence[str]], column: int) -> tuple[str, ...]:
    found = (row[column] for row in head if column < len(row))
    return tuple(dict.fromkeys(title for title in found if title))


def _stub_columns(titles: Sequence[tuple[str, ...]], body: Sequence[Sequence[str]]) -> list[int]:
    """The columns that name a row: those on the left whose cells are words or years, but no amounts."""
    stubs: list[int] = []
    for column, title in enumerate(titles):
        cells = [row[column] for row in body if column < len(row) and row[column]]
        if _NO_FIGURES.search("".join(title)):
            continue
        named = all(_LETTER.search(cell) and not _NUMBER.fullmatch(cell) for cell in cells)
        if not named and not all(_YEAR.fullmatch(cell) for cell in cells):
            break
        if 2 * sum(bool(_AMOUNT.search(cell)) for cell in cells) > len(cells):
            break
        stubs.append(column)
    return stubs


def _without_unit(titles: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The titles without the unit that the last of them names in brackets, and that unit."""
    plain, unit = [], ""
    for title in titles:
        match = _UNIT_OF_HEADER.search(title)
        if match and match.start():
            unit = (match[1] or match[2]).strip()
            title = title[: match.start()]
        if title.strip():
            plain.append(title.strip())
    return tuple(plain), unit

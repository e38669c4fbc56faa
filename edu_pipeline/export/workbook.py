"""The Excel workbook: one tidy sheet of all figures, a sheet for each field of education, reports and doubts.

It is written row by row; XlsxWriter keeps one row in memory.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from edu_pipeline.export.files import ExportError
from edu_pipeline.export.published import Published
from edu_pipeline.export.sheets import Sheet, documents, doubts, observations, series
from edu_pipeline.storage.formatting import plain_decimal

FILE_NAME = "edu.xlsx"
EXACT_DIGITS = 15
"""Digits that Excel keeps of a number; one with more stays text."""

MOST_ROWS = 1_000_000  # Excel has 1,048,576
_LONGEST_TEXT = 32_767  # UTF-16 units of a cell
_LONGEST_NAME = 31
_NARROWEST, _WIDEST = 6, 60
_ROWS_MEASURED = 500
_LINK_HEADER, _LINK_TEXT = "报告页", "查看原文"
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

_Rows = Iterator[tuple[tuple[object, ...], str | None]]


def write_workbook(published: Published, folder: Path) -> list[str]:
    """Write the workbook into ``folder`` and return its name. Raises ExportError where it can't be put together."""
    options = {"constant_memory": True, "tmpdir": str(folder), "default_date_format": "yyyy-mm-dd"}
    try:
        with xlsxwriter.Workbook(str(folder / FILE_NAME), options) as book:
            styles = _Styles(book)
            for sheet in [observations(), *series(published), documents(), doubts()]:
                _write(book, styles, sheet, published)
    except XlsxWriterException as error:
        raise ExportError(f"{FILE_NAME} can't be written ({error}).") from error
    return [FILE_NAME]


class _Styles:
    def __init__(self, book: Any) -> None:
        self.header = book.add_format({"bold": True, "bg_color": "#DDE6F0", "bottom": 1})
        self.link = book.add_format({"font_color": "#0563C1", "underline": 1})
        self.time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})


def _write(book: Any, styles: _Styles, sheet: Sheet, published: Published) -> None:
    """Write a sheet, and further ones of its name with a number where the rows don't fit into one."""
    rows, number = sheet.rows(published), 1
    first = next(rows, None)
    while number == 1 or first is not None:
        some = chain([first] if first else [], islice(rows, MOST_ROWS - 1))
        _write_part(book.add_worksheet(_free_name(book, sheet.title, number)), styles, sheet, some, published)
        first, number = next(rows, None), number + 1


def _write_part(page: Any, styles: _Styles, sheet: Sheet, rows: _Rows, published: Published) -> None:
    headers = [*sheet.headers, *([_LINK_HEADER] if published.report else [])]
    measured = list(islice(rows, _ROWS_MEASURED))
    for column, header in enumerate(headers):
        shown = (_shown(cells[column]) if column < len(cells) else _LINK_TEXT for cells, _ in measured)
        widest = max(_width(header) + 3, *map(_width, shown)) if measured else _width(header) + 3
        page.set_column(column, column, min(max(widest + 1, _NARROWEST), _WIDEST))
        page.write_string(0, column, header, styles.header)
    last = 0
    for last, (cells, link) in enumerate(chain(measured, rows), start=1):
        for column, value in enumerate(cells):
            _write_cell(page, styles, last, column, value)
        if link:
            formula = '=HYPERLINK("{}","{}")'.format(link.replace('"', '""'), _LINK_TEXT)
            page.write_formula(last, len(cells), formula, styles.link, _LINK_TEXT)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, last, len(headers) - 1)


def _write_cell(page: Any, styles: _Styles, row: int, column: int, value: object) -> None:
    """A number as a number where Excel holds it exactly, a day as a day, all else as text that is never a formula."""
    if value is None or value == "":
        return
    if isinstance(value, int | Decimal) and _is_exact(value):
        page.write_number(row, column, float(value))
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value, styles.time)
    elif isinstance(value, date) and value.year > 1900:
        page.write_datetime(row, column, value)
    else:
        page.write_string(row, column, _cut(_shown(value)))


def _is_exact(value: int | Decimal) -> bool:
    return not isinstance(value, bool) and len(Decimal(value).normalize().as_tuple().digits) <= EXACT_DIGITS


def _shown(value: object) -> str:
    return "" if value is None else plain_decimal(value) if isinstance(value, Decimal) else str(value)


def _cut(text: str) -> str:
    """A text that is longer than a cell holds ends in …; characters beyond U+FFFF count twice there."""
    if len(text) * 2 <= _LONGEST_TEXT or len(text.encode("utf-16-le")) // 2 <= _LONGEST_TEXT:
        return text
    return text.encode("utf-16-le")[: (_LONGEST_TEXT - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _free_name(book: Any, title: str, number: int) -> str:
    """A name that Excel takes and that no sheet of the workbook has."""
    taken = {page.get_name().lower() for page in book.worksheets()}
    name = _NOT_IN_NAMES.sub("_", title).strip("'") or "数据"
    while True:
        tail = f" {number}" if number > 1 else ""
        candidate = name[: _LONGEST_NAME - len(tail)] + tail
        if candidate.lower() not in taken:
            return candidate
        number += 1


def _width(text: str) -> int:
    """Width in columns of digits: a Chinese character takes two."""
    first = text[: _WIDEST + 1]
    return len(first) + sum(unicodedata.east_asian_width(char) in "WF" for char in first)

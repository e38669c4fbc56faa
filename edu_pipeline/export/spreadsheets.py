"""CSV files for Excel: UTF-8 with a byte order mark, Chinese headers, and no cell that Excel would run or misread."""

import csv
import re
from decimal import Decimal
from pathlib import Path

from edu_pipeline.export.published import Published
from edu_pipeline.export.sheets import all_series, documents, doubts, observations
from edu_pipeline.storage.formatting import plain_decimal

# What opens a formula, the full-width forms too, which Excel takes for the same; and what it would make a date, a time
# or a number of: 1/2, 12:30, 007, 12e5, or more digits than it keeps.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MISREAD = re.compile(r"\d{1,9}(?:[-/:]\d{1,9}){1,2}|\d+[eE][-+]?\d+|0\d+|\d{16,}")


def write_csv_files(published: Published, folder: Path) -> list[str]:
    """Write a file for each question that people ask, and return the names."""
    names = []
    for sheet in (observations(), all_series(), documents(), doubts()):
        name = f"{sheet.name}.csv"
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(sheet.headers)
            writer.writerows([harmless(value) for value in cells] for cells, _ in sheet.rows(published))
        names.append(name)
    return names


def harmless(value: object) -> str:
    """A cell's text that Excel shows as it is: an apostrophe stands before what it would run or misread."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_RUNS) or _MISREAD.fullmatch(value) else value
    return plain(value)


def plain(value: object) -> str:
    """A value as text: null empty, numbers with all their digits, dates and times as ISO 8601 writes them."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)

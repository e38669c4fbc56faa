"""Frames as a table for a terminal, as CSV, JSON or Parquet; decimals exact and without trailing zeros."""

import csv
import io
import json
import math
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import polars as pl

CELL_WIDTH = 80
"""Widest cell of a terminal table, in columns of the terminal; longer ones end in …"""


def format_frame(frame: pl.DataFrame, format_name: str) -> bytes:
    """The frame in one of FORMATS: UTF-8 text that ends in a line break, or the bytes of a Parquet file."""
    return FORMATS[format_name](frame)


def plain_decimal(value: Decimal) -> str:
    """40.0000000000 as 40, 93.7100000000 as 93.71, never with an exponent."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_table(frame: pl.DataFrame) -> str:
    """Aligned columns under their names, numbers to the right; Chinese characters count as two columns wide."""
    right = [dtype.is_numeric() for dtype in frame.dtypes]
    rows = [frame.columns, *([_cell(value) for value in row] for row in frame.iter_rows())]
    widths = [max(_width(row[column]) for row in rows) for column in range(frame.width)]
    rule = ["─" * width for width in widths]
    lines = []
    for row in (rows[0], rule, *rows[1:]):
        cells = [_padded(text, width, end) for text, width, end in zip(row, widths, right, strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines) + "\n"


def as_csv(frame: pl.DataFrame) -> str:
    """Comma-separated values with a header; null is empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows([_text(value) for value in row] for row in frame.iter_rows())
    return buffer.getvalue()


def as_json(frame: pl.DataFrame) -> str:
    """An array of objects, one a line; decimals are numbers with all their digits."""
    rows = (_json(row) for row in frame.iter_rows(named=True))
    return "[" + ",".join(f"\n{row}" for row in rows) + "\n]\n"


def as_parquet(frame: pl.DataFrame) -> bytes:
    """A Parquet file."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


FORMATS: dict[str, Callable[[pl.DataFrame], bytes]] = {
    "table": lambda frame: as_table(frame).encode(),
    "csv": lambda frame: as_csv(frame).encode(),
    "json": lambda frame: as_json(frame).encode(),
    "parquet": as_parquet,
}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return _json(value)
    return str(value)


def _json(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, float):
        return json.dumps(value if math.isfinite(value) else None)
    return json.dumps(str(value), ensure_ascii=False)


def _cell(value: Any) -> str:
    text = " ".join(_text(value).split())
    if _width(text) <= CELL_WIDTH:
        return text
    kept, used = [], 1
    for char in text:
        used += _width(char)
        if used > CELL_WIDTH:
            break
        kept.append(char)
    return "".join(kept) + "…"


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

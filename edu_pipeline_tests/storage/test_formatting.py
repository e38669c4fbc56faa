import csv
import io
import json
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_pipeline.storage.formatting import FORMATS, as_csv, as_json, as_table, format_frame, plain_decimal

FRAME = pl.DataFrame(
    {
        "region": ["南昌市", None],
        "value": pl.Series([Decimal("40"), Decimal("93.71")], dtype=pl.Decimal(38, 10)),
        "holds": [True, None],
        "day": [date(2024, 1, 2), None],
    }
)


@pytest.mark.parametrize(
    ("value", "text"),
    [("40.0000000000", "40"), ("93.7100000000", "93.71"), ("0E-10", "0"), ("1E+3", "1000"), ("-0.5", "-0.5")],
)
def test_decimals_are_printed_plainly(value: str, text: str) -> None:
    assert plain_decimal(Decimal(value)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**27), max_value=10**27, places=10))
def test_plain_decimals_lose_nothing(value: Decimal) -> None:
    text = plain_decimal(value)
    assert Decimal(text) == value
    assert "E" not in text


def test_a_table_is_aligned_by_the_width_of_its_characters() -> None:
    assert as_table(FRAME) == (
        "region  value  holds  day\n──────  ─────  ─────  ──────────\n南昌市     40  true   2024-01-02\n        93.71\n"
    )


def test_a_table_keeps_each_row_on_one_line() -> None:
    table = as_table(pl.DataFrame({"text": ["一\n二\t三", "长" * 100]}))
    lines = table.splitlines()
    assert len(lines) == 4
    assert lines[2] == "一 二 三"
    assert lines[3] == "长" * 39 + "…"


def test_a_table_without_rows_still_has_its_columns() -> None:
    assert as_table(FRAME.clear()).startswith("region  value  holds  day\n")


def test_csv_reads_back() -> None:
    text = as_csv(FRAME.with_columns(region=pl.Series(['a,"b"\nc', None])))
    assert list(csv.reader(io.StringIO(text))) == [
        ["region", "value", "holds", "day"],
        ['a,"b"\nc', "40", "true", "2024-01-02"],
        ["", "93.71", "", ""],
    ]


def test_json_keeps_every_digit() -> None:
    long = Decimal("12345678901234567890.0123456789")
    frame = pl.DataFrame({"v": pl.Series([long], dtype=pl.Decimal(38, 10)), "n": [float("nan")], "l": [[1, 2]]})
    (row,) = json.loads(as_json(frame), parse_float=Decimal)
    assert row == {"v": long, "n": None, "l": [1, 2]}
    assert json.loads(as_json(FRAME))[0] == {"region": "南昌市", "value": 40, "holds": True, "day": "2024-01-02"}
    assert json.loads(as_json(FRAME.clear())) == []


def test_parquet_is_the_frame() -> None:
    assert pl.read_parquet(format_frame(FRAME, "parquet")).equals(FRAME)


def test_text_formats_end_in_a_line_break() -> None:
    for name in ("table", "csv", "json"):
        assert FORMATS[name](FRAME).endswith(b"\n")

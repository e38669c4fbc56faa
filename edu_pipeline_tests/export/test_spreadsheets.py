"""The CSV files, read again by csv and polars."""

import csv
from pathlib import Path

import polars as pl
import pytest

from edu_pipeline.export import export_published
from edu_pipeline.export.spreadsheets import harmless
from edu_pipeline_tests.export.conftest import LONG, Warehouse


def exported(warehouse: Warehouse) -> dict[str, Path]:
    return {path.stem: path for path in export_published(warehouse.path, "csv", warehouse.root / "给 Excel")}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@A1", "\tx", "\rx", "＝1", "1/2", "2023-1-2", "12:30", "007", "1e5"]
)
def test_what_excel_would_run_or_misread_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "小学数", "1-2个", "93.71%", "40", "甲=乙", "3.5"])
def test_other_texts_stay(text: str) -> None:
    assert harmless(text) == text


def test_files_begin_with_a_byte_order_mark_and_lines_end_as_the_rfc_has_it(warehouse: Warehouse) -> None:
    files = exported(warehouse)
    assert list(files) == ["observations", "indicator_timeseries", "documents", "untrusted_metrics"]
    for path in files.values():
        written = path.read_bytes()
        assert written.startswith(b"\xef\xbb\xbf")
        assert written.endswith(b"\r\n")


def test_hostile_cells_ranges_and_nulls_come_back(hostile: Warehouse) -> None:
    rows = read(exported(hostile)["observations"])
    assert len(rows) == hostile.ask("SELECT count(*) FROM metrics")[0][0]
    by_label = {row["指标名称"]: row for row in rows}
    assert {"'=1+1", '甲"乙', "甲,乙", "甲\n乙", "'\rx", "'1/2", "甲\x01乙😀"} <= set(by_label)
    assert by_label["长数"]["数值"] == str(LONG)
    assert by_label["负数"]["数值"] == "-3.5"
    assert (by_label["区间"]["数值"], by_label["区间"]["上限值"]) == ("1", "2")
    assert (by_label["空"]["地区"], by_label["空"]["年份"]) == ("", "")


def test_polars_reads_the_same_numbers(hostile: Warehouse) -> None:
    frame = pl.read_csv(exported(hostile)["observations"], schema_overrides={"数值": pl.Decimal(38, 10)})
    values = sorted(value for (value,) in hostile.ask("SELECT value FROM metrics"))
    assert frame["数值"].sort().to_list() == values

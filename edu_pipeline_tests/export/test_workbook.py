"""The workbook, opened again by openpyxl and polars."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from edu_pipeline.export import export_published, workbook
from edu_pipeline_tests.export.conftest import HOSTILE, LONG, Warehouse

TIDY = "观测值"


def sheets(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of every sheet, by header."""
    book = openpyxl.load_workbook(path)
    read = {}
    for page in book.worksheets:
        header, *rows = page.iter_rows(values_only=True)
        read[page.title] = [dict(zip(map(str, header), row, strict=True)) for row in rows]
    return read


def exported(warehouse: Warehouse, report: Path | None = None) -> Path:
    (path,) = export_published(warehouse.path, "xlsx", warehouse.root / "export", report)
    return path


def by_label(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["指标名称"]: row for row in rows}


def test_a_sheet_of_all_figures_one_a_domain_reports_and_doubts(warehouse: Warehouse) -> None:
    metric_id = warehouse.add(label="小学数", value=Decimal("57.5"), kind="level")
    warehouse.restrict(metric_id, "学段", "小学")
    read = sheets(exported(warehouse))
    (domain,) = warehouse.ask("SELECT domain FROM indicators")[0]
    assert list(read) == [TIDY, domain, "文件", "存疑数据"]
    assert len(read[TIDY]) == warehouse.ask("SELECT count(*) FROM metrics")[0][0]
    assert len(read[domain]) == warehouse.ask("SELECT count(*) FROM indicator_timeseries")[0][0] > 0
    assert len(read["文件"]) == 2
    row = next(row for row in read[TIDY] if row["数值"] == 57.5)
    assert (row["学段"], row["地区"], row["状态"], row["数据类型"]) == ("小学", "甲县", "已完成", "数量")


def test_the_position_counts_the_characters_of_the_report_from_one(warehouse: Warehouse) -> None:
    row = next(row for row in sheets(exported(warehouse))[TIDY] if row["原文"] == "50所")
    ((text,),) = warehouse.ask("SELECT text FROM documents WHERE year = 2023")
    start, end = map(int, row["原文位置"].strip("第字").split("–"))
    assert text[start - 1 : end] == "50所"
    assert row["文件名"] == "甲县2023.txt"


def test_numbers_are_numbers_and_what_excel_would_round_is_text(hostile: Warehouse) -> None:
    rows = by_label(sheets(exported(hostile))[TIDY])
    assert rows["长数"]["数值"] == str(LONG)
    assert rows["小数"]["数值"] == 0.1
    assert rows["负数"]["数值"] == -3.5
    assert (rows["区间"]["数值"], rows["区间"]["上限值"]) == (1, 2)
    assert (rows["空"]["地区"], rows["空"]["年份"], rows["空"]["学段"]) == (None, None, None)


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        ("123456789012345", True),
        ("1234567890123456", False),
        ("0.123456789012345", True),
        ("150000000000000000", True),
    ],
)
def test_fifteen_digits_are_a_number(warehouse: Warehouse, value: str, exact: bool) -> None:
    warehouse.add(label="数", value=Decimal(value).quantize(Decimal("1e-10")))
    kept = by_label(sheets(exported(warehouse))[TIDY])["数"]["数值"]
    assert isinstance(kept, int | float) is exact
    assert Decimal(str(kept)) == Decimal(value).quantize(Decimal("1e-10"))


def test_no_text_becomes_a_formula(hostile: Warehouse) -> None:
    book = openpyxl.load_workbook(exported(hostile))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert set(HOSTILE) - {"\rx"} <= {cell.value for cell in cells}


def test_the_header_is_frozen_filtered_and_wide_enough(warehouse: Warehouse) -> None:
    for page in openpyxl.load_workbook(exported(warehouse)).worksheets:
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref == page.dimensions
        assert all(6 <= column.width <= 62 for column in page.column_dimensions.values())


def test_links_lead_to_the_report_page_where_there_are_pages(warehouse: Warehouse) -> None:
    report = warehouse.root / "report"
    assert "报告页" not in sheets(exported(warehouse, report))[TIDY][0]
    report.mkdir()
    (report / "index.html").touch()
    link = sheets(exported(warehouse, report))[TIDY][0]["报告页"]
    ids = warehouse.ask("SELECT doc_id, metric_id FROM metrics")
    assert link in {f'=HYPERLINK("../report/documents/{doc}.html#{metric}","查看原文")' for doc, metric in ids}


def test_rows_beyond_a_sheet_go_to_the_next_one(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 6)
    read = sheets(exported(warehouse))
    assert [len(read[name]) for name in (TIDY, f"{TIDY} 2", f"{TIDY} 3")] == [6, 6, 3]


def test_a_text_longer_than_a_cell_is_cut(warehouse: Warehouse) -> None:
    warehouse.add(label="长", measure="😀" * 30_000)
    kept = by_label(sheets(exported(warehouse))[TIDY])["长"]["计量对象"]
    assert kept == "😀" * 16_383 + "…"


def test_polars_reads_the_same_numbers(warehouse: Warehouse) -> None:
    frame = pl.read_excel(exported(warehouse), sheet_name=TIDY, engine="openpyxl")
    values = sorted(float(value) for (value,) in warehouse.ask("SELECT value FROM metrics"))
    assert frame["数值"].cast(pl.Float64).sort().to_list() == values

"""Figures in the tables of Markdown reports: value, unit, year and row header from the headers, totals checked."""

from decimal import Decimal

import pytest

from edu_pipeline.catalog import load_catalog
from edu_pipeline.records import Document, Metric, MetricKind, UnclaimedReason
from edu_pipeline.stages.analysis import Analysis, analyse

HEAD = "# 进贤县教育体育局2023年工作总结\n\n"


def analysed(text: str) -> Analysis:
    full, title = HEAD + text, HEAD.strip("# \n")
    document = Document("d", "a.md", "0", "text/markdown", "utf-8", title, None, None, "进贤县", 2023, None, full)
    return analyse(document, load_catalog())


def figures(text: str) -> list[Metric]:
    found = list(analysed(text).metrics)
    assert all((HEAD + text)[metric.char_start : metric.char_end] == metric.text for metric in found)
    return found


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("|学段|学校数（所）|\n|-|-|\n|小学|45|", (Decimal(45), "所", 2023)),
        ("|学段|在校生（万人）|\n|-|-|\n|小学|1.2|", (Decimal(12000), "人", 2023)),
        ("|项目|2021年|\n|-|-|\n|财政拨款（万元）|1,250|", (Decimal(12500000), "元", 2021)),
        ("|年份|教师（人）|\n|-|-|\n|2020|926|", (Decimal(926), "人", 2020)),
        ("|指标|数值|\n|-|-|\n|义务教育巩固率|98.5%|", (Decimal("98.5"), "%", 2023)),
        ("|指标|数值|\n|-|-|\n|新建学校|6所|", (Decimal(6), "所", 2023)),
        ("|序号|任务|\n|-|-|\n|1|新建公办幼儿园6所|", (Decimal(6), "所", 2023)),
    ],
)
def test_a_cell_gets_its_value_unit_and_year(row: str, expected: tuple[Decimal, str, int]) -> None:
    (found,) = figures(row)
    assert (found.value, found.unit, found.year) == expected


def test_a_cell_is_named_by_its_row_and_column() -> None:
    first, second = figures("|学段|在校生数|比上年增长（%）|\n|-|-|-|\n|初中|6,789|-1.2|")
    assert "初中" in first.label
    assert "在校生" in first.label
    assert (second.kind, second.direction, second.value) == (MetricKind.GROWTH, "down", Decimal("1.2"))


@pytest.mark.parametrize("cell", ["—", "/", "无", "12", "2023-01-05", "（略）"])
def test_a_cell_without_an_amount_is_no_figure(cell: str) -> None:
    assert figures(f"|单位名称|情况|\n|-|-|\n|甲校|{cell}|") == []


TOTAL = "|学段|学校（所）|在校生（人）|\n|-|-|-|\n|小学|45|12345|\n|初中|12|6789|\n|{}|57|{}|"


@pytest.mark.parametrize("name", ["合计", "总计", "全县合计", "**合 计**"])
def test_totals_of_columns_are_checked(name: str) -> None:
    assert [relation.holds for relation in analysed(TOTAL.format(name, 19134)).relations] == [True, True]
    assert sorted(relation.holds for relation in analysed(TOTAL.format(name, 19143)).relations) == [False, True]


def test_totals_of_rows_are_checked() -> None:
    row = "|学段|公办（所）|民办（所）|合计（所）|\n|-|-|-|-|\n|幼儿园|120|86|{}|"
    assert [relation.holds for relation in analysed(row.format(206)).relations] == [True]
    assert [relation.holds for relation in analysed(row.format(216)).relations] == [False]


@pytest.mark.parametrize(
    "table",
    [
        "|学段|学校（所）|\n|-|-|\n|小学|45|\n|其中：民办|5|\n|初中|12|\n|合计|58|",
        "|学段|师生比（%）|\n|-|-|\n|小学|6.1|\n|初中|7.3|\n|合计|6.5|",
        "|学段|学校（所）|\n|-|-|\n|小学|45|\n|初中|12|\n|合计|186|",
    ],
    ids=["part of a part", "rates", "parts missing"],
)
def test_what_is_no_plain_total_raises_no_alarm(table: str) -> None:
    assert [relation.explanation for relation in analysed(table).relations if not relation.holds] == []


def test_numbers_that_are_struck_out_are_told() -> None:
    analysis = analysed("~~原有幼儿园110所~~，现有幼儿园<b>123</b>所。")
    assert [metric.value for metric in analysis.metrics] == [Decimal(123)]
    assert [(n.text, n.reason) for n in analysis.unclaimed if n.text == "110"] == [("110", UnclaimedReason.STRUCK)]

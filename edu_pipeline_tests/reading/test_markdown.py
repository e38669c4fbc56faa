"""Markdown's marks are no text, every position stays, and a pipe table's cells know their headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_pipeline.reading.markdown import MASK, plain_text, read_markdown
from edu_pipeline.reading.tables import Cell
from edu_pipeline.records import UnclaimedReason

READ = [
    ("全县幼儿园<strong>123</strong>所", "全县幼儿园123所"),
    ("专任教师_926_人、*小学*45所", "专任教师926人、小学45所"),
    ("~~原统计110所~~ 共123所", " 共123所"),
    ("<del>110</del>123所", "123所"),
    ("详见[附件](http://a.b/2023/1.html)和[表][2]", "详见附件和表"),
    ("![图1](a12.png)共45所[^1]", "共45所"),
    ("共45所<!-- 草稿\n44所 -->。", "共45所\n。"),
    ("占93.7&#37;&nbsp;以上 &lt;5&gt;", "占93.7%\u0020以上 <5>"),
    ("```\n代码 99人\n```\n共45所", "\n\n\n共45所"),
    (r"2\*3", "2*3"),
    ("共45所<br>其中", "共45所\n其中"),
    ("[1]: http://a.b/2023\n共45所", "\n共45所"),
    # no markup
    ("a_b_c.txt 和 3*4", "a_b_c.txt 和 3*4"),
    ("入学率<95%，～5~10岁", "入学率<95%，～5~10岁"),
    ("[2023]12号、（[1]）", "[2023]12号、（[1]）"),
    ("A&B 和 R&D；", "A&B 和 R&D；"),
    ("<!-- 没有结束 45所", "<!-- 没有结束 45所"),
    ("```\n没有结束 45所", "```\n没有结束 45所"),
]


@pytest.mark.parametrize(("source", "text"), READ)
def test_marks_are_left_out(source: str, text: str) -> None:
    assert plain_text(source) == text


def test_what_is_left_out_says_what_its_numbers_are() -> None:
    omitted = read_markdown("~~110所~~ <td width='12'>45所</td>").omitted
    assert [one.reason for one in omitted] == [UnclaimedReason.STRUCK, UnclaimedReason.MARKUP, UnclaimedReason.MARKUP]


@given(st.text(alphabet="~*_<>!-[](){}|`&#;\\ab1 中\n", max_size=200))
def test_masked_text_keeps_length_and_lines(text: str) -> None:
    masked = read_markdown(text).masked
    assert len(masked) == len(text)
    changed = [old for old, new in zip(text, masked, strict=True) if new not in (old, MASK)]
    assert all(old in "&;>" for old in changed)
    assert all(masked[place] == "\n" for place, char in enumerate(text) if char == "\n")


TABLE = """表1 各级学校情况（单位：人）

| 学段 | 学校数（所） | 在校生数 | **增长**（%） |
|:---|---:|---:|---|
| 小学 | 45 | 12,345 | 2.3 |
| 初中 | 12 |  | -1.2 |

下文。
"""


def cells(text: str) -> list[Cell]:
    return [cell for table in read_markdown(text).tables for cell in table.cells]


def test_cells_know_where_they_stand_and_their_headers() -> None:
    found = cells(TABLE)
    assert [(cell.row, cell.column, cell.text) for cell in found] == [
        (1, 1, "45"),
        (1, 2, "12,345"),
        (1, 3, "2.3"),
        (2, 1, "12"),
        (2, 3, "-1.2"),
    ]
    assert [(cell.stub, cell.headers, cell.unit) for cell in found[:3]] == [
        (("小学",), ("学校数",), "所"),
        (("小学",), ("在校生数",), "人"),
        (("小学",), ("增长",), "%"),
    ]
    assert all(TABLE[cell.start : cell.end] == cell.text for cell in found)
    assert "小学" not in read_markdown(TABLE).masked


@pytest.mark.parametrize(
    ("table", "units"),
    [
        ("|项目|单位|2022年|\n|-|-|-|\n|教师数|人|926|\n|经费|万元|12|", ["人", "万元"]),
        ("单位：万元\n\n|项目|预算|\n|-|-|\n|支出|12|", ["万元"]),
        ("|项目|数|\n|-|-|\n|教师（人）|12|", ["人"]),
        ("年份|学校（所）\n---|---\n2020|312\n2021年|318", ["所", "所"]),
        ("|序号|任务|\n|-|-|\n|1|新建学校6所|\n|2|招聘12人|", ["", ""]),
    ],
    ids=["column", "above", "row", "years", "prose"],
)
def test_unit_of_a_cell(table: str, units: list[str]) -> None:
    assert [cell.unit for cell in cells(table)] == units


@pytest.mark.parametrize("text", ["a | b\n说明：12所", "|12|\n\n|-|", "| 甲 | 乙 |\n|---|---|", "---\n标题 | x"])
def test_bars_alone_are_no_table(text: str) -> None:
    assert read_markdown(text).tables == ()

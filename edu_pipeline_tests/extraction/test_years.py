"""The time that a sentence gives to its figures, in a report of 2022; and that of whole reports in ``times.mark``."""

import pytest

from edu_pipeline_tests.extraction.marked_times import days_of, faults, marked_reports
from edu_pipeline_tests.extraction.reports import metrics, only


@pytest.mark.parametrize("marked", marked_reports(), ids=lambda marked: marked.split("\n")[0])
def test_every_figure_of_a_report_keeps_its_own_time_and_status(marked: str) -> None:
    assert faults(marked) == []


YEARS = [
    # Chinese numerals
    ("二〇二一年，新建学校6所。", [2021]),
    ("二○二〇年底，全县幼儿园88所。", [2020]),
    ("全县于二零一九年建成学校3所。", [2019]),
    ("落实《二〇二一年工作要点》，新建学校6所。", [2022]),
    # the year before
    ("去年同期幼儿园120所，目前126所。", [2021, 2022]),
    ("上年同期为98万元，今年为102万元。", [2021, 2022]),
    ("与去年同期相比，增加学位300个。", [2022]),
    ("较上年同期的98万元增加4万元。", [2021, 2022]),
    ("在校生3.2万人，上年3.1万人，增长3.2%。", [2022, 2021, 2022]),
    ("去年投入3亿元，增长5%。", [2021, 2021]),
    ("前年招聘30人，去年招聘40人，今年招聘50人。", [2020, 2021, 2022]),
    # years side by side
    ("2020年、2021年分别招聘教师120名、135名。", [2020, 2021]),
    ("去年和今年分别新建学校5所、6所。", [2021, 2022]),
    ("近三年招生分别为820人、860人、905人。", [2020, 2021, 2022]),
    ("2020年和2021年共招聘教师120名、校医3名。", [2021, 2021]),
    ("2020年小学85所；2021年小学80所；2022年小学78所。", [2020, 2021, 2022]),
    # a base beside what it led to
    ("巩固率由2020年的91%提高到2022年的95%。", [2020, 2022]),
    ("到2025年，巩固率由2020年的91%提高到95%。", [2020, 2025]),
    ("到2025年，巩固率由91%提高到95%。", [2022, 2025]),
    ("五年来，大班额占比由11.6%降至1.2%。", [2017, 2022]),
    ("下一步，计划于2025年投入18.5万元，增设功能室2间。", [2025, 2025]),
    # a bracket keeps its year to itself
    ("新建学校23所（2021年18所，完成率98%），改建5所。", [2022, 2021, 2021, 2022]),
    # what began then is counted now
    ("学校始建于1998年，现有学生1584人。", [2022]),
    ("县一中创建于1942年，占地120亩。", [2022]),
    # what is still to come
    ("将力争2025年通过国家验收，届时公办学位占比不低于95%。", [2025]),
]


@pytest.mark.parametrize(("text", "years"), YEARS)
def test_year(text: str, years: list[int]) -> None:
    assert [m.year for m in metrics(text)] == years


DAYS = [
    ("2022年1-9月，财政教育支出5.6亿元。", ["2022-01-01..2022-09-30"]),
    ("上半年完成投资3200万元，全年完成投资7800万元。", ["2022-01-01..2022-06-30", "-"]),
    ("截至2021年底，全县教师4000人，学校88所。", ["2021-12-31..2021-12-31", "2021-12-31..2021-12-31"]),
    ("2021年，全县教师4000人。", ["-"]),
    ("2022年9月，培训教师320人次，参与率98%。", ["2022-09-01..2022-09-30", "-"]),
    ("6月底前完成改造5所。", ["-"]),
    ("自3月起，覆盖学生3万人。", ["-"]),
    ("五年来新建学校28所。", ["2018-01-01..2022-12-31"]),
    ("连续五年上线率超过80%。", ["-"]),
    ("2020—2022年，三年间招聘教师860人，投入5.2亿元。", ["2020-01-01..2022-12-31"] * 2),
    ("2021学年，在园幼儿8654人。", ["2021-09-01..2022-08-31"]),
    ("第三季度、第四季度分别完成1.2亿元、0.6亿元。", ["2022-07-01..2022-09-30", "2022-10-01..2022-12-31"]),
]


@pytest.mark.parametrize(("text", "days"), DAYS)
def test_days_that_narrow_the_year(text: str, days: list[str]) -> None:
    assert [days_of(m) for m in metrics(text)] == days


def test_a_paragraph_that_opens_with_another_year_is_about_it() -> None:
    text = "全县共有小学88所。\n2020年，启动集团化办学，组建集团12个。投入资金300万元。\n新建学校5所。"
    assert [m.year for m in metrics(text)] == [2022, 2020, 2020, 2022]


def test_a_report_without_a_year_leaves_relative_words_alone() -> None:
    found = metrics("去年新建学校5所。2021年新建学校6所。", year=None)  # type: ignore[arg-type]
    assert [m.year for m in found] == [None, 2021]


def test_a_norm_does_not_end_with_the_part_of_the_year() -> None:
    assert days_of(only("生均公用经费标准为650元。")) == "-"

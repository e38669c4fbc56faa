"""What a figure counts: its own words, and what it has from the figure that it belongs to."""

import pytest

from edu_pipeline.records import MetricKind
from edu_pipeline_tests.extraction.reports import metrics, only


def labels(text: str) -> list[str]:
    return [metric.label for metric in metrics(text)]


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("全县有幼儿园96所，其中公办41所、民办55所。", ["幼儿园数", "公办幼儿园数", "民办幼儿园数"]),
        ("新增学位4100个，其中初中1500个。", ["新增学位数", "新增初中学位数"]),
        ("在校生9800人，其中民办学校1200人。", ["在校生人数", "民办学校在校生人数"]),
        (
            "教师410名：高中90名，初中120名，幼儿园200名。",
            ["教师人数", "高中教师人数", "初中教师人数", "幼儿园教师人数"],
        ),
        ("班级260个（乡村84个）。", ["班级数", "乡村班级数"]),
        # A part with a name of its own keeps it.
        ("教职工720人，其中专任教师633人。", ["教职工人数", "专任教师人数"]),
    ],
)
def test_a_part_that_only_says_which_is_named_by_its_whole(text: str, headers: list[str]) -> None:
    assert labels(text) == headers


@pytest.mark.parametrize(
    "text",
    [
        "全县有幼儿园96所，其中公办41所、民办55所。",
        "在校生9800人，其中民办学校1200人。",
        "教师410名：高中90名，初中120名，小学200名。",
        "班级260个（乡村84个）。",
    ],
)
def test_a_part_points_at_its_whole(text: str) -> None:
    whole, *parts = metrics(text)
    assert whole.part_of is None
    assert {part.part_of for part in parts} == {whole.metric_id}


@pytest.mark.parametrize(
    "text",
    [
        "小学在校生7300人，初中4100人。",
        "普通高中招生1900人，中职1400人。",
        "小学15所，初中6所。",
        "校车48辆，覆盖学生2600人。",
    ],
)
def test_what_stands_beside_is_no_part(text: str) -> None:
    assert [metric.part_of for metric in metrics(text)] == [None, None]


@pytest.mark.parametrize(
    ("text", "header", "whole"),
    [
        ("民办幼儿园占全县幼儿园总数的54.7%。", "民办幼儿园占比", "幼儿园"),
        ("双语教师占专任教师总数的18.2%。", "双语教师占比", "专任教师"),
        ("小学教师占教师总数的45%。", "小学教师占比", "教师"),
        ("住校生占在校学生的31%。", "住校生占比", "在校学生"),
    ],
)
def test_a_share_names_its_part_and_its_whole(text: str, header: str, whole: str) -> None:
    share = only(text)
    assert (share.label, share.share_of) == (header, whole)


@pytest.mark.parametrize("text", ["公办幼儿园占比达52%。", "食堂占地800平方米。", "校舍占地面积3.1万平方米。"])
def test_without_a_whole_none_is_named(text: str) -> None:
    assert only(text).share_of is None


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("教育支出21.4亿元，同比增长6.2%。", "教育支出增长率"),
        ("教育支出21.4亿元，比上年减少0.8亿元。", "教育支出减少额"),
        ("巩固率98.1%，比上年提高0.4个百分点。", "巩固率提高"),
        ("校车62辆，比去年增加7辆。", "校车增加数"),
    ],
)
def test_a_difference_is_named_by_what_it_is_of(text: str, header: str) -> None:
    assert labels(text)[1] == header


def test_two_levels_are_no_difference() -> None:
    assert [metric.kind for metric in metrics("校车62辆，驾驶员70名。")] == [MetricKind.LEVEL, MetricKind.LEVEL]


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("本科上线832人，上线率61.3%。", "本科上线率"),
        ("发放问卷520份，回收498份。", "回收问卷份数"),
        ("普通高中6所，专任教师780人。", "普通高中专任教师人数"),
        ("纸质图书21万册，生均38册。", "生均纸质图书册数"),
        ("营养餐覆盖学校42所，覆盖学生1.3万人。", "营养餐覆盖学生人数"),
        # What stands on its own feet takes nothing.
        ("校车62辆，无证幼儿园3所。", "无证幼儿园数"),
    ],
)
def test_what_leans_takes_the_noun_before_it(text: str, header: str) -> None:
    assert labels(text)[1] == header


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("教师职称正高级9名、副高级210名、中级618名、初级322名。", "中级"),
        ("新增教师职称正高级4名、副高级66名、中级129名、初级80名。", "初级"),
    ],
)
def test_a_rank_of_a_list_is_not_cut_from_its_neighbour(text: str, header: str) -> None:
    found = labels(text)
    assert f"职称{header}人数" in [label[-len(f"职称{header}人数") :] for label in found]
    assert not any("正中" in label or "正初" in label for label in found)


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("引进优秀教育管理人才8名和专业技术人才17名。", ["引进优秀教育管理人才人数", "引进专业技术人才人数"]),
        ("聘请法治副校长12名和校外辅导员40名。", ["聘请法治副校长人数", "聘请校外辅导员人数"]),
    ],
)
def test_two_things_of_one_verb_have_two_headers(text: str, headers: list[str]) -> None:
    assert labels(text) == headers


def test_a_part_does_not_take_the_stage_that_it_replaces() -> None:
    assert labels("公开招聘中小学教师260人，其中乡村教师90人。")[1] == "乡村教师人数"


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("未达标学校12所。", "未达标学校数"),
        ("尚未入学的残疾儿童7人。", "尚未入学残疾儿童人数"),
        ("不足50人的教学点有14个。", "不足50人教学点数"),
        ("超过2000人的学校5所。", "超过2000人学校数"),
        ("没有食堂的学校9所。", "没有食堂学校数"),
        ("2016年以前建成的宿舍23栋。", "2016年以前建成宿舍数"),
        ("非在编教师58人。", "非在编教师人数"),
    ],
)
def test_a_word_that_turns_the_meaning_stays(text: str, header: str) -> None:
    assert only(text).label == header


@pytest.mark.parametrize(
    "text", ["不含幼儿园，全县有学校68所。", "除幼儿园外，全县有学校68所。", "学校68所（不含幼儿园）。"]
)
def test_what_is_not_counted_is_not_in_the_header(text: str) -> None:
    assert only(text).label == "学校数"


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("投资860万元实施农村小学改造项目9个。", "农村小学改造项目投资额"),
        ("投入75万元，更新校园监控。", "校园监控投入资金"),
        ("拨付240万元用于营养餐。", "营养餐拨付资金"),
        # Money with a name of its own.
        ("公用经费支出3100万元。", "公用经费支出"),
    ],
)
def test_money_is_named_by_what_it_was_for(text: str, header: str) -> None:
    assert labels(text)[0] == header


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("永修县毛入园率96.3%，德安县91.2%。", "毛入园率"),
        ("课后服务学生参与率96.3%，全市平均91.2%。", "课后服务学生参与率"),
    ],
)
def test_a_figure_of_another_place_is_of_the_same_thing(text: str, header: str) -> None:
    label = labels(text)[1]
    assert header in label
    assert "永修" not in label

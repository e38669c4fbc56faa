"""A header that can't stand alone takes one noun from around its figure, and no header takes more than it needs."""

import pytest

from edu_pipeline_tests.extraction.reports import metrics, only


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("开展课后服务学校46所，学生参与率95.2%。", "课后服务学生参与率"),
        ("参与课后服务学生2.4万人，参与教师1600人。", "课后服务参与教师人数"),
        ("治理校外培训，开展巡查31次。", "校外培训巡查次数"),
        ("完善心理健康教育，建成辅导室24个。", "心理健康教育辅导室数"),
        # It says enough.
        ("规范校外培训，建成塑胶运动场24个。", "塑胶运动场数"),
    ],
)
def test_a_short_header_takes_the_nearest_noun(text: str, header: str) -> None:
    assert metrics(text)[-1].label == header


@pytest.mark.parametrize(
    ("heading", "text", "stage"),
    [
        ("学前教育", "毛入园率91%。", None),
        ("义务教育", "巩固率99.2%。", "义务教育"),
        ("特殊教育", "在校学生212人。", "特殊教育"),
        ("普通高中教育", "招生1900人。", "普通高中"),
    ],
)
def test_what_every_school_has_takes_the_stage_of_its_heading(heading: str, text: str, stage: str | None) -> None:
    found = only(f"一、{heading}\n{text}")
    assert stage is None or found.label.startswith(stage)


def test_a_stage_said_of_another_figure_is_not_taken() -> None:
    assert metrics("小学在校生7300人。校车62辆。")[1].label == "校车数"


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("在全省中学生运动会上获12金9银7铜。", "中学生运动会金牌数"),
        ("在青少年机器人竞赛中获一等奖3个。", "青少年机器人竞赛一等奖数"),
        ("参加校园合唱比赛，获金奖2个。", "校园合唱比赛金奖数"),
        ("在经典诵读大赛中荣获二等奖4项。", "经典诵读大赛二等奖数"),
    ],
)
def test_a_prize_is_named_by_what_it_was_won_at(text: str, header: str) -> None:
    assert metrics(text)[0].label == header


def test_a_title_is_not_won_at_the_contest_before() -> None:
    found = metrics("在经典诵读大赛中获奖6项；新增示范学校2所。")
    assert "大赛" not in found[1].label


@pytest.mark.parametrize("word", ["课后服务", "中学生运动会", "营养餐"])
def test_nothing_is_said_twice(word: str) -> None:
    text = f"在{word}中获12金9银。" if "会" in word else f"{word}覆盖学校42所，{word}覆盖学生1.3万人。"
    assert all(metric.label.count(word) <= 1 for metric in metrics(text))

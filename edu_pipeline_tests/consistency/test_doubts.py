"""Figures that are doubtful by themselves."""

from dataclasses import replace

import pytest

from edu_pipeline.consistency import find_doubts
from edu_pipeline_tests.consistency.marked import read


def reasons(marked: str) -> list[str]:
    metrics, document = read(marked)
    return [doubt.reason for doubt in find_doubts(metrics, document)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("投资[2亿万元]，为[6所]学校装备功能室。", ["doubled_scale"]),
        ("普惠性幼儿园覆盖率达[108.2%]。", ["share_above_100"]),
        ("投诉量下降[120%|growth|down]。", ["fall_above_100"]),
        ("财政投入[2460万元]，其中设备购置[500元]。", ["lost_scale"]),
        ("参与学生[57.8亿人]。", ["too_large"]),
    ],
)
def test_doubtful_figure_is_named_with_its_reason(marked: str, expected: list[str]) -> None:
    assert reasons(marked) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "高中阶段毛入学率[103.5%]。",
        "完成年度任务的[112%]。",
        "投诉量下降[12%|growth|down]。",
        "财政投入[4860余万元]，为边远地区教师发放每人每月[300元]的补贴。",
        "投资[1.2万亿元]。",
        "开展学校[535所]，参与率[100%]。",
    ],
)
def test_sound_figure_is_not_doubted(marked: str) -> None:
    assert reasons(marked) == []


def test_one_fact_with_two_values_is_doubted_on_both() -> None:
    metrics, document = read("全市教育集团[46个]。全市教育集团达[64个]。")
    linked = [replace(metric, indicator_id="education_groups") for metric in metrics]
    doubts = find_doubts(linked, document)
    assert [doubt.metric_id for doubt in doubts] == [metric.metric_id for metric in metrics]
    assert {doubt.reason for doubt in doubts} == {"stated_twice"}


def test_one_fact_printed_more_and_less_precisely_is_not_doubted() -> None:
    metrics, document = read("学生[57.8万人]。学生[578123人]。")
    linked = [replace(metric, indicator_id="after_school_students") for metric in metrics]
    assert find_doubts(linked, document) == []

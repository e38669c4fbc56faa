"""Row headers are self-contained: lists, comparisons, parts and rates carry what they lean on."""

import pytest

from edu_pipeline_tests.extraction.reports import metrics

HEADERS = [
    (
        "全县开展课后服务学校35所，学生和教师参与率分别达93.7%和91.3%。",
        [["学校"], ["学生参与率", "课后服务"], ["教师参与率", "课后服务"]],
    ),
    (
        "共获国赛二等奖2个、三等奖7个，省赛一等奖9个、二等奖8个。",
        [["国赛二等奖"], ["国赛三等奖"], ["省赛一等奖"], ["省赛二等奖"]],
    ),
    ("在运动会中获18金32银3铜。", [["运动会", "金牌"], ["运动会", "银牌"], ["运动会", "铜牌"]]),
    (
        "财政教育支出15亿元，较上年增加1.2亿元，增幅达9.1%。",
        [["财政教育支出"], ["财政教育支出", "增加"], ["财政教育支出", "增长率"]],
    ),
    ("全县幼儿园177所（公办58所，民办119所）。", [["幼儿园"], ["幼儿园", "公办"], ["幼儿园", "民办"]]),
    ("新增学位3000个，其中小学1200个。", [["新增学位"], ["学位", "小学"]]),
    ("推选4所幼儿园、18所中小学参评省级示范校。", [["幼儿园", "参评省级示范校"], ["中小学", "参评省级示范校"]]),
    ("普通高中15所，招生947人，在校生2713人。", [["普通高中"], ["普通高中", "招生"], ["普通高中", "在校生"]]),
    ("投入160余万元，促进创客教育发展。", [["创客教育", "投入"]]),
    ("下发整改通知书521份、督办单160份。", [["整改通知书"], ["督办单"]]),
]


@pytest.mark.parametrize(("text", "parts"), HEADERS)
def test_header_says_what_is_counted(text: str, parts: list[list[str]]) -> None:
    labels = [m.label for m in metrics(text)]
    assert len(labels) == len(parts)
    for label, words in zip(labels, parts, strict=True):
        assert all(word in label for word in words), label


def test_a_heading_gives_the_topic_that_the_clause_lacks() -> None:
    (found,) = metrics("1.特殊教育稳步发展。\n全年投入1200万元。")
    assert "特殊教育" in found.label


def test_the_title_of_a_report_is_no_topic() -> None:
    found = metrics("桃源县教育局2022年工作总结\n\n学生参与率达93.7%。\n\n一、基本情况\n教师3人。")
    assert not any("总结" in m.label for m in found)

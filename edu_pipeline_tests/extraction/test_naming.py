"""What a figure counts, in words: what it has of its own, and what it has from the figures and words around."""

import pytest

from edu_pipeline_tests.extraction.reports import metrics

HEADERS = [
    # A list inherits its lead, but what it names anew.
    (
        "参加作文竞赛，获国家级二等奖4个、省级一等奖9个、市级三等奖21个。",
        ["作文竞赛国家级二等奖数", "作文竞赛省级一等奖数", "作文竞赛市级三等奖数"],
    ),
    # What was spent is not said of what it was spent on; the name of a project keeps its order.
    ("投资320万元实施乡村初中维修项目12个。", ["乡村初中维修项目投资额", "乡村初中维修项目数"]),
    ("投资90万元实施幼儿园改造项目3个。", ["幼儿园改造项目投资额", "幼儿园改造项目数"]),
    ("投资75万元购置图书3000册。", ["购置图书投资额", "购置图书册数"]),
    # Parts that only say which one are named by their whole.
    ("全县初中18所，其中城区5所、农村13所。", ["初中数", "城区初中数", "农村初中数"]),
    ("校外培训机构46家，其中学科类12家。", ["校外培训机构数", "学科类校外培训机构数"]),
    ("新增学位3000个，其中小学1200个。", ["新增学位数", "新增小学学位数"]),
    ("全县小学教师1200人（女教师900人）。", ["小学教师人数", "女教师人数"]),
    # Words of a list are each figure's own.
    ("引进研究型管理人才6名和心理咨询人才9名。", ["引进研究型管理人才人数", "引进心理咨询人才人数"]),
    ("公开招聘中小学教师300人，其中乡村教师100人。", ["公开招聘中小学教师人数", "乡村教师人数"]),
    ("全县42所小学（幼儿园）、中职学校近3万学生复课。", ["小学数", "复课学生人数"]),
    ("幼儿园88所，公办园在园幼儿占在园幼儿总数的56%。", ["幼儿园数", "公办园在园幼儿占比"]),
    # A word that turns the meaning stays.
    ("未达标学校7所，缺少音乐教师的小学9所。", ["未达标学校数", "缺少音乐教师小学数"]),
    # Another place has the measure, not the place, of the one before.
    ("永修县优良率96.3%，德安县（95.1%）。", ["永修县优良率", "优良率"]),
    ("本科上线521人，上线率60.02%。", ["本科上线人数", "本科上线率"]),
    ("发放教师问卷500份，回收480份。", ["发放教师问卷份数", "回收教师问卷份数"]),
    ("在田径运动会中获18金32银3铜。", ["田径运动会金牌数", "田径运动会银牌数", "田径运动会铜牌数"]),
    ("新增教师职称正高级8名、副高级39名。", ["新增教师职称正高级人数", "新增教师职称副高级人数"]),
]


@pytest.mark.parametrize(("text", "headers"), HEADERS, ids=[text[:16] for text, _ in HEADERS])
def test_each_figure_has_its_own_header(text: str, headers: list[str]) -> None:
    assert [metric.label for metric in metrics(text)] == headers


def test_a_share_says_of_what_it_is() -> None:
    assert [m.share_of for m in metrics("双师型教师占专业课教师的比例为55%。")] == ["专业课教师"]
    assert [m.share_of for m in metrics("占高中阶段在校生总数的43%。")] == ["高中阶段在校生"]
    assert [m.share_of for m in metrics("义务教育巩固率98%。")] == [None]

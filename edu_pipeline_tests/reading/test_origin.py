"""What place a report is about."""

import pytest

from edu_pipeline.catalog import load_catalog
from edu_pipeline.reading import read_front_matter

REGIONS = load_catalog().regions


def region(text: str) -> str | None:
    return read_front_matter(text, REGIONS).region


def of_title(title: str, body: str = "现有学校36所。") -> str | None:
    return region(f"{title}\n\n一、基本情况\n{body}\n")


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("临澜区教育局2023年工作总结", "临澜区"),
        ("2023年临澜区教育工作总结", "临澜区"),
        ("临山市临水区教体局2023年工作总结", "临水区"),
        ("江西省临水县教体局2023年工作总结", "临水县"),
        ("关于印发《云岭县2023年教育工作要点》的通知", "云岭县"),
        ("进贤县罗溪镇2022年教育工作总结", "罗溪镇"),
    ],
)
def test_a_place_of_no_table_is_read_before_its_authority(title: str, place: str) -> None:
    assert of_title(title) == place


@pytest.mark.parametrize(
    "title", ["示范区教育局2023年工作总结", "各县区教育局2023年考核结果", "全区教育工作总结", "城区教育工作总结"]
)
def test_a_kind_of_area_is_no_place(title: str) -> None:
    assert of_title(title) is None


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("祁阳县教育局2019年工作总结", "祁阳县"),
        ("孟津县教体局2019年工作总结", "孟津县"),
        ("襄樊市教育局2009年工作总结", "襄樊市"),
    ],
)
def test_a_report_keeps_the_name_of_its_time(title: str, place: str) -> None:
    assert of_title(title) == place


@pytest.mark.parametrize(
    ("title", "body", "place"),
    [
        ("宝鸡渭滨工业职业学院2022届毕业生就业质量报告", "毕业生36人。", "宝鸡市"),
        ("薛城区临泉路小学2021年自评报告", "学生36人。", "薛城区"),
        ("江西省临川第一中学2022年工作总结", "学生36人。", "临川区"),
        ("湖南工业职业技术学院2022年质量年度报告", "学生36人。", "湖南省"),
        ("育英学校2022年工作总结", "学校位于桃源县漳江镇，现有学生36人。", "桃源县"),
        ("南京路小学2022年工作总结", "学校坐落于青岛市市南区。", "市南区"),
        ("临澜区机关幼儿园简介", "现有教职工36人。", "临澜区"),
        ("南京路小学2022年工作总结", "学生36人。", None),
        ("中山大学2022年工作总结", "学生36人。", None),
        ("云岭中心幼儿园简介", "现有教职工26人。", None),
    ],
)
def test_the_place_of_an_institution(title: str, body: str, place: str | None) -> None:
    assert of_title(title, body) == place


@pytest.mark.parametrize(
    "text",
    [
        "2022年全国教育成绩单\n\n北京市海淀区有小学36所。\n",
        "2022年教育统计主要结果\n\n教育部有关负责人表示，全国共有小学15万所。\n",
        "中国教育概况\n\n小学15万所。\n",
    ],
)
def test_a_report_on_the_whole_country(text: str) -> None:
    assert region(text) == "全国"


def test_a_news_story_is_about_the_area_that_it_calls_whole() -> None:
    story = "五年砥砺 教育交出新答卷\n\n本报兰州讯（记者）家住临夏县的家长说，五年来全省新建幼儿园2164所。\n"
    assert region(story) == "甘肃省"
    assert region("幼儿园年检情况通报\n\n全市合格幼儿园：红谷滩区36所。\n") == "南昌市"
    subtitled = "开学啦\n——望澜区新学期见闻\n\n孩子们走进崭新的望澜区滨湖实验学校，全区学校143所。\n"
    assert region(subtitled) == "望澜区"
    assert region("开学啦\n\n部分城区学校开学，全区学校143所。\n") is None

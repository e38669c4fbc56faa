from datetime import date
from pathlib import Path

import pytest

from edu_pipeline.catalog import load_catalog
from edu_pipeline.reading import FrontMatter, decode, read_front_matter
from edu_pipeline.reading.dates import find_date, year_of_report, year_of_title

REGIONS = load_catalog().regions
SEEDS = sorted(Path(__file__).parents[2].joinpath("seeds").glob("00?_*.txt"))


@pytest.mark.parametrize("regions", [REGIONS, None])
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (
            0,
            FrontMatter(
                "南昌市“五型”政府建设领导小组办公室简报（第35期）",
                None,
                "南昌市“五型”政府建设领导小组办公室",
                "南昌市",
                2022,
                date(2022, 9, 9),
            ),
        ),
        (
            1,
            FrontMatter(
                "中共南昌市委教育工委 南昌市教育局2023年工作总结及2024年工作要点",
                None,
                "中共南昌市委教育工委 南昌市教育局",
                "南昌市",
                2023,
                None,
            ),
        ),
        (2, FrontMatter("南昌市教育局2020年工作总结及2021年工作要点", None, "南昌市教育局", "南昌市", 2020, None)),
        (
            3,
            FrontMatter(
                "关于印发《南昌市新建区教体局2022年工作总结》的通知",
                "新教发〔2023〕1号",
                "南昌市新建区教体局",
                "新建区",
                2022,
                date(2023, 1, 28),
            ),
        ),
        (
            4,
            FrontMatter(
                "东湖区教体局2021年工作总结及2022年工作计划",
                "东教字〔2022〕1号",
                "南昌市东湖区教育体育局",
                "东湖区",
                2021,
                date(2022, 1, 17),
            ),
        ),
    ],
)
def test_the_five_reports(number: int, expected: FrontMatter, regions: object) -> None:
    text = decode(SEEDS[number].read_bytes()).text
    assert read_front_matter(text, regions) == expected  # type: ignore[arg-type]


PROSE = "全市教育系统坚持以人民为中心的发展思想，各项工作取得了新的进展和成效。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"首页 > 统计\n2022年全国教育事业发展统计公报[1]\n发布时间：2023-07-05 来源：教育部\n2022年，{PROSE}",
            FrontMatter("2022年全国教育事业发展统计公报", None, "教育部", "全国", 2022, date(2023, 7, 5)),
        ),
        (
            f"桃源县教育局\n2022年工作总结\n\n{PROSE}\n桃源县教育局\n二〇二二年十二月二十日\n",
            FrontMatter("桃源县教育局2022年工作总结", None, "桃源县教育局", "桃源县", 2022, date(2022, 12, 20)),
        ),
        (
            f"贵州省卫生健康委员会文件\n黔卫健发（2024）3 号\n关于2023年工作情况的报告\n省人民政府：\n{PROSE}\n",
            FrontMatter(
                "关于2023年工作情况的报告", "黔卫健发（2024）3号", "贵州省卫生健康委员会", "贵州省", 2023, None
            ),
        ),
        (
            f"索引号：012\n发文字号：成教发[2024]12号\n标题：成都市教育局2024年工作要点\n发布机构：成都市教育局\n成文日期：2024年2月1日\n{PROSE}",
            FrontMatter(
                "成都市教育局2024年工作要点", "成教发[2024]12号", "成都市教育局", "成都市", 2024, date(2024, 2, 1)
            ),
        ),
        (
            f"# 2023年苏州市教育工作总结\n\n> 苏州市教育局 2024-01-05\n\n{PROSE}",
            FrontMatter("2023年苏州市教育工作总结", None, "苏州市教育局", "苏州市", 2023, date(2024, 1, 5)),
        ),
        (
            f"市教育局年度工作总结\n{PROSE}宜昌市新增学位，夷陵区、宜昌市均已完成。\n2024年1月9日\n",
            FrontMatter("市教育局年度工作总结", None, "市教育局", "宜昌市", 2023, date(2024, 1, 9)),
        ),
        (
            f"江西省2022年统计公报\n江西省统计局　国家统计局江西调查总队\n2023年3月27日\n{PROSE}",
            FrontMatter(
                "江西省2022年统计公报", None, "江西省统计局 国家统计局江西调查总队", "江西省", 2022, date(2023, 3, 27)
            ),
        ),
        (
            f"南昌县教育局：答好民生卷\n信息来源：南昌县教体局　　2023-11-03\n{PROSE}",
            FrontMatter("南昌县教育局：答好民生卷", None, "南昌县教体局", "南昌县", 2023, date(2023, 11, 3)),
        ),
        (f"2021年，{PROSE}", FrontMatter(None, None, None, None, 2021, None)),
        (PROSE, FrontMatter()),
        ("", FrontMatter()),
    ],
)
def test_other_layouts(text: str, expected: FrontMatter) -> None:
    assert read_front_matter(text, REGIONS) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("新教发〔2023〕1号", "新教发〔2023〕1号"),
        ("洪教字 [2022] 15 号", "洪教字[2022]15号"),
        ("国办发（2021）第 3 号", "国办发（2021）第3号"),
        ("落实《关于印发方案的通知》（新教发〔2023〕1号）精神，各校要认真组织学习。", None),
    ],
)
def test_a_document_number_stands_in_a_line_of_its_own(number: str, expected: str | None) -> None:
    assert read_front_matter(f"{number}\n某市教育局2023年工作总结\n{PROSE}").doc_number == expected


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2023年工作总结及2024年工作要点", 2023),
        ("关于2024年工作计划和2023年工作总结的报告", 2023),
        ("2024年工作要点", 2024),
        ("二〇二三年教育事业统计公报", 2023),
        ("学前教育三年行动计划（2021—2023年）", 2023),
        ("2022-2023学年度教育统计简况", 2023),
        ("“十四五”教育发展规划", 2025),
        ("某学院2022届毕业生就业质量报告", 2022),
        ("教育局第2022届运动会工作总结", None),
        ("教育局工作总结", None),
    ],
)
def test_the_year_of_a_title(title: str, year: int | None) -> None:
    assert year_of_title(title) == year


@pytest.mark.parametrize(
    ("title", "body", "published", "year"),
    [
        ("工作总结", f"2022年，在市委领导下，{PROSE}", date(2023, 1, 5), 2022),
        ("年度工作总结", PROSE, date(2023, 2, 5), 2022),
        ("工作简报", PROSE, date(2023, 2, 5), 2023),
        ("年度工作总结", PROSE, date(2022, 12, 25), 2022),
        (None, f"{PROSE}2021年新增5所。2021年改建3所。2021年撤并2所。", None, 2021),
        (None, f"{PROSE}2020年新增5所。2021年改建3所。", None, None),
        ("发展目标", f"到2025年，{PROSE}", None, 2025),
        ("教育交出新答卷", f"2018年以来，{PROSE}到2022年底，入园率达94%。到2027年底，将达到96%。", None, 2022),
        (None, "2010年全区小学88所，在校生3.2万人；2011年小学85所；2012年将建设80所。", None, 2011),
    ],
)
def test_the_year_of_a_report(title: str | None, body: str, published: date | None, year: int | None) -> None:
    assert year_of_report(title, body, published) == year


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年1月28日印发", date(2023, 1, 28)),
        ("(2022 年 9 月 9 日)", date(2022, 9, 9)),
        ("2024/01/12 09:30", date(2024, 1, 12)),
        ("二〇二三年十二月三十一日", date(2023, 12, 31)),
        ("二○二三年一月十日", date(2023, 1, 10)),
        ("2023年2月30日", None),
        ("2023年1月", None),
    ],
)
def test_dates(text: str, expected: date | None) -> None:
    assert find_date(text) == expected


def test_the_cost_does_not_grow_with_the_text() -> None:
    head = f"某市教育局2023年工作总结\n{PROSE}\n"
    assert read_front_matter(head + "一" * 5_000_000, REGIONS).title == "某市教育局2023年工作总结"

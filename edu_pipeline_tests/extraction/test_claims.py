"""Which numbers are metrics, and why the others are none."""

import pytest

from edu_pipeline_tests.extraction.reports import extract, metrics

NO_METRICS = [
    ("2022年9月9日召开会议。", "date"),
    ("按照桃教发〔2022〕15号文件要求推进。", "document_number"),
    ("参加第24届青少年科技大赛。", "ordinal"),
    ("落实“8+3”分类指导。", "name"),
    ("推行5+2服务。", "name"),
    ("开展1+X证书试点。", "name"),
    ("实施“8623”行动。", "name"),
    ("推进5G应用。", "code"),
    ("HJZ701—A04地块开工。", "code"),
    ("接听12345热线。", "name"),
    ("庆祝建党100周年。", "anniversary"),
    ("颁发“光荣在党50年”纪念章。", "name"),
    ("女子49公斤级比赛夺冠。", "name"),
    ("符合条件的12岁儿童接种。", "age"),
    ("实现了三个转变。", "idiom"),
    ("培养了一批优秀教师。", "idiom"),
    ("开展三年行动计划。", "name"),
    ("深刻汲取“3·16”事故教训。", "date"),
    ("邮箱：tyjy@163.com", "code"),
    ("1.扎实推进项目建设。", "list_marker"),
    ("学习省委十四届十二次全会精神。", "session"),
    ("打造15分钟健身圈。", "duration"),
]


@pytest.mark.parametrize(("text", "reason"), NO_METRICS)
def test_numbers_that_are_no_metric_are_listed_with_the_reason(text: str, reason: str) -> None:
    found = extract(text)
    assert found.metrics == []
    assert reason in [number.reason for number in found.unclaimed]
    assert all(text[n.char_start : n.char_end] == n.text for n in found.unclaimed)


@pytest.mark.parametrize(
    "text",
    [
        "全县开展宣讲百余场。",
        "撰写反思万余篇。",
        "启动三个特殊教育资源中心建设。",
        "一所学校获“创新之星”称号。",
        "平均受教育年限达到13.9年。",
        "人均预期寿命78.2岁。",
        "每天锻炼时间不少于2小时。",
        "12部门联合发文。",
        "12万师生安全返校。",
        "“双减”期间100%完成登记。",
    ],
)
def test_quantities_about_the_world_are_metrics(text: str) -> None:
    assert len(metrics(text)) == 1


def test_every_number_is_a_metric_or_listed() -> None:
    text = "2022年，全县新建学校3所，第2届艺术节参演学生1200人，落实“5+2”服务。"
    found = extract(text)
    assert [m.value for m in found.metrics] == [3, 1200]
    assert {n.text for n in found.unclaimed} == {"2022年", "2届", "5", "2"}

import time
from dataclasses import replace
from decimal import Decimal

import pytest

from edu_pipeline.catalog import load_catalog
from edu_pipeline.catalog.linking import explain_link, link_metrics
from edu_pipeline.extraction import extract_document
from edu_pipeline.records import Document, Metric, MetricKind, Qualifier, Status
from edu_pipeline.structure import read_structure
from edu_pipeline_tests.catalog.linking_speed import cpu_seconds, seed_metrics, synthetic
from edu_pipeline_tests.catalog.phrases import PHRASES
from edu_pipeline_tests.catalog.test_indicators import CORE

TITLE = "临江市教育局2023年工作总结"


def report(text: str, region: str = "临江市", year: int = 2023) -> Document:
    return Document("d0", "a.txt", "0" * 64, "text/plain", "utf-8", TITLE, None, None, region, year, None, text)


def linked(sentence: str) -> tuple[Document, list[Metric]]:
    document = report(f"{TITLE}\n\n{sentence}\n")
    metrics = extract_document(document, read_structure(document.text, TITLE), load_catalog()).metrics
    return document, link_metrics(metrics, {document.doc_id: document}, load_catalog())


def points(sentence: str) -> set[tuple[str, Decimal]]:
    return {(m.indicator_id, m.value) for m in linked(sentence)[1] if m.indicator_id in CORE}


def metric(label: str, sentence: str, figure: str, **other: object) -> Metric:
    start = sentence.index(figure)
    base = Metric(
        metric_id=f"d0:{start}", doc_id="d0", section_id="d0:s0", char_start=start, char_end=start + len(figure),
        text=figure, sentence=sentence, sentence_index=0, sentence_start=start, sentence_end=start + len(figure),
        value=Decimal(40), value_max=None, unit="个", kind=MetricKind.LEVEL, direction=None, status=Status.ACTUAL,
        qualifier=Qualifier.EXACT, label=label, indicator_id=None, region="临江市", year=2023,
    )  # fmt: skip
    return replace(base, **other)  # type: ignore[arg-type]


def link_one(given: Metric) -> str | None:
    return link_metrics([given], {"d0": report("")}, load_catalog())[0].indicator_id


@pytest.mark.parametrize(("sentence", "expected"), PHRASES, ids=[sentence[:24] for sentence, _ in PHRASES])
def test_each_way_of_saying_it_is_linked_and_nothing_else(sentence: str, expected: set[tuple[str, str]]) -> None:
    assert points(sentence) == {(name, Decimal(value)) for name, value in expected}


def test_the_row_header_decides_when_a_sentence_shares_one_noun() -> None:
    sentence = "义务教育入学率、巩固率分别达到100%和97.01%。"
    share = {"unit": "%", "kind": "share"}
    assert link_one(metric("义务教育入学率", sentence, "100%", **share)) == "compulsory_enrolment_rate"
    assert link_one(metric("义务教育巩固率", sentence, "97.01%", **share)) == "compulsory_retention_rate"


def test_a_change_is_no_level_and_a_standing_norm_no_point() -> None:
    sentence = "教育集团增加40个。"
    assert link_one(metric("教育集团数", sentence, "40个")) == "education_groups"
    assert link_one(metric("教育集团数", sentence, "40个", kind="change", direction="up")) is None
    assert link_one(metric("教育集团数", sentence, "40个", status="rule")) is None


def test_a_target_keeps_its_status() -> None:
    target = metric("教育集团数", "教育集团达到40个。", "40个", status="target", year=2024)
    found = link_metrics([target], {"d0": report("")}, load_catalog())[0]
    assert (found.indicator_id, found.status, found.year) == ("education_groups", "target", 2024)


def test_a_unit_of_another_dimension_is_never_linked() -> None:
    assert link_one(metric("教育集团数", "教育集团40次。", "40次", unit="次")) is None


def test_of_two_figures_for_one_point_the_plainer_one_stays() -> None:
    document, metrics = linked("全市教育集团36个，城东片区组建教育集团5个。")
    stay = {m.value: m.indicator_id for m in metrics}
    assert stay[Decimal(36)] == "education_groups"
    assert stay[Decimal(5)] is None
    five = next(m for m in metrics if m.value == 5)
    assert "另一数字更像总数" in explain_link(five, document, load_catalog(), metrics).text


def test_equal_values_stated_twice_both_stay() -> None:
    _, metrics = linked("全市教育集团36个。全市已有教育集团36个。")
    assert [m.indicator_id for m in metrics] == ["education_groups"] * 2


def test_the_reason_can_be_asked_of_any_metric() -> None:
    document, metrics = linked("全市教育集团36个，获批民办义务教育学校8所，举办活动12次。")
    texts = [explain_link(m, document, load_catalog(), metrics) for m in metrics]
    assert texts[0].indicator_id == "education_groups"
    assert texts[0].matched == ("教育集团数",)
    assert all(explained.indicator_id is None and explained.text.startswith("未归入") for explained in texts[1:])


def test_the_reason_names_what_makes_it_a_part() -> None:
    part = metric("民办学校开展课后服务学校数", "40所民办学校开展课后服务。", "40所", unit="所")
    explained = explain_link(part, report(""), load_catalog())
    assert explained.indicator_id is None
    assert ("after_school_schools", "只是一部分（办学：民办）") in explained.refused


def test_without_region_or_year_the_document_answers_else_no_point() -> None:
    unknown = metric("教育集团数", "教育集团40个。", "40个", region=None, year=None)
    assert link_one(unknown) == "education_groups"
    nowhere = report("", region="").__class__("d0", "", "", "", "", None, None, None, None, None, None, "")
    assert link_metrics([unknown], {"d0": nowhere}, load_catalog())[0].indicator_id is None


def test_linking_is_linear_and_fast() -> None:
    metrics = seed_metrics()
    cpu_seconds(metrics)
    small = min(cpu_seconds(synthetic(metrics, 1_000)) for _ in range(3))
    large = min(cpu_seconds(synthetic(metrics, 4_000)) for _ in range(3))
    assert large < 6 * small, (small, large)
    assert large < 1.5


def test_a_sentence_of_a_megabyte_costs_no_more_than_a_short_one() -> None:
    long = metric("教育集团数", "教，" * 300_000 + "教育集团40个" + "，教" * 100_000, "40个")
    started = time.perf_counter()
    assert link_one(long) == "education_groups"
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("2023年1-9月，财政教育支出5.6亿元。2023年，财政教育支出7.9亿元。", {790000000}),
        ("上半年财政教育支出3.6亿元，全年财政教育支出7.9亿元。", {790000000}),
        ("截至2023年6月底，全市教育集团6个。截至2023年底，全市教育集团8个。", {8}),
        ("2023学年，全市教育集团8个。", {8}),
        ("第三季度招聘教师30名。", set()),
        ("近三年招聘教师860名。", set()),
    ],
)
def test_part_of_a_year_or_several_are_no_point_of_a_yearly_series(sentence: str, values: set[int]) -> None:
    document, metrics = linked(sentence)
    assert {int(m.value) for m in metrics if m.indicator_id} == values
    left = [m for m in metrics if m.indicator_id is None]
    reasons = [explain_link(m, document, load_catalog(), metrics).text for m in left]
    assert all("不是全年的" in reason or "累计" in reason for reason in reasons)


@pytest.mark.parametrize(
    ("sentence", "counts", "reason"),
    [
        ("全年资助困难学生共计5.6万人次。", set(), "单位是人次，该指标以人计"),
        ("全年资助困难学生共计5.6万人。", {56000}, ""),
        ("全县教师交流轮岗430人次。", set(), "单位是人次，该指标以人计"),
        ("全县教师交流轮岗430人。", {430}, ""),
        ("全年考察430人次。", set(), "没有指标的计量对象"),
    ],
)
def test_people_and_times_are_no_points_of_one_series(sentence: str, counts: set[int], reason: str) -> None:
    document, metrics = linked(sentence)
    assert {int(m.value) for m in metrics if m.indicator_id} == counts
    told = [explain_link(m, document, load_catalog(), metrics).text for m in metrics if m.indicator_id is None]
    assert all(reason in text for text in told)

"""The judge: what counts as found, right, noise and extra."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from edu_pipeline.records import (
    MemberRole,
    Metric,
    MetricKind,
    Qualifier,
    Relation,
    RelationKind,
    RelationMember,
    Status,
)
from edu_pipeline_tests.gold.answers import Answer, GoldReport
from edu_pipeline_tests.gold.scoring import score_report

# 2023年，新建学校12所，新增教师30人。
METRIC = Metric(
    metric_id="d:10",
    doc_id="d",
    section_id="d:s0",
    char_start=10,
    char_end=13,
    text="12所",
    sentence="2023年，新建学校12所，新增教师30人。",
    sentence_index=0,
    sentence_start=10,
    sentence_end=13,
    value=Decimal(12),
    value_max=None,
    unit="所",
    kind=MetricKind.LEVEL,
    direction=None,
    status=Status.ACTUAL,
    qualifier=Qualifier.EXACT,
    label="新建学校数",
    indicator_id=None,
    region="南昌市",
    year=2023,
)
TEACHERS = replace(METRIC, metric_id="d:18", char_start=18, char_end=21, text="30人", value=Decimal(30), unit="位")
SCHOOLS: Answer = {
    "ctx": "新建学校12所",
    "text": "12所",
    "class": "metric",
    "num_start": 10,
    "value": 12,
    "unit": "所",
    "kind": "level",
    "status": "actual",
    "qualifier": "=",
    "label": "新建学校数",
    "keys": ["学校", ["新建", "新增"]],
    "region": "南昌市",
    "year": 2023,
}
PEOPLE: Answer = SCHOOLS | {"ctx": "新增教师30人", "text": "30人", "num_start": 18, "value": 30, "unit": "人"}


def _report(*answers: Answer, relations: list[Answer] | None = None) -> GoldReport:
    return GoldReport("999", "shown", Path("999.txt"), list(answers), relations)


def test_a_right_row_counts_in_every_figure() -> None:
    score = score_report(_report(SCHOOLS), [METRIC], [])
    assert set(score.figures().values()) == {1.0}
    assert score.errors == []


def test_a_wrong_field_costs_the_row_but_not_the_detection() -> None:
    score = score_report(_report(SCHOOLS), [replace(METRIC, year=2022)], [])
    assert (score.figures()["detection_f1"], score.figures()["row_f1"], score.figures()["year"]) == (1.0, 0.0, 0.0)
    assert len(score.errors) == 1


def test_alternatives_are_right_too() -> None:
    answer = SCHOOLS | {"year_alt": [2022], "unit_alt": ["家"]}
    assert score_report(_report(answer), [replace(METRIC, year=2022, unit="家")], []).full == 1


def test_the_institution_may_be_the_place() -> None:
    answer = SCHOOLS | {"region": "宝鸡市", "region_alt": ["渭滨学院"]}
    assert score_report(_report(answer), [replace(METRIC, region=None, entity="渭滨学院")], []).full == 1
    assert score_report(_report(answer), [replace(METRIC, region="西安市", entity="另一学院")], []).full == 0


def test_measure_words_for_people_are_one_unit() -> None:
    assert score_report(_report(PEOPLE), [TEACHERS], []).right["unit"] == 1


def test_a_missed_number_lowers_recall_and_an_extra_one_precision() -> None:
    assert score_report(_report(SCHOOLS, PEOPLE), [METRIC], []).figures()["recall"] == 0.5
    assert score_report(_report(SCHOOLS), [METRIC, TEACHERS], []).figures()["precision"] == 0.5


def test_noise_is_punished_and_optional_is_not() -> None:
    noise, optional = PEOPLE | {"class": "noise"}, PEOPLE | {"class": "optional"}
    assert score_report(_report(SCHOOLS, noise), [METRIC, TEACHERS], []).figures()["precision"] == 0.5
    assert score_report(_report(SCHOOLS, optional), [METRIC, TEACHERS], []).figures()["precision"] == 1.0


def test_two_metrics_of_one_number_are_told_apart_by_value() -> None:
    other = replace(METRIC, metric_id="d:10-2", value=Decimal(13))
    assert score_report(_report(SCHOOLS), [other, METRIC], []).right["value"] == 1


def test_relations_are_compared_as_sets_of_numbers() -> None:
    gold = {"type": "subset", "whole": "新增教师30人||30人", "part": "新建学校12所", "holds": True}
    members = (RelationMember("d:18", MemberRole.WHOLE), RelationMember("d:10", MemberRole.PART))
    numbers = (Decimal(30), Decimal(12), Decimal(-18), Decimal(0))
    relation = Relation("d:r0", "d", RelationKind.SUBSET, *numbers, True, "12 ≤ 30", members)
    score = score_report(_report(SCHOOLS, PEOPLE, relations=[gold]), [METRIC, TEACHERS], [relation])
    assert (score.relations_hit, score.relations_verdict, score.relations_found) == (1, 1, 1)
    missed = score_report(_report(SCHOOLS, PEOPLE, relations=[gold]), [METRIC, TEACHERS], [])
    assert missed.figures()["relations_recall"] == 0.0

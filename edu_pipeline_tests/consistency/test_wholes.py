"""part_of and share_of of the metrics after the relations of their document are known."""

from dataclasses import replace
from decimal import Decimal

import pytest

from edu_pipeline.consistency import find_relations
from edu_pipeline.consistency.wholes import with_wholes
from edu_pipeline.records import Document, Metric
from edu_pipeline_tests.extraction.reports import metrics


def whole(text: str) -> list[Metric]:
    document = Document("d", "d.txt", "0" * 64, "text/plain", "utf-8", None, None, None, "桃源县", 2022, None, text)
    found = metrics(text)
    return with_wholes(found, find_relations(found, document))


@pytest.mark.parametrize(
    "text",
    [
        "幼儿园96所，其中公办41所、民办55所。",
        "教职工720人，其中专任教师633人。",
        "新增学位6200个，其中东湖区2400个、西湖区3800个。",
        "投入资金900万元，其中省级600万元、县级300万元。",
    ],
)
def test_parts_belong_to_their_whole(text: str) -> None:
    first, *parts = whole(text)
    assert first.part_of is None
    assert {part.part_of for part in parts} == {first.metric_id}


@pytest.mark.parametrize(
    "text",
    [
        "幼儿园96所，小学41所。",
        "教职工720人，校车62辆。",
        "小学在校生7300人，初中4100人。",
        "图书21万册，其中电脑900台。",
    ],
)
def test_what_is_no_part_belongs_to_nothing(text: str) -> None:
    assert all(metric.part_of is None for metric in whole(text))


def test_a_part_that_is_more_than_its_whole_is_none() -> None:
    first, part = whole("专任教师633人，其中研究生学历720人。")
    assert part.part_of is None
    assert first.part_of is None


def test_a_whole_that_was_corrected_below_its_part_loses_it() -> None:
    first, part = metrics("教职工720人，其中专任教师633人。")
    assert part.part_of == first.metric_id
    assert with_wholes([replace(first, value=Decimal(72)), part], [])[1].part_of is None


def test_a_whole_that_is_gone_is_not_pointed_at() -> None:
    _, part = metrics("教职工720人，其中专任教师633人。")
    assert with_wholes([part], [])[0].part_of is None


@pytest.mark.parametrize(
    "text",
    [
        "幼儿园80所，其中公办36所，占45%。",
        "教职工800人，其中专任教师600人，占75%。",
        "在校生5000人，其中寄宿生1250人，占25%。",
        "校车40辆，其中新能源校车10辆，占25%。",
    ],
)
def test_a_share_that_is_borne_out_names_the_whole(text: str) -> None:
    first, _, share = whole(text)
    assert share.share_of == first.label


def test_a_level_is_a_share_of_nothing() -> None:
    assert all(metric.share_of is None for metric in whole("幼儿园80所，其中公办36所。"))

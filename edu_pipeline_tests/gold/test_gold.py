"""The extraction keeps its floors on the hand-made answers, and the answers agree with their reports."""

import pytest

from edu_pipeline_tests.gold.answers import GoldReport, load_gold
from edu_pipeline_tests.gold.floors import Figures, below, group_figures, load_floors, raised
from edu_pipeline_tests.gold.pipeline import score
from edu_pipeline_tests.gold.scoring import gold_relations, squeeze

REPORTS = load_gold()


@pytest.mark.parametrize("report", REPORTS, ids=lambda r: r.name)
def test_answers_point_at_their_numbers(report: GoldReport) -> None:
    text = report.path.read_bytes().decode("utf-8")
    for answer in report.metrics:
        assert squeeze(text[answer["start"] : answer["end"]]) == squeeze(answer["text"])
        assert answer["start"] <= answer["num_start"] < answer["end"]


@pytest.mark.parametrize("report", REPORTS, ids=lambda r: r.name)
def test_relations_name_known_numbers(report: GoldReport) -> None:
    assert all(len(members) > 1 for members in gold_relations(report))


@pytest.fixture(scope="module")
def measured() -> Figures:
    return group_figures(REPORTS, score(REPORTS))


def test_no_figure_falls_below_its_floor(measured: Figures) -> None:
    assert below(load_floors(), measured) == []


def test_floors_are_never_lowered() -> None:
    floors = {"shown": {"value": 0.998, "label": 0.5, "unit": 0.9}}
    measured = {"shown": {"value": 0.9, "label": 0.617, "unit": 1.0}}
    assert raised(floors, measured) == {"shown": {"value": 0.998, "label": 0.61, "unit": 0.99}}

"""Misprints planted in reports are named; the same reports without them raise no alarm."""

import pytest

from edu_pipeline_tests.consistency.planted import Planted, clean_complaints, named, planted, report_names


@pytest.mark.parametrize("planting", planted(), ids=lambda planting: f"{planting.report}:{planting.to}")
def test_planted_misprint_is_named(planting: Planted) -> None:
    assert named(planting)


@pytest.mark.parametrize("name", report_names())
def test_clean_report_raises_no_alarm(name: str) -> None:
    assert clean_complaints(name) == []


def test_there_are_twenty_misprints_of_several_kinds() -> None:
    plantings = planted()
    assert len(plantings) >= 20
    assert len({planting.slip for planting in plantings}) >= 10


def test_lost_scale_of_the_county_report_is_suspected() -> None:
    (lost,) = [planting for planting in planted() if planting.to == "设备购置500元"]
    assert any("“500元”应为“500万元”" in text for text in named(lost))

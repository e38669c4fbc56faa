"""Reports of many styles whose figures agree raise no alarm; slips planted in them are found, most of them."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from edu_pipeline.catalog import load_catalog
from edu_pipeline.reading import read_front_matter
from edu_pipeline.records import Document
from edu_pipeline.stages.analysis import Analysis, analyse

STYLES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("styles.yml").read_text("utf-8"))
# So many of the planted slips are found at least.
FOUND = 100


@cache
def analysed(text: str) -> Analysis:
    front = read_front_matter(text, load_catalog().regions)
    return analyse(
        Document(
            "d", "a.txt", "0", "text/plain", "utf-8", front.title, None, None, front.region, front.year, None, text
        ),
        load_catalog(),
    )


def complaints(text: str) -> list[str]:
    analysis = analysed(text)
    told = [relation.explanation for relation in analysis.relations if not relation.holds]
    return told + [doubt.explanation for doubt in analysis.doubts]


def is_found(text: str, slip: dict[str, str]) -> bool:
    """Whether the misprinted figure takes part in a relation that fails, or is doubtful."""
    start = text.index(slip["from"])
    analysis = analysed(text.replace(slip["from"], slip["to"], 1))
    told = {member.metric_id for relation in analysis.relations if not relation.holds for member in relation.members}
    told |= {doubt.metric_id for doubt in analysis.doubts}
    end = start + len(slip["to"])
    return any(m.metric_id in told and m.char_start < end and m.char_end > start for m in analysis.metrics)


@pytest.mark.parametrize("report", STYLES, ids=lambda report: report["name"])
def test_figures_that_agree_raise_no_alarm(report: dict[str, Any]) -> None:
    assert complaints(report["text"]) == []


def test_most_planted_slips_are_found() -> None:
    slips = [(report["text"], slip) for report in STYLES for slip in report.get("slips", ())]
    assert sum(is_found(*slip) for slip in slips) >= FOUND

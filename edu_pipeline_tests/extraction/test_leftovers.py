"""Every digit and numeral of a report is in its metrics or among the numbers left alone."""

import re
from itertools import pairwise

import pytest

from edu_pipeline.catalog import load_catalog
from edu_pipeline.extraction import Extraction, extract_document
from edu_pipeline.structure import read_structure
from edu_pipeline_tests.extraction.reports import extract
from edu_pipeline_tests.gold.answers import GoldReport, load_gold
from edu_pipeline_tests.gold.pipeline import read

# Words with a numeral character that mean no number.
WORDS = re.compile("一贯|一体|一般|一流|唯一|清零|统一|一系列|一方面|一定|一并|一篇|一直|一些|一样|四川|百姓|九江")


def spans_of(found: Extraction) -> list[tuple[int, int]]:
    metrics = [(m.char_start, m.char_end) for m in found.metrics]
    return metrics + [(n.char_start, n.char_end) for n in found.unclaimed]


@pytest.mark.parametrize("report", load_gold(), ids=lambda report: report.name)
def test_every_digit_and_numeral_is_accounted_for(report: GoldReport) -> None:
    document = read(report.path)
    text = document.text
    found = extract_document(document, read_structure(text), load_catalog())
    accounted = bytearray(len(text))
    for start, end in spans_of(found):
        accounted[start:end] = b"\1" * (end - start)
    words = {i for match in WORDS.finditer(text) for i in range(*match.span())}
    numerals = re.finditer(r"\d|[一二两三四五六七八九十百千万亿]", text)
    lost = [match.start() for match in numerals if not accounted[match.start()] and match.start() not in words]
    assert [text[max(0, i - 8) : i + 8] for i in lost] == []


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("一、主要工作", "一", "list_marker"),
        ("（三）提质增效", "三", "list_marker"),
        ("成效明显。二是强化管理。", "二", "list_marker"),
        ("学生获第一名的好成绩，位居第三。", "三", "ordinal"),
        ("坚持五育并举。", "五", "idiom"),
        ("有学校5所。\n— 12 —\n有教师3名。", "12", "furniture"),
    ],
)
def test_numerals_that_count_nothing_are_told(text: str, number: str, reason: str) -> None:
    assert (number, reason) in [(n.text, n.reason) for n in extract(text).unclaimed]


def test_words_with_a_numeral_character_are_not_told() -> None:
    assert extract("统一部署四川省一般公共预算，唯一、一流。").unclaimed == []


def test_no_number_is_told_twice() -> None:
    found = extract("有学校\n\n— 3 —\n\n28 237所，一、主要工作。")
    assert all(before[1] <= after[0] for before, after in pairwise(sorted(spans_of(found))))

"""Corrections are data: they find their figure, keep the original, and fail loudly when the source has changed."""

from decimal import Decimal

import pytest

from edu_pipeline.consistency.corrections import apply_corrections, parse_corrections
from edu_pipeline_tests.consistency.marked import read

ENTRY = """\
- file: a.txt
  quote: 投资2亿万元，为6所学校
  field: value
  from: 2亿万元
  to: 2亿元
  reason: 与决算核对
  by: 张三
"""
REPORT = "投资[2亿万元]，为[6所]学校装备。投入[160万元]。"


def test_value_is_corrected_and_the_original_kept_beside_it() -> None:
    metrics, document = read(REPORT)
    corrected, (outcome,) = apply_corrections(metrics, [document], parse_corrections(ENTRY, "corrections.yml"))
    assert corrected[0].value == Decimal(200000000)
    assert corrected[1:] == metrics[1:]
    assert outcome.applied
    assert outcome.metric_id == metrics[0].metric_id
    assert outcome.original_value == Decimal(2 * 10**12)


def test_white_space_of_the_source_does_not_matter() -> None:
    metrics, document = read("投资 [2亿万元] ，为 [6所]学校装备。")
    _, (outcome,) = apply_corrections(metrics, [document], parse_corrections(ENTRY, "corrections.yml"))
    assert outcome.applied


@pytest.mark.parametrize(
    ("report", "word"),
    [
        ("投资[2亿元]，为[6所]学校装备。", "no longer contains the quote"),
        ("投资[3亿元]，投入[160万元]。", "no longer contains the quote"),
    ],
)
def test_mended_source_makes_the_correction_fail(report: str, word: str) -> None:
    metrics, document = read(report)
    corrected, (outcome,) = apply_corrections(metrics, [document], parse_corrections(ENTRY, "corrections.yml"))
    assert corrected == metrics
    assert not outcome.applied
    assert outcome.detail is not None
    assert word in outcome.detail
    assert "corrections.yml, line 1" in outcome.detail


def test_other_value_at_the_quote_fails_and_is_named() -> None:
    metrics, document = read(REPORT)
    entry = ENTRY.replace("from: 2亿万元", "from: 3亿元")
    _, (outcome,) = apply_corrections(metrics, [document], parse_corrections(entry, "corrections.yml"))
    assert not outcome.applied
    assert "no longer says 3亿元" in str(outcome.detail)


def test_quote_that_fits_two_figures_is_refused() -> None:
    metrics, document = read("投入[10万元]。另投入[10万元]。")
    entry = ENTRY.replace("投资2亿万元，为6所学校", "投入10万元").replace("from: 2亿万元", "from: 10万元")
    _, (outcome,) = apply_corrections(metrics, [document], parse_corrections(entry, "corrections.yml"))
    assert not outcome.applied
    assert "several" in str(outcome.detail)


def test_report_that_is_not_staged_is_named() -> None:
    _, (outcome,) = apply_corrections([], [], parse_corrections(ENTRY, "corrections.yml"))
    assert not outcome.applied
    assert "a.txt" in str(outcome.detail)


def test_other_fields_can_be_corrected() -> None:
    metrics, document = read(REPORT)
    entry = ENTRY.replace("field: value", "field: status").replace("2亿万元\n  to: 2亿元", "actual\n  to: target")
    entry = entry.replace("，为6所学校", "")
    corrected, (outcome,) = apply_corrections(metrics, [document], parse_corrections(entry, "corrections.yml"))
    assert outcome.applied
    assert outcome.original_value is None
    assert corrected[0].status == "target"


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("file: a.txt", 1, "list of corrections"),
        (ENTRY.replace("  by: 张三\n", ""), 1, "lacks “by”"),
        (ENTRY.replace("reason", "cause"), 6, "unknown key"),
        (ENTRY.replace("field: value", "field: colour"), 3, "colour"),
        (ENTRY.replace("to: 2亿元", "to: 若干"), 5, "no number"),
        (ENTRY.replace("field: value", "field: status"), 4, "no status"),
        (ENTRY + "  by: 李四\n", 8, "twice"),
        ("- [", 2, "not YAML"),
    ],
)
def test_broken_file_names_line_and_mend(text: str, line: int, word: str) -> None:
    with pytest.raises(ValueError, match=word) as caught:
        parse_corrections(text, "corrections.yml")
    assert f"corrections.yml, line {line}" in str(caught.value)


def test_empty_file_has_no_corrections() -> None:
    assert parse_corrections("# none yet\n", "corrections.yml") == []

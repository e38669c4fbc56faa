from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from edu_pipeline.settings import Settings
from edu_pipeline.stages.corpus import analyse_documents, read_metrics
from edu_pipeline.stages.documents import stage_documents
from edu_pipeline.stages.result import UnusableInput
from edu_pipeline.stages.rows import metric_rows
from edu_pipeline.storage import staging
from edu_pipeline_tests.stages.reports import FIRST, SECOND, ask, run_all, run_stages, settings_in, write

pytestmark = pytest.mark.pipeline

CORRECTION = """
- file: b.txt
  quote: 招聘教师85人
  field: value
  from: 85人
  to: 58人
  reason: 数字颠倒
  by: 张三
"""


def values(settings: Settings) -> dict[str, tuple[Any, Any]]:
    staged = staging.read_table(settings, "metrics", ["text", "value", "original_value"])
    return {text: (value, original) for text, value, original in staged.iter_rows()}


def test_figures_are_staged_with_their_spans(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST)
    result = run_stages(settings)["metrics"]
    staged = values(settings)
    assert result.rows == len(staged)
    assert staged["3400人"] == (Decimal(3400), None)
    assert staged["98.5%"] == (Decimal("98.5"), None)
    assert result.preview.height == min(result.rows, 10)


def test_metrics_come_back_from_staging_as_they_were(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST)
    run_stages(settings)
    (doc_id,) = staging.read_table(settings, "documents")["doc_id"]
    metrics = read_metrics(settings, doc_id)
    assert metrics
    assert all(metric.doc_id == doc_id for metric in metrics)
    for metric in metrics:
        assert metric.sentence[metric.sentence_start : metric.sentence_end]
        assert FIRST[metric.char_start : metric.char_end] == metric.text
        assert str(metric.value) in ("12", "3400", "98.5")


def test_a_correction_changes_one_report_and_keeps_the_original(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    run_stages(settings)
    write(settings, "corrections.yml", CORRECTION)
    results = run_all(settings)
    assert (results["metrics"].extracted, results["metrics"].unchanged) == (1, 1)
    assert results["relations"].extracted == 1
    assert ask(settings, "SELECT value, original_value FROM metrics WHERE text = '85人'") == [(58, 85)]
    assert ask(settings, "SELECT applied, by_whom FROM corrections") == [(True, "张三")]
    (settings.seeds_dir / "corrections.yml").unlink()
    run_all(settings, "r2")
    assert ask(settings, "SELECT value, original_value FROM metrics WHERE text = '85人'") == [(85, None)]
    assert ask(settings, "SELECT count(*) FROM corrections") == [(0,)]


def test_a_correction_that_no_longer_fits_is_reported(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, b=SECOND.replace("85", "58"))
    write(settings, "corrections.yml", CORRECTION)
    run_all(settings)
    ((applied, detail),) = ask(settings, "SELECT applied, detail FROM corrections")
    assert applied is False
    assert "corrections.yml" in str(detail)


def test_a_correction_of_an_absent_report_is_reported_also_when_nothing_else_changes(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST)
    run_stages(settings)
    write(settings, "corrections.yml", CORRECTION)
    results = run_all(settings)
    assert results["metrics"].extracted == 0
    assert ask(settings, "SELECT file_name, applied FROM corrections") == [("b.txt", False)]
    (settings.seeds_dir / "corrections.yml").unlink()
    run_all(settings, "r2")
    assert ask(settings, "SELECT count(*) FROM corrections") == [(0,)]


@pytest.mark.parametrize("text", ["- file: [", "- quote: 没有文件\n", "just words"])
def test_a_broken_corrections_file_is_unusable_input(tmp_path: Path, text: str) -> None:
    settings = settings_in(tmp_path, a=FIRST)
    write(settings, "corrections.yml", text)
    stage_documents(settings)
    with pytest.raises(UnusableInput, match=r"corrections\.yml"):
        analyse_documents(settings)


def test_a_value_that_does_not_fit_is_said_with_its_digits(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST)
    run_stages(settings)
    metrics = read_metrics(settings, staging.read_table(settings, "documents")["doc_id"][0])
    wide = replace(metrics[0], value=Decimal("0.123456789012"), value_max=Decimal("1E+40"))
    nameless = replace(metrics[1], label=None)  # type: ignore[arg-type]
    rows = metric_rows([wide, nameless, metrics[2]], []).rows(named=True)
    assert rows[0]["value"] is None
    assert "0.123456789012" in rows[0]["problem"] or "1E+40" in rows[0]["problem"]
    assert rows[1]["problem"] == "label is empty"
    assert rows[2]["problem"] is None


def test_indicators_of_the_catalog_are_staged(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST)
    run_all(settings)
    assert ("education_groups",) in ask(settings, "SELECT indicator_id FROM indicators")


def test_dimensions_of_figures_are_staged_and_published_with_the_members_that_there_are(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a="清水县教育局2022年工作总结\n\n全县新增民办幼儿园6所。\n")
    run_all(settings)
    said = ask(settings, "SELECT dimension, member, char_start IS NULL FROM metric_dimensions ORDER BY ALL")
    assert said == [("办学", "民办", False), ("学段", "学前", False), ("性质", "新增", False)]
    unknown = "SELECT member FROM metric_dimensions ANTI JOIN dimensions USING (dimension, member)"
    assert ask(settings, unknown) == []
    parents = "SELECT parent_member FROM dimensions WHERE dimension = '学段' AND member = '小学'"
    assert ask(settings, parents) == [("义务教育",)]
    assert ask(settings, "SELECT measure, 办学, 学段, value FROM observations") == [("幼儿园数", "民办", "学前", 6)]

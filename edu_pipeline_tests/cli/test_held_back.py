"""Rows that a check holds back, and more failing rows than a result can list, through real runs."""

import json
from importlib.resources import files

import pytest

from edu_pipeline.quality import suites
from edu_pipeline.quality.results import KEYS_KEPT
from edu_pipeline_tests.cli.conftest import Run
from edu_pipeline_tests.folders import Folders

pytestmark = pytest.mark.pipeline

PLACE = "      metrics_inside_section:"
PLANTED = """
      metrics_none_of_666:
        severity: critical
        level: row
        description: No figure is 666.
        why: 数值为666
        rows: SELECT metric_id, value FROM metrics WHERE value = 666
      metrics_no_books:
        severity: warning
        level: row
        description: No figure counts books.
        why: 册数存疑
        rows: SELECT metric_id, value FROM metrics WHERE unit = '册'
"""
BOOKS = 150


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = (files("edu_pipeline.catalog") / suites.FILE).read_text("utf-8")
    text = shipped.replace(PLACE, PLANTED.strip("\n") + "\n" + PLACE)
    monkeypatch.setattr(suites, "_shipped", lambda: tuple(suites.parse_suites(text)))


@pytest.mark.usefixtures("planted")
def test_a_row_that_fails_a_critical_check_is_held_back_with_its_reason_and_the_rest_is_published(
    folders: Folders, edu: Run
) -> None:
    folders.write("新报告.txt", "清水县2023年教育工作总结\n\n全县现有学校666所。全县现有教师3400人。\n")
    done = edu("run")
    assert done.code == 0, done.out + done.err
    assert "critical metrics metrics_none_of_666: 1 of " in done.out
    assert "STOPPED BY" not in done.out
    assert folders.ask("SELECT value, reason FROM quarantined_metrics") == [(666, "metrics_none_of_666: 数值为666")]
    assert folders.ask("SELECT count(*) FROM metrics WHERE value = 666") == [(0,)]
    published = folders.ask("SELECT m.text FROM metrics m JOIN documents USING (doc_id) WHERE file_name = '新报告.txt'")
    assert published == [("3400人",)]
    assert folders.ask("SELECT count(*) FROM documents") == [(6,)]


@pytest.mark.usefixtures("planted")
def test_more_failing_rows_than_a_result_lists_are_all_untrusted(folders: Folders, edu: Run) -> None:
    for report in folders.seeds.iterdir():
        report.unlink()
    lines = "".join(f"第{number}小学现有图书{number + 5000}册。\n" for number in range(1, BOOKS + 1))
    folders.write("图书.txt", f"清水县2023年教育工作总结\n\n{lines}")
    done = edu("run")
    assert done.code == 0, done.out + done.err
    assert f"warning metrics metrics_no_books: {BOOKS} of " in done.out
    of_check = "expectation = 'metrics_no_books'"
    assert folders.ask(f"SELECT count(DISTINCT metric_id) FROM failing_metrics WHERE {of_check}") == [(BOOKS,)]
    untrusted = folders.ask("SELECT count(DISTINCT metric_id) FROM untrusted_metrics WHERE contains(why, '册数存疑')")
    assert untrusted == [(BOOKS,)]
    assert folders.ask("SELECT count(*) FROM metrics WHERE unit = '册'") == [(BOOKS,)]
    ((count, details),) = folders.ask(f"SELECT unexpected_count, details FROM check_results WHERE {of_check}")
    assert count == BOOKS
    assert len(json.loads(details)["failing_keys"]) == KEYS_KEPT == 100

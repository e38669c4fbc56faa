"""Every marked report in one folder, published with the real Dagster, DuckDB and Great Expectations."""

import shutil
from pathlib import Path

import pytest

from edu_pipeline_tests.folders import Folders

pytestmark = pytest.mark.pipeline

TESTS = Path(__file__).parent.parent
REPORTS = sorted([*TESTS.glob("gold/*/*.txt"), *TESTS.glob("consistency/reports/*.txt")])
# A change with its printed difference: the member of a relation that is rarest in reports.
WITH_DIFFERENCE = "全县学生近视率由52.3%下降到50.1%，下降2.2个百分点。"


def test_every_marked_report_is_published_and_no_check_fails_that_may_not(tmp_path: Path) -> None:
    folders = Folders(tmp_path, reports=0)
    for report in REPORTS:
        shutil.copy(report, folders.seeds)
    folders.write("近视率.txt", WITH_DIFFERENCE)

    run = folders.command("run")

    assert run.code == 0, run.out + run.err
    assert folders.ask("SELECT * FROM check_results WHERE severity = 'critical' AND NOT success") == []
    assert folders.ask("SELECT * FROM check_results WHERE json_exists(details, '$.error')") == []
    assert folders.ask("SELECT file_name FROM rejected_documents UNION ALL SELECT label FROM quarantined_metrics") == []
    published = {name for (name,) in folders.ask("SELECT file_name FROM documents")}
    assert published == {report.name for report in REPORTS} | {"近视率.txt"}
    roles = folders.ask(
        """SELECT role, value FROM relation_members JOIN metrics USING (metric_id) JOIN documents USING (doc_id)
           WHERE file_name = '近视率.txt' ORDER BY char_start"""
    )
    assert [(role, float(value)) for role, value in roles] == [("from", 52.3), ("to", 50.1), ("difference", 2.2)]

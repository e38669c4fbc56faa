"""The checks of a stage, with Great Expectations for real on staged tables of the seeds' kind."""

import subprocess
import sys
from pathlib import Path

import pytest

from edu_pipeline.quality.process import checker
from edu_pipeline.quality.suites import suites_of_stage
from edu_pipeline.settings import Settings
from edu_pipeline.stages.checks import check_stage
from edu_pipeline.stages.completion import last_complete, note_inputs
from edu_pipeline.stages.corpus import analyse_documents
from edu_pipeline.stages.documents import stage_documents
from edu_pipeline.stages.seeds_state import quick_state
from edu_pipeline.stages.warehouse import build_warehouse, publish_warehouse
from edu_pipeline.storage import staging
from edu_pipeline_tests.folders import STANDING

pytestmark = pytest.mark.pipeline


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(seeds_dir=tmp_path / "seeds", warehouse_dir=tmp_path / "warehouse")
    made.seeds_dir.mkdir()
    (made.seeds_dir / "a.txt").write_text(STANDING.format(count=40, part=30), "utf-8")
    stage_documents(made)
    analyse_documents(made)
    return made


def kept(settings: Settings) -> list[str]:
    return sorted(staging.read_table(settings, "check_results")["expectation"])


def test_the_results_of_a_stage_are_kept_and_those_of_part_of_it_too(settings: Settings) -> None:
    names = sorted(item.id for suite in suites_of_stage("metrics") for item in suite.expectations)
    assert sorted(result.expectation for result in check_stage(settings, "metrics", "run-1")) == names
    assert kept(settings) == names
    (result,) = check_stage(settings, "metrics", "run-2", only=["metrics_text_is_span"])
    assert result.success
    assert kept(settings) == sorted([*names, "metrics_text_is_span"])


def test_a_row_that_fails_a_critical_check_is_held_back_and_the_docs_wait_for_the_last_stage(
    settings: Settings,
) -> None:
    metrics = staging.read_table(settings, "metrics")
    stamp = staging.read_stamp(settings, "metrics")
    broken = metrics["metric_id"][0]
    staging.write_table(
        settings,
        "metrics",
        metrics.with_columns(char_end=metrics["char_end"] + (metrics["metric_id"] == broken)),
        stamp,
    )
    failed = [result for result in check_stage(settings, "metrics", "run-1") if result.holds_back]
    assert {key for result in failed for key in result.failing_keys} == {broken}
    assert not any(result.stops_run for result in failed)
    assert not settings.data_docs_dir.exists()
    build_warehouse(settings)
    check_stage(settings, "warehouse", "run-1")
    assert checker().finish() is None
    assert (settings.data_docs_dir / "index.html").is_file()
    publish_warehouse(settings, "run-1")
    assert not settings.candidate_file.exists()
    # Asked for on its own after a publish, a check of the last stage looks at what is published.
    (result,) = check_stage(settings, "warehouse", "run-2", only=["quarantined_metrics_none"])
    assert result.unexpected_count == 1


def test_a_run_is_complete_once_its_data_docs_are_written(settings: Settings) -> None:
    note_inputs(settings, quick_state(settings))
    obstacle = settings.data_docs_dir.with_name("data_docs.building")
    obstacle.write_bytes(b"no folder")
    for run_id in ("run-1", "run-2"):
        build_warehouse(settings)
        check_stage(settings, "warehouse", run_id)
        publish_warehouse(settings, run_id)
        assert (settings.data_docs_dir / "index.html").is_file() == (run_id == "run-2")
        assert (last_complete(settings) is not None) == (run_id == "run-2")
        obstacle.unlink(missing_ok=True)
    assert checker().finish() is None


def test_a_client_that_locks_the_published_file_does_not_stop_the_checks(settings: Settings) -> None:
    build_warehouse(settings)
    publish_warehouse(settings, "run-1")
    code = f"import duckdb, sys; c = duckdb.connect({str(settings.published_file)!r}); print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as client:
        assert client.stdout is not None
        client.stdout.readline()
        results = check_stage(settings, "metrics", "run-2", only=["documents_not_fewer_metrics"])
        client.communicate(b"\n")
    assert [result.error for result in results] == [None]
    assert not list(settings.staging_dir.glob("*.tmp"))

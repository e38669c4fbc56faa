"""The graph as Dagster sees it: a change here is a change that users see, and should be meant."""

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
import yaml

from edu_pipeline.orchestration.build import build_defs
from edu_pipeline.orchestration.resources import Workspace
from edu_pipeline.quality.suites import load_suites
from edu_pipeline.stages.completion import note_complete, note_inputs
from edu_pipeline.stages.seeds_state import quick_state
from edu_pipeline.storage.tables import load_tables
from edu_pipeline_tests.folders import ROOT
from edu_pipeline_tests.stages.reports import FIRST, settings_in
from edu_pipeline_tests.stages.test_completion import RUN

pytestmark = pytest.mark.pipeline

GRAPH = {
    "raw_documents": set(),
    "sections": {"raw_documents"},
    "metrics": {"sections"},
    "relations": {"metrics"},
    "candidate": {"relations"},
    "warehouse": {"candidate"},
    "report": {"warehouse"},
}
CHECKED = {
    "documents": "raw_documents",
    "sections": "sections",
    "metrics": "metrics",
    "relations": "relations",
    "warehouse": "candidate",
}


@pytest.fixture(scope="module")
def defs() -> dg.Definitions:
    return build_defs()


def sensors_of(defs: dg.Definitions) -> list[dg.SensorDefinition]:
    return list(defs.sensors or [])


def test_the_graph(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    assert {
        key.to_user_string(): {parent.to_user_string() for parent in graph.get(key).parent_keys}
        for key in graph.get_all_asset_keys()
    } == GRAPH


def test_every_expectation_is_a_check_of_its_asset(defs: dg.Definitions) -> None:
    expected = {
        (CHECKED[suite.stage], item.id, item.severity == "critical")
        for suite in load_suites()
        for item in suite.expectations
    }
    graph = defs.resolve_asset_graph()
    found = {
        (key.asset_key.to_user_string(), key.name, graph.get_check_spec(key).blocking) for key in graph.asset_check_keys
    }
    assert found == expected


def test_a_stranger_finds_words_everywhere(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert len(node.description or "") > 60
        assert node.group_name in ("step1_read", "step2_figures", "step3_publish")
        assert node.owners
        assert node.kinds
    assert all(graph.get_check_spec(key).description for key in graph.asset_check_keys)
    assert all(sensor.description for sensor in sensors_of(defs))
    assert defs.resolve_schedule_def("daily_refresh").description
    assert defs.resolve_job_def("refresh_warehouse").description


def test_tables_show_their_columns(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    schema = graph.get(dg.AssetKey("metrics")).metadata["dagster/column_schema"]
    assert isinstance(schema, dg.TableSchema)
    assert [column.name for column in schema.columns] == load_tables()["metrics"].column_names
    assert all(column.description for column in schema.columns)


def test_schedule_and_sensors_run_by_default(defs: dg.Definitions) -> None:
    schedule = defs.resolve_schedule_def("daily_refresh")
    assert (schedule.job_name, schedule.cron_schedule) == ("refresh_warehouse", "30 6 * * *")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    sensors = {sensor.name: sensor for sensor in sensors_of(defs)}
    assert set(sensors) == {"seeds_folder", "failed_runs"}
    assert all(sensor.default_status == dg.DefaultSensorStatus.RUNNING for sensor in sensors.values())


def test_the_sensors_interval_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDU_SENSOR_INTERVAL_SECONDS", "17")
    assert {sensor.minimum_interval_seconds for sensor in sensors_of(build_defs())} == {17}


def test_loading_the_definitions_imports_nothing_heavy() -> None:
    code = (
        "import sys, edu_pipeline.definitions\n"
        "assert not {'great_expectations', 'pandas', 'dagster_duckdb'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_both_instance_files_say_the_same() -> None:
    shipped = yaml.safe_load((ROOT / "edu_pipeline/orchestration/instance.yml").read_text("utf-8"))
    plain = yaml.safe_load((ROOT / "dagster.yaml").read_text("utf-8"))
    folders = {name: plain.pop(name) for name in ("storage", "local_artifact_storage")}
    assert plain == shipped
    assert shipped["telemetry"] == {"enabled": False}
    assert shipped["run_retries"]["retry_on_asset_or_op_failure"] is False
    assert folders["storage"]["sqlite"]["base_dir"] == "warehouse/.dagster"
    assert folders["local_artifact_storage"]["config"]["base_dir"] == "warehouse/.dagster"


def test_a_morning_with_nothing_to_do_is_skipped(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST)
    folders = Workspace(seeds_dir=str(settings.seeds_dir), warehouse_dir=str(settings.warehouse_dir))
    schedule = build_defs(folders).resolve_schedule_def("daily_refresh")
    with dg.build_schedule_context() as context:
        assert schedule.evaluate_tick(context).run_requests
        settings.warehouse_dir.mkdir()
        settings.published_file.touch()
        note_inputs(settings, quick_state(settings))
        note_complete(settings, RUN)
        tick = schedule.evaluate_tick(context)
    assert not tick.run_requests
    assert "Nothing changed since" in str(tick.skip_message)

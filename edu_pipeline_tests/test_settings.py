from pathlib import Path

import pytest

from edu_pipeline.settings import SettingsError, load_settings


def test_folders_are_below_the_project_folder_by_default(tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").touch()
    inner = tmp_path / "seeds" / "2024"
    inner.mkdir(parents=True)
    settings = load_settings(environment={}, working_dir=inner)
    assert settings.seeds_dir == tmp_path / "seeds"
    assert settings.published_file == tmp_path / "warehouse" / "edu.duckdb"


def test_without_a_project_the_working_folder_counts(tmp_path: Path) -> None:
    assert load_settings(environment={}, working_dir=tmp_path).warehouse_dir == tmp_path / "warehouse"


def test_arguments_win_over_the_environment(tmp_path: Path) -> None:
    environment = {"EDU_SEEDS_DIR": "theirs", "EDU_WAREHOUSE_DIR": "../elsewhere", "EDU_MAX_FILE_BYTES": ""}
    settings = load_settings("mine", environment=environment, working_dir=tmp_path / "here")
    assert settings.seeds_dir == tmp_path / "here" / "mine"
    assert settings.warehouse_dir == tmp_path / "elsewhere"
    assert settings.max_file_bytes == 50_000_000


def test_numbers_come_from_the_environment(tmp_path: Path) -> None:
    environment = {"EDU_SENSOR_INTERVAL_SECONDS": "30", "EDU_WORKERS": "3"}
    settings = load_settings(environment=environment, working_dir=tmp_path)
    assert (settings.sensor_interval_seconds, settings.workers) == (30, 3)


@pytest.mark.parametrize("given", ["soon", "0", "-5", "1.5", "²"])
def test_a_number_that_is_none_names_its_variable(tmp_path: Path, given: str) -> None:
    with pytest.raises(SettingsError, match="EDU_SENSOR_INTERVAL_SECONDS"):
        load_settings(environment={"EDU_SENSOR_INTERVAL_SECONDS": given}, working_dir=tmp_path)


def test_a_catalog_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="EDU_CATALOG_FILE"):
        load_settings(catalog_file="absent.yml", environment={}, working_dir=tmp_path)
    (tmp_path / "mine.yml").touch()
    found = load_settings(environment={"EDU_CATALOG_FILE": "mine.yml"}, working_dir=tmp_path)
    assert found.catalog_file == tmp_path / "mine.yml"


def test_limits_have_defaults_and_come_from_the_environment() -> None:
    assert load_settings(environment={}).check_seconds == 120
    settings = load_settings(environment={"EDU_CHECK_SECONDS": "7", "EDU_KEEP_RUNS": "2"})
    assert (settings.check_seconds, settings.keep_runs, settings.run_seconds) == (7, 2, 21_600)
    with pytest.raises(SettingsError, match="EDU_RUN_SECONDS"):
        load_settings(environment={"EDU_RUN_SECONDS": "soon"})

"""The small warehouse, built once and copied for whoever breaks it."""

import shutil
from pathlib import Path

import pytest

from edu_pipeline_tests.quality.small_warehouse import build


@pytest.fixture(scope="session")
def clean_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("quality") / "clean.duckdb")


@pytest.fixture
def database(clean_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(clean_file, tmp_path / "small.duckdb"))

from collections.abc import Callable
from pathlib import Path

import pytest

from edu_pipeline.cli.main import main
from edu_pipeline.quality.process import Checker
from edu_pipeline_tests.folders import Finished, Folders

Run = Callable[..., Finished]


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """Copies of the five seed reports; commands in this process use them by default."""
    made = Folders(tmp_path)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.delenv("EDU_CATALOG_FILE", raising=False)
    monkeypatch.setenv("EDU_SEEDS_DIR", str(made.seeds))
    monkeypatch.setenv("EDU_WAREHOUSE_DIR", str(made.warehouse))
    return made


@pytest.fixture
def edu(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, which is faster than starting one: Great Expectations is imported once."""
    monkeypatch.setattr(Checker, "close", lambda checker: None)

    def run(*arguments: str) -> Finished:
        capfd.readouterr()
        try:
            code = main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        return Finished(code, *capfd.readouterr())

    return run

"""A user's own catalog file from one run to the next."""

from pathlib import Path

import pytest

from edu_pipeline.cli.main import main
from edu_pipeline_tests.folders import Folders

pytestmark = pytest.mark.pipeline

REPORT = "桃源县教育局2023年工作总结\n\n全县组建学校共同体12个。\n"
MINE = "indicators:\n  - {id: education_groups, match: [{head: 学校共同体}]}\n"
POINTS = "SELECT value FROM indicator_timeseries WHERE indicator_id = 'education_groups'"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    made = Folders(tmp_path, reports=0)
    made.write("a.txt", REPORT)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("EDU_CATALOG_FILE", raising=False)
    assert main(["run"]) == 0
    return made


def test_the_next_run_uses_what_it_adds(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    assert folders.ask(POINTS) == []
    mine = folders.root / "mine.yml"
    mine.write_text(MINE, "utf-8")
    monkeypatch.setenv("EDU_CATALOG_FILE", str(mine))
    assert main(["run"]) == 0
    assert folders.ask(POINTS) == [(12,)]


@pytest.mark.parametrize(
    "mistake", [MINE.replace("head", "haed"), MINE + MINE.splitlines()[1], MINE.replace("match", "unit")]
)
def test_a_mistake_in_it_leaves_the_published_file_alone(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], mistake: str
) -> None:
    before = folders.published.read_bytes()
    mine = folders.root / "mine.yml"
    mine.write_text(mistake, "utf-8")
    monkeypatch.setenv("EDU_CATALOG_FILE", str(mine))
    assert main(["run"]) == 2
    assert "mine.yml, line " in capfd.readouterr().err
    assert folders.published.read_bytes() == before

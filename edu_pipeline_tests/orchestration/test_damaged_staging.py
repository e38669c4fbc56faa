"""Whatever happens to the files below staging, the next plain run publishes the same figures.

One flipped byte in each file alone is tried on the functions of the stages, without checks; real runs are given one in
every file of a kind at once.
"""

import random
import shutil
from pathlib import Path

import pytest

from edu_pipeline.settings import Settings
from edu_pipeline.stages.checks import check_stage
from edu_pipeline.storage import staging
from edu_pipeline.storage.locking import warehouse_lock
from edu_pipeline_tests.folders import Folders
from edu_pipeline_tests.stages.reports import FIRST, SECOND, ask, run_all, settings_in

pytestmark = pytest.mark.pipeline

FIGURES = "SELECT * FROM metrics ORDER BY metric_id"
NOISE = random.Random(7).randbytes(3000)
SAID = "something staged was damaged and is made anew; what was there is kept as "


def flip(path: Path) -> None:
    """Change one bit of a file, at a place that is the same in every run."""
    content = bytearray(path.read_bytes())
    draw = random.Random(path.name)
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    path.write_bytes(content)


def staged_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def test_one_flipped_byte_in_any_file_changes_nothing_that_the_stages_make(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    run_all(settings)
    for stage in ("documents", "metrics"):
        check_stage(settings, stage, "r1")
    before = ask(settings, FIGURES)
    whole = shutil.copytree(settings.staging_dir, tmp_path / "whole")
    files = staged_files(whole)
    assert {".parquet", ".sha256", ".json", ".duckdb"} == {path.suffix for path in files}
    # No report is the same as another one here.
    assert {path.stem for path in files if path.suffix == ".parquet"} == {*staging.STAGED_TABLES} - {
        "documents_set_aside"
    }
    for path in files:
        restore(settings, whole)
        flip(settings.staging_dir / path.relative_to(whole))
        with warehouse_lock(settings):
            aside = staging.set_damaged_aside(settings)
            run_all(settings)
        assert ask(settings, FIGURES) == before, path.name
        # A table that was written often has older digests beside its own.
        expected = {".parquet": {1}, ".sha256": {0, 1}}.get(path.suffix, {0})
        assert len(aside) in expected, path.name


def restore(settings: Settings, whole: Path) -> None:
    shutil.rmtree(settings.staging_dir)
    shutil.copytree(whole, settings.staging_dir)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Two reports, run twice, so that every file of the staging folder is there."""
    made = Folders(tmp_path_factory.mktemp("damaged"), reports=2)
    assert made.command("run").code == 0
    return made


def set_aside(folders: Folders) -> set[str]:
    return {path.name.partition(".damaged-")[0] for path in folders.warehouse.rglob("*.damaged-*")}


def test_runs_that_find_a_flipped_byte_in_every_file_of_a_kind_publish_the_same(folders: Folders) -> None:
    before = folders.ask(FIGURES)
    area = folders.warehouse / "staging"
    tables = list(area.glob("*.parquet"))
    groups = {
        "tables": tables,
        "digests": list(area.glob("*.sha256")),
        "notes": [*area.glob("*.json"), *area.glob("validations/*.json"), *area.glob("*.duckdb")],
    }
    assert {path for group in groups.values() for path in group} == set(staged_files(area))
    report = folders.seeds / "新报告.txt"
    for name, group in groups.items():
        for path in group:
            flip(path)
        # Changed and changed back, so that there is something to do each time.
        report.unlink() if report.exists() else folders.write(report.name)
        done = folders.command("run")
        assert done.code == 0, (name, done.out + done.err)
        assert done.err == ""
        told = done.out.count(SAID)
        assert told == len(tables) if name == "tables" else bool(told) == (name == "digests"), done.out
        if not report.exists():
            assert folders.ask(FIGURES) == before, name
    report.unlink(missing_ok=True)
    for path in staged_files(area):
        if ".damaged-" not in path.name:
            flip(path)
    done = folders.command("run")
    assert done.code == 0, done.out + done.err
    assert folders.ask(FIGURES) == before


def test_a_file_in_the_place_of_the_staging_folder_is_set_aside_and_told(folders: Folders) -> None:
    before = folders.ask(FIGURES)
    shutil.rmtree(folders.warehouse / "staging")
    (folders.warehouse / "staging").write_bytes(NOISE)
    done = folders.command("run")
    assert done.code == 0, done.out + done.err
    assert done.out.count(SAID + "staging.damaged-") == 1
    assert folders.ask(FIGURES) == before
    assert "staging" in set_aside(folders)


def test_notes_and_leftovers_of_any_content_hinder_no_run(folders: Folders) -> None:
    before = folders.ask(FIGURES)
    area = folders.warehouse / "staging"
    for path in (*area.glob("*.json"), *area.glob("validations/*.json")):
        path.write_bytes(NOISE)
    (area / "validations" / "of_an_older_version.json").write_bytes(NOISE)
    for name in ("candidate.duckdb", "candidate.duckdb.wal", "audit.duckdb", "metrics.parquet.tmp", "spill.tmp"):
        (area / name).write_bytes(NOISE)
    left = area / "parts" / "0123456789abcdef-7"
    left.mkdir(parents=True)
    shutil.copy(area / "metrics.parquet", left)
    (left / "sections.parquet").write_bytes(NOISE)
    (area / "candidate.duckdb.building").mkdir()
    done = folders.command("run")
    assert done.code == 0, done.out + done.err
    assert SAID not in done.out
    assert "could not" not in done.out
    assert folders.ask(FIGURES) == before
    assert not {"parts", "spill.tmp", "metrics.parquet.tmp", "candidate.duckdb.wal"} & {p.name for p in area.iterdir()}
    assert (folders.warehouse / "data_docs" / "index.html").is_file()


def test_folders_and_files_in_each_others_place_are_set_aside_and_told(folders: Folders) -> None:
    before = folders.ask(FIGURES)
    area = folders.warehouse / "staging"
    shutil.rmtree(area / "validations")
    places = ["completion.json", "metrics.json", "relations.parquet", "sections.parquet.sha256", "candidate.duckdb"]
    for name in places:
        (area / name).unlink(missing_ok=True)
        (area / name).mkdir()
    for name in ("validations", "parts", "failing"):
        (area / name).write_bytes(NOISE)
    done = folders.command("run")
    assert done.code == 0, done.out + done.err
    assert all(f"{SAID}{name}.damaged-" in done.out for name in (*places, "validations", "parts", "failing"))
    assert folders.ask(FIGURES) == before

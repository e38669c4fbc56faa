"""The archive that is measured: the reports that were asked for, no two alike, the same every time."""

import re
from pathlib import Path

from edu_pipeline_tests.bench.archive_reports import FOLDER_REPORTS, write_archive
from edu_pipeline_tests.folders import SEEDS
from edu_pipeline_tests.gold.pipeline import read


def test_every_report_is_there_and_no_two_are_alike(tmp_path: Path) -> None:
    paths = write_archive(tmp_path, FOLDER_REPORTS + 20)
    assert sorted(tmp_path.rglob("*.txt")) == paths
    assert len({path.read_bytes() for path in [*paths, *SEEDS]}) == FOLDER_REPORTS + 20 + len(SEEDS)
    assert [len(list(folder.iterdir())) for folder in sorted(tmp_path.iterdir())] == [FOLDER_REPORTS, 20]


def test_a_report_is_the_same_every_time_and_in_archives_of_any_size(tmp_path: Path) -> None:
    few, many = write_archive(tmp_path / "few", 12), write_archive(tmp_path / "many", 24)
    assert [path.read_bytes() for path in few] == [path.read_bytes() for path in many[:12]]


def test_reports_are_of_places_years_and_figures_of_their_own(tmp_path: Path) -> None:
    documents = [read(path) for path in write_archive(tmp_path, 50)]
    assert len({document.region for document in documents} - {None}) >= 45
    assert len({document.year for document in documents} - {None}) >= 5
    counts = {tuple(re.findall(r"\d{2,}(?=[名所])", document.text)) for document in documents[:: len(SEEDS)]}
    assert len(counts) == 10
    assert () not in counts

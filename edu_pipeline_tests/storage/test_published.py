"""The published file while another program has it open for writing, and when it is none."""

import shutil
import tempfile
from pathlib import Path

import duckdb
import pytest

from edu_pipeline.settings import Settings
from edu_pipeline.storage.published import QueryError, open_published, readable_published
from edu_pipeline_tests.storage.warehouses import open_for_writing, publish, settings_in, stage

pytestmark = pytest.mark.pipeline

DOCUMENTS = "SELECT doc_id FROM documents"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    made = settings_in(tmp_path)
    stage(made, ["d1"])
    publish(made, "r1")
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "copies"))
    return made


def test_a_file_open_for_writing_elsewhere_is_read_from_a_copy_that_goes_at_the_end(
    settings: Settings, tmp_path: Path
) -> None:
    with open_for_writing(settings.published_file):
        with pytest.raises(duckdb.IOException, match="lock"):
            duckdb.connect(settings.published_file, read_only=True)
        with open_published(settings.published_file) as connection:
            assert connection.execute(DOCUMENTS).fetchall() == [("d1",)]
            with pytest.raises(duckdb.Error):
                connection.execute("SELECT * FROM read_text('/etc/hostname')")
        with readable_published(settings) as path:
            assert path is not None
            assert path != settings.published_file
            with duckdb.connect(path, read_only=True) as connection:
                assert connection.execute(DOCUMENTS).fetchall() == [("d1",)]
    assert not list((tmp_path / "copies").iterdir())
    assert not list(settings.staging_dir.glob("*.tmp"))


def test_a_file_that_nobody_writes_is_not_copied(settings: Settings, tmp_path: Path) -> None:
    with open_published(settings.published_file), readable_published(settings) as path:
        assert path == settings.published_file
        assert not list((tmp_path / "copies").iterdir())


def test_without_room_for_a_copy_it_says_who_is_in_the_way_and_what_to_do(settings: Settings, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "copies")
    shutil.rmtree(settings.staging_dir)
    with open_for_writing(settings.published_file):
        with pytest.raises(QueryError) as refusal, open_published(settings.published_file):
            pass
        with readable_published(settings) as path:
            assert path is None
    told = str(refusal.value)
    assert told.startswith(f"another program has {settings.published_file} open for writing")
    assert "close it there" in told
    assert "\n" not in told
    assert "PID" not in told


def test_a_file_that_is_none_or_no_database_is_no_path(settings: Settings) -> None:
    settings.published_file.write_bytes(b"x" * 100)
    with readable_published(settings) as path:
        assert path is None
    settings.published_file.unlink()
    with readable_published(settings) as path:
        assert path is None

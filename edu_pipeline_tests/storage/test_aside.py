from pathlib import Path

from edu_pipeline.storage.aside import KEPT_ASIDE, set_aside


def test_a_damaged_file_or_folder_is_kept_under_a_dated_name_and_only_the_latest_are(tmp_path: Path) -> None:
    for number in range(KEPT_ASIDE + 2):
        (tmp_path / "x.parquet").write_text(str(number))
        aside = set_aside(tmp_path / "x.parquet")
        assert aside.read_text() == str(number)
        assert not (tmp_path / "x.parquet").exists()
    kept = sorted(path.read_text() for path in tmp_path.iterdir())
    assert kept == [str(number) for number in range(2, KEPT_ASIDE + 2)]
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "y").touch()
    assert (set_aside(tmp_path / "folder") / "y").is_file()

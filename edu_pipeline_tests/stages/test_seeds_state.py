import os
from dataclasses import replace
from pathlib import Path

import pytest

from edu_pipeline.settings import Settings
from edu_pipeline.stages.seeds_state import content_state, quick_state, seconds_since_change


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.txt").write_text("一", "utf-8")
    return Settings(seeds_dir=seeds, warehouse_dir=tmp_path / "warehouse")


def test_equal_content_is_the_same_state_however_it_came_about(settings: Settings) -> None:
    file = settings.seeds_dir / "a.txt"
    quick, content = quick_state(settings), content_state(settings)
    assert (quick_state(settings), content_state(settings)) == (quick, content)
    file.write_text("二", "utf-8")
    assert quick_state(settings) != quick
    assert content_state(settings) != content
    file.write_text("一", "utf-8")
    assert quick_state(settings) != quick
    assert content_state(settings) == content


def test_a_change_that_keeps_size_and_time_is_seen(settings: Settings) -> None:
    file = settings.seeds_dir / "a.txt"
    before, times = quick_state(settings), file.stat()
    file.write_text("二", "utf-8")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert file.stat().st_mtime_ns == times.st_mtime_ns
    assert quick_state(settings) != before


@pytest.mark.parametrize("change", ["add", "remove", "rename", "correct", "below"])
def test_every_change_of_the_folder_is_a_new_state(settings: Settings, change: str) -> None:
    file, before = settings.seeds_dir / "a.txt", (quick_state(settings), content_state(settings))
    if change == "add":
        (settings.seeds_dir / "b.txt").write_text("二", "utf-8")
    elif change == "remove":
        file.unlink()
    elif change == "rename":
        file.rename(settings.seeds_dir / "c.txt")
    elif change == "correct":
        settings.corrections_file.write_text("[]", "utf-8")
    else:
        (settings.seeds_dir / "县").mkdir()
        (settings.seeds_dir / "县" / "a.txt").write_text("二", "utf-8")
    assert quick_state(settings) != before[0]
    assert content_state(settings) != before[1]


def test_a_folder_that_is_missing_or_a_file_that_is_odd_is_a_state_too(settings: Settings, tmp_path: Path) -> None:
    (settings.seeds_dir / "loop").symlink_to(settings.seeds_dir / "loop")
    assert content_state(settings) == content_state(settings)
    missing = Settings(seeds_dir=tmp_path / "nowhere", warehouse_dir=tmp_path)
    assert quick_state(missing) != quick_state(settings)
    assert seconds_since_change(missing, 0.0) == float("inf")


def test_a_file_written_now_is_seconds_old(settings: Settings) -> None:
    modified = (settings.seeds_dir / "a.txt").stat().st_mtime
    assert seconds_since_change(settings, modified + 3) == pytest.approx(3)


def test_corrections_may_be_a_link_to_a_file_elsewhere(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "shared.yml").write_text("[]", "utf-8")
    without = content_state(settings)
    settings.corrections_file.symlink_to(tmp_path / "shared.yml")
    before = content_state(settings)
    assert before != without
    (tmp_path / "shared.yml").write_text("[ ]", "utf-8")
    assert content_state(settings) != before


def test_a_file_that_is_too_large_is_a_change_when_it_comes_and_goes_but_is_not_read(settings: Settings) -> None:
    small = replace(settings, max_file_bytes=10)
    without = content_state(small)
    large = settings.seeds_dir / "large.txt"
    large.write_bytes(b"x" * 11)
    before = content_state(small)
    assert before != without
    large.write_bytes(b"y" * 11)
    assert content_state(small) == before
    large.write_bytes(b"y" * 10)
    assert content_state(small) != before

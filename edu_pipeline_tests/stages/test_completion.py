"""When there is nothing to do, and when there is."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from edu_pipeline.settings import Settings
from edu_pipeline.stages import completion
from edu_pipeline.stages.completion import Completion, forget, last_complete, note_complete, note_inputs
from edu_pipeline.stages.seeds_state import quick_state
from edu_pipeline_tests.stages.reports import FIRST, SECOND, settings_in, write

RUN = {"run_id": "r1", "published_at": "2026-11-28 08:00:00", "documents": 2, "rejected": 0, "metrics": 5}
RUN |= {"checks_passed": 100, "checks_failed": 1}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = settings_in(tmp_path, a=FIRST, b=SECOND)
    made.warehouse_dir.mkdir()
    made.published_file.write_bytes(b"published")
    complete(made)
    return made


def complete(settings: Settings) -> None:
    note_inputs(settings, quick_state(settings))
    note_complete(settings, RUN)


def test_nothing_changed(settings: Settings) -> None:
    done = last_complete(settings)
    assert isinstance(done, Completion)
    assert (done.documents, done.metrics, done.published_at) == (2, 5, "2026-11-28 08:00:00")


def test_a_file_that_was_only_touched_is_no_change(settings: Settings) -> None:
    os.utime(settings.seeds_dir / "a.txt", (1, 1))
    assert last_complete(settings) is not None


@pytest.mark.parametrize("what", ["changed", "added", "removed", "renamed", "corrections"])
def test_another_state_of_the_folder_is_a_change(settings: Settings, what: str) -> None:
    report = settings.seeds_dir / "a.txt"
    if what == "changed":
        report.write_text(FIRST.replace("12", "13"), "utf-8")
    elif what == "added":
        write(settings, "c.txt", FIRST)
    elif what == "removed":
        report.unlink()
    elif what == "renamed":
        report.rename(report.with_name("z.txt"))
    else:
        write(settings, "corrections.yml", "[]")
    assert last_complete(settings) is None


def test_other_code_is_a_change(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion, "program_fingerprint", lambda: "newer")
    assert last_complete(settings) is None


def test_another_catalog_or_setting_is_a_change_but_not_the_number_of_processes(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "mine.yml").write_text("indicators: []\n")
    assert last_complete(replace(settings, catalog_file=tmp_path / "mine.yml")) is None
    assert last_complete(replace(settings, max_file_bytes=10)) is None
    assert last_complete(replace(settings, workers=7)) is not None


def test_a_published_file_that_is_gone_or_another_one_is_a_change(settings: Settings) -> None:
    settings.published_file.write_bytes(b"another one")
    assert last_complete(settings) is None
    complete(settings)
    assert last_complete(settings) is not None
    settings.published_file.unlink()
    assert last_complete(settings) is None


def test_a_folder_that_changed_while_it_was_read_is_looked_at_again(settings: Settings) -> None:
    before = quick_state(settings)
    write(settings, "a.txt", FIRST + "新增一行。")
    note_inputs(settings, before)
    note_complete(settings, RUN)
    assert last_complete(settings) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"quick": 1}', b"\xff\xfe"])
def test_a_damaged_note_counts_as_none(settings: Settings, content: bytes) -> None:
    (settings.staging_dir / "completion.json").write_bytes(content)
    assert last_complete(settings) is None


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"quicc": "1", "content": "2"}', b"\xff\xfe"])
def test_a_damaged_note_of_what_was_read_has_the_next_run_look_again(settings: Settings, content: bytes) -> None:
    (settings.staging_dir / "inputs.json").write_bytes(content)
    note_complete(settings, RUN)
    assert last_complete(settings) is None


def test_what_is_forgotten_is_looked_at_again(settings: Settings) -> None:
    forget(settings)
    assert last_complete(settings) is None


def test_the_program_s_fingerprint_is_of_code_and_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from edu_pipeline.stages.digests import source_hash

    for name, text in {"a.py": "1", "catalog/b.yml": "2", "c.txt": "3"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr("edu_pipeline.stages.digests.files", lambda package: tmp_path)
    seen = set()
    for name, text in (("a.py", "1"), ("a.py", "9"), ("catalog/b.yml", "9"), ("c.txt", "9")):
        (tmp_path / name).write_text(text)
        source_hash.cache_clear()
        seen.add(source_hash((".",), (".py", ".yml")))
    source_hash.cache_clear()
    assert len(seen) == 3

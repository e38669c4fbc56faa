import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edu_pipeline.reading import SeedFile, read_document
from edu_pipeline.records import Document, RejectedDocument
from edu_pipeline.settings import Settings
from edu_pipeline.stages import documents
from edu_pipeline.stages.documents import stage_documents
from edu_pipeline.stages.result import UnusableInput
from edu_pipeline.storage import staging
from edu_pipeline_tests.stages.reports import FIRST, SECOND, settings_in, write

pytestmark = pytest.mark.pipeline


def staged(settings: Settings, *columns: str) -> list[tuple[Any, ...]]:
    return staging.read_table(settings, "documents", list(columns)).sort(columns[0]).rows()


def rejected(settings: Settings) -> list[tuple[Any, ...]]:
    return staging.read_table(settings, "rejected_documents", ["file_name", "reason"]).rows()


def test_reports_become_documents(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    result = stage_documents(settings)
    assert (result.rows, result.extracted, result.unchanged, result.rejected) == (2, 2, 0, 0)
    assert staged(settings, "file_name", "text", "char_count") == [
        ("a.txt", FIRST, len(FIRST)),
        ("b.txt", SECOND, len(SECOND)),
    ]


def test_what_is_unchanged_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    first = stage_documents(settings)
    before = staged(settings, "doc_id", "staged_at")
    monkeypatch.setattr(documents, "read_document", None)
    again = stage_documents(settings)
    assert (again.extracted, again.unchanged, again.removed) == (0, 2, 0)
    assert again.fingerprint == first.fingerprint
    assert staged(settings, "doc_id", "staged_at") == before


def test_only_the_changed_report_is_read(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    first = stage_documents(settings)
    write(settings, "b.txt", SECOND + "又招聘教师3人。\n")
    second = stage_documents(settings)
    assert (second.extracted, second.unchanged, second.removed) == (1, 1, 0)
    assert second.fingerprint != first.fingerprint
    write(settings, "b.txt", SECOND)
    back = stage_documents(settings)
    assert (back.extracted, back.fingerprint) == (1, first.fingerprint)


def test_a_removed_report_goes_and_a_new_one_comes(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST)
    stage_documents(settings)
    (settings.seeds_dir / "a.txt").unlink()
    write(settings, "深/b.txt", SECOND)
    result = stage_documents(settings)
    assert (result.rows, result.extracted, result.removed) == (1, 1, 1)
    assert staged(settings, "file_name") == [("深/b.txt",)]


def test_a_renamed_report_is_kept_under_its_new_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    stage_documents(settings)
    monkeypatch.setattr(documents, "read_document", None)
    (settings.seeds_dir / "a.txt").rename(settings.seeds_dir / "z.txt")
    result = stage_documents(settings)
    assert (result.extracted, result.unchanged) == (0, 2)
    assert staged(settings, "file_name", "text") == [("b.txt", SECOND), ("z.txt", FIRST)]


def test_another_file_type_is_read_again(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST)
    stage_documents(settings)
    (settings.seeds_dir / "a.txt").rename(settings.seeds_dir / "a.md")
    assert stage_documents(settings).extracted == 1
    assert staged(settings, "media_type") == [("text/markdown",)]


def test_twins_are_staged_once_and_reported(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=FIRST)
    for _ in range(2):
        result = stage_documents(settings)
        assert result.rows == 1
        assert rejected(settings) == [("b.txt", "duplicate")]
    assert "a.txt" in result.notes[0]
    (settings.seeds_dir / "a.txt").unlink()
    stage_documents(settings)
    assert staged(settings, "file_name") == [("b.txt",)]
    assert rejected(settings) == []


def test_a_twin_of_an_unsupported_file_is_still_read(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, b=FIRST)
    write(settings, "a.xyz", FIRST)
    assert stage_documents(settings).rows == 1
    assert rejected(settings) == [("a.xyz", "unsupported_type")]


def test_unreadable_files_are_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, empty="")
    result = stage_documents(settings)
    assert (result.rows, result.rejected) == (1, 1)
    seen = staging.read_table(settings, "rejected_documents")
    stage_documents(settings)
    assert staging.read_table(settings, "rejected_documents").equals(seen)


def test_an_error_of_one_file_is_the_failure_of_that_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)

    def fragile(seed: SeedFile, *rest: Any) -> Document | RejectedDocument:
        if seed.name == "a.txt":
            raise RuntimeError("boom")
        return read_document(seed, *rest)

    monkeypatch.setattr(documents, "read_document", fragile)
    result = stage_documents(settings)
    assert (result.rows, result.rejected) == (1, 1)
    assert rejected(settings) == [("a.txt", "extraction_failed")]
    assert "boom" in result.notes[0]
    monkeypatch.undo()
    assert stage_documents(settings).rows == 2
    assert rejected(settings) == []


def test_full_reads_everything_again(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    stage_documents(settings)
    assert stage_documents(settings, full=True).extracted == 2


def test_progress_counts_what_is_read(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    seen: list[tuple[int, int]] = []
    stage_documents(settings, progress=lambda done, todo: seen.append((done, todo)))
    assert seen == [(2, 2)]


def test_an_empty_folder_is_no_error_but_a_missing_one_is(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert stage_documents(settings).rows == 0
    settings.seeds_dir.rmdir()
    with pytest.raises(UnusableInput, match="create it"):
        stage_documents(settings)


@pytest.mark.parametrize("full", [False, True])
def test_reports_that_can_all_no_longer_be_read_leave_no_document(tmp_path: Path, full: bool) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    stage_documents(settings)
    for name in ("a.txt", "b.txt"):
        write(settings, name, "")
    result = stage_documents(settings, full=full)
    assert (result.rows, result.rejected) == (0, 2)
    assert staged(settings, "file_name") == []


def test_a_report_that_takes_for_ever_to_read_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(settings_in(tmp_path, a=FIRST, b=SECOND), document_seconds=1)

    def stick(seed: SeedFile, *rest: Any) -> Document | RejectedDocument:
        while seed.name == "b.txt":
            time.sleep(0.01)
        return read_document(seed, *rest)

    monkeypatch.setattr(documents, "read_document", stick)
    stage_documents(settings)
    assert staged(settings, "file_name") == [("a.txt",)]
    ((name, detail),) = staging.read_table(settings, "rejected_documents", ["file_name", "detail"]).rows()
    assert name == "b.txt"
    assert detail.startswith("it took longer than 1 s (EDU_DOCUMENT_SECONDS)")

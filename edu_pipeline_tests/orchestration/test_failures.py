from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edu_pipeline.orchestration.failures import RunFailure, remove_old_failures, write_failure
from edu_pipeline.settings import Settings

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(seeds_dir=tmp_path / "seeds", warehouse_dir=tmp_path / "warehouse")


def test_a_record_says_what_failed_and_what_to_do(settings: Settings) -> None:
    failure = RunFailure("0123456789ab", "check_candidate", "stopped", ("critical documents documents_not_empty",))
    told = write_failure(settings, failure, NOON).read_text("utf-8")
    assert "Run 0123456789ab did not publish (2024-05-06 12:00 UTC)." in told
    assert "documents_not_empty" in told
    assert "nothing has been published yet" in told
    assert "Mend or take out the report" in told


def test_an_error_that_says_what_to_do_is_enough(settings: Settings) -> None:
    failure = RunFailure("0123456789ab", "raw_documents", "the seeds folder is gone: create it", known=True)
    told = write_failure(settings, failure, NOON).read_text("utf-8")
    assert "As it says above." in told


def test_one_record_per_run_and_the_latest_are_kept(settings: Settings) -> None:
    failure = RunFailure("0123456789ab", None, "killed")
    first = write_failure(settings, failure, NOON)
    assert write_failure(settings, failure, NOON + timedelta(hours=1)) == first
    for minute in range(settings.keep_runs + 3):
        write_failure(settings, RunFailure(f"{minute:08d}", None, "killed"), NOON + timedelta(minutes=minute + 1))
    assert len(list(first.parent.iterdir())) == settings.keep_runs
    assert not first.exists()


def test_records_are_kept_for_a_time_that_is_a_setting(settings: Settings) -> None:
    settings = replace(settings, keep_days=7)
    old = write_failure(settings, RunFailure("0123456789ab", None, "killed"), NOON)
    young = write_failure(settings, RunFailure("ba9876543210", None, "killed"), NOON + timedelta(days=1))
    remove_old_failures(settings, NOON + timedelta(days=7, hours=1))
    assert (old.exists(), young.exists()) == (False, True)

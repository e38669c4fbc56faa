"""Nothing waits for ever: a check, and a whole run, that would not end, through real runs."""

from importlib.resources import files

import pytest

from edu_pipeline.quality import suites
from edu_pipeline_tests.cli.conftest import Run
from edu_pipeline_tests.folders import Folders

pytestmark = pytest.mark.pipeline

SLEEPER = """
      sections_sleeping:
        severity: {severity}
        level: table
        description: This check never ends.
        rows: SELECT section_id FROM sections WHERE sleep_ms(3600000) IS NULL
"""


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> "Plant":
    return Plant(monkeypatch)


class Plant:
    """Puts a check that sleeps for ever among those of the sections, and limits checks to a second."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch

    def __call__(self, severity: str) -> None:
        shipped = (files("edu_pipeline.catalog") / suites.FILE).read_text("utf-8")
        place = "      sections_inside_document:"
        text = shipped.replace(place, SLEEPER.format(severity=severity).strip("\n") + "\n" + place)
        planted = tuple(suites.parse_suites(text))
        self.monkeypatch.setattr(suites, "_shipped", lambda: planted)
        self.monkeypatch.setenv("EDU_CHECK_SECONDS", "1")


def test_a_critical_check_that_never_ends_is_told_and_stops_the_publish(
    folders: Folders, edu: Run, plant: Plant
) -> None:
    edu("run")
    before = folders.published.read_bytes()
    folders.write("新报告.txt")
    plant("critical")
    stopped = edu("run")
    assert stopped.code == 1
    assert "STOPPED BY critical sections sections_sleeping: NOT EVALUATED, it took longer than 1 second" in stopped.out
    assert folders.published.read_bytes() == before
    (record,) = (folders.warehouse / "failures").iterdir()
    assert "sections_sleeping: NOT EVALUATED" in record.read_text("utf-8")


def test_another_check_that_never_ends_is_told_and_tried_again(folders: Folders, edu: Run, plant: Plant) -> None:
    plant("warning")
    done = edu("run")
    assert done.code == 0, done.out + done.err
    assert "warning sections sections_sleeping: NOT EVALUATED" in done.out
    ((evaluated, details),) = folders.ask(
        "SELECT evaluated_count, details FROM check_results WHERE expectation = 'sections_sleeping'"
    )
    assert evaluated is None
    assert "longer than 1 second" in details
    assert "nothing to do" not in edu("run").out


def test_a_run_that_does_not_end_says_what_it_was_doing_and_leaves_the_published_file(folders: Folders) -> None:
    assert folders.command("run").code == 0
    before = folders.published.read_bytes()
    folders.write("新报告.txt")
    folders.more["EDU_RUN_SECONDS"] = "1"
    ended = folders.command("run", "--full")
    assert ended.code == 3
    assert "longer than 1 s (EDU_RUN_SECONDS) and was ended while it was at" in ended.err
    assert ended.err.count("\n") == 1
    assert folders.published.read_bytes() == before
    (record,) = (folders.warehouse / "failures").iterdir()
    assert "EDU_RUN_SECONDS" in record.read_text("utf-8")
    del folders.more["EDU_RUN_SECONDS"]
    assert folders.command("run").code == 0
    assert folders.ask("SELECT count(*) FROM documents") == [(6,)]

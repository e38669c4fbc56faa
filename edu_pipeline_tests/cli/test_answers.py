"""query, trace and status on one published warehouse of the seeds and a report with a misprint."""

import io
import json
import signal
import subprocess
from collections.abc import Iterator

import polars as pl
import pytest

from edu_pipeline.cli.main import main
from edu_pipeline.cli.query import saved_queries
from edu_pipeline_tests.cli.conftest import Run
from edu_pipeline_tests.folders import Folders, end_group
from edu_pipeline_tests.storage.warehouses import open_for_writing

pytestmark = pytest.mark.pipeline

MISPRINT = (
    "某某区教育局2023年工作总结\n2023年，全区学生课后服务参与率达193.71%。全区现有学校40所，其中小学30所、初中10所。\n"
)
GROUPS = """
    select year, value from indicator_timeseries
    where indicator_id = 'education_groups' and region = '南昌市' order by year"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folders]:
    folders = Folders(tmp_path_factory.mktemp("answers"))
    folders.write("misprint.txt", MISPRINT)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("EDU_SEEDS_DIR", folders.seeds), ("EDU_WAREHOUSE_DIR", folders.warehouse)):
            patch.setenv(name, str(value))
        patch.delenv("DAGSTER_HOME", raising=False)
        patch.delenv("EDU_CATALOG_FILE", raising=False)
        assert main(["run"]) == 0
        yield folders


def metric_of(folders: Folders, text: str) -> str:
    ((metric_id,),) = folders.ask(
        f"SELECT metric_id FROM metrics JOIN documents d USING (doc_id) WHERE file_name = 'misprint.txt' "
        f"AND metrics.text = '{text}'"
    )
    return str(metric_id)


def test_answers_in_every_format(published: Folders, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["query", GROUPS, "--format", "csv"])
    assert capfdbinary.readouterr().out.decode() == "year,value\n2020,40\n2022,46\n2023,67\n"
    main(["query", GROUPS, "--format", "json"])
    assert json.loads(capfdbinary.readouterr().out)[0] == {"year": 2020, "value": 40}
    main(["query", GROUPS, "--format", "parquet"])
    assert pl.read_parquet(io.BytesIO(capfdbinary.readouterr().out)).height == 3


def test_a_query_can_only_read(published: Folders, edu: Run) -> None:
    for sql in ("DELETE FROM metrics", "SELECT * FROM read_csv('/etc/passwd')", "SELECT nonsense", "SELECT 1; SELECT"):
        failed = edu("query", sql)
        assert failed.code == 2, sql
        assert "Traceback" not in failed.err
    assert published.ask("SELECT count(*) > 0 FROM metrics") == [(True,)]


def test_a_query_is_one_statement(published: Folders, edu: Run) -> None:
    failed = edu("query", "select 1; select 2")
    assert (failed.code, failed.out) == (2, "")
    assert failed.err == "edu-pipeline: the SQL holds 2 statements: give one at a time\n"


def test_answers_while_another_program_has_the_file_open_for_writing(published: Folders, edu: Run) -> None:
    metric = metric_of(published, "40所")
    with open_for_writing(published.published):
        for asked in (["query", GROUPS, "--format", "csv"], ["status"], ["trace", metric]):
            told = edu(*asked)
            assert told.code == 0, told.err
            assert told.out
            assert told.err == ""


def test_a_question_that_takes_too_long_is_ended(published: Folders, edu: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDU_QUERY_SECONDS", "1")
    failed = edu("query", "select count(*) from range(10000000000) a, range(100000) b")
    assert failed.code == 2
    assert failed.err == (
        "edu-pipeline: the question took longer than 1 seconds and was ended: ask for less, or set EDU_QUERY_SECONDS "
        "to more\n"
    )


def test_ctrl_c_ends_a_question_at_once(published: Folders) -> None:
    # Who runs the tests may have started them with Ctrl+C ignored, as shells do in the background.
    process = published.start(
        "query",
        "select count(*) from range(10000000000) a, range(100000) b",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(5)
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 130
        assert process.communicate() == ("", "edu-pipeline: interrupted; the published file is as it was.\n")
    finally:
        end_group(process)


@pytest.mark.parametrize("name", sorted(saved_queries()))
def test_every_saved_question_has_words_and_an_answer(published: Folders, edu: Run, name: str) -> None:
    assert saved_queries()[name].startswith("-- ")
    assert edu("query", "--saved", name).code == 0


def test_a_trace_shows_the_figure_in_its_place_and_what_is_wrong_with_it(published: Folders, edu: Run) -> None:
    told = edu("trace", metric_of(published, "193.71%"))
    assert told.code == 0, told.err
    assert told.out.startswith("2023年，全区学生课后服务参与率达【193.71%】。\n")
    start = MISPRINT.index("193.71%")
    assert told.line("file") == f"file       misprint.txt, characters {start}–{start + 7}"
    assert told.line("doubt")
    assert "\x1b" not in told.out


def test_a_trace_shows_the_relations_and_their_verdict(published: Folders, edu: Run) -> None:
    told = edu("trace", metric_of(published, "40所"))
    assert ", holds: " in told.line("relation")
    assert metric_of(published, "30所") in told.out


def test_an_unknown_metric_is_told_with_what_there_is(published: Folders, edu: Run) -> None:
    known = metric_of(published, "40所")
    failed = edu("trace", known + "9")
    assert failed.code == 2
    assert f"there is no metric {known}9" in failed.err
    assert known in failed.err


def test_status_says_whether_the_folder_changed_since(published: Folders, edu: Run) -> None:
    told = edu("status")
    assert told.code == 0
    assert told.line("seeds").endswith(": up to date")
    assert told.line("documents") == "documents  6, rejected files 0"
    assert "warning metrics.value metrics_share_at_most_100: 1 of " in told.out
    extra = published.write("another.txt")
    assert "1 files differ" in edu("status").line("seeds")
    extra.unlink()


def test_status_tells_what_else_changed_and_that_a_later_run_failed(
    folders: Folders, edu: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    edu("run")
    assert edu("status").line("seeds").endswith(": up to date")
    (folders.seeds / "corrections.yml").write_text("[]\n", "utf-8")
    assert "corrections, the catalog, settings or the program changed" in edu("status").line("seeds")
    (folders.seeds / "corrections.yml").write_text("- nonsense\n", "utf-8")
    assert edu("run").code == 2
    failed = edu("status").line("failed")
    assert "did not publish" in failed
    assert str(folders.warehouse / "failures") in failed
    (folders.seeds / "corrections.yml").unlink()
    edu("run")
    assert "failed" not in [line.split(" ")[0] for line in edu("status").out.splitlines()]

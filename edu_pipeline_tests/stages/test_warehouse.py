from datetime import timedelta
from pathlib import Path

import pytest

from edu_pipeline.settings import Settings
from edu_pipeline.stages.documents import stage_documents
from edu_pipeline.stages.result import load_result
from edu_pipeline.stages.warehouse import StagingMismatch, build_warehouse, publish_warehouse
from edu_pipeline.storage import staging
from edu_pipeline.storage.assembly import ASSEMBLED_TABLES
from edu_pipeline.storage.publish import record_failing
from edu_pipeline_tests.stages.reports import FIRST, SECOND, ask, run_all, run_stages, settings_in, write
from edu_pipeline_tests.storage.warehouses import failing_rows

pytestmark = pytest.mark.pipeline


def content(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """Everything published but the times of staging."""
    tables = {name: ask(settings, f"SELECT * FROM {name}") for name in ASSEMBLED_TABLES}
    tables["documents"] = ask(settings, "SELECT * EXCLUDE staged_at FROM documents")
    return tables


def test_the_published_file_holds_what_was_staged(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    started = staging.now() - timedelta(seconds=2)
    run_stages(settings)
    built = build_warehouse(settings)
    published = publish_warehouse(settings, "r1", started)
    assert built.counts["documents"] == 2
    assert published.rows == built.rows == ask(settings, "SELECT count(*) FROM metrics")[0][0]
    ((seconds, extracted, unchanged),) = ask(settings, "SELECT seconds, extracted, unchanged FROM runs")
    assert float(str(seconds)) >= 2
    assert (extracted, unchanged) == (2, 0)
    run_all(settings, "r2")
    assert ask(settings, "SELECT extracted, unchanged FROM runs WHERE run_id = 'r2'") == [(0, 2)]


def test_every_span_is_the_text_it_claims(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    run_all(settings)
    for table in ("metrics", "unclaimed_numbers"):
        ((rows, exact),) = ask(
            settings,
            f"""SELECT count(*), count(*) FILTER (substr(d.text, char_start + 1, char_end - char_start) = t.text)
                FROM {table} AS t JOIN documents AS d USING (doc_id)""",
        )
        assert rows == exact
        assert rows


def test_the_same_seeds_give_the_same_warehouse(tmp_path: Path) -> None:
    one = settings_in(tmp_path / "one", a=FIRST, b=SECOND)
    run_all(one)
    other = settings_in(tmp_path / "other", b=SECOND)
    run_all(other)
    write(other, "a.txt", FIRST.replace("12", "13"))
    run_all(other, "r2")
    write(other, "a.txt", FIRST)
    run_all(other, "r3")
    assert content(one) == content(other)
    before = content(other)
    run_all(other, "r4", full=True)
    assert content(other) == before


def test_rows_that_the_candidates_own_checks_hold_back_are_not_published(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST)
    run_stages(settings)
    build_warehouse(settings)
    held_back = staging.read_table(settings, "metrics")["metric_id"][0]
    record_failing(settings, ["published_metrics"], [failing_rows("published_metrics", held_back)])
    publish_warehouse(settings, "r1")
    assert ask(settings, "SELECT metric_id FROM quarantined_metrics") == [(held_back,)]
    assert (held_back,) not in ask(settings, "SELECT metric_id FROM metrics")


def test_a_stage_that_was_left_out_is_named(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST)
    with pytest.raises(StagingMismatch, match="documents"):
        build_warehouse(settings)
    run_stages(settings)
    write(settings, "b.txt", SECOND)
    stage_documents(settings)
    with pytest.raises(StagingMismatch, match="sections"):
        build_warehouse(settings)


def test_an_empty_folder_gives_an_empty_warehouse(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    run_all(settings)
    assert ask(settings, "SELECT count(*) FROM metrics") == [(0,)]


def test_saved_counts_can_be_read_again(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST)
    results = run_stages(settings)
    assert load_result(settings, "metrics") == results["metrics"]
    assert load_result(settings, "report") is None
    (settings.staging_dir / "metrics.json").write_text("{")
    assert load_result(settings, "metrics") is None

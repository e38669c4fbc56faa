import re
import subprocess
import sys

import pytest

from edu_pipeline.catalog import CatalogError
from edu_pipeline.quality.expectation import QUARANTINED_TABLE, STAGES
from edu_pipeline.quality.suites import load_suites, parse_suites, suites_of_stage
from edu_pipeline.records import RelationKind
from edu_pipeline.storage.tables import load_tables

HEAD = """suites:
  metrics:
    stage: metrics
    table: metrics
    description: The figures.
"""
ROWS = "rows: SELECT metric_id FROM metrics WHERE value = 0"
ENTRY = f"""    expectations:
      figures_fine:
        severity: warning
        level: row
        description: Figures are fine.
        {ROWS}
"""


def expectations() -> dict[str, object]:
    return {item.id: item for suite in load_suites() for item in suite.expectations}


def test_suites_come_in_the_order_of_the_stages_and_every_stage_has_some() -> None:
    assert [suite.stage for suite in load_suites()] == sorted(
        (suite.stage for suite in load_suites()), key=STAGES.index
    )
    assert all(suites_of_stage(stage) for stage in STAGES)


def test_every_expectation_has_an_id_of_its_own_that_dagster_can_use() -> None:
    ids = [item.id for suite in load_suites() for item in suite.expectations]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z0-9_]+", id_) for id_ in ids)


def test_every_expectation_says_in_a_sentence_what_must_be_so() -> None:
    for suite in load_suites():
        for item in suite.expectations:
            assert len(item.description) > 15, item.id
            assert item.description.endswith("."), item.id


def test_what_makes_a_figure_doubtful_is_told_in_chinese() -> None:
    for suite in load_suites():
        for item in suite.expectations:
            if item.table == QUARANTINED_TABLE and item.severity == "warning":
                assert re.search("[一-鿿]", item.why or ""), item.id


def test_the_expectations_that_block_are_these() -> None:
    blocking = {item.id for suite in load_suites() for item in suite.expectations if item.blocking}
    derived = {f"{table}_columns" for table in load_tables()}
    assert {
        id_ for id_ in blocking - derived if not re.search(r"_(key_unique|required_values|known|exists)$", id_)
    } == {
        "documents_text_whole",
        "documents_text_given",
        "documents_id_from_content",
        "sections_inside_document",
        "sections_inside_parent",
        "documents_have_sections",
        "sections_one_root",
        "relations_tolerance_not_negative",
        "relations_have_members",
        "documents_not_empty",
        "metrics_not_empty",
        "indicators_not_empty",
        "metric_bounds_ascending",
    }


def test_what_holds_a_figure_back_is_a_fault_of_ours() -> None:
    held = {i.id for s in load_suites() for i in s.expectations if i.severity == "critical" and i.level == "row"}
    assert held == {
        "metrics_required_values",
        "metrics_kind_known",
        "metrics_direction_known",
        "metrics_status_known",
        "metrics_qualifier_known",
        "metrics_doc_id_exists",
        "metrics_section_id_exists",
        "metrics_text_is_span",
        "metrics_inside_section",
        "metrics_words_given",
    }


def test_what_a_source_may_have_misprinted_never_blocks() -> None:
    for suite in load_suites():
        for item in suite.expectations:
            if re.search(r"_hold$|plausible|at_most|not_negative$|ascending$|disagree", item.id) and item.column:
                assert not item.blocking or item.id == "relations_tolerance_not_negative", item.id


def test_tables_yml_gives_every_table_its_columns_and_every_reference_its_check() -> None:
    known = expectations()
    for table in load_tables().values():
        assert f"{table.name}_columns" in known
        for column in table.columns:
            # What is held back may point nowhere: that can be why.
            if column.references and table.name != f"quarantined_{QUARANTINED_TABLE}":
                assert f"{table.name}_{column.name}_exists" in known


def test_every_closed_vocabulary_and_every_kind_of_relation_has_its_check() -> None:
    known = expectations()
    checked = {entry.table for suite in load_suites() for entry in suite.expectations} - {
        "regions",
        "check_results",
        "failing_metrics",
    }
    for name in checked & load_tables().keys() - {f"quarantined_{QUARANTINED_TABLE}"}:
        assert {f"{name}_{column.name}_known" for column in load_tables()[name].columns if column.values} <= set(known)
    assert {f"{kind}s_hold" for kind in RelationKind} <= set(known)


def test_a_written_expectation_has_the_key_of_its_table() -> None:
    (suite,) = parse_suites(HEAD + ENTRY)
    (item,) = suite.expectations
    assert (item.key, item.table, item.suite, item.type) == (("metric_id",), "metrics", "metrics", "rows")
    assert item.blocking is False


def test_thresholds_have_types_and_rows() -> None:
    text = "thresholds:\n  limits:\n    columns: {unit: text, highest: decimal}\n    rows: [[元, 5], [人, 7]]\n"
    (suite,) = parse_suites(text + HEAD + ENTRY)
    limits = suite.thresholds["limits"]
    assert dict(limits.columns) == {"unit": "VARCHAR", "highest": "DECIMAL(38,10)"}
    assert limits.rows == (("元", 5), ("人", 7))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("suites: []", "suites must be a mapping"),
        ("suits: {}", "has no “suits”"),
        (HEAD.replace("stage: metrics", "stage: metric"), "'metric'. Use one of documents"),
        (HEAD.replace("table: metrics", "table: figures"), "'figures'"),
        (HEAD.replace("    description: The figures.\n", ""), "has no description"),
        (HEAD + "    derive: [keys]\n", "'keys'. Use one of columns"),
        (HEAD + ENTRY.replace("figures_fine", "Figures fine"), "“Figures fine” is no name"),
        (HEAD + ENTRY.replace("severity: warning", "severity: serious"), "'serious'. Use one of critical"),
        (HEAD + ENTRY.replace("        level: row\n", ""), "figures_fine.level is None"),
        (HEAD + ENTRY.replace("description: Figures are fine.", "description: ''"), "figures_fine has no description"),
        (HEAD + ENTRY + "        sevrity: info\n", "has no “sevrity”"),
        (HEAD + ENTRY + "        table: weather\n", "figures_fine.table is 'weather'"),
        (HEAD + ENTRY.replace("rows: SELECT", "rows: ''  #"), "the query is empty"),
        (HEAD + ENTRY.replace("value = 0", "value = :zero"), "colon before a word"),
        (
            HEAD + ENTRY.replace(ROWS, "type: column_is_fine"),
            "neither",
        ),
        (
            HEAD
            + ENTRY.replace(
                "rows: SELECT metric_id FROM metrics WHERE value = 0", "type: expect_it\n        table: sections"
            ),
            "type checks the table of the suite",
        ),
        (
            (HEAD + ENTRY.replace("severity: warning", "severity: critical")).replace("metrics", "sections"),
            "can't be held back",
        ),
        (HEAD + "    derive: [key]\n" + ENTRY.replace("figures_fine", "metrics_key_unique"), "two expectations"),
        ("show: {relation_members: SELECT 1}\n" + HEAD, "show.relation_members"),
        ("thresholds: {limits: {columns: {unit: word}, rows: []}}\n" + HEAD, "'word'. Use one of text"),
        ("thresholds: {limits: {columns: {unit: text}, rows: [[1, 2]]}}\n" + HEAD, "the row needs 1 values"),
    ],
)
def test_an_unusable_entry_is_named_with_its_line_and_how_to_mend_it(text: str, said: str) -> None:
    with pytest.raises(CatalogError) as raised:
        parse_suites(text)
    assert said in str(raised.value)
    assert re.match(r"suites\.yml, line \d+: .+\. [A-Z].+", str(raised.value))


def test_loading_suites_imports_neither_great_expectations_nor_duckdb_nor_sqlalchemy() -> None:
    program = (
        "import sys, edu_pipeline.quality.gx; from edu_pipeline.quality.suites import load_suites; load_suites(); "
        "print([m for m in ('great_expectations', 'duckdb', 'sqlalchemy', 'dagster') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

import pytest

from edu_pipeline.orchestration.metadata import markdown_table

pytestmark = pytest.mark.pipeline


def test_a_table_of_failing_rows_cannot_break_the_page() -> None:
    table = markdown_table([{"id": "a|b", "text": "<script>\n" + "长" * 200, "value": None}, {"id": "c"}])
    lines = table.splitlines()
    assert lines[0] == "| id | text | value |"
    assert len(lines) == 4
    assert "a\\|b" in lines[2]
    assert "<script>" not in table
    assert len(lines[2]) < 120
    assert markdown_table([]) == ""

from pathlib import Path

import pytest

from edu_pipeline_tests.catalog.cookbook import PAGE, RECIPE, SAVED, build_warehouse, written

REWRITE = "run `python -m edu_pipeline_tests.catalog.cookbook` and look at what changed in docs/sql.md"


def test_every_saved_query_is_on_the_page_and_says_what_it_asks() -> None:
    names = [match[2] for match in RECIPE.finditer(PAGE.read_text("utf-8"))]
    assert sorted(names) == sorted(path.stem for path in SAVED.glob("*.sql"))
    assert len(names) >= 10
    for path in SAVED.glob("*.sql"):
        first = path.read_text("utf-8").splitlines()[0]
        assert first.startswith("-- "), path.name
        assert "?" in first, path.name


@pytest.mark.pipeline
def test_the_answers_on_the_page_are_those_of_the_seeds(tmp_path: Path) -> None:
    build_warehouse(tmp_path)
    page = PAGE.read_text("utf-8")
    assert written(page, tmp_path) == page, REWRITE

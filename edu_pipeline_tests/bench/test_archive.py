"""How many reports are asked for is said by the environment, and nonsense is refused before anything is measured."""

import pytest

from edu_pipeline_tests.bench.archive import report


@pytest.mark.parametrize("wrong", ["0", "-3", "many", "1.5"])
def test_a_number_of_reports_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("EDU_BENCH_REPORTS", wrong)
    with pytest.raises(SystemExit, match="EDU_BENCH_REPORTS"):
        report()

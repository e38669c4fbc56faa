"""The parts are found, and the results file keeps those that a run did not measure."""

from edu_pipeline_tests.bench.__main__ import parts, read_sections, write_sections


def test_every_module_that_measures_is_a_part() -> None:
    assert set(parts()) == {"archive", "extraction", "run_time"}


def test_sections_survive_a_round_trip() -> None:
    sections = {"extraction": "## Extraction\n\n| a |\n|---|", "startup": "## Start-up\n\n1 s"}
    assert read_sections(write_sections(sections)) == sections


def test_one_part_is_replaced_and_the_others_stay() -> None:
    text = write_sections({"extraction": "old", "startup": "kept"})
    assert read_sections(write_sections(read_sections(text) | {"extraction": "new"})) == {
        "extraction": "new",
        "startup": "kept",
    }

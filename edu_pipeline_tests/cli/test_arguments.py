"""What the commands say to input and arguments that can't be used; nothing here runs the pipeline."""

import os
from pathlib import Path

import pytest

from edu_pipeline_tests.cli.conftest import Run
from edu_pipeline_tests.folders import Folders

COMMANDS = ["run", "ui", "query", "trace", "status"]


@pytest.mark.parametrize("command", [[], *[[name] for name in COMMANDS]])
def test_every_command_has_help(edu: Run, command: list[str]) -> None:
    told = edu(*command, "--help")
    assert told.code == 0
    assert "usage: edu-pipeline" in told.out
    assert "example" in told.out or not command


def test_help_names_all_commands(edu: Run) -> None:
    out = edu("--help").out
    assert all(f"\n    {name} " in out for name in COMMANDS)
    assert "EDU_SEEDS_DIR" in out


@pytest.mark.parametrize(
    "arguments",
    [[], ["fly"], ["run", "--fast"], ["ui", "--port", "http"], ["ui", "--port", "70000"], ["trace"], ["query"]],
)
def test_unusable_arguments_end_with_2(folders: Folders, edu: Run, arguments: list[str]) -> None:
    failed = edu(*arguments)
    assert failed.code == 2
    assert failed.err
    assert "Traceback" not in failed.err


def test_a_missing_seeds_folder(folders: Folders, edu: Run) -> None:
    failed = edu("run", "--seeds", str(folders.root / "nowhere"))
    assert failed.code == 2
    assert "does not exist. Create it" in failed.err


def test_a_seeds_folder_without_reports(folders: Folders, edu: Run) -> None:
    empty = folders.root / "empty"
    empty.mkdir()
    failed = edu("run", "--seeds", str(empty))
    assert failed.code == 2
    assert "holds no report" in failed.err


def test_a_warehouse_that_cannot_be_written(folders: Folders, edu: Run) -> None:
    in_the_way = folders.root / "file"
    in_the_way.write_text("")
    failed = edu("run", "--warehouse", str(in_the_way / "warehouse"))
    assert failed.code == 2
    assert "can't be written" in failed.err


def test_a_setting_that_is_no_number(folders: Folders, edu: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDU_SENSOR_INTERVAL_SECONDS", "often")
    failed = edu("run")
    assert failed.code == 2
    assert "EDU_SENSOR_INTERVAL_SECONDS" in failed.err


@pytest.mark.parametrize("arguments", [["query", "select 1"], ["status"], ["trace", "x:1"]])
def test_nothing_published_yet(folders: Folders, edu: Run, arguments: list[str]) -> None:
    failed = edu(*arguments)
    assert failed.code == 2
    assert "Run `edu-pipeline run` first" in failed.err


def test_a_taken_port(folders: Folders, edu: Run) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        failed = edu("ui", "--port", str(taken.getsockname()[1]))
    assert failed.code == 2
    assert "is not free" in failed.err


def test_saved_questions_are_listed_and_an_unknown_one_is_told(folders: Folders, edu: Run) -> None:
    assert edu("query", "--saved").code == 0
    failed = edu("query", "--saved", "nonsense")
    assert failed.code == 2
    assert "no saved question 'nonsense'" in failed.err


def test_no_command_imports_what_it_does_not_need() -> None:
    import subprocess
    import sys

    heavy = "dagster, great_expectations, polars, duckdb, rich, yaml"
    code = (
        "import sys\nfrom edu_pipeline.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"assert not {{name.strip() for name in '{heavy}'.split(',')}} & set(sys.modules)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

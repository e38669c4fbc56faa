"""Signals within the block that runs are in, sent to a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from edu_pipeline_tests.folders import ROOT

BEGIN = """
import os, pathlib, signal, sys, time
from edu_pipeline.cli.interrupts import ended_by_signals
published = pathlib.Path(sys.argv[1])
"""
WITHIN = """
with ended_by_signals(published):
    {work}
    os.kill(os.getpid(), signal.{name})
    time.sleep(60)
    print("went on")
"""


def ran(program: str, published: Path) -> tuple[int, str, str]:
    command = [sys.executable, "-c", BEGIN + program, str(published)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=50)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("name", "code", "what"), [("SIGINT", 130, "interrupted"), ("SIGTERM", 143, "ended by SIGTERM")]
)
def test_a_signal_is_one_sentence_and_the_end(tmp_path: Path, name: str, code: int, what: str) -> None:
    published = tmp_path / "edu.duckdb"
    published.write_text("old")
    told = ran(WITHIN.format(name=name, work="pass"), published)
    assert told == (code, "", f"edu-pipeline: {what}; the published file is as it was.\n")


def test_it_says_so_where_something_was_published_before_the_signal(tmp_path: Path) -> None:
    published = tmp_path / "edu.duckdb"
    told = ran(WITHIN.format(name="SIGINT", work="published.write_text('new')"), published)
    assert told == (130, "", "edu-pipeline: interrupted; the published file is the new one.\n")


def test_what_the_libraries_say_of_it_is_not_heard(tmp_path: Path) -> None:
    noisy = "signal.signal(signal.SIGINT, lambda *_: sys.stderr.write('pages of it'))"
    assert ran(WITHIN.format(name="SIGINT", work=noisy), tmp_path / "edu.duckdb")[2].count("\n") == 1


def test_a_signal_that_was_ignored_stays_ignored(tmp_path: Path) -> None:
    program = """
signal.signal(signal.SIGINT, signal.SIG_IGN)
with ended_by_signals(published):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.5)
print("went on")
"""
    assert ran(program, tmp_path / "edu.duckdb") == (0, "went on\n", "")


def test_after_the_block_a_signal_changes_nothing_any_more(tmp_path: Path) -> None:
    program = """
with ended_by_signals(published):
    pass
for number in (signal.SIGINT, signal.SIGTERM):
    os.kill(os.getpid(), number)
print("to the end")
"""
    assert ran(program, tmp_path / "edu.duckdb") == (0, "to the end\n", "")

"""Commands on a terminal whose encoding lacks a character, and in a pipe whose reader leaves; real runs."""

import os
import pty
from contextlib import suppress

import pytest

from edu_pipeline_tests.folders import STANDING, Folders

pytestmark = pytest.mark.pipeline

NAME = "𠮷县报告😀.txt"
ESCAPED = r"\U00020bb7县报告\U0001f600.txt"


@pytest.fixture
def gbk(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A folder with a report whose name GBK can't write, and a terminal of that encoding."""
    monkeypatch.setenv("PYTHONIOENCODING", "gbk")
    for report in folders.seeds.iterdir():
        report.unlink()
    folders.write(NAME, STANDING.format(count=40, part=30))
    folders.write(f"空{NAME}", "")
    return folders


def said(folders: Folders, *arguments: str, encoding: str = "gbk") -> str:
    process = folders.start(*arguments, encoding=encoding)
    out, err = process.communicate(timeout=240)
    assert (process.returncode, err) == (0, ""), out
    return out


def on_a_terminal(folders: Folders, *arguments: str) -> bytes:
    terminal, end = pty.openpty()
    process = folders.start(*arguments, stdout=end)
    os.close(end)
    written = b""
    with suppress(OSError):  # so Linux says that the other end is closed
        while part := os.read(terminal, 4096):
            written += part
    os.close(terminal)
    assert process.wait(60) == 0
    return written.replace(b"\r\n", b"\n")


def test_every_command_escapes_what_the_encoding_lacks(gbk: Folders) -> None:
    assert f"空{ESCAPED}: " in said(gbk, "run")
    assert f"空{ESCAPED} (empty)" in said(gbk, "status")
    ((metric_id, name),) = gbk.ask("SELECT metric_id, file_name FROM metrics JOIN documents USING (doc_id) LIMIT 1")
    assert name == NAME
    assert f"file       {ESCAPED}, characters" in said(gbk, "trace", metric_id)
    question = "select file_name from documents"
    assert NAME in said(gbk, "query", question, "--format", "csv", encoding="utf-8")
    assert NAME in said(gbk, "query", question, "--format", "json", encoding="utf-8")
    assert f"\n{ESCAPED}\n" in on_a_terminal(gbk, "query", question).decode("gbk")


def test_a_reader_that_leaves_does_not_stop_the_run(folders: Folders) -> None:
    process = folders.start("run", stderr=None)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("documents")
    process.stdout.close()
    assert process.wait(240) == 0
    assert folders.published.is_file()

"""The memory of a process is counted with that of the processes that it started, shared pages once."""

import subprocess
import sys

import pytest

from edu_pipeline_tests.bench.memory import MEASURABLE, Memory, session_memory

pytestmark = pytest.mark.skipif(not MEASURABLE, reason="this system has no /proc with smaps_rollup")

MB = 1_000_000
HELD = "held = bytearray(b'x') * 100_000_000\n"
WAIT = "print('ready', flush=True)\nsys.stdin.read()\n"
ALONE = f"import sys\n{HELD}{WAIT}"
WITH_A_CHILD = f"""
import subprocess, sys
{HELD}
child = subprocess.Popen([sys.executable, "-c", {ALONE!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.readline()
{WAIT}
child.communicate()
"""
WITH_A_FORK = f"""
import os, sys
{HELD}
readable, writable = os.pipe()
child = os.fork()
if child:
    os.close(readable)
    {WAIT.replace(chr(10), chr(10) + "    ")}
    os.close(writable)
    os.waitpid(child, 0)
else:
    os.close(writable)
    os.read(readable, 1)
"""


def measured(program: str, pss_above: int = 0) -> Memory:
    """What a program holds while it waits."""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        memory = session_memory(process.pid, pss_above)
        process.communicate()
    assert process.returncode == 0
    return memory


def test_a_process_alone() -> None:
    memory = measured(ALONE)
    assert 100 * MB <= memory.pss <= memory.rss < 140 * MB


def test_what_a_child_holds_is_added() -> None:
    memory = measured(WITH_A_CHILD)
    assert 200 * MB <= memory.pss <= memory.rss < 280 * MB


def test_pages_that_a_fork_shares_are_counted_once_in_pss_and_twice_in_rss() -> None:
    memory = measured(WITH_A_FORK)
    assert 100 * MB <= memory.pss < 140 * MB
    assert 200 * MB <= memory.rss < 280 * MB


def test_pss_is_told_only_where_it_may_be_more_than_what_is_known() -> None:
    assert measured(ALONE, pss_above=50 * MB).pss >= 100 * MB
    assert measured(ALONE, pss_above=400 * MB).pss == 0


def test_a_session_that_has_ended_holds_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", "pass"], start_new_session=True)
    process.wait()
    assert session_memory(process.pid) == Memory()


def test_a_peak_is_the_larger_of_each() -> None:
    assert Memory(rss=5, pss=2).or_more(Memory(rss=4, pss=3)) == Memory(rss=5, pss=3)

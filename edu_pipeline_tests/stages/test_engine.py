"""The engine with real processes: order, failures, limits, and that nothing is left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import active_children, parent_process
from pathlib import Path

import pytest

from edu_pipeline.stages.engine import SMALL_BYTES, Batch, Engine, Lost, batched
from edu_pipeline_tests.folders import ROOT, wait_for

MUCH = SMALL_BYTES + 1
STUCK = 7


def double(numbers: Sequence[int]) -> list[int]:
    return [2 * number for number in numbers]


def stick(numbers: Sequence[int]) -> list[int]:
    if STUCK in numbers:
        time.sleep(3600)
    return double(numbers)


def die(numbers: Sequence[int]) -> list[int]:
    if STUCK in numbers and parent_process() is not None:
        os._exit(3)
    return double(numbers)


def boom(numbers: Sequence[int]) -> list[int]:
    raise ArithmeticError(f"no {numbers[0]}")


def batches(*sizes: int) -> list[Batch[int]]:
    numbers = iter(range(sum(sizes)))
    return [Batch([next(numbers) for _ in range(size)]) for size in sizes]


def test_batches_hold_about_as_much_text_as_is_asked_for_and_nothing_is_lost() -> None:
    sized = [(number, 300_000) for number in range(10)]
    cut = list(batched(sized))
    assert [item for batch in cut for item in batch.items] == list(range(10))
    assert [len(batch.items) for batch in cut] == [3, 3, 3, 1]
    assert [len(batch.items) for batch in batched([(0, 5_000_000), (1, 1)])] == [1, 1]
    assert [len(batch.items) for batch in batched((number, 0) for number in range(450))] == [200, 200, 50]
    assert list(batched([])) == []


def test_little_work_is_done_here() -> None:
    with Engine(workers=4) as engine:
        outcomes = list(engine.map(lambda numbers: (os.getpid(), list(numbers)), batches(2, 1), 1000))
    assert [outcome for _, outcome in outcomes] == [(os.getpid(), [0, 1]), (os.getpid(), [2])]


def guarded(numbers: Sequence[int]) -> list[int]:
    """What a stage does: an exception of one item is that item's."""
    with suppress(Exception):
        return stick(numbers)
    return []


def test_an_item_that_takes_too_long_here_is_lost_alone() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with Engine(item_seconds=0.2) as engine:
        done = list(engine.map(guarded, batches(6, 2), 1000))
    assert [list(batch.items) for batch, _ in done] == [list(range(6)), [6], [7]]
    lost = Lost(STUCK, "it took longer than 0.2 s (EDU_DOCUMENT_SECONDS)")
    assert [outcome for _, outcome in done][1:] == [[12], lost]
    assert signal.getsignal(signal.SIGALRM) == before


def test_what_the_function_raises_is_raised() -> None:
    with Engine() as engine, pytest.raises(ArithmeticError, match="no 0"):
        list(engine.map(boom, batches(1), 1))


@pytest.mark.pipeline
def test_much_work_is_done_elsewhere_in_order() -> None:
    with Engine(workers=2) as engine:
        done = list(engine.map(double, batches(*[3] * 20), MUCH))
        assert [outcome for _, outcome in done] == [double(batch.items) for batch in batches(*[3] * 20)]
        with pytest.raises(ArithmeticError, match="no 0"):
            list(engine.map(boom, batches(1), MUCH))


@pytest.mark.pipeline
@pytest.mark.parametrize(("work", "why"), [(stick, "longer than 1 s"), (die, "its process died")])
def test_one_bad_item_of_a_batch_is_named_and_the_others_are_done(
    work: Callable[[Sequence[int]], list[int]], why: str
) -> None:
    with Engine(workers=2, item_seconds=1) as engine:
        done = list(engine.map(work, batches(5, 5, 5), MUCH))
    lost = [outcome for _, outcome in done if isinstance(outcome, Lost)]
    assert [one.item for one in lost] == [STUCK]
    assert why in lost[0].detail
    kept: list[int] = [number for _, outcome in done if isinstance(outcome, list) for number in outcome]
    assert sorted(kept) == [2 * number for number in range(15) if number != STUCK]


@pytest.mark.pipeline
def test_a_process_that_dies_while_it_has_nothing_to_do_is_replaced() -> None:
    with Engine(workers=2) as engine:
        assert len(list(engine.map(double, batches(3, 3), MUCH))) == 2
        for process in active_children():
            process.kill()
            process.join()
        done = list(engine.map(double, batches(*[3] * 12), MUCH))
    numbers: list[int] = [number for _, outcome in done if isinstance(outcome, list) for number in outcome]
    assert numbers == [2 * number for number in range(36)]


def lengths(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


def kill_both() -> None:
    assert wait_for(lambda: len(active_children()) == 2, 30) is not None
    for process in active_children():
        process.kill()


@pytest.mark.pipeline
def test_processes_that_die_before_they_begin_lose_no_item() -> None:
    texts = [[str(number) * 400_000 for number in range(3)] for _ in range(12)]
    killer = threading.Thread(target=kill_both)
    killer.start()
    with Engine(workers=2) as engine:
        done = list(engine.map(lengths, map(Batch, texts), MUCH))
    killer.join()
    assert [length for _, outcome in done if isinstance(outcome, list) for length in outcome] == [400_000] * 36


@pytest.mark.pipeline
def test_its_processes_end_when_this_one_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from edu_pipeline_tests.stages.test_engine import MUCH, batches, stick\n"
        "from edu_pipeline.stages.engine import Engine\n"
        "if __name__ == '__main__':\n"
        "    with Engine(workers=2, item_seconds=600) as engine:\n"
        "        list(engine.map(stick, batches(3, 3, 3), MUCH))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, str(program)], env=environment, start_new_session=True)

    def children() -> list[str]:
        listed = subprocess.run(["ps", "-o", "pid=", "-g", str(process.pid)], capture_output=True, text=True)
        return [pid for pid in listed.stdout.split() if int(pid) != process.pid]

    assert wait_for(lambda: len(children()) >= 2, 30) is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert wait_for(lambda: not children(), 10) is not None, children()

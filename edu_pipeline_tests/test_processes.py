import multiprocessing
import os
import signal
import threading
import time

import pytest

from edu_pipeline import processes
from edu_pipeline.processes import ProcessDied, ask, end_pool, end_pools, new_pool

pytestmark = pytest.mark.pipeline


def test_ctrl_c_leaves_processes_alone_from_their_first_moment() -> None:
    others = set(multiprocessing.active_children())
    pool = new_pool(2)
    try:
        future = pool.schedule(os.getpid)
        heard, until = set(), time.monotonic() + 60
        while not future.done() and time.monotonic() < until:
            for process in set(multiprocessing.active_children()) - others:
                if process.pid is not None:
                    os.kill(process.pid, signal.SIGINT)
                    heard.add(process.pid)
            time.sleep(0.01)
        assert future.result(0) in heard
        assert len(heard) == 2
    finally:
        end_pool(pool)


def test_processes_end_at_once_and_nobody_is_told_that_his_task_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_ENDING", threading.Event())
    monkeypatch.setattr(processes, "_LOOK_SECONDS", 0.1)
    others = set(multiprocessing.active_children())
    pools = [new_pool(1), new_pool(1)]
    for pool in pools:
        assert pool.schedule(os.getpid).result(60) != os.getpid()
    working = ask(pools[0], time.sleep, [3600], 3600)
    concluded: list[str] = []

    def wait_for_it() -> None:
        try:
            working.result()
        except ProcessDied:
            concluded.append("it died")

    waiting = threading.Thread(target=wait_for_it)
    waiting.start()
    started = time.monotonic()
    end_pools()
    assert time.monotonic() - started < 5
    assert not set(multiprocessing.active_children()) - others
    time.sleep(1)
    assert concluded == []
    processes._ENDING.clear()
    waiting.join(5)
    assert concluded == ["it died"]

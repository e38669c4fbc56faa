import multiprocessing
import os
import signal
import time

import pytest

from edu_pipeline.processes import end_pool, end_pools, new_pool

pytestmark = pytest.mark.pipeline


def test_ctrl_c_leaves_processes_alone_from_their_first_moment() -> None:
    pool = new_pool(2)
    try:
        future = pool.schedule(os.getpid)
        heard, until = set(), time.monotonic() + 60
        while not future.done() and time.monotonic() < until:
            for process in multiprocessing.active_children():
                if process.pid is not None:
                    os.kill(process.pid, signal.SIGINT)
                    heard.add(process.pid)
            time.sleep(0.01)
        assert future.result(0) in heard
        assert len(heard) == 2
    finally:
        end_pool(pool)


def test_processes_end_at_once_when_they_are_told_to() -> None:
    pools = [new_pool(1), new_pool(1)]
    for pool in pools:
        assert pool.schedule(os.getpid).result(60) != os.getpid()
    working = pools[0].schedule(time.sleep, args=(3600,))
    started = time.monotonic()
    end_pools()
    assert time.monotonic() - started < 5
    assert not working.done() or working.exception() is not None
    assert not multiprocessing.active_children()

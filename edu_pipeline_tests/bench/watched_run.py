"""One `edu-pipeline run` as a process of its own: its time, and the memory of all processes that belong to it."""

import resource
import subprocess
import time
from dataclasses import dataclass

from edu_pipeline_tests.bench.memory import Memory, session_memory
from edu_pipeline_tests.folders import Folders, end_group

EVERY_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class WatchedRun:
    """A run. ``wall`` is seconds on the clock, ``cpu`` those of all its processes on processors.

    ``peak`` is the most that they held together; ``watching`` the seconds on a processor that looking at it took.
    """

    wall: float
    cpu: float
    peak: Memory
    watching: float


def watched_run(folders: Folders) -> WatchedRun:
    """Run once, looking at the memory every EVERY_SECONDS. Raises RuntimeError for a run that ends with an error."""
    peak, watched, before = Memory(), time.thread_time(), _children_cpu()
    started = time.perf_counter()
    process = folders.start("run")
    try:
        while True:
            try:
                out, err = process.communicate(timeout=EVERY_SECONDS)
                break
            except subprocess.TimeoutExpired:
                peak = peak.or_more(session_memory(process.pid, pss_above=peak.pss))
    except BaseException:
        end_group(process)
        raise
    wall = time.perf_counter() - started
    if process.returncode != 0:
        raise RuntimeError(f"edu-pipeline run ended with {process.returncode}: {out}{err}")
    return WatchedRun(wall, _children_cpu() - before, peak, time.thread_time() - watched)


def _children_cpu() -> float:
    """Seconds on processors of the child processes that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

"""A folder of many small reports, all different, made of pieces of the seed reports: enough for a pool of processes."""

import random
from pathlib import Path

from edu_pipeline_tests.folders import SEEDS

MANY = 300
REPORT_BYTES = 8_000
"""MANY of them are more than engine.SMALL_BYTES, so that other processes are started."""


def write_many_reports(folder: Path, count: int = MANY) -> None:
    """Write ``count`` reports of some REPORT_BYTES, the same in every call."""
    draw = random.Random(20261128)
    pieces = [line for path in SEEDS for line in path.read_text("utf-8").splitlines() if len(line) > 30]
    for number in range(count):
        text = f"清水县第{number + 1}学区2023年教育工作总结\n\n现有学校{number + 11}所，其中小学{number + 7}所。\n"
        while len(text.encode()) < REPORT_BYTES:
            text += draw.choice(pieces) + "\n"
        (folder / f"{number:03}.txt").write_text(text, "utf-8")

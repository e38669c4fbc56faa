"""A project folder of a test's own: copies of the seed reports, an empty warehouse, and the commands run on them."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).parent.parent
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
STANDING = "全区现有学校{count}所，其中小学{part}所。"
SPANS = """
    SELECT count(*) FROM metrics m JOIN documents d USING (doc_id)
    WHERE substr(d.text, m.char_start + 1, m.char_end - m.char_start) <> m.text"""


@dataclass(frozen=True)
class Finished:
    """A command that ended: exit code and what it said."""

    code: int
    out: str
    err: str

    def line(self, start: str) -> str:
        """The line of the output that starts so."""
        return next(line for line in self.out.splitlines() if line.startswith(start))


class Folders:
    """``seeds`` and ``warehouse`` below a temporary folder."""

    def __init__(self, root: Path, reports: int = len(SEEDS)) -> None:
        self.root = root
        self.seeds = root / "seeds"
        self.warehouse = root / "warehouse"
        self.more: dict[str, str] = {}
        """What else is in the environment of the commands."""
        self.seeds.mkdir()
        for path in SEEDS[:reports]:
            shutil.copy(path, self.seeds)

    @property
    def published(self) -> Path:
        return self.warehouse / "edu.duckdb"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in ("DAGSTER_HOME", "EDU_CATALOG_FILE")}
        return kept | {"EDU_SEEDS_DIR": str(self.seeds), "EDU_WAREHOUSE_DIR": str(self.warehouse)} | self.more

    def write(self, name: str, text: str = STANDING.format(count=40, part=30)) -> Path:
        path = self.seeds / name
        path.write_text(text, "utf-8")
        return path

    def start(self, *arguments: str, **more: Any) -> "subprocess.Popen[str]":
        """Start ``edu-pipeline …`` as a process of its own group."""
        command = [sys.executable, "-m", "edu_pipeline.cli", *arguments]
        pipe = subprocess.PIPE
        options: dict[str, Any] = {"stdout": pipe, "stderr": pipe, "text": True, "cwd": ROOT} | more
        # A run in this process leaves the signals blocked at its end, and a child inherits that; a shell's has none.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
        return subprocess.Popen(command, env=self.environment, start_new_session=True, **options)

    def command(self, *arguments: str) -> Finished:
        """Run ``edu-pipeline …`` in a process of its own."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=240)
        return Finished(process.returncode, out, err)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the published file, opened as another program would."""
        with duckdb.connect(self.published, read_only=True) as connection:
            return connection.execute(sql).fetchall()


def end_group(process: "subprocess.Popen[str]") -> None:
    """Kill a process and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(condition: Callable[[], bool], seconds: float) -> float | None:
    """How long it took until the condition held, or None when it didn't in time."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if condition():
            return time.monotonic() - started
        time.sleep(0.2)
    return None

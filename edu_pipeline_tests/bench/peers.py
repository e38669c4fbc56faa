"""The tools that we compare ourselves with, in an environment of their own, made once under build/."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PINS = HERE / "peers.txt"
ENVIRONMENT = HERE.parent.parent / "build" / "bench-peers"


def peers_python() -> Path:
    """The interpreter of the peers' environment, which is made when it is missing or older than its pins."""
    python, stamp = ENVIRONMENT / "bin" / "python", ENVIRONMENT / ".stamp"
    if not stamp.exists() or stamp.read_bytes() != PINS.read_bytes():
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
        subprocess.run([*_installer(python), "--require-hashes", "-r", str(PINS)], check=True)
        stamp.write_bytes(PINS.read_bytes())
    return python


def _installer(python: Path) -> list[str]:
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", str(python)]
    return [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def run_peers(texts: list[str], spans: list[list[list[int]]], runs: int) -> dict[str, dict[str, Any]]:
    """Tool → ``seconds`` (CPU) and ``found`` ([start, end, value, unit] per text), on the caller's core."""
    with tempfile.TemporaryDirectory() as scratch:
        result = Path(scratch) / "result.json"
        subprocess.run(
            [str(peers_python()), str(HERE / "peer_worker.py"), str(result)],
            input=json.dumps({"texts": texts, "spans": spans, "runs": runs}),
            text=True,
            check=True,
            cwd=scratch,
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.DEVNULL,
        )
        measured: dict[str, dict[str, Any]] = json.loads(result.read_text(encoding="utf-8"))
    return measured

"""How long `edu-pipeline run` takes beside importing dagster and great_expectations alone, and where the rest goes."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from edu_pipeline_tests.bench.run_phases import OTHER

ROUNDS = 5
SEEDS = Path(__file__).parent.parent.parent / "seeds"
AIM = 2.5
IMPORTS = [sys.executable, "-c", "import dagster, great_expectations"]


def report() -> str:
    """Measure the imports, a first run and a run without changes in turns, and one run by its phases; Markdown."""
    times: dict[str, list[float]] = {"imports": [], "first": [], "unchanged": []}
    with tempfile.TemporaryDirectory() as folder:
        warm = Path(folder, "warm")
        _seconds(_run(warm))
        for number in range(ROUNDS):
            times["imports"].append(_seconds(IMPORTS))
            fresh = Path(folder, f"fresh{number}")
            times["first"].append(_seconds(_run(fresh)))
            times["unchanged"].append(_seconds(_run(warm)))
            shutil.rmtree(fresh)
        phases = _phases(Path(folder, "phases"))
    return _markdown({name: statistics.median(values) for name, values in times.items()}, phases)


def _run(warehouse: Path) -> list[str]:
    command = [sys.executable, "-m", "edu_pipeline.cli", "run"]
    return [*command, "--seeds", str(SEEDS), "--warehouse", str(warehouse)]


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=_environment(), check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return time.perf_counter() - started


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ("DAGSTER_HOME", "EDU_CATALOG_FILE")}


def _phases(warehouse: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "edu_pipeline_tests.bench.run_phases", str(SEEDS), str(warehouse)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=_environment())
    phases: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return phases


def _markdown(times: dict[str, float], phases: dict[str, float]) -> str:
    base = times["imports"]
    names = {
        "imports": "`import dagster, great_expectations` alone",
        "first": "`edu-pipeline run`, five seeds, nothing there before",
        "unchanged": "`edu-pipeline run`, five seeds, nothing changed",
    }
    rows = [f"| {names[name]} | {seconds:.2f} | {seconds / base:.2f} |" for name, seconds in times.items()]
    total = sum(phases.values())
    parts = [f"| {name} | {seconds:.2f} | {seconds / total:.0%} |" for name, seconds in phases.items()]
    return "\n".join(
        [
            "## Run time",
            "",
            f"Wall time of whole processes, bytecode compiled, median of {ROUNDS} rounds in turns. Aim: at most {AIM} "
            "times the imports.",
            "",
            "| | seconds | × imports |",
            "|---|--:|--:|",
            *rows,
            "",
            f"Where a first run spends it ({OTHER} is what Dagster does between the steps and at the ends):",
            "",
            "| phase | seconds | share |",
            "|---|--:|--:|",
            *parts,
        ]
    )

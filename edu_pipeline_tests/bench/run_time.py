"""How long `edu-pipeline run` takes beside the imports that it can't do without, and where the rest goes."""

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
FIRST_AIM, UNCHANGED_AIM = 1.7, 2.0
ENGINES, DAGSTER = "import dagster, great_expectations", "import dagster"


def report() -> str:
    """Measure the imports, a first run and a run without changes in turns, and one run by its phases; Markdown."""
    times: dict[str, list[float]] = {ENGINES: [], "first": [], DAGSTER: [], "unchanged": []}
    with tempfile.TemporaryDirectory() as folder:
        warm = Path(folder, "warm")
        _seconds(_run(warm))
        for number in range(ROUNDS):
            fresh = Path(folder, f"fresh{number}")
            times[ENGINES].append(_seconds(_import(ENGINES)))
            times["first"].append(_seconds(_run(fresh)))
            times[DAGSTER].append(_seconds(_import(DAGSTER)))
            times["unchanged"].append(_seconds(_run(warm)))
            shutil.rmtree(fresh)
        phases = _phases(Path(folder, "phases"))
    return _markdown({name: statistics.median(values) for name, values in times.items()}, phases)


def _import(statement: str) -> list[str]:
    return [sys.executable, "-c", statement]


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
    rows = [
        f"| `{ENGINES}` alone | {times[ENGINES]:.2f} | | |",
        f"| `edu-pipeline run`, five seeds, nothing there before | {times['first']:.2f} "
        f"| {times['first'] / times[ENGINES]:.2f} | ≤ {FIRST_AIM} × `{ENGINES}` |",
        f"| `{DAGSTER}` alone | {times[DAGSTER]:.2f} | | |",
        f"| `edu-pipeline run`, five seeds, nothing changed | {times['unchanged']:.2f} "
        f"| {times['unchanged'] / times[DAGSTER]:.2f} | ≤ {UNCHANGED_AIM} × `{DAGSTER}` |",
    ]
    total = sum(phases.values())
    parts = [f"| {name} | {seconds:.2f} | {seconds / total:.0%} |" for name, seconds in phases.items()]
    return "\n".join(
        [
            "## Run time",
            "",
            f"Wall time of whole processes, bytecode compiled, median of {ROUNDS} rounds in turns.",
            "",
            "| | seconds | × its imports | aim |",
            "|---|--:|--:|---|",
            *rows,
            "",
            "Where a first run spends it. Great Expectations works in a process of its own, so what counts is how long "
            f"it is waited for; {OTHER} is what Dagster does between the steps and at the ends.",
            "",
            "| phase | seconds | share |",
            "|---|--:|--:|",
            *parts,
        ]
    )

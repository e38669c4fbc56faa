"""The scores that the extraction must keep, by group of reports, in ``floors.json``. A floor only ever rises.

It is set anew where a figure comes to mean something else: ``label`` and ``row_f1`` ask for key words in the row
header, which no longer carries the headings above it (they are the context), so that they were measured again.
"""

import json
import math
from pathlib import Path

from edu_pipeline_tests.gold.answers import GoldReport
from edu_pipeline_tests.gold.scoring import Score

# A figure of 1.0 sets this floor: one doubtful row more or less is no regression.
HIGHEST = 0.99
FLOORS = Path(__file__).parent / "floors.json"
Figures = dict[str, dict[str, float]]


def load_floors(path: Path = FLOORS) -> Figures:
    """Group → figure → the least allowed value."""
    floors: Figures = json.loads(path.read_text(encoding="utf-8"))
    return floors


def group_figures(reports: list[GoldReport], scores: dict[str, Score]) -> Figures:
    """Group → figure → measured value over all reports of the group."""
    totals: dict[str, Score] = {}
    for report in reports:
        totals[report.group] = totals.get(report.group, Score()) + scores[report.name]
    return {group: total.figures() for group, total in totals.items()}


def below(floors: Figures, measured: Figures) -> list[str]:
    """One line for each measured figure under its floor."""
    return [
        f"{group} {name}: {measured[group].get(name, 0.0):.4f} is below the floor {least:.3f}"
        for group, least_of in floors.items()
        if group in measured
        for name, least in least_of.items()
        if measured[group].get(name, 0.0) < least
    ]


def raised(floors: Figures, measured: Figures) -> Figures:
    """The floors after a measurement: rounded down to two places, at most ``HIGHEST``, never lower than before."""
    out = {group: dict(values) for group, values in floors.items()}
    for group, values in measured.items():
        mine = out.setdefault(group, {})
        for name, value in values.items():
            mine[name] = max(mine.get(name, 0.0), min(HIGHEST, math.floor(value * 100) / 100))
    return out


def save_floors(floors: Figures, path: Path = FLOORS) -> None:
    """Write the floors, readable in a diff."""
    path.write_text(json.dumps(floors, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")

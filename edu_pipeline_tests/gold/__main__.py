"""Scores of the extraction on the hand-made answers, and what changed since the last recorded run.

python -m edu_pipeline_tests.gold                    table, new and mended errors
python -m edu_pipeline_tests.gold --errors           every error too
python -m edu_pipeline_tests.gold 000 901            some reports only
python -m edu_pipeline_tests.gold --update           record the errors of this run and raise the floors
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from edu_pipeline_tests.gold.answers import GoldReport, load_gold
from edu_pipeline_tests.gold.floors import below, group_figures, load_floors, raised, save_floors
from edu_pipeline_tests.gold.pipeline import score
from edu_pipeline_tests.gold.scoring import Score

RECORDED = Path(__file__).parent / "recorded_errors.txt"


def _table(reports: list[GoldReport], scores: dict[str, Score]) -> str:
    columns = {r.name: scores[r.name].figures() for r in reports} | group_figures(reports, scores)
    rows = dict.fromkeys(name for figures in columns.values() for name in figures)
    lines = [f"{'':20}" + "".join(f"{name:>8}" for name in columns)]
    counts = {r.name: scores[r.name] for r in reports}
    lines.append(f"{'gold':20}" + "".join(f"{s.gold:>8}" for s in counts.values()))
    lines.append(f"{'found':20}" + "".join(f"{s.found:>8}" for s in counts.values()))
    for row in rows:
        cells = (f"{figures[row]:>8.3f}" if row in figures else f"{'':>8}" for figures in columns.values())
        lines.append(f"{row:20}" + "".join(cells))
    return "\n".join(lines)


def _changes(recorded: list[str], errors: list[str]) -> list[str]:
    before, now = Counter(recorded), Counter(errors)
    return [f"+ {line}" for line in (now - before).elements()] + [f"- {line}" for line in (before - now).elements()]


def _recorded(names: set[str]) -> list[str]:
    if not RECORDED.exists():
        return []
    return [x for x in RECORDED.read_text(encoding="utf-8").splitlines() if x.split(" ", 1)[0] in names]


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m edu_pipeline_tests.gold",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", help="only these reports (000, 901 …) or groups (shown, blind …)")
    parser.add_argument("--errors", action="store_true", help="print every error, not only what changed")
    parser.add_argument("--update", action="store_true", help="record this run's errors and raise the floors")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Print the scores; 1 when a figure is below its floor, else 0."""
    arguments = _arguments(argv)
    everything = load_gold()
    wanted = set(arguments.names)
    reports = [r for r in everything if not wanted or wanted & {r.name, r.group}]
    scores = score(reports)
    errors = [error for r in reports for error in scores[r.name].errors]
    print(_table(reports, scores))
    if arguments.errors:
        print("\n" + "\n".join(errors))
    changes = _changes(_recorded({r.name for r in reports}), errors)
    if changes:
        print("\nsince the recorded run (+ new, - mended):\n" + "\n".join(changes))
    return _judge_floors(arguments.update, reports, everything, scores, errors)


def _judge_floors(
    update: bool, reports: list[GoldReport], everything: list[GoldReport], scores: dict[str, Score], errors: list[str]
) -> int:
    if len(reports) < len(everything):
        if update:
            print("\n--update needs a run over all reports", file=sys.stderr)
        return 2 if update else 0
    measured, floors = group_figures(reports, scores), load_floors()
    failures = below(floors, measured)
    if failures:
        print("\n" + "\n".join(failures))
    if update:
        save_floors(raised(floors, measured))
        RECORDED.write_text("".join(f"{error}\n" for error in errors), encoding="utf-8")
        print("\nrecorded; floors that were exceeded are raised, none is lowered")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

"""The gold sets on disk: which reports have hand-made answers, and the answers themselves."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "seeds"

GROUPS = ("blind", "fresh", "third", "fourth", "fifth", "sixth", "genres")
"""Reports that are no seeds, in the order in which they were marked; fifth, sixth and genres are invented."""

Answer = dict[str, Any]


@dataclass(frozen=True)
class GoldReport:
    """One report with its answers: ``metrics`` are numbers of the text, ``relations`` identities between them."""

    name: str
    group: str
    path: Path
    metrics: list[Answer]
    relations: list[Answer] | None


def _lines(path: Path) -> list[Answer]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _report(answers: Path, group: str, texts: Path) -> GoldReport:
    name = answers.name.split(".")[0]
    (text,) = texts.glob(f"{name}_*.txt")
    relations = answers.with_name(f"{name}.relations.jsonl")
    return GoldReport(name, group, text, _lines(answers), _lines(relations) if relations.exists() else None)


def load_gold(group: str | None = None) -> list[GoldReport]:
    """The reports of ``shown`` and of GROUPS, or of one of these groups, by name."""
    sources = {"shown": SEEDS} | {name: HERE / name for name in GROUPS}
    return [
        _report(answers, name, texts)
        for name, texts in sources.items()
        if group in (None, name)
        for answers in sorted((HERE / name).glob("*.metrics.jsonl"))
    ]

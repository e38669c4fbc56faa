"""What a folder of many reports costs: the pure functions alone, a first run, and runs after no and after one change.

EDU_BENCH_REPORTS is the number of reports, 2000 unless it is set; EDU_WORKERS and the other settings hold as always.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from edu_pipeline.settings import Settings, load_settings
from edu_pipeline.stages.result import load_result
from edu_pipeline.storage.published import open_published
from edu_pipeline_tests.bench.archive_reports import write_archive
from edu_pipeline_tests.bench.memory import MEASURABLE
from edu_pipeline_tests.bench.pure_time import PureTime, measure
from edu_pipeline_tests.bench.watched_run import EVERY_SECONDS, WatchedRun, watched_run
from edu_pipeline_tests.folders import Folders

REPORTS = 2000
SAMPLE = 100
AIM_FACTOR, AIM_SECONDS, AIM_GB = 1.5, 20, 1.2

_WORK = {
    "documents": "reading the files",
    "relations": "analysing the documents",
    "warehouse": "building the file",
}
"""What each stage's own seconds are called; sections, metrics and relations are made in one pass."""
_LATEST = "SELECT run_id FROM runs ORDER BY published_at DESC LIMIT 1"
_CHECKS = """
    SELECT count(*), count(*) FILTER (evaluated_count IS NULL), epoch(max(checked_at)) FROM check_results
    WHERE run_id = ?"""


@dataclass(frozen=True, slots=True)
class Left:
    """What a first run left behind: sizes in bytes, its checks and those without an answer, seconds by part."""

    published: int
    staging: int
    checks: int
    unanswered: int
    seconds: dict[str, float]


def report() -> str:
    """Measure, and return the results as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        folders = Folders(Path(folder), reports=0)
        settings = load_settings(folders.seeds, folders.warehouse)
        paths = write_archive(folders.seeds, _wanted())
        size = sum(path.stat().st_size for path in paths)
        pure = measure(paths[:: -(-len(paths) // SAMPLE)])
        runs = {"first": watched_run(folders)}
        left = left_by_first_run(settings)
        runs["nothing changed"] = watched_run(folders)
        with paths[len(paths) // 2].open("a", encoding="utf-8") as changed:
            changed.write(f"\n全市另有学校{len(paths)}所。\n")
        runs["one report changed"] = watched_run(folders)
    seconds = pure.seconds / pure.size * size
    head = f"{len(paths):,} generated reports, {size / 1e6:.1f} MB; {settings.workers} processes work on them."
    return "\n\n".join(
        [
            "## An archive",
            head,
            _pure_markdown(pure, seconds, size),
            _runs_markdown(runs),
            _aims_markdown(runs["first"], left, seconds, settings.workers),
            _parts_markdown(runs["first"], left),
        ]
    )


def _wanted() -> int:
    given = os.environ.get("EDU_BENCH_REPORTS") or str(REPORTS)
    if not (given.isascii() and given.isdigit() and int(given) > 0):
        raise SystemExit(f"EDU_BENCH_REPORTS is {given!r}: it must be a whole number above 0")
    return int(given)


def left_by_first_run(settings: Settings) -> Left:
    """What the only run so far left; a later one, with less to do, saves the seconds of its own stages."""
    with open_published(settings.published_file) as connection:
        ((run_id,),) = connection.execute(_LATEST).fetchall()
        ((checks, unanswered, checked_at),) = connection.execute(_CHECKS, [run_id]).fetchall()
    return Left(
        published=settings.published_file.stat().st_size,
        staging=sum(path.stat().st_size for path in settings.staging_dir.rglob("*") if path.is_file()),
        checks=checks,
        unanswered=unanswered,
        seconds=_seconds(settings, checked_at),
    )


def _seconds(settings: Settings, checked_at: float) -> dict[str, float]:
    """Seconds of the stages' work, as they saved it, and of their checks, the last of which ended at ``checked_at``.

    From the end of reading to there is nothing but checks, the other stages' work and Dagster's steps.
    """
    work: dict[str, float] = {}
    for stage, name in _WORK.items():
        result = load_result(settings, stage)
        if result is None:
            raise RuntimeError(f"the stage of {stage} saved no result in {settings.staging_dir}")
        work[name] = result.seconds
    read_at = (settings.staging_dir / "documents.json").stat().st_mtime
    after_reading = sum(work.values()) - work[_WORK["documents"]]
    return work | {"the checks, with Dagster's steps between": checked_at - read_at - after_reading}


def _pure_markdown(pure: PureTime, seconds: float, size: int) -> str:
    parts = [*pure.parts.items(), ("what is noted for the warehouse", pure.seconds - sum(pure.parts.values()))]
    rows = [f"| {name} | {part / pure.reports * 1000:.1f} | {part / pure.seconds:.0%} |" for name, part in parts]
    return "\n".join(
        [
            f"The pure functions on one core, CPU time of {pure.reports} of the reports ({pure.figures:,} figures): "
            f"{pure.seconds / pure.reports * 1000:.1f} ms a report, {pure.size / 1e6 / pure.seconds:.2f} MB/s, which "
            f"makes {seconds:.1f} s for all {size / 1e6:.1f} MB.",
            "",
            "| part | ms a report | share |",
            "|---|--:|--:|",
            *rows,
        ]
    )


def _runs_markdown(runs: dict[str, WatchedRun]) -> str:
    rows = [
        f"| {name} | {run.wall:.1f} | {run.cpu:.1f} | {_gb(run.peak.pss)} | {_gb(run.peak.rss)} | {run.watching:.1f} |"
        for name, run in runs.items()
    ]
    return "\n".join(
        [
            "`edu-pipeline run`; CPU and memory are those of all its processes together. The peak is of sums taken "
            f"every {EVERY_SECONDS} s: PSS counts a page that processes share once, RSS once for each of them. "
            "Watching is CPU time that the measuring took beside the run.",
            "",
            "| run | seconds | CPU s | peak PSS, GB | peak RSS, GB | watching, CPU s |",
            "|---|--:|--:|--:|--:|--:|",
            *rows,
        ]
    )


def _gb(size: int) -> str:
    return f"{size / 1e9:.2f}" if MEASURABLE else "not told by this system"


def _aims_markdown(first: WatchedRun, left: Left, pure_seconds: float, workers: int) -> str:
    ideal = pure_seconds / workers
    most = AIM_FACTOR * ideal + AIM_SECONDS
    return "\n".join(
        [
            "| the first run | is | aim |",
            "|---|--:|--:|",
            f"| seconds | {first.wall:.1f} | ≤ {most:.1f} = {AIM_FACTOR} × (pure time ÷ {workers}) + {AIM_SECONDS} |",
            f"| seconds ÷ (pure time ÷ {workers}) | {first.wall / ideal:.2f} | |",
            f"| CPU seconds ÷ pure time | {first.cpu / pure_seconds:.2f} | |",
            f"| peak PSS, GB | {_gb(first.peak.pss)} | ≤ {AIM_GB} |",
            f"| checks | {left.checks} | |",
            f"| checks without an answer | {left.unanswered} | 0 |",
            f"| published file, MB | {left.published / 1e6:.1f} | |",
            f"| staging, MB | {left.staging / 1e6:.1f} | |",
        ]
    )


def _parts_markdown(first: WatchedRun, left: Left) -> str:
    parts = left.seconds | {"the rest: starting, publishing, Data Docs": first.wall - sum(left.seconds.values())}
    rows = [f"| {name} | {seconds:.1f} | {seconds / first.wall:.0%} |" for name, seconds in parts.items()]
    return "\n".join(["Where the first run spends it:", "", "| part | seconds | share |", "|---|--:|--:|", *rows])

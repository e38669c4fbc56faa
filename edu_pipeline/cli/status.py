"""``edu-pipeline status``: what is published, from what, how it checked, and whether it is up to date."""

import argparse
from typing import Any

from edu_pipeline.cli.errors import DONE, UsageError
from edu_pipeline.cli.folders import require_published, settings_of
from edu_pipeline.settings import Settings
from edu_pipeline.stages.completion import last_complete

MOST_REJECTED = 20
_LAST_RUN = "SELECT * FROM runs ORDER BY published_at DESC LIMIT 1"
_COUNTS = """
    SELECT (SELECT count(*) FROM documents) AS documents, (SELECT count(*) FROM metrics) AS metrics,
           (SELECT count(*) FROM metrics WHERE indicator_id IS NOT NULL) AS linked,
           (SELECT count(*) FROM relations) AS relations,
           (SELECT count(*) FROM relations WHERE NOT holds) AS failing,
           (SELECT sum(checked) FROM relation_coverage) AS checked,
           (SELECT count(*) FROM quarantined_metrics) AS quarantined"""
_REJECTED = "SELECT file_name, sha256, reason, detail FROM rejected_documents ORDER BY file_name"
_FILES = "SELECT file_name, sha256 FROM documents"
_FAILED_CHECKS = """
    SELECT severity, table_name, column_name, expectation, unexpected_count, evaluated_count
    FROM check_results WHERE run_id = ? AND NOT success ORDER BY severity, table_name, expectation"""


def execute(options: argparse.Namespace) -> int:
    """Say what is published."""
    settings = settings_of(options)
    require_published(settings)

    from edu_pipeline.storage.published import NotPublished, QueryError, open_published

    try:
        with open_published(settings.published_file, settings.query_seconds) as connection:
            runs = rows_of(connection, _LAST_RUN)
            (counts,) = rows_of(connection, _COUNTS)
            rejected = rows_of(connection, _REJECTED)
            files = {(row["file_name"], row["sha256"]) for row in [*rows_of(connection, _FILES), *rejected]}
            failed = rows_of(connection, _FAILED_CHECKS, [runs[0]["run_id"]]) if runs else []
    except (NotPublished, QueryError) as error:
        raise UsageError(str(error)) from error
    size = settings.published_file.stat().st_size / 2**20
    print(f"published  {settings.published_file} ({size:.1f} MB)")
    _tell_run(runs)
    print(f"seeds      {settings.seeds_dir}: {_freshness(settings, files)}")
    if last_complete(settings) is None:
        _tell_failure(settings)
    _tell_contents(counts, rejected)
    _tell_checks(runs, failed)
    return DONE


def rows_of(connection: Any, sql: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
    """The rows of an answer, each as a mapping. Raises UsageError when the file lacks a table or view."""
    import duckdb

    try:
        answer = connection.execute(sql, parameters or [])
    except duckdb.CatalogException as error:
        message = "the published file was made by another version of the program: run `edu-pipeline run` first."
        raise UsageError(message) from error
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _tell_run(runs: list[dict[str, Any]]) -> None:
    for run in runs:
        took = f" in {run['seconds']:.1f} s" if run["seconds"] is not None else ""
        print(f"run        {run['run_id']}, {run['published_at']:%Y-%m-%d %H:%M:%S} UTC{took}")


def _tell_contents(counts: dict[str, Any], rejected: list[dict[str, Any]]) -> None:
    print(f"documents  {counts['documents']}, rejected files {len(rejected)}")
    for row in rejected[:MOST_REJECTED]:
        print(f"           {row['file_name']} ({row['reason']}): {row['detail']}")
    if len(rejected) > MOST_REJECTED:
        print(f'           … and {len(rejected) - MOST_REJECTED} more: edu-pipeline query "from rejected_documents"')
    print(f"metrics    {counts['metrics']}, of an indicator {counts['linked']}, held back {counts['quarantined']}")
    covered = (
        f", {(counts['checked'] or 0) / counts['metrics']:.0%} of the metrics checked" if counts["metrics"] else ""
    )
    print(f"relations  {counts['relations']}, not holding {counts['failing']}{covered}")


def _tell_checks(runs: list[dict[str, Any]], failed: list[dict[str, Any]]) -> None:
    for run in runs:
        print(f"checks     {run['checks_passed']} passed, {run['checks_failed']} failed")
    for row in failed:
        where = ".".join(part for part in (row["table_name"], row["column_name"]) if part)
        print(f"           {row['severity']} {where} {row['expectation']}: {_share(row)}")


def _share(row: dict[str, Any]) -> str:
    if row["unexpected_count"] is None:
        return "could not be evaluated"
    return f"{row['unexpected_count']} of {row['evaluated_count']} rows"


def _freshness(settings: Settings, published: set[tuple[str, str | None]]) -> str:
    """Whether the published file is of what the seeds folder holds: names and hashes compared."""
    if not settings.seeds_dir.is_dir():
        return "the folder does not exist"

    from edu_pipeline.reading import content_hash, discover

    present = {(seed.name, content_hash(seed, settings.max_file_bytes)) for seed in discover(settings.seeds_dir)}
    changed = len({name for name, _ in present ^ published})
    if changed:
        return f"{changed} files differ from what is published: run `edu-pipeline run`"
    if last_complete(settings) is None:
        return (
            "the reports are those published, but corrections, the catalog, settings or the program changed since, or "
            "the last run left something to try again: run `edu-pipeline run`"
        )
    return "up to date"


def _tell_failure(settings: Settings) -> None:
    """Name the note of a run that did not publish, if it is younger than what is published."""
    notes = sorted((settings.warehouse_dir / "failures").glob("*.txt"), key=lambda note: note.stat().st_mtime)
    if notes and notes[-1].stat().st_mtime > settings.published_file.stat().st_mtime:
        print(f"failed     a later run did not publish: {notes[-1]} says why")

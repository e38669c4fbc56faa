"""``edu-pipeline query``: read-only SQL on the published file, or a saved question."""

import argparse
import sys
from importlib import resources

from edu_pipeline.cli.errors import DONE, UsageError
from edu_pipeline.cli.folders import require_published, settings_of


def execute(options: argparse.Namespace) -> int:
    """Answer one question on standard output."""
    if options.saved == "":
        return _list_saved()
    sql = _sql(options)
    settings = settings_of(options)
    require_published(settings)
    if options.format == "parquet" and sys.stdout.isatty():
        raise UsageError("Parquet is no text for a terminal. Send it to a file: … --format parquet > answer.parquet")

    from edu_pipeline.storage.formatting import format_frame
    from edu_pipeline.storage.published import NotPublished, QueryError
    from edu_pipeline.storage.query import run_query

    try:
        answer = run_query(settings.published_file, sql, seconds=settings.query_seconds)
    except (NotPublished, QueryError) as error:
        raise UsageError(str(error)) from error
    written = format_frame(answer, options.format)
    if options.format == "table" and sys.stdout.isatty():
        sys.stdout.write(written.decode())
    else:
        sys.stdout.buffer.write(written)
    return DONE


def _sql(options: argparse.Namespace) -> str:
    if options.saved and options.sql:
        raise UsageError("give either SQL or --saved NAME, not both.")
    if options.saved:
        return _saved(options.saved)
    sql: str = sys.stdin.read() if options.sql == "-" else options.sql or ""
    if not sql.strip():
        raise UsageError(
            'give a question in SQL, such as `edu-pipeline query "from metrics limit 5"`, or --saved NAME.'
        )
    return sql


def saved_queries() -> dict[str, str]:
    """The saved questions by name, each with its SQL; the first comment line says what is asked."""
    folder = resources.files("edu_pipeline.catalog") / "saved_queries"
    files = [entry for entry in folder.iterdir() if entry.name.endswith(".sql")] if folder.is_dir() else []
    return {entry.name.removesuffix(".sql"): entry.read_text("utf-8") for entry in sorted(files, key=lambda f: f.name)}


def _saved(name: str) -> str:
    queries = saved_queries()
    if name not in queries:
        known = ", ".join(queries) or "none"
        raise UsageError(f"there is no saved question {name!r}. There are: {known}")
    return queries[name]


def _list_saved() -> int:
    queries = saved_queries()
    width = max(map(len, queries), default=0)
    for name, sql in queries.items():
        first = sql.strip().splitlines()[0]
        print(f"{name:<{width}}  {first.removeprefix('--').strip() if first.startswith('--') else ''}")
    return DONE

"""The commands, their arguments and their help. What a command does is in the module of its name."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from edu_pipeline.cli.errors import BROKEN, DONE, UNUSABLE, UsageError
from edu_pipeline.cli.streams import escape_unknown_characters, flush, forget_reader

DESCRIPTION = """\
Turns a folder of reports of Chinese education authorities into an audited metrics warehouse, one DuckDB file.

Drop reports (.txt, .md) into seeds/, then:
  edu-pipeline run                     brings warehouse/edu.duckdb up to date
  edu-pipeline query "from metrics"    asks it
"""

FOOTER = """\
environment: EDU_SEEDS_DIR, EDU_WAREHOUSE_DIR mean the same as --seeds and --warehouse.
exit codes:  0 done · 1 a check stopped it, the published file is the old one · 2 unusable input or arguments ·
             3 an error of the program
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. User errors are one sentence on stderr, never a traceback."""
    escape_unknown_characters()
    options = _parser().parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], int] = import_module(f"edu_pipeline.cli.{options.command}").execute
        code = command(options)
        flush()
        return code
    except UsageError as error:
        print(f"edu-pipeline: {error}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("edu-pipeline: interrupted; the published file is as it was.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        forget_reader()
        return DONE
    except OSError as error:
        print(f"edu-pipeline: {error}", file=sys.stderr)
        return BROKEN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="edu-pipeline",
        description=DESCRIPTION,
        epilog=FOOTER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_run(commands)
    _add_ui(commands)
    _add_query(commands)
    _add_trace(commands)
    _add_status(commands)
    _add_export(commands)
    return parser


def _add_run(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(
        commands,
        "run",
        "bring the warehouse up to date",
        "Read new and changed reports, extract their figures, check everything, and publish WAREHOUSE/edu.duckdb in\n"
        "place of the old one. What did not change is not done again. Readers of the old file are not disturbed.",
        "examples:\n  edu-pipeline run\n  edu-pipeline run --seeds ~/reports --warehouse ~/warehouse",
    )
    _add_folders(parser, seeds=True)
    parser.add_argument("--full", action="store_true", help="ignore what is staged and do every report anew")


def _add_ui(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(
        commands,
        "ui",
        "Dagster's web UI, the daily schedule and the folder sensor",
        "Start Dagster's web UI and daemon on this machine only. While it runs, a report that is added, changed or\n"
        "removed is in the published file within half a minute. Ctrl+C stops it.",
        "example:\n  edu-pipeline ui --port 3001",
    )
    _add_folders(parser, seeds=True)
    parser.add_argument("--port", type=_port, default=3000, metavar="N", help="port of the web UI (default: 3000)")


def _add_query(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(
        commands,
        "query",
        "ask the published file with SQL",
        "Run read-only SQL on WAREHOUSE/edu.duckdb, or one of the saved questions.",
        "examples:\n"
        '  edu-pipeline query "select region, year, value from indicator_timeseries\n'
        "                      where indicator_id = 'education_groups' order by year\"\n"
        '  edu-pipeline query "from untrusted_metrics" --format csv > untrusted.csv\n'
        "  edu-pipeline query --saved              lists the saved questions\n"
        "  edu-pipeline query --saved NAME",
    )
    parser.add_argument("sql", nargs="?", metavar="SQL", help="one SQL statement; - reads it from standard input")
    parser.add_argument(
        "--saved", nargs="?", const="", metavar="NAME", help="a saved question; without NAME, their list"
    )
    parser.add_argument(
        "--format",
        choices=["table", "csv", "json", "parquet"],
        default="table",
        help="how the answer is written to standard output (default: table)",
    )
    _add_folders(parser, seeds=False)


def _add_trace(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(
        commands,
        "trace",
        "where a figure stands in its source, and what it agrees with",
        "Show a metric in its sentence, section and document, how it was understood, which indicator it was linked to\n"
        "and why, and the sums, rates and comparisons that it takes part in.",
        "example:\n  edu-pipeline trace d0b861df37f0b3a7:2695",
    )
    parser.add_argument("metric_id", metavar="METRIC_ID", help="the metric_id of a row of metrics (or of any view)")
    _add_folders(parser, seeds=False)


def _add_status(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(
        commands,
        "status",
        "what is published, from what, and how it checked",
        "Say what the published file holds, which files were rejected, which checks failed, and whether the seeds\n"
        "folder has changed since.",
        "example:\n  edu-pipeline status",
    )
    _add_folders(parser, seeds=True)


def _add_export(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = _command(
        commands,
        "export",
        "what is published as an Excel workbook, CSV files or a data package",
        "Write what is published for people without SQL: xlsx, a workbook with Chinese headers, one tidy sheet of all\n"
        "figures and a sheet for each field of education; csv, files that Excel opens as they are meant; datapackage,\n"
        "a Frictionless data package of every table for programs.",
        "examples:\n  edu-pipeline export\n  edu-pipeline export --format datapackage --to ~/published",
    )
    parser.add_argument(
        "--format", choices=["xlsx", "csv", "datapackage"], default="xlsx", help="what is written (default: xlsx)"
    )
    parser.add_argument("--to", metavar="DIR", help="folder that it is written to (default: export/ in the warehouse)")
    _add_folders(parser, seeds=False)


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, short: str, long: str, examples: str
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name, help=short, description=long, epilog=examples, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def _add_folders(parser: argparse.ArgumentParser, *, seeds: bool) -> None:
    if seeds:
        parser.add_argument(
            "--seeds", metavar="DIR", help="folder of the reports (default: EDU_SEEDS_DIR, else seeds/)"
        )
    parser.add_argument(
        "--warehouse", metavar="DIR", help="folder of the warehouse (default: EDU_WAREHOUSE_DIR, else warehouse/)"
    )


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535")

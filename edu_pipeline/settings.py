"""Where the pipeline reads and writes, and its few numbers: arguments win over the environment, that over defaults.

| setting | environment | default |
|---|---|---|
| seeds_dir | EDU_SEEDS_DIR | seeds/ below the project folder |
| warehouse_dir | EDU_WAREHOUSE_DIR | warehouse/ below the project folder |
| catalog_file | EDU_CATALOG_FILE | none: an extra catalog file of the user's own |
| sensor_interval_seconds | EDU_SENSOR_INTERVAL_SECONDS | 5 |
| max_file_bytes | EDU_MAX_FILE_BYTES | 50 MB |
| workers | EDU_WORKERS | the number of processors, used only for many documents |
| memory_mb | EDU_MEMORY_MB | 400: what DuckDB may hold before it writes to disk, in MB, apart from the reports' texts |
| document_seconds | EDU_DOCUMENT_SECONDS | 60: the longest that one report may take |
| check_seconds | EDU_CHECK_SECONDS | 120: the longest that one check may take |
| query_seconds | EDU_QUERY_SECONDS | 600: the longest that a question to the published file may take |
| lock_seconds | EDU_LOCK_SECONDS | 1800: the longest that a run waits for another one |
| run_seconds | EDU_RUN_SECONDS | 21600: the longest that a run may take |
| keep_runs | EDU_KEEP_RUNS | 30: the latest runs that the web UI shows, and notes of failed ones |
| keep_days | EDU_KEEP_DAYS | 90: how old a run or a note may become |

The project folder is the nearest folder upwards from the working directory that holds a workspace.yaml, else the
working directory itself, so that commands mean the same warehouse from every folder of a project.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

DEFAULT_SENSOR_INTERVAL_SECONDS = 5
DEFAULT_MAX_FILE_BYTES = 50_000_000
CORRECTIONS_FILE_NAME = "corrections.yml"


class SettingsError(ValueError):
    """A setting that can't be used; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run. Paths are absolute; sizes are bytes, times seconds."""

    seeds_dir: Path
    warehouse_dir: Path
    catalog_file: Path | None = None
    sensor_interval_seconds: int = DEFAULT_SENSOR_INTERVAL_SECONDS
    max_file_bytes: int = DEFAULT_MAX_FILE_BYTES
    workers: int = 1
    memory_mb: int = 400
    document_seconds: int = 60
    check_seconds: int = 120
    query_seconds: int = 600
    lock_seconds: int = 1800
    run_seconds: int = 21_600
    keep_runs: int = 30
    keep_days: int = 90

    @property
    def published_file(self) -> Path:
        """The DuckDB file that users query."""
        return self.warehouse_dir / "edu.duckdb"

    @property
    def staging_dir(self) -> Path:
        """The folder of the Parquet tables and of everything that is not yet published."""
        return self.warehouse_dir / "staging"

    @property
    def candidate_file(self) -> Path:
        """The DuckDB file that is being built and checked before it replaces the published one."""
        return self.staging_dir / "candidate.duckdb"

    @property
    def audit_file(self) -> Path:
        """The DuckDB file of views over the Parquet tables, for checks that run before a candidate exists."""
        return self.staging_dir / "audit.duckdb"

    @property
    def data_docs_dir(self) -> Path:
        """The folder of the Great Expectations site."""
        return self.warehouse_dir / "data_docs"

    @property
    def report_dir(self) -> Path:
        """The folder of the pages for people who look."""
        return self.warehouse_dir / "report"

    @property
    def lock_file(self) -> Path:
        """The file that one writer at a time holds."""
        return self.warehouse_dir / ".lock"

    @property
    def corrections_file(self) -> Path:
        """The user's corrections of misprints; it need not exist."""
        return self.seeds_dir / CORRECTIONS_FILE_NAME


_NUMBERS = (
    "memory_mb",
    "document_seconds",
    "check_seconds",
    "query_seconds",
    "lock_seconds",
    "run_seconds",
    "keep_runs",
    "keep_days",
)
_DEFAULTS = {field.name: field.default for field in fields(Settings) if isinstance(field.default, int)}


def load_settings(
    seeds_dir: str | Path | None = None,
    warehouse_dir: str | Path | None = None,
    catalog_file: str | Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    working_dir: Path | None = None,
) -> Settings:
    """Settings from arguments, then ``environment`` (the process's own when None), then defaults.

    Relative paths given as arguments or by the environment count from ``working_dir`` (the current one when None).
    Nothing is created. Raises SettingsError for a number that is none or a catalog file that isn't there.
    """
    environment = os.environ if environment is None else environment
    working_dir = Path.cwd() if working_dir is None else working_dir
    project_dir = find_project_dir(working_dir)

    def folder(argument: str | Path | None, variable: str, default: str) -> Path:
        given = argument or environment.get(variable)
        return _absolute(working_dir, given) if given else project_dir / default

    extra = catalog_file or environment.get("EDU_CATALOG_FILE") or None
    return Settings(
        seeds_dir=folder(seeds_dir, "EDU_SEEDS_DIR", "seeds"),
        warehouse_dir=folder(warehouse_dir, "EDU_WAREHOUSE_DIR", "warehouse"),
        catalog_file=_existing_file(_absolute(working_dir, extra)) if extra else None,
        sensor_interval_seconds=_positive(environment, "EDU_SENSOR_INTERVAL_SECONDS", DEFAULT_SENSOR_INTERVAL_SECONDS),
        max_file_bytes=_positive(environment, "EDU_MAX_FILE_BYTES", DEFAULT_MAX_FILE_BYTES),
        workers=_positive(environment, "EDU_WORKERS", os.cpu_count() or 1),
        **{name: _positive(environment, f"EDU_{name.upper()}", _DEFAULTS[name]) for name in _NUMBERS},
    )


def find_project_dir(start: Path) -> Path:
    """The nearest folder from ``start`` upwards that holds a workspace.yaml, else ``start``; absolute."""
    start = start.absolute()
    return next((folder for folder in (start, *start.parents) if (folder / "workspace.yaml").is_file()), start)


def _absolute(working_dir: Path, given: str | Path) -> Path:
    return Path(os.path.normpath(working_dir.absolute() / Path(given).expanduser()))


def _existing_file(path: Path) -> Path:
    if not path.is_file():
        raise SettingsError(f"the catalog file {path} does not exist: correct EDU_CATALOG_FILE or remove it")
    return path


def _positive(environment: Mapping[str, str], variable: str, default: int) -> int:
    given = environment.get(variable)
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and int(given) > 0):
        raise SettingsError(f"{variable} is {given!r}: it must be a whole number above 0")
    return int(given)

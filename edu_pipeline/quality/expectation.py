"""The records of the quality layer's data: a suite, its expectations, and the thresholds that their queries use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from edu_pipeline.records import Severity

ROWS: Final = "rows"
STAGES: Final = ("documents", "sections", "metrics", "relations", "warehouse")
# Plain text, as Dagster takes no enum of ours in its metadata.
SEVERITIES: Final = tuple(word.value for word in Severity)
LEVELS: Final = ("row", "table")
# The table whose rows can be held back one by one, after the stage of the same name; a critical fault anywhere else
# stops the run.
QUARANTINED_TABLE: Final = "metrics"
METRIC_KEY: Final = ("metric_id",)
"""The key of an expectation whose failing rows are metrics, of whatever table or view."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation about a table or view.

    ``type`` is the name of a Great Expectations expectation with its arguments in ``kwargs``, or ROWS: then ``query``
    selects the rows that fail, the columns of ``key`` among its columns. ``scope`` is the SQL condition of the rows
    that are looked at (all when None) of ``population``, an SQL relation (the table when None). ``key`` names a row of
    the table; empty where rows have no name. ``why`` tells in Chinese what is wrong with a row that fails.
    """

    id: str
    suite: str
    table: str
    column: str | None
    type: str
    severity: str
    level: str
    description: str
    key: tuple[str, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    query: str | None = None
    scope: str | None = None
    population: str | None = None
    why: str | None = None

    @property
    def blocking(self) -> bool:
        """Whether its failure stops the run before publish."""
        return self.severity == Severity.CRITICAL and self.level == "table"


@dataclass(frozen=True, slots=True)
class ThresholdTable:
    """A small table that queries may name: SQL type by column, and the rows."""

    columns: Mapping[str, str]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Suite:
    """Expectations that run together after one stage.

    ``table`` is the table that Great Expectations attaches the suite to. ``thresholds`` are the small tables that
    the queries may name, ``show`` by table a query of its rows as a person reads them (with the key columns).
    """

    name: str
    stage: str
    table: str
    description: str
    expectations: tuple[Expectation, ...]
    thresholds: Mapping[str, ThresholdTable] = field(default_factory=dict)
    show: Mapping[str, str] = field(default_factory=dict)

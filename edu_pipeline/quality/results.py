"""What checking a table found: one record per expectation, as check_results keeps it and Dagster shows it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

ROWS_SHOWN = 10
KEYS_KEPT = 100


@dataclass(frozen=True, slots=True)
class ExpectationResult:
    """The outcome of one expectation in one run.

    ``evaluated_count`` counts the rows that were looked at, ``unexpected_count`` those that failed; both are None
    where the expectation could not be evaluated. ``failing_keys`` are the ids of the first KEYS_KEPT failing rows
    ("a/b" for a key of several columns), ``failing_rows`` at most ROWS_SHOWN of them with what a person needs to act.
    ``keys_file`` is a Parquet file of the ids of all failing rows, where they are metrics. ``error`` says why an
    expectation could not be evaluated; it counts as failed then. ``why`` says in Chinese what is wrong with a failing
    row.
    """

    suite: str
    table_name: str
    column_name: str | None
    expectation: str
    severity: str
    level: str
    success: bool
    evaluated_count: int | None
    unexpected_count: int | None
    failing_keys: tuple[str, ...]
    failing_rows: tuple[dict[str, Any], ...]
    description: str
    error: str | None = None
    observed: Any = field(default=None, compare=False)
    why: str | None = None
    keys_file: Path | None = field(default=None, compare=False)

    @property
    def stops_run(self) -> bool:
        """Whether nothing may be published: a critical fault that holding rows back can't take away."""
        return not self.success and self.severity == "critical" and not self.holds_back

    @property
    def holds_back(self) -> bool:
        """Whether the failing rows have to be held back because of this expectation, and are known."""
        return not self.success and self.severity == "critical" and self.level == "row" and self.keys_file is not None

    @property
    def details(self) -> str:
        """The finding as JSON, for check_results.details: what was expected, and the first keys and rows that fail."""
        found: dict[str, Any] = {"description": self.description}
        if self.why:
            found["why"] = self.why
        if self.error:
            found["error"] = self.error
        if self.observed is not None:
            found["observed"] = self.observed
        if self.failing_rows:
            found["failing_rows"] = list(self.failing_rows)
        if self.failing_keys:
            found["failing_keys"] = list(self.failing_keys)
        return json.dumps(plain(found), ensure_ascii=False)

    @property
    def line(self) -> str:
        """The result in one line for a terminal, such as ``warning metrics.value metrics_share_…: 2 of 530 rows``."""
        where = f"{self.table_name}.{self.column_name}" if self.column_name else self.table_name
        counts = f"{self.unexpected_count} of {self.evaluated_count} rows" if self.unexpected_count else "failed"
        found = counts if self.error is None else f"NOT EVALUATED, {self.error}"
        return f"{self.severity} {where} {self.expectation}: {found}. {self.description}"


def plain(value: Any) -> Any:
    """The value in types that JSON has: decimals without trailing zeros, dates in ISO form, tuples as lists."""
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def stopping(results: Iterable[ExpectationResult]) -> list[ExpectationResult]:
    """The results for which nothing may be published."""
    return [result for result in results if result.stops_run]

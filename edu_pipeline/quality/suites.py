"""The expectations as data: what ``catalog/suites.yml`` says and what ``catalog/tables.yml`` implies, validated.

An expectation either names an expectation of Great Expectations with its arguments, or gives a query that returns
the rows that fail. Nothing here runs anything; ``gx.run_suites`` does.
"""

import re
from collections.abc import Hashable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from edu_pipeline.catalog import Catalog
from edu_pipeline.catalog.yaml_source import YamlSource, parse_yaml
from edu_pipeline.quality import base
from edu_pipeline.quality.expectation import (
    LEVELS,
    QUARANTINED_TABLE,
    ROWS,
    SEVERITIES,
    STAGES,
    Expectation,
    Suite,
    ThresholdTable,
)
from edu_pipeline.records import Severity
from edu_pipeline.storage.tables import load_tables, load_views

FILE: Final = "suites.yml"
_DECIMAL: Final = "DECIMAL(38,10)"
_SQL_TYPES: Final = {"text": "VARCHAR", "decimal": _DECIMAL, "integer": "INTEGER"}
_TOP: Final = {"show", "thresholds", "suites"}
_THRESHOLDS: Final = {"columns", "rows"}
_SUITE: Final = {"stage", "table", "description", "derive", "expectations"}
_DERIVED: Final = ("columns", "key", "required", "values", "references")
_EXPECTATION: Final = {
    "table",
    "column",
    "type",
    "kwargs",
    "rows",
    "key",
    "scope",
    "population",
    "severity",
    "level",
    "description",
    "why",
}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}\Z")
_GX_TYPE = re.compile(r"expect_[a-z_]{1,99}\Z")
# SQLAlchemy would read ":name" as a parameter to bind; "::type" is a cast.
_BIND_PARAMETER = re.compile(r"(?<![:\w]):\w")

Path = tuple[Hashable, ...]


def load_suites() -> list[Suite]:
    """Every suite, in the order of the stages.

    Raises:
        CatalogError: an entry of suites.yml is unusable; the message names file, line and entry.
    """
    return list(_shipped())


def suites_of_stage(stage: str) -> list[Suite]:
    """The suites that run after one stage (one of STAGES)."""
    return [suite for suite in _shipped() if suite.stage == stage]


def indicator_limits(catalog: Catalog) -> ThresholdTable:
    """What the catalog holds plausible for each indicator, as the table ``indicator_limits`` of the queries."""
    columns = {
        "indicator_id": "VARCHAR",
        "lowest": _DECIMAL,
        "highest": _DECIMAL,
        "max_jump": _DECIMAL,
        "better": "VARCHAR",
    }
    return ThresholdTable(
        columns, tuple((item.id, item.low, item.high, item.max_jump, item.better) for item in catalog.indicators)
    )


@cache
def _shipped() -> tuple[Suite, ...]:
    return tuple(parse_suites((files("edu_pipeline.catalog") / FILE).read_text("utf-8")))


def parse_suites(text: str, file: str = FILE) -> list[Suite]:
    """The suites that a YAML text describes.

    Raises:
        CatalogError: an entry is unusable; the message names it and says what to do.
    """
    return _Reader(parse_yaml(text, file)).suites()


class _Reader:
    """Turns one YAML file into suites and complains with the line of the entry."""

    def __init__(self, source: YamlSource) -> None:
        self.source = source
        self.stages: dict[str, str] = {}
        self.seen: set[str] = set()

    def suites(self) -> list[Suite]:
        top = self._mapping((), self.source.value)
        self._known((), top, _TOP)
        described = self._mapping(("suites",), top.get("suites"))
        for name, entry in described.items():
            self._header(("suites", name), name, self._mapping(("suites", name), entry))
        self.show = {table: self._shown(table, query) for table, query in (top.get("show") or {}).items()}
        self.thresholds = dict(self._threshold_tables(top.get("thresholds") or {}))
        suites = [self._suite(name, entry) for name, entry in described.items()]
        return sorted(suites, key=lambda suite: STAGES.index(suite.stage))

    def _shown(self, table: Any, query: Any) -> str:
        single = tuple(name for name, key in self._relations().items() if len(key) == 1)
        self._one_of(("show", table), table, single)
        return str(query)

    def _header(self, path: Path, name: str, entry: Mapping[str, Any]) -> None:
        self._known(path, entry, _SUITE)
        self._name(path, name)
        self._one_of((*path, "stage"), entry.get("stage"), STAGES)
        self._one_of((*path, "table"), entry.get("table"), tuple(self._relations()))
        for number, derived in enumerate(entry.get("derive", ())):
            self._one_of((*path, "derive", number), derived, _DERIVED)
        stage = self.stages.setdefault(entry["table"], entry["stage"])
        if STAGES.index(entry["stage"]) < STAGES.index(stage):
            self.stages[entry["table"]] = entry["stage"]

    def _suite(self, name: str, entry: Mapping[str, Any]) -> Suite:
        path = ("suites", name)
        derived = list(self._derived(name, entry))
        for expectation in derived:
            self._new_id(path, expectation.id)
        written = [
            self._expectation((*path, "expectations", id_), id_, fields, name, entry)
            for id_, fields in self._mapping((*path, "expectations"), entry.get("expectations") or {}).items()
        ]
        return Suite(
            name=name,
            stage=entry["stage"],
            table=entry["table"],
            description=self._sentence(path, entry),
            expectations=(*derived, *written),
            thresholds=self.thresholds,
            show=self.show,
        )

    def _derived(self, name: str, entry: Mapping[str, Any]) -> Iterator[Expectation]:
        wanted, tables = entry.get("derive", ()), load_tables()
        if "columns" in wanted:
            for table in tables.values():
                yield base.columns(table, name)
                yield from base.references(table, name, self._missing_until(table.name, entry["stage"]))
        if not wanted or wanted == ["columns"]:
            return
        table = tables[entry["table"]]
        row = table.name == QUARANTINED_TABLE
        if "key" in wanted:
            yield base.key(table, name)
        if "required" in wanted:
            yield base.required(table, name, row)
        if "values" in wanted:
            yield from base.values(table, name, row)
        if "references" in wanted:
            yield from base.references(table, name, self._available(entry["stage"]), row)

    def _available(self, stage: str) -> set[str]:
        return {table for table, made in self.stages.items() if STAGES.index(made) <= STAGES.index(stage)}

    def _missing_until(self, table: str, stage: str) -> set[str]:
        """The tables that exist at ``stage`` but not yet when ``table`` was checked for the first time."""
        return self._available(stage) - self._available(self.stages.get(table, stage))

    def _expectation(
        self, path: Path, id_: str, fields: Any, suite: str, suite_entry: Mapping[str, Any]
    ) -> Expectation:
        fields = self._mapping(path, fields)
        self._known(path, fields, _EXPECTATION)
        self._name(path, id_)
        self._new_id(path, id_)
        self._one_of((*path, "severity"), fields.get("severity"), SEVERITIES)
        self._one_of((*path, "level"), fields.get("level"), LEVELS)
        table = fields.get("table", suite_entry["table"])
        self._one_of((*path, "table"), table, tuple(self._relations()))
        expectation = Expectation(
            id=id_,
            suite=suite,
            table=table,
            column=fields.get("column"),
            type=ROWS if "rows" in fields else fields.get("type"),
            severity=fields["severity"],
            level=fields["level"],
            description=self._sentence(path, fields),
            key=tuple(fields["key"]) if "key" in fields else self._relations()[table],
            kwargs=self._mapping((*path, "kwargs"), fields.get("kwargs") or {}),
            query=fields.get("rows"),
            scope=fields.get("scope"),
            population=fields.get("population"),
            why=fields.get("why"),
        )
        self._check(path, expectation, suite_entry)
        return expectation

    def _check(self, path: Path, expectation: Expectation, suite: Mapping[str, Any]) -> None:
        if expectation.type == ROWS:
            for sql in (expectation.query or "", expectation.scope or ""):
                if _BIND_PARAMETER.search(sql):
                    raise self._error((*path, "rows"), "the SQL has a colon before a word", "Put a space after it")
            if not (expectation.query or "").strip():
                raise self._error((*path, "rows"), "the query is empty", "Give a SELECT of the rows that fail")
        elif not (isinstance(expectation.type, str) and _GX_TYPE.match(expectation.type)):
            raise self._error(path, "has neither rows nor type", "Give rows (a query) or type (expect_…)")
        elif expectation.table != suite["table"]:
            message = f"type checks the table of the suite, {suite['table']}"
            raise self._error(path, message, "Move it to a suite of its table or write it as rows")
        held_back = (expectation.table, suite["stage"]) == (QUARANTINED_TABLE, "metrics")
        if expectation.severity == Severity.CRITICAL and expectation.level == "row" and not held_back:
            message = f"rows of {expectation.table} can't be held back after the stage {suite['stage']}"
            raise self._error((*path, "level"), message, "Make it level: table, or severity: warning")

    def _threshold_tables(self, described: Mapping[str, Any]) -> Iterator[tuple[str, ThresholdTable]]:
        for name, entry in described.items():
            path = ("thresholds", name)
            self._name(path, name)
            self._known(path, self._mapping(path, entry), _THRESHOLDS)
            for column, type_ in entry["columns"].items():
                self._one_of((*path, "columns", column), type_, tuple(_SQL_TYPES))
            for number, row in enumerate(entry["rows"]):
                if not isinstance(row, list) or len(row) != len(entry["columns"]):
                    message = f"the row needs {len(entry['columns'])} values"
                    raise self._error((*path, "rows", number), message, "Give one value per column")
            columns = {column: _SQL_TYPES[type_] for column, type_ in entry["columns"].items()}
            yield name, ThresholdTable(columns, tuple(tuple(row) for row in entry["rows"]))

    @staticmethod
    @cache
    def _relations() -> dict[str, tuple[str, ...]]:
        """The key columns of every table and view; a view has none."""
        tables = {name: table.key for name, table in load_tables().items()}
        return tables | {name: () for name in load_views() if name not in tables}

    def _mapping(self, path: Path, value: Any) -> dict[Any, Any]:
        if isinstance(value, dict):
            return value
        raise self._error(path, f"{_place(path)} must be a mapping", "Write name: value lines below it")

    def _known(self, path: Path, entry: Mapping[Any, Any], known: set[str]) -> None:
        for name in entry:
            if name not in known:
                raise self._error((*path, name), f"{_place(path)} has no “{name}”", f"Use {', '.join(sorted(known))}")

    def _name(self, path: Path, name: Any) -> None:
        if not (isinstance(name, str) and _NAME.match(name)):
            raise self._error(path, f"“{name}” is no name", "Use small letters, digits and _, a letter first")

    def _new_id(self, path: Path, id_: str) -> None:
        if id_ in self.seen:
            raise self._error(path, f"there are two expectations “{id_}”", "Rename one of them")
        self.seen.add(id_)

    def _one_of(self, path: Path, value: Any, allowed: tuple[str, ...]) -> None:
        if value not in allowed:
            raise self._error(path, f"{_place(path)} is {value!r}", f"Use one of {', '.join(allowed)}")

    def _sentence(self, path: Path, entry: Mapping[str, Any]) -> str:
        text = entry.get("description")
        if isinstance(text, str) and text.strip():
            return " ".join(text.split())
        raise self._error(path, f"{_place(path)} has no description", "Say in one plain sentence what must be so")

    def _error(self, path: Path, message: str, mend: str) -> Exception:
        return self.source.error(path, message, mend)


def _place(path: Path) -> str:
    return ".".join(str(part) for part in path) or "the file"

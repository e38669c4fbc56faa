"""What the catalog says of one indicator, and how its entry in ``indicators.yml`` is read and validated."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from edu_pipeline.catalog.yaml_source import YamlSource
from edu_pipeline.records import Better, MetricKind, Status, Vocabulary

FIELDS = (
    *("id", "name_zh", "name_en", "domain", "unit", "units", "kind", "better", "range", "max_jump", "flow"),
    *("description", "aliases", "match", "none", "splits", "whole", "statuses"),
)
REQUIRED = ("id", "name_zh", "name_en", "domain", "unit", "kind", "better", "description", "match")
RULE_FIELDS = ("head", "all", "about", "none", "not_about")
TEXT_FIELDS = ("id", "name_zh", "name_en", "domain", "unit", "description")
# What a user's own file may add to an indicator that exists.
ADDABLE = ("id", "aliases", "match")
Word = TypeVar("Word", bound=Vocabulary)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of saying an indicator; ``indicators.yml`` explains the parts."""

    head: tuple[str, ...]
    all: tuple[tuple[str, ...], ...]
    about: tuple[tuple[str, ...], ...]
    none: tuple[str, ...]
    not_about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator that reports share; ``units`` are the units its metrics may carry, the first its own."""

    id: str
    name_zh: str
    name_en: str
    domain: str
    unit: str
    units: tuple[str, ...]
    kind: MetricKind
    better: Better
    description: str
    low: Decimal | None
    high: Decimal | None
    max_jump: Decimal | None
    flow: bool
    aliases: tuple[str, ...]
    rules: tuple[Rule, ...]
    none: tuple[str, ...]
    splits: tuple[str, ...]
    whole: tuple[str, ...]
    statuses: tuple[Status, ...]


def terms(text: str) -> tuple[str, ...]:
    """The alternatives of ``甲|乙``."""
    return tuple(term.strip() for term in text.split("|") if term.strip())


class EntryReader:
    """Reads the entries of one file; every complaint is a CatalogError that points into it."""

    def __init__(self, source: YamlSource, units: frozenset[str], splits: Mapping[str, tuple[str, ...]]) -> None:
        self.source = source
        self.units = units
        self.splits = splits

    def indicator(self, entry: Any, path: tuple[Hashable, ...]) -> Indicator:
        """The indicator of ``entry``. Raises CatalogError."""
        self.check_keys(entry, path, FIELDS, REQUIRED)
        for field in TEXT_FIELDS:
            self.text(entry[field], (*path, field))
        kind = self.word(entry["kind"], MetricKind, (*path, "kind"))
        better = self.word(entry["better"], Better, (*path, "better"))
        units = (entry["unit"], *self.texts(entry, "units", path))
        for unit in units:
            self.unit(unit, (*path, "unit" if unit == entry["unit"] else "units"))
        low, high = self.range(entry, path)
        return Indicator(
            **{field: entry[field] for field in TEXT_FIELDS},
            units=tuple(dict.fromkeys(units)),
            kind=kind,
            better=better,
            low=low,
            high=high,
            max_jump=self.number(entry.get("max_jump"), (*path, "max_jump")),
            flow=entry.get("flow") is True,
            aliases=self.texts(entry, "aliases", path),
            rules=self.rules(entry, path),
            none=self.term_list(entry, "none", path),
            splits=self.split_names(entry, path),
            whole=tuple(sorted(self.term_list(entry, "whole", path), key=len, reverse=True)),
            statuses=self.statuses(entry, path),
        )

    def rules(self, entry: Mapping[str, Any], path: tuple[Hashable, ...]) -> tuple[Rule, ...]:
        """The rules of an entry's ``match``."""
        rules = entry.get("match", [])
        if not isinstance(rules, list):
            raise self.source.error(
                (*path, "match"), "“match” is no list", "Begin each rule with “- {head: …, all: […]}”"
            )
        return tuple(self.rule(rule, (*path, "match", position)) for position, rule in enumerate(rules))

    def rule(self, rule: Any, path: tuple[Hashable, ...]) -> Rule:
        """One rule of ``match``."""
        self.check_keys(rule, path, RULE_FIELDS, ())
        head = rule.get("head", "")
        if "head" in rule:
            self.text(head, (*path, "head"))
        wanted = tuple(terms(text) for text in self.texts(rule, "all", path))
        about = tuple(terms(text) for text in self.texts(rule, "about", path))
        if not head and not wanted:
            raise self.source.error(path, "a rule without terms would match everything", "Give “head” or “all” a term")
        none, not_about = self.term_list(rule, "none", path), self.term_list(rule, "not_about", path)
        return Rule(terms(head), wanted, about, none, not_about)

    def term_list(self, entry: Mapping[str, Any], field: str, path: tuple[Hashable, ...]) -> tuple[str, ...]:
        """All terms of the texts in ``entry[field]``."""
        return tuple(term for text in self.texts(entry, field, path) for term in terms(text))

    def check_keys(
        self, entry: Any, path: tuple[Hashable, ...], allowed: tuple[str, ...], required: tuple[str, ...]
    ) -> None:
        """Raises CatalogError unless ``entry`` is a mapping with all ``required`` and only ``allowed`` keys."""
        if not isinstance(entry, dict):
            raise self.source.error(path, "an entry is expected here", f"Write it with the keys {', '.join(allowed)}")
        for key in entry:
            if key not in allowed:
                raise self.source.error((*path, key), f"unknown key “{key}”", f"Use one of {', '.join(allowed)}")
        for key in required:
            if key not in entry:
                raise self.source.error(path, f"the key “{key}” is missing", f"Add “{key}: …”")

    def text(self, value: Any, path: tuple[Hashable, ...]) -> None:
        """Raises CatalogError unless ``value`` is a text that says something."""
        if not isinstance(value, str) or not value.strip():
            raise self.source.error(path, f"“{path[-1]}” is no text", "Put the text in quotes")

    def texts(self, entry: Mapping[str, Any], field: str, path: tuple[Hashable, ...]) -> tuple[str, ...]:
        """The list of texts ``entry[field]``; empty when absent."""
        value = entry.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.source.error((*path, field), f"“{field}” is no list of texts", "Write it as [甲, 乙]")
        return tuple(value)

    def word(self, value: Any, vocabulary: type[Word], path: tuple[Hashable, ...]) -> Word:
        """``value`` as a word of ``vocabulary``."""
        self.text(value, path)
        if value not in tuple(vocabulary):
            raise self.source.error(path, f"“{value}” is no {path[-1]}", f"Use one of {', '.join(vocabulary)}")
        return vocabulary(value)

    def unit(self, unit: str, path: tuple[Hashable, ...]) -> None:
        """Raises CatalogError unless ``unit`` is a unit of units.yml."""
        if unit not in self.units:
            raise self.source.error(path, f"unknown unit “{unit}”", "Use a unit of units.yml, or add it there")

    def number(self, value: Any, path: tuple[Hashable, ...]) -> Decimal | None:
        """``value`` as a decimal; None stays None."""
        if value is None:
            return None
        try:
            if isinstance(value, bool):
                raise InvalidOperation
            return Decimal(str(value))
        except InvalidOperation as error:
            raise self.source.error(path, f"“{value}” is no number", "Write digits only") from error

    def range(self, entry: Mapping[str, Any], path: tuple[Hashable, ...]) -> tuple[Decimal | None, Decimal | None]:
        """The plausible lowest and highest value; a null leaves a side open."""
        bounds = entry.get("range")
        if bounds is None:
            return None, None
        if not isinstance(bounds, list) or len(bounds) != 2:
            raise self.source.error((*path, "range"), "“range” has not two numbers", "Write [lowest, highest]")
        low, high = (self.number(bound, (*path, "range")) for bound in bounds)
        if low is not None and high is not None and low > high:
            raise self.source.error((*path, "range"), "the lowest is above the highest", "Swap the two")
        return low, high

    def split_names(
        self, entry: Mapping[str, Any], path: tuple[Hashable, ...], field: str = "splits"
    ) -> tuple[str, ...]:
        """The names of the splits in ``entry[field]``."""
        names = self.texts(entry, field, path)
        for name in names:
            if name not in self.splits:
                mend = f"Use one of {', '.join(self.splits)}"
                raise self.source.error((*path, field), f"unknown split “{name}”", mend)
        return names

    def statuses(self, entry: Mapping[str, Any], path: tuple[Hashable, ...]) -> tuple[Status, ...]:
        """The statuses that a point may have: what was reached and what is intended, unless the entry says other."""
        found = tuple(self.word(text, Status, (*path, "statuses")) for text in self.texts(entry, "statuses", path))
        return found or (Status.ACTUAL, Status.TARGET)

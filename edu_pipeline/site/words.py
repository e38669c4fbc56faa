"""How values are put for people: the Chinese word of a vocabulary, numbers in full, a period."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from edu_pipeline.records import (
    DoubtReason,
    MemberRole,
    MetricKind,
    Qualifier,
    RelationKind,
    Severity,
    Status,
    UnclaimedReason,
    Vocabulary,
)

_IN_BRACKETS = re.compile(r"\(([^()]*)\)$")
_VOCABULARIES: dict[str, type[Vocabulary]] = {
    "status": Status,
    "kind": MetricKind,
    "qualifier": Qualifier,
    "relation": RelationKind,
    "role": MemberRole,
    "unclaimed": UnclaimedReason,
    "severity": Severity,
    "doubt": DoubtReason,
}


@cache
def chinese(vocabulary: str, word: str) -> str:
    """The Chinese word that stands behind the meaning of a vocabulary's word; the word itself where there is none."""
    known = {member.value: member.meaning for member in _VOCABULARIES[vocabulary]}
    found = _IN_BRACKETS.search(known.get(word, ""))
    return found[1] if found else word


def number(value: Decimal | None) -> str:
    """578000.0000000000 as 578,000; nothing for null."""
    if value is None:
        return ""
    text = format(value, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(row: Mapping[str, Any]) -> str:
    """Value and unit of a figure in full, a range with both ends, the qualifier before it."""
    ends = [number(row[name]) for name in ("value", "value_max") if row.get(name) is not None]
    qualifier = "" if row["qualifier"] == Qualifier.EXACT else f"{_SIGNS[row['qualifier']]} "
    unit = row["unit"]
    return f"{qualifier}{'–'.join(ends)}{unit if unit == '%' else f' {unit}'}"


def beijing(moment: datetime) -> str:
    """A moment in UTC, as tables hold it, by the clock of the readers."""
    return (moment + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")


def period(row: Mapping[str, Any]) -> str:
    """The days that a figure is for, where the text narrows the year."""
    days = dict.fromkeys(str(row[name]) for name in ("period_start", "period_end") if row[name] is not None)
    return " 至 ".join(days)


_SIGNS = {"~": "约", ">": ">", ">=": "≥", "<": "<", "<=": "≤"}

"""Established corrections of misprints, kept as data in ``seeds/corrections.yml``:

    - file: 003_report.txt
      quote: 投资2亿万元，为6所学校
      field: value
      from: 2亿万元
      to: 2亿元
      reason: 与区财政决算核对，应为2亿元
      by: 张三

``quote`` is enough of the report's words to find the figure (white space does not count). ``from`` is what the field
must still say, so that a correction fails loudly once the source is mended. Amounts are written as the report prints
them or as plain numbers in the base unit.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from edu_pipeline.catalog.yaml_source import YamlSource, parse_yaml
from edu_pipeline.extraction.quantities import find_quantities
from edu_pipeline.records import Direction, Document, Metric, MetricKind, Qualifier, Status, Vocabulary

FIELDS = ("value", "value_max", "unit", "kind", "direction", "status", "qualifier", "label", "region", "year")
VOCABULARIES: dict[str, type[Vocabulary]] = {
    "kind": MetricKind,
    "direction": Direction,
    "status": Status,
    "qualifier": Qualifier,
}
_KEYS = ("file", "quote", "field", "from", "to", "reason", "by")
_NUMBERS = ("value", "value_max", "year")


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of the file; ``line`` is where it begins."""

    file_name: str
    quote: str
    field: str
    from_value: str
    to_value: str
    reason: str
    by_whom: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class CorrectionOutcome:
    """What became of a correction. Not applied means that ``detail`` says what a person has to do.

    ``original_value`` is the metric's printed value where the value itself was corrected.
    """

    file_name: str
    quote: str
    field: str
    from_value: str
    to_value: str
    reason: str
    by_whom: str
    metric_id: str | None
    applied: bool
    detail: str | None
    original_value: Decimal | None


def parse_corrections(text: str, file_name: str) -> list[Correction]:
    """The corrections in a YAML text. Raises CatalogError (a ValueError) that names file, line and mend."""
    source = parse_yaml(text, file_name)
    if source.value is None:
        return []
    if not isinstance(source.value, list):
        raise source.error((), "is not a list of corrections", "Begin each correction with “- file: …”")
    return [_read_entry(source, position) for position in range(len(source.value))]


def apply_corrections(
    metrics: Sequence[Metric], documents: Iterable[Document], corrections: Sequence[Correction]
) -> tuple[list[Metric], list[CorrectionOutcome]]:
    """The metrics with the corrections applied, and one outcome for each correction, in their order."""
    by_file = {document.file_name: document for document in documents}
    current = list(metrics)
    outcomes = []
    for correction in corrections:
        position, detail = _find(current, by_file.get(correction.file_name), correction)
        original = None
        metric_id = None
        if position is not None:
            metric = current[position]
            metric_id = metric.metric_id
            original = metric.value if correction.field == "value" else None
            current[position] = replace(metric, **{correction.field: _parsed(correction.field, correction.to_value)})
        outcomes.append(_outcome(correction, metric_id, detail, original))
    return current, outcomes


def _read_entry(source: YamlSource, position: int) -> Correction:
    entry = source.value[position]
    if not isinstance(entry, dict):
        raise source.error((position,), "is not a correction", f"Give the keys {', '.join(_KEYS)}")
    for key in entry:
        if key not in _KEYS:
            raise source.error((position, key), f"has the unknown key “{key}”", f"Use {', '.join(_KEYS)}")
    for key in _KEYS:
        if entry.get(key) is None or not str(entry[key]).strip():
            raise source.error((position,), f"lacks “{key}”", f"Add “{key}: …” to this correction")
    values = {key: str(entry[key]).strip() for key in _KEYS}
    if values["field"] not in FIELDS:
        raise source.error((position, "field"), f"corrects “{values['field']}”", f"Name one of {', '.join(FIELDS)}")
    for key in ("from", "to"):
        _check_value(source, position, key, values["field"], values[key])
    return Correction(
        file_name=values["file"],
        quote=values["quote"],
        field=values["field"],
        from_value=values["from"],
        to_value=values["to"],
        reason=values["reason"],
        by_whom=values["by"],
        source=source.file,
        line=source.line((position,)) or 1,
    )


def _check_value(source: YamlSource, position: int, key: str, field: str, value: str) -> None:
    if field in _NUMBERS and _parsed(field, value) is None:
        raise source.error((position, key), f"“{value}” is no number", "Write it as printed (2亿元) or as 200000000")
    allowed = VOCABULARIES.get(field)
    if allowed and value not in tuple(allowed):
        raise source.error((position, key), f"“{value}” is no {field}", f"Use one of {', '.join(allowed)}")


def _parsed(field: str, value: str) -> Any:
    """The value as the record holds it; None for a number that is none."""
    if field == "year":
        return int(value) if value.isdecimal() and len(value) == 4 else None
    if field in VOCABULARIES:
        return VOCABULARIES[field](value)
    if field not in _NUMBERS:
        return value
    try:
        number = Decimal(value.replace(",", ""))
        return number if number.is_finite() else None
    except InvalidOperation:
        quantities = find_quantities(value)
        return quantities[0].value if len(quantities) == 1 else None


def _find(
    metrics: Sequence[Metric], document: Document | None, correction: Correction
) -> tuple[int | None, str | None]:
    """The position of the metric to correct, or why there is none to be corrected."""
    if document is None:
        return None, f"no report {correction.file_name} is staged; mend “file” or remove the correction"
    spans = list(_occurrences(document.text, correction.quote))
    if not spans:
        return None, "the report no longer contains the quote; remove the correction or mend the quote"
    quoted = [
        position
        for position, metric in enumerate(metrics)
        if metric.doc_id == document.doc_id
        and any(start <= metric.char_start and metric.char_end <= end for start, end in spans)
    ]
    if not quoted:
        return None, "the quote holds no metric; extend it so that it contains the whole figure"
    matching = [position for position in quoted if _says(metrics[position], correction)]
    if not matching:
        found = "、".join(str(getattr(metrics[position], correction.field)) for position in quoted)
        return None, f"the source no longer says {correction.from_value} there but {found}; remove the correction"
    if len(matching) > 1:
        return None, "the quote fits several figures; extend it until it fits only one"
    return matching[0], None


def _says(metric: Metric, correction: Correction) -> bool:
    """Whether the metric's field still has the value that the correction replaces."""
    if correction.field == "value" and _squeezed(metric.text)[0] == _squeezed(correction.from_value)[0]:
        return True
    present = getattr(metric, correction.field)
    return bool(present == _parsed(correction.field, correction.from_value))


def _occurrences(text: str, quote: str) -> Iterator[tuple[int, int]]:
    """Where ``quote`` stands in ``text``, white space aside."""
    squeezed, offsets = _squeezed(text)
    wanted, _ = _squeezed(quote)
    position = squeezed.find(wanted)
    while position >= 0:
        yield offsets[position], offsets[position + len(wanted) - 1] + 1
        position = squeezed.find(wanted, position + len(wanted))


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text without white space and bold marks, and where each of its characters stood."""
    offsets = [index for index, char in enumerate(text) if not char.isspace() and char != "*"]
    return "".join(text[index] for index in offsets), offsets


def _outcome(
    correction: Correction, metric_id: str | None, detail: str | None, original: Decimal | None
) -> CorrectionOutcome:
    return CorrectionOutcome(
        file_name=correction.file_name,
        quote=correction.quote,
        field=correction.field,
        from_value=correction.from_value,
        to_value=correction.to_value,
        reason=correction.reason,
        by_whom=correction.by_whom,
        metric_id=metric_id,
        applied=metric_id is not None,
        detail=None if detail is None else f"{correction.source}, line {correction.line}: {detail}",
        original_value=original,
    )

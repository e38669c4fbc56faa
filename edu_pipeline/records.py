"""The plain records that the layers hand to each other: one frozen class per table row, and nothing else.

Positions named char_start/char_end count code points of ``Document.text`` (half-open). Positions in a
``CleanText`` are a different count; only ``edu_pipeline.structure`` converts between the two.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Document:
    """One report file that could be read. ``region`` and ``year`` are what the report is about."""

    doc_id: str
    file_name: str
    sha256: str
    media_type: str
    encoding: str
    title: str | None
    doc_number: str | None
    issuer: str | None
    region: str | None
    year: int | None
    published_on: date | None
    text: str


@dataclass(frozen=True, slots=True)
class RejectedDocument:
    """A file that could not be staged: ``reason`` is a code, ``detail`` the sentence for a clerk."""

    file_name: str
    sha256: str | None
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the outline. ``position`` is its index in document order; the root has no parent."""

    section_id: str
    doc_id: str
    parent_id: str | None
    position: int
    depth: int
    marker: str | None
    heading: str | None
    path: str
    char_start: int
    char_end: int
    role: str


@dataclass(frozen=True, slots=True)
class Metric:
    """One quantitative statement (design.md §5 gives the meaning of every field).

    ``value`` is the number as printed after 万/亿, in the base unit. ``sentence`` is the cleaned sentence,
    ``sentence_index`` counts the document's sentences, and ``sentence[sentence_start:sentence_end]`` is the
    cleaned span of the number, so that a reader of the record can look at the words around it.
    """

    metric_id: str
    doc_id: str
    section_id: str
    char_start: int
    char_end: int
    text: str
    sentence: str
    sentence_index: int
    sentence_start: int
    sentence_end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    kind: str
    direction: str | None
    status: str
    qualifier: str
    label: str
    indicator_id: str | None
    region: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class UnclaimedNumber:
    """A number of the text that is no metric, with the reason (date, ordinal, name, list_marker, …)."""

    doc_id: str
    section_id: str
    char_start: int
    char_end: int
    text: str
    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class RelationMember:
    """A metric's part in a relation: total, part, whole, share, now, prev, change, rate, from, to, factor …"""

    metric_id: str
    role: str


@dataclass(frozen=True, slots=True)
class Relation:
    """An arithmetic identity between metrics: ``residual = actual - expected``, judged against ``tolerance``."""

    relation_id: str
    doc_id: str
    kind: str
    expected: Decimal
    actual: Decimal
    residual: Decimal
    tolerance: Decimal
    holds: bool
    explanation: str
    members: tuple[RelationMember, ...]

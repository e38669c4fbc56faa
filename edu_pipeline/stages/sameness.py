"""Which reports are in the warehouse once: of one text the first file, of one report its last correction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from edu_pipeline.reading import MARKDOWN
from edu_pipeline.reading.markdown import read_markdown
from edu_pipeline.reading.versions import version_in_name, version_of
from edu_pipeline.records import Document, RejectedDocument, RejectionReason
from edu_pipeline.stages.digests import digest
from edu_pipeline.structure import CleanText, clean
from edu_pipeline.structure.sameness import text_digest

# A shorter title is that of many reports.
_SHORTEST_TITLE = 8
_DETAILS = {
    RejectionReason.DUPLICATE: "the file has the same text as {}, which is in the warehouse: remove one of the two",
    RejectionReason.SUPERSEDED: "{} is a corrected version of this report and is in the warehouse in its place",
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a report from others.

    ``text_key`` is of its text, ``report_key`` of its title, place and year (None where the title says too little);
    ``version`` counts the corrections that the report itself tells of.
    """

    doc_id: str
    sha256: str
    media_type: str
    text_key: str
    report_key: str | None
    version: int
    published_on: date | None


def identity_of(document: Document) -> Identity:
    """The identity of a document; linear in its text."""
    version = version_of(document.title, document.text)
    about = (document.region or "", str(document.year or ""))
    telling = len(version.title) >= _SHORTEST_TITLE and any(about)
    return Identity(
        doc_id=document.doc_id,
        sha256=document.sha256,
        media_type=document.media_type,
        text_key=digest(text_digest(_clean(document)), *about),
        report_key=digest(version.title, *about) if telling else None,
        version=version.number,
        published_on=document.published_on,
    )


def _clean(document: Document) -> CleanText:
    return clean(read_markdown(document.text).masked if document.media_type == MARKDOWN else document.text)


def set_aside(identities: Iterable[Identity], names: Mapping[str, str]) -> dict[str, RejectedDocument]:
    """The reports that another one stands for, by doc_id; ``names`` are the files' names by doc_id.

    The same set of files gives the same answer, whatever was in the warehouse before. No pairs are compared.
    """
    named = (replace(one, version=max(one.version, version_in_name(names[one.doc_id]))) for one in identities)
    ordered = sorted(named, key=lambda one: names[one.doc_id])
    texts: dict[tuple[str, int], Identity] = {}
    for identity in ordered:
        texts.setdefault((identity.text_key, identity.version), identity)
    refused = _superseded(texts.values(), names)
    for identity in ordered:
        first = texts[identity.text_key, identity.version]
        if first is identity:
            continue
        refusal = refused.get(first.doc_id) or _refusal(first, RejectionReason.DUPLICATE, names[first.doc_id])
        refused[identity.doc_id] = replace(refusal, file_name=names[identity.doc_id], sha256=identity.sha256)
    return {doc_id: replace(refusal, file_name=names[doc_id]) for doc_id, refusal in refused.items()}


def _superseded(identities: Iterable[Identity], names: Mapping[str, str]) -> dict[str, RejectedDocument]:
    """The reports of which a later correction is there."""
    reports: dict[str, list[Identity]] = defaultdict(list)
    for identity in identities:
        if identity.report_key is not None:
            reports[identity.report_key].append(identity)
    refused: dict[str, RejectedDocument] = {}
    for versions in reports.values():
        last = max(versions, key=lambda one: (one.version, one.published_on or date.min))
        for identity in versions:
            if identity.version < last.version and not _is_later(identity, last):
                refused[identity.doc_id] = _refusal(identity, RejectionReason.SUPERSEDED, names[last.doc_id])
    return refused


def _is_later(identity: Identity, last: Identity) -> bool:
    dates = identity.published_on, last.published_on
    return dates[0] is not None and dates[1] is not None and dates[0] > dates[1]


def _refusal(identity: Identity, reason: RejectionReason, other: str) -> RejectedDocument:
    return RejectedDocument(other, identity.sha256, reason, _DETAILS[reason].format(other))

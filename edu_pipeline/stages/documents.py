"""The raw_documents stage: the files below the seeds folder → documents and rejected_documents.

A file whose bytes are staged already is not decoded again, also when it was renamed. The same bytes under two names are
staged once, under the first name; the other is reported. So is a file with the same text in other bytes, and a report
of which another file is a corrected version.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields
from functools import partial

import polars as pl

from edu_pipeline.reading import MEDIA_TYPES, SeedFile, content_hash, discover, read_document
from edu_pipeline.records import Document, RejectedDocument, RejectionReason
from edu_pipeline.settings import Settings
from edu_pipeline.stages import fingerprints
from edu_pipeline.stages.digests import digest
from edu_pipeline.stages.engine import Engine, Lost, batched, engine_for
from edu_pipeline.stages.failure import told
from edu_pipeline.stages.result import PREVIEW_ROWS, Progress, StageResult, UnusableInput, save_result
from edu_pipeline.stages.sameness import Identity, identity_of, set_aside
from edu_pipeline.storage import staging
from edu_pipeline.storage.staging import Stamp

ADVICE = "The other reports are not affected; please report this file as an error of the program"
_IDENTITY = [field.name for field in fields(Identity)]


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """A batch of files whose documents are staged as ``part``: doc_id by file name, and what was rejected."""

    part: str
    documents: Mapping[str, str]
    identities: Sequence[Identity]
    rejected: Sequence[RejectedDocument]


@dataclass(slots=True)
class _Harvest:
    """What a pass over the files found, before it is written. Documents are doc_id → file name.

    ``aside`` are those that another report stands for; ``identities`` are of all that can be read.
    """

    kept: dict[str, str] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)
    aside: dict[str, SeedFile] = field(default_factory=dict)
    identities: dict[str, Identity] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    rejected: list[RejectedDocument] = field(default_factory=list)

    @property
    def set_aside(self) -> set[str]:
        """The documents that can be read and are not staged."""
        return self.identities.keys() - self.kept.keys() - self.read.keys()


def stage_documents(
    settings: Settings, engine: Engine | None = None, *, full: bool = False, progress: Progress | None = None
) -> StageResult:
    """Bring ``documents`` and ``rejected_documents`` up to date with the seeds folder; ``full`` reads every file again.

    Raises UnusableInput when the folder is missing, CatalogError for a catalog that can't be used.
    """
    started = time.perf_counter()
    if not settings.seeds_dir.is_dir():
        raise UnusableInput(f"the seeds folder {settings.seeds_dir} does not exist: create it and put reports into it")
    catalog = fingerprints.catalog_for(settings.catalog_file)
    fingerprint = digest(fingerprints.reading_fingerprint(catalog), str(settings.max_file_bytes))
    stamp = staging.read_stamp(settings, "documents")
    reusable = stamp is not None and stamp.fingerprint == fingerprint and not full
    before = staging.read_table(settings, "documents", ["file_name", *_IDENTITY])
    aside = staging.read_table(settings, "documents_set_aside")
    usable = before if reusable else before.clear()
    with engine_for(settings, engine) as running:
        harvest = _read_files(settings, usable, aside if reusable else aside.clear(), running, progress)
    _write_documents(settings, fingerprint, usable, harvest)
    _write_set_aside(settings, aside, harvest)
    _write_rejected(settings, harvest.rejected)
    staging.remove_parts(settings)
    return save_result(settings, _result(settings, harvest, before, fingerprint, started))


def read_batch(seeds: Sequence[SeedFile], settings: Settings) -> ReadBatch:
    """Read some files and keep their documents as a part. Runs in any process."""
    regions = fingerprints.catalog_for(settings.catalog_file).regions
    documents: list[Document] = []
    rejected: list[RejectedDocument] = []
    for seed in seeds:
        try:
            found = read_document(seed, regions, settings.max_file_bytes)
        except Exception as error:
            found = _failed(seed, told(error), settings)
        if isinstance(found, Document):
            documents.append(found)
        else:
            rejected.append(found)
    part = digest(*(seed.name for seed in seeds))
    moment = staging.now()
    identities = [identity_of(document) for document in documents]
    rows = staging.frame_of(
        "documents",
        documents,
        char_count=[len(document.text) for document in documents],
        staged_at=[moment] * len(documents),
        **{
            name: [getattr(identity, name) for identity in identities] for name in ("text_key", "report_key", "version")
        },
    )
    staging.write_part(settings, part, {"documents": rows})
    names = {document.file_name: document.doc_id for document in documents}
    return ReadBatch(part, names, identities, rejected)


def _read_files(
    settings: Settings, before: pl.DataFrame, aside: pl.DataFrame, engine: Engine, progress: Progress | None
) -> _Harvest:
    """Hash every file and read those that neither ``before`` (what can be kept) nor ``aside`` holds.

    Of several files with one content the first is the document. What was set aside is read only where nothing stands
    for it any more.
    """
    staged = {identity.sha256: identity for identity in _identities(before)}
    known = {identity.sha256: identity for identity in _identities(aside)}
    harvest, names, new = _Harvest(), dict[str, str](), list[SeedFile]()
    copies: list[tuple[SeedFile, str, str]] = []
    for seed in discover(settings.seeds_dir):
        sha256 = content_hash(seed, settings.max_file_bytes)
        media = MEDIA_TYPES.get(seed.path.suffix.lower())
        first = names.setdefault(sha256, seed.name) if sha256 and media else seed.name
        if sha256 and first != seed.name:
            copies.append((seed, sha256, first))
        elif sha256 in staged and staged[sha256].media_type == media:
            harvest.kept[staged[sha256].doc_id] = seed.name
            harvest.identities[staged[sha256].doc_id] = staged[sha256]
        elif sha256 in known and known[sha256].media_type == media:
            harvest.aside[known[sha256].doc_id] = seed
            harvest.identities[known[sha256].doc_id] = known[sha256]
        else:
            new.append(seed)
    _read(settings, harvest, new, engine, progress)
    refused = _settle(harvest)
    revived = [seed for doc_id, seed in harvest.aside.items() if doc_id not in refused]
    if revived:
        _read(settings, harvest, revived, engine, None)
    harvest.rejected += refused.values()
    by_name = {row.file_name: row for row in harvest.rejected}
    harvest.rejected += [_duplicate(seed, sha256, first, by_name.get(first)) for seed, sha256, first in copies]
    return harvest


def _identities(rows: pl.DataFrame) -> list[Identity]:
    return [Identity(*row) for row in rows.select(_IDENTITY).iter_rows()]


def _settle(harvest: _Harvest) -> dict[str, RejectedDocument]:
    """Set aside what another report stands for, and say why, by doc_id."""
    names = harvest.kept | harvest.read | {doc_id: seed.name for doc_id, seed in harvest.aside.items()}
    refused = set_aside(harvest.identities.values(), names)
    for doc_id in refused:
        harvest.kept.pop(doc_id, None)
        harvest.read.pop(doc_id, None)
    return refused


def _read(
    settings: Settings, harvest: _Harvest, new: Sequence[SeedFile], engine: Engine, progress: Progress | None
) -> None:
    """Read files in the engine and add what they give to the harvest."""
    sizes = [(seed, _size(seed)) for seed in new]
    batches = engine.map(partial(read_batch, settings=settings), batched(sizes), sum(size for _, size in sizes) // 8)
    done = 0
    for batch, outcome in batches:
        if isinstance(outcome, Lost):
            harvest.rejected.append(_failed(outcome.item, outcome.detail, settings))
        else:
            harvest.parts.append(outcome.part)
            harvest.read |= {doc_id: name for name, doc_id in outcome.documents.items()}
            harvest.identities |= {identity.doc_id: identity for identity in outcome.identities}
            harvest.rejected += outcome.rejected
        done += len(batch.items)
        if progress:
            progress(done, len(new))


def _size(seed: SeedFile) -> int:
    try:
        return seed.path.stat().st_size
    except OSError:
        return 0


def _write_documents(settings: Settings, fingerprint: str, before: pl.DataFrame, harvest: _Harvest) -> None:
    """Write ``documents`` unless it stays as it is. ``before`` holds what could be kept."""
    names = dict(before.select("doc_id", "file_name").iter_rows())
    stamp = staging.read_stamp(settings, "documents")
    same = stamp is not None and stamp.fingerprint == fingerprint and stamp.documents.keys() == harvest.kept.keys()
    if same and names == harvest.kept and not harvest.read:
        return
    staging.merge_table(
        settings,
        "documents",
        Stamp(fingerprint, dict.fromkeys([*harvest.kept, *harvest.read], "")),
        kept=list(harvest.kept),
        parts=harvest.parts,
        renamed=harvest.kept,
        without=harvest.set_aside,
    )


def _write_set_aside(settings: Settings, before: pl.DataFrame, harvest: _Harvest) -> None:
    rows = sorted(astuple(harvest.identities[doc_id]) for doc_id in harvest.set_aside)
    frame = pl.DataFrame(rows, staging.schema_of("documents_set_aside"), orient="row")
    if not frame.equals(before):
        staging.write_table(settings, "documents_set_aside", frame)


def _write_rejected(settings: Settings, rejected: Sequence[RejectedDocument]) -> None:
    seen = {row[:4]: row[4] for row in staging.read_table(settings, "rejected_documents").iter_rows()}
    moment = staging.now()
    seen_at = [seen.get((row.file_name, row.sha256, row.reason, row.detail), moment) for row in rejected]
    frame = staging.frame_of("rejected_documents", rejected, seen_at=seen_at).sort("file_name")
    staging.write_table(settings, "rejected_documents", frame)


def _result(
    settings: Settings, harvest: _Harvest, before: pl.DataFrame, fingerprint: str, started: float
) -> StageResult:
    columns = ["doc_id", "file_name", "title", "region", "year", "char_count"]
    staged = staging.read_table(settings, "documents", columns).sort("file_name")
    files = staged.select("file_name", "doc_id").iter_rows()
    rejected = sorted(harvest.rejected, key=lambda row: row.file_name)
    return StageResult(
        table="documents",
        rows=staged.height,
        extracted=len(harvest.read),
        unchanged=len(harvest.kept),
        removed=_gone(before, staged),
        rejected=len(rejected),
        seconds=time.perf_counter() - started,
        fingerprint=digest(fingerprint, *(part for file in files for part in file)),
        counts={"rejected_documents": len(rejected)},
        notes=tuple(f"{row.file_name}: {row.detail}" for row in rejected),
        preview=staged.head(PREVIEW_ROWS),
    )


def _gone(before: pl.DataFrame, staged: pl.DataFrame) -> int:
    """How many reports are gone; one that was changed or renamed is not."""
    left = before.join(staged, on="doc_id", how="anti")
    return left.join(staged, on="file_name", how="anti").height


def _failed(seed: SeedFile, detail: str, settings: Settings) -> RejectedDocument:
    sha256 = content_hash(seed, settings.max_file_bytes)
    return RejectedDocument(seed.name, sha256, RejectionReason.EXTRACTION_FAILED, f"{detail}. {ADVICE}")


def _duplicate(seed: SeedFile, sha256: str, first: str, refused: RejectedDocument | None) -> RejectedDocument:
    """A file with the content of another one, which was ``refused`` itself or is in the warehouse."""
    if refused is not None:
        return RejectedDocument(seed.name, sha256, refused.reason, refused.detail)
    detail = f"the file has the same content as {first}, which is in the warehouse: remove one of the two"
    return RejectedDocument(seed.name, sha256, RejectionReason.DUPLICATE, detail)

"""The raw_documents stage: the files below the seeds folder → documents and rejected_documents.

A file whose bytes are staged already is not decoded again, also when it was renamed. The same bytes under two names are
staged once, under the first name; the other is reported.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from edu_pipeline.reading import MEDIA_TYPES, SeedFile, content_hash, discover, read_document
from edu_pipeline.records import Document, RejectedDocument, RejectionReason
from edu_pipeline.settings import Settings
from edu_pipeline.stages import fingerprints
from edu_pipeline.stages.incremental import Failure, Workers
from edu_pipeline.stages.result import PREVIEW_ROWS, Progress, StageResult, UnusableInput, save_result
from edu_pipeline.storage import staging
from edu_pipeline.storage.staging import Stamp

ADVICE = "The other reports are not affected; please report this file as an error of the program"


@dataclass(slots=True)
class _Harvest:
    """What a pass over the files found, before it is written."""

    kept: dict[str, str] = field(default_factory=dict)
    """sha256 → file name of documents that are staged already."""
    read: dict[str, Document] = field(default_factory=dict)
    """sha256 → document."""
    rejected: list[RejectedDocument] = field(default_factory=list)


def stage_documents(settings: Settings, *, full: bool = False, progress: Progress | None = None) -> StageResult:
    """Bring ``documents`` and ``rejected_documents`` up to date with the seeds folder; ``full`` reads every file again.

    Raises UnusableInput when the folder is missing, CatalogError for a catalog that can't be used.
    """
    started = time.perf_counter()
    if not settings.seeds_dir.is_dir():
        raise UnusableInput(f"the seeds folder {settings.seeds_dir} does not exist: create it and put reports into it")
    catalog = fingerprints.catalog_for(settings.catalog_file)
    fingerprint = fingerprints.digest(fingerprints.reading_fingerprint(catalog), str(settings.max_file_bytes))
    stamp = staging.read_stamp(settings, "documents")
    reusable = stamp is not None and stamp.fingerprint == fingerprint and not full
    before = staging.read_table(settings, "documents", ["sha256", "file_name", "doc_id", "media_type"])
    usable = before if reusable else before.clear()
    harvest = _read_files(settings, usable, progress)
    _write_documents(settings, fingerprint, usable, harvest)
    _write_rejected(settings, harvest.rejected)
    return save_result(settings, _result(settings, harvest, before, fingerprint, started))


def _read_files(settings: Settings, before: pl.DataFrame, progress: Progress | None) -> _Harvest:
    """Hash every file and read those that ``before`` (what can be kept) doesn't hold."""
    staged = dict(before.select("sha256", "media_type").iter_rows())
    files = discover(settings.seeds_dir)
    hashes = [content_hash(seed, settings.max_file_bytes) or "" for seed in files]
    kept = {
        seed: sha256
        for seed, sha256 in zip(files, hashes, strict=True)
        if sha256 in staged and staged[sha256] == MEDIA_TYPES.get(seed.path.suffix.lower())
    }
    new = [seed for seed in files if seed not in kept]
    read = partial(read_seed, max_file_bytes=settings.max_file_bytes, catalog_file=settings.catalog_file)
    with Workers(settings.workers, len(new), progress) as workers:
        outcomes = dict(zip(new, workers.map(read, new), strict=True))
    return _sorted_out(files, kept, outcomes)


def _sorted_out(
    files: Sequence[SeedFile],
    kept: Mapping[SeedFile, str],
    outcomes: Mapping[SeedFile, Document | RejectedDocument | Failure],
) -> _Harvest:
    """Documents and rejected files; of several files with one content the first is the document."""
    harvest = _Harvest()
    names: dict[str, str] = {}
    for seed in files:
        outcome = outcomes.get(seed)
        if isinstance(outcome, Failure):
            detail = f"{outcome.detail}. {ADVICE}"
            harvest.rejected.append(RejectedDocument(seed.name, None, RejectionReason.EXTRACTION_FAILED, detail))
        elif isinstance(outcome, RejectedDocument):
            harvest.rejected.append(outcome)
        else:
            sha256 = outcome.sha256 if outcome else kept[seed]
            first = names.setdefault(sha256, seed.name)
            if first != seed.name:
                harvest.rejected.append(_duplicate(seed, sha256, first))
            elif outcome:
                harvest.read[sha256] = outcome
            else:
                harvest.kept[sha256] = seed.name
    return harvest


def read_seed(seed: SeedFile, *, max_file_bytes: int, catalog_file: Path | None) -> Document | RejectedDocument:
    """Read one file. The catalog is loaded here, because other processes call this too."""
    catalog = fingerprints.catalog_for(catalog_file)
    return read_document(seed, catalog.regions, max_file_bytes)


def _write_documents(settings: Settings, fingerprint: str, before: pl.DataFrame, harvest: _Harvest) -> None:
    """Write ``documents`` unless it stays as it is. ``before`` holds what could be kept."""
    names = dict(before.select("sha256", "file_name").iter_rows())
    stamp = staging.read_stamp(settings, "documents")
    if stamp and stamp.fingerprint == fingerprint and names == harvest.kept and not harvest.read:
        return
    doc_ids = before.filter(pl.col("sha256").is_in(list(harvest.kept)))["doc_id"]
    kept = staging.read_table(settings, "documents", doc_ids=doc_ids)
    renamed = pl.Series("file_name", [harvest.kept[sha256] for sha256 in kept["sha256"]], dtype=pl.String)
    moment = staging.now()
    documents = list(harvest.read.values())
    read = staging.frame_of(
        "documents",
        documents,
        char_count=[len(document.text) for document in documents],
        staged_at=[moment] * len(documents),
    )
    frame = pl.concat([kept.with_columns(renamed), read]).sort("file_name")
    staging.write_table(settings, "documents", frame, Stamp(fingerprint, dict.fromkeys(frame["doc_id"], "")))


def _write_rejected(settings: Settings, rejected: Sequence[RejectedDocument]) -> None:
    seen = {row[:4]: row[4] for row in staging.read_table(settings, "rejected_documents").iter_rows()}
    moment = staging.now()
    seen_at = [seen.get((row.file_name, row.sha256, row.reason, row.detail), moment) for row in rejected]
    frame = staging.frame_of("rejected_documents", rejected, seen_at=seen_at).sort("file_name")
    staging.write_table(settings, "rejected_documents", frame)


def _result(
    settings: Settings, harvest: _Harvest, before: pl.DataFrame, fingerprint: str, started: float
) -> StageResult:
    staged = staging.read_table(settings, "documents", ["doc_id", "file_name", "title", "region", "year", "char_count"])
    files = staged.select("file_name", "doc_id").iter_rows()
    return StageResult(
        table="documents",
        rows=staged.height,
        extracted=len(harvest.read),
        unchanged=len(harvest.kept),
        removed=_gone(before, staged),
        rejected=len(harvest.rejected),
        seconds=time.perf_counter() - started,
        fingerprint=fingerprints.digest(fingerprint, *(part for file in files for part in file)),
        counts={"rejected_documents": len(harvest.rejected)},
        notes=tuple(f"{row.file_name}: {row.detail}" for row in harvest.rejected),
        preview=staged.head(PREVIEW_ROWS),
    )


def _gone(before: pl.DataFrame, staged: pl.DataFrame) -> int:
    """How many reports are gone; one that was changed or renamed is not."""
    left = before.join(staged, on="doc_id", how="anti")
    return left.join(staged, on="file_name", how="anti").height


def _duplicate(seed: SeedFile, sha256: str, first: str) -> RejectedDocument:
    detail = f"the file has the same content as {first}, which is in the warehouse: remove one of the two"
    return RejectedDocument(seed.name, sha256, RejectionReason.DUPLICATE, detail)

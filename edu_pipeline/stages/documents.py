"""The raw_documents stage: the files below the seeds folder → documents and rejected_documents.

A file whose bytes are staged already is not decoded again, also when it was renamed. The same bytes under two names are
staged once, under the first name; the other is reported.
"""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

import polars as pl

from edu_pipeline.reading import SeedFile, discover, read_document
from edu_pipeline.records import Document, RejectedDocument
from edu_pipeline.settings import CORRECTIONS_FILE_NAME, Settings
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
    read: list[Document] = field(default_factory=list)
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
    before = staging.read_table(settings, "documents", ["sha256", "file_name", "doc_id"])
    usable = before if reusable else before.clear()
    harvest = _read_files(settings, usable, progress)
    _write_documents(settings, fingerprint, usable, harvest)
    _write_rejected(settings, harvest.rejected)
    return save_result(settings, _result(settings, harvest, before, fingerprint, started))


def seed_files(settings: Settings) -> list[SeedFile]:
    """The report files below the seeds folder in the order of their names: all but the corrections."""
    files = [seed for seed in discover(settings.seeds_dir) if seed.name != CORRECTIONS_FILE_NAME]
    return sorted(files, key=lambda seed: seed.name)


def _read_files(settings: Settings, before: pl.DataFrame, progress: Progress | None) -> _Harvest:
    staged = dict(before.select("sha256", "file_name").iter_rows())
    harvest = _Harvest()
    names: dict[str, str] = {}
    new: list[SeedFile] = []
    for seed in seed_files(settings):
        sha256 = _hash(seed, settings.max_file_bytes)
        if sha256 is not None and sha256 in names:
            harvest.rejected.append(_duplicate(seed, sha256, names[sha256]))
            continue
        if sha256 is not None:
            names[sha256] = seed.name
        if sha256 is not None and sha256 in staged and _suffix(staged[sha256]) == _suffix(seed.name):
            harvest.kept[sha256] = seed.name
        else:
            new.append(seed)
    read = partial(read_seed, max_file_bytes=settings.max_file_bytes, catalog_file=settings.catalog_file)
    with Workers(settings.workers, len(new), progress) as workers:
        outcomes = workers.map(read, new)
    for seed, outcome in zip(new, outcomes, strict=True):
        if isinstance(outcome, Document):
            harvest.read.append(outcome)
        elif isinstance(outcome, Failure):
            detail = f"{outcome.detail}. {ADVICE}"
            harvest.rejected.append(RejectedDocument(seed.name, None, "extraction_failed", detail))
        else:
            harvest.rejected.append(outcome)
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
    read = staging.frame_of(
        "documents",
        harvest.read,
        char_count=[len(document.text) for document in harvest.read],
        staged_at=[moment] * len(harvest.read),
    )
    # A file that changes while it is read could come out as another file's twin: one row per content all the same.
    frame = pl.concat([kept.with_columns(renamed), read]).unique("doc_id", keep="first").sort("file_name")
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
        removed=len(set(before["doc_id"]) - set(staged["doc_id"])),
        rejected=len(harvest.rejected),
        seconds=time.perf_counter() - started,
        fingerprint=fingerprints.digest(fingerprint, *(part for file in files for part in file)),
        counts={"rejected_documents": len(harvest.rejected)},
        notes=tuple(f"{row.file_name}: {row.detail}" for row in harvest.rejected),
        preview=staged.head(PREVIEW_ROWS),
    )


def _hash(seed: SeedFile, max_file_bytes: int) -> str | None:
    """The SHA-256 of a file's bytes; None for one that can't be opened or is too large to be read anyway."""
    try:
        if seed.path.stat().st_size > max_file_bytes:
            return None
        with seed.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _duplicate(seed: SeedFile, sha256: str, first: str) -> RejectedDocument:
    detail = f"the file has the same content as {first}, which is in the warehouse: remove one of the two"
    return RejectedDocument(seed.name, sha256, "duplicate", detail)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()

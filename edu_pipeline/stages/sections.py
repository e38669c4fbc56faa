"""The sections stage: documents → the outline of each, one row per section."""

import time

from edu_pipeline.records import Document, RejectionReason, Section
from edu_pipeline.settings import Settings
from edu_pipeline.stages import fingerprints, incremental
from edu_pipeline.stages.incremental import Failure, Workers
from edu_pipeline.stages.result import Progress, StageResult, save_result
from edu_pipeline.storage import staging
from edu_pipeline.structure import read_structure, to_sections

ADVICE = "The other reports are not affected; please report this file as an error of the program"


def stage_sections(settings: Settings, *, full: bool = False, progress: Progress | None = None) -> StageResult:
    """Bring ``sections`` up to date with ``documents``; ``full`` does every document again.

    A document whose structure can't be read is recorded in ``failed_sections`` and left out.
    """
    started = time.perf_counter()
    fingerprint = fingerprints.sections_fingerprint(fingerprints.catalog_for(settings.catalog_file))
    keys = dict.fromkeys(staging.read_table(settings, "documents", ["doc_id"])["doc_id"], "")
    plan = incremental.make_plan(settings, ["sections"], fingerprint, keys, full=full)
    failures: dict[str, Failure] = {}
    frames = []
    with Workers(settings.workers, len(plan.todo), progress) as workers:
        for documents in incremental.batches(settings, plan.todo):
            sections: list[Section] = []
            for document, outcome in zip(documents, workers.map(outline_sections, documents), strict=True):
                if isinstance(outcome, Failure):
                    failures[document.doc_id] = outcome
                else:
                    sections += outcome
            frames.append(staging.frame_of("sections", sections))
    incremental.store_failures(settings, "sections", RejectionReason.EXTRACTION_FAILED, failures, ADVICE)
    if plan.changes_rows:
        incremental.store(settings, plan, {"sections": frames}, set(failures))
    staged = staging.read_table(settings, "sections")
    return save_result(settings, incremental.result_of("sections", plan, failures, started, staged))


def outline_sections(document: Document) -> list[Section]:
    """The sections of one document."""
    return to_sections(read_structure(document.text, document.title), document.doc_id)

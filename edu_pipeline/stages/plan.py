"""Which documents have to be done: each once for each content, each set of corrections and each version of the code."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from edu_pipeline.settings import Settings
from edu_pipeline.stages.digests import digest
from edu_pipeline.storage import staging


@dataclass(frozen=True, slots=True)
class Plan:
    """Which documents must be done and which rows are kept.

    ``keys`` are the documents with what goes into their analysis beside their content. ``removed`` counts documents
    that are gone; ``outdated`` says that no staged row can be kept.
    """

    fingerprint: str
    keys: Mapping[str, str]
    todo: tuple[str, ...]
    kept: tuple[str, ...]
    removed: int
    outdated: bool

    @property
    def changes_rows(self) -> bool:
        """Whether the staged tables have to be written again."""
        return self.outdated or bool(self.todo) or self.removed > 0

    def content_fingerprint(self, failed: Collection[str]) -> str:
        """Equal when the rows are equal: the code, and each document that is done with its key."""
        done = sorted(f"{doc_id} {key}" for doc_id, key in self.keys.items() if doc_id not in failed)
        return digest(self.fingerprint, *done)


def make_plan(
    settings: Settings, tables: Sequence[str], fingerprint: str, keys: Mapping[str, str], *, full: bool
) -> Plan:
    """What is to do for the documents of ``keys`` (doc_id → key of their inputs), given what ``tables`` hold.

    A document is kept only if all the tables have it with the same key and fingerprint.
    """
    stamps = [staging.read_stamp(settings, table) for table in tables]
    # Of any table: a run may have been killed when it had written some of them.
    present = {doc_id for stamp in stamps if stamp for doc_id in stamp.documents}
    usable = [stamp for stamp in stamps if stamp and stamp.fingerprint == fingerprint and not full]
    outdated = len(usable) < len(tables)
    kept = {
        doc_id
        for doc_id, key in keys.items()
        if not outdated and all(stamp.documents.get(doc_id) == key for stamp in usable)
    }
    return Plan(
        fingerprint=fingerprint,
        keys=keys,
        todo=tuple(doc_id for doc_id in keys if doc_id not in kept),
        kept=tuple(doc_id for doc_id in keys if doc_id in kept),
        removed=len(present - keys.keys()),
        outdated=outdated,
    )

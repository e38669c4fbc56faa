"""The report files below the seeds folder, and how one becomes a document. The one module here that opens files."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from edu_pipeline.catalog.regions import Regions
from edu_pipeline.reading.decoding import Undecodable, decode
from edu_pipeline.reading.front_matter import read_front_matter
from edu_pipeline.reading.markdown import plain_text
from edu_pipeline.records import Document, RejectedDocument, RejectionReason

MAX_FILE_BYTES = 50_000_000
MARKDOWN = "text/markdown"
MEDIA_TYPES = {".txt": "text/plain", ".text": "text/plain", ".md": MARKDOWN, ".markdown": MARKDOWN}

_CHUNK = 1 << 20
_NOT_REPORTS = ("corrections.yml", "corrections.yaml")
_LITTER = ("thumbs.db", "desktop.ini")


class _Refused(Exception):
    """A file that can't be used, with the reason and the sentence that ``rejected_documents`` shows."""

    def __init__(self, reason: RejectionReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A file below the seeds folder ``root``; ``name`` is its path below that with forward slashes."""

    path: Path
    name: str
    root: Path

    def __fspath__(self) -> str:
        return str(self.path)


def discover(seeds_dir: Path | str) -> list[SeedFile]:
    """All files below ``seeds_dir`` in the order of their names, also those that can't be read as reports.

    Left out: hidden files and folders, corrections (data about reports), what file managers leave behind. A folder
    that can't be entered, or is a link, is listed like a file, so that reading it says why.
    """
    root = Path(seeds_dir)
    found: list[SeedFile] = []

    def add(path: Path) -> None:
        found.append(SeedFile(path, _printable(path.relative_to(root).as_posix()), root))

    def refused(error: OSError) -> None:
        if error.filename is not None and Path(error.filename) != root:
            add(Path(error.filename))

    for folder, folders, files in os.walk(root, onerror=refused):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in (*files, *folders):
            path = Path(folder, name)
            if not _is_ignored(name) and (name not in folders or path.is_symlink()):
                add(path)
    return sorted(found, key=lambda seed: seed.name)


def _is_ignored(name: str) -> bool:
    lower = name.lower()
    return name.startswith((".", "~$")) or lower in _LITTER or lower.endswith(_NOT_REPORTS)


def _printable(name: str) -> str:
    """A file name as text: one that isn't UTF-8 is taken for GB18030, as old Windows archives leave them."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def content_hash(seed: SeedFile, max_bytes: int = MAX_FILE_BYTES) -> str | None:
    """The SHA-256 of the file's bytes in hex; None where ``read_document`` would refuse it unread."""
    try:
        digest = hashlib.sha256()
        with _open(seed, max_bytes) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()
    except (_Refused, OSError):
        return None


def read_document(
    seed: SeedFile, regions: Regions | None = None, max_bytes: int = MAX_FILE_BYTES
) -> Document | RejectedDocument:
    """Read one file. Whatever is wrong with it comes back as a RejectedDocument; nothing is raised.

    ``regions`` finds place names (``mentions(text)``); without it they are read by their endings 省 市 县 区.
    """
    sha256 = None
    try:
        data = _read(seed, max_bytes)
        sha256 = hashlib.sha256(data).hexdigest()
        media_type = MEDIA_TYPES.get(seed.path.suffix.lower())
        if media_type is None:
            raise _Refused(RejectionReason.UNSUPPORTED_TYPE, _how_to_convert(seed.path.suffix))
        decoded = decode(data)
    except (_Refused, Undecodable) as refusal:
        return RejectedDocument(seed.name, sha256, refusal.reason, refusal.detail)
    except OSError as error:
        return RejectedDocument(seed.name, sha256, RejectionReason.UNREADABLE, _why_unreadable(error))
    markdown = media_type == MARKDOWN
    front = read_front_matter(plain_text(decoded.text) if markdown else decoded.text, regions)
    return Document(
        doc_id=sha256[:16],
        file_name=seed.name,
        sha256=sha256,
        media_type=media_type,
        encoding=decoded.encoding,
        title=front.title,
        doc_number=front.doc_number,
        issuer=front.issuer,
        region=front.region,
        year=front.year,
        published_on=front.published_on,
        text=decoded.text,
    )


def _read(seed: SeedFile, max_bytes: int) -> bytes:
    with _open(seed, max_bytes) as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise _too_large(len(data), max_bytes)
    return data


def _open(seed: SeedFile, max_bytes: int) -> BinaryIO:
    """Open the file if it is a regular one inside the seeds folder and not too large. Raises _Refused, OSError."""
    try:
        target = seed.path.resolve(strict=True)
    except RuntimeError as error:  # so says Python below 3.13
        raise _Refused(
            RejectionReason.UNREADABLE, "the name is a link to itself: remove it and put the report here"
        ) from error
    if not target.is_relative_to(seed.root.resolve()):
        raise _Refused(
            RejectionReason.OUTSIDE_FOLDER,
            "the name is a link to a place outside the seeds folder: copy the report here",
        )
    status = target.stat()
    if stat.S_ISDIR(status.st_mode):
        os.scandir(target).close()  # says why where the folder can't be entered
        raise _Refused(
            RejectionReason.UNSUPPORTED_TYPE, "this is a link to a folder, which is not followed: copy its reports here"
        )
    if not stat.S_ISREG(status.st_mode):
        raise _Refused(RejectionReason.UNSUPPORTED_TYPE, "this is a device or a pipe and no file: remove it")
    if status.st_size > max_bytes:
        raise _too_large(status.st_size, max_bytes)
    return target.open("rb")


def _too_large(size: int, max_bytes: int) -> _Refused:
    return _Refused(
        RejectionReason.TOO_LARGE,
        f"the file holds {size / 1e6:,.1f} MB, more than the limit of {max_bytes / 1e6:,.1f} MB: split it into "
        "one file per report, or raise the limit",
    )


def _how_to_convert(suffix: str) -> str:
    kind = f"{suffix} files" if suffix else "files without an extension"
    return f"{kind} are not read: save the report as plain text (.txt, UTF-8) or Markdown (.md)"


def _why_unreadable(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "this account may not read it: give it read permission, or copy the report here again"
    if isinstance(error, FileNotFoundError):
        return "it vanished while the folder was read, or is a link to nothing: put it here again, or remove the link"
    return f"it can't be read ({error.strerror or type(error).__name__}): check the disk, or copy the report here again"

"""Bytes to text without loss: UTF-8, GB18030, UTF-16 and UTF-32, with or without a byte order mark; Big5 last."""

import codecs
import re
from dataclasses import dataclass

from edu_pipeline.records import RejectionReason

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a Word, Excel or ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"{\\rtf", "a rich text file"),
)
_SAMPLE = 200_000  # bytes or characters that are enough to judge an encoding by
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# Two-byte characters of GB 2312: punctuation and the 3,755 common characters, nearly all of any real text.
_COMMON_GB = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
_LEAST_COMMON = 0.85
_SAVE_AS_TEXT = "open it in the program it was made with and save it as plain text (.txt, UTF-8)"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, without its byte order mark, and the codec's name (a mark is told as "utf-8-sig")."""

    text: str
    encoding: str


class Undecodable(Exception):
    """The bytes are no text. ``detail`` tells a clerk what to do."""

    def __init__(self, reason: RejectionReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def decode(data: bytes) -> Decoded:
    """Decode a text file; the text encodes back to the same bytes. Raises Undecodable."""
    if not data.strip():
        raise Undecodable(RejectionReason.EMPTY, "the file holds nothing: put the report's text into it, or remove it")
    decoded = _by_mark(data)
    if decoded is None:
        _refuse_known_formats(data)
        decoded = _by_trial(data)
    if not decoded.text.replace("\ufeff", "").strip():
        raise Undecodable(
            RejectionReason.EMPTY, "the file holds only white space: put the report's text into it, or remove it"
        )
    control = _CONTROL.search(decoded.text)
    if control:
        line = decoded.text.count("\n", 0, control.start()) + 1
        raise Undecodable(
            RejectionReason.BINARY,
            f"line {line} holds the control character {control.group()!r}, so this is no plain text: {_SAVE_AS_TEXT}",
        )
    return decoded


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                text = data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise _broken(error, encoding.upper(), len(mark)) from error
            return Decoded(text, f"{encoding}-sig" if encoding == "utf-8" else encoding)
    return None


def _refuse_known_formats(data: bytes) -> None:
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise Undecodable(RejectionReason.BINARY, f"this is {what} whatever its name says: {_SAVE_AS_TEXT}")


def _by_trial(data: bytes) -> Decoded:
    """Without a mark: UTF-8 if it is strictly that, else what the bytes look like."""
    if b"\x00" in data[:_SAMPLE]:
        return _without_mark_utf16(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        failure = error
    if _nearly_all_utf8(data, failure):
        raise _broken(failure, "UTF-8") from failure
    if _looks_like_gb(data):
        try:
            return Decoded(data.decode("gb18030"), "gb18030")
        except UnicodeDecodeError as error:
            raise _broken(error, "GB18030") from error
    return _by_guess(data)


def _without_mark_utf16(data: bytes) -> Decoded:
    """UTF-16 shows by the zero bytes of its digits, spaces and line ends, all on one side."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    encoding = "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = ""
    if not text or _CONTROL.search(text[:_SAMPLE]) or not _readable(text):
        raise Undecodable(
            RejectionReason.BINARY, f"the file holds zero bytes, so this is no plain text: {_SAVE_AS_TEXT}"
        )
    return Decoded(text, encoding)


def _readable(text: str) -> bool:
    """Whether what isn't ASCII is mostly Chinese."""
    sample = text[:_SAMPLE]
    foreign = len(_NOT_ASCII.findall(sample))
    return 2 * len(_CHINESE.findall(sample)) >= foreign


def _nearly_all_utf8(data: bytes, failure: UnicodeDecodeError) -> bool:
    """Whether the bytes are UTF-8 but for a damaged place: GB18030 fails within the first few characters."""
    sample = data[:_SAMPLE]
    text = sample.decode("utf-8", "ignore")
    lost = len(sample) - len(text.encode("utf-8"))
    return failure.start > 0 and lost <= 0.02 * len(sample) and bool(_CHINESE.search(text))


def _looks_like_gb(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    high = sum(map(len, re.findall(rb"[\x80-\xff][\x30-\xff]?", sample)))
    return high > 0 and 2 * len(_COMMON_GB.findall(_pairs(sample))) >= _LEAST_COMMON * high


def _pairs(sample: bytes) -> bytes:
    """The two-byte characters of ``sample``, aligned, so that a pattern can't match across two of them."""
    return b" ".join(re.findall(rb"[\x81-\xfe][\x40-\xfe]", sample))


def _by_guess(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # slow to import and seldom needed

    best = from_bytes(data[:_SAMPLE], cp_isolation=["big5hkscs", "big5", "gb18030", "utf_16_le", "utf_16_be"]).best()
    if best is not None and best.encoding:
        try:
            text = data.decode(best.encoding)
        except UnicodeDecodeError as error:
            raise _broken(error, best.encoding) from error
        if text.encode(best.encoding) == data and _CHINESE.search(text) and _readable(text):
            return Decoded(text, best.encoding.replace("_", "-"))
    raise Undecodable(
        RejectionReason.UNDECODABLE,
        "the text is in none of UTF-8, GB18030, UTF-16 and Big5, or is no text: open it in an editor that shows it "
        "rightly and save it as UTF-8",
    )


def _broken(error: UnicodeDecodeError, encoding: str, skipped: int = 0) -> Undecodable:
    line = error.object.count(b"\n", 0, error.start) + 1
    return Undecodable(
        RejectionReason.UNDECODABLE,
        f"the file looks like {encoding} but its byte {error.start + skipped + 1} (line {line}) is damaged: get the "
        "report again from where it came, or save it anew as UTF-8",
    )

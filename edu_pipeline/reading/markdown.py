"""Markdown without its marks, at the same positions: what is markup or struck out becomes an invisible character each.

So every position of the masked text is one of documents.text, and nobody behind needs to know the format.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from edu_pipeline.reading.tables import Span, Table, make_table
from edu_pipeline.records import UnclaimedReason

MASK = "\u200b"
"""Stands for a character that is no text; the clean text leaves it out."""

_STRUCK = re.compile(r"~~(?=[^\s~])[^~]{1,1000}~~")
_STRUCK_TAGS = ("del", "s", "strike")
_SKIPPED_TAGS = ("script", "style")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,400}>|<https?://[^<>\s]{1,400}>")
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,500}\)|\[[^\[\]\n]{0,80}\])")
_LINK = re.compile(r"(\[)[^\[\]\n]{1,300}(\](?:\([^()\n]{0,500}\)|\[[^\[\]\n]{0,80}\]))")
_LINK_TARGET = re.compile(r"^ {0,3}\[[^\[\]\n]{1,80}\]:[ \t]*\S[^\n]{0,500}$", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^[^\[\]\n]{1,40}\]:?")
_EMPHASIS = (
    re.compile(r"(?<![A-Za-z0-9_])(_{1,3})(?=[^\s_])[^_\n]{1,300}(?<=\S)(\1)(?![A-Za-z0-9_])"),
    re.compile(r"(?<![*\\])(\*)(?=[^\s*])[^*\n]{1,300}(?<=[^\s*])(\*)(?!\*)"),
)
_ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()#+\-.!|~<>])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_SPACE = " \t\u3000\xa0" + MASK
_ABOVE = 120


@dataclass(frozen=True, slots=True)
class Omitted:
    """A stretch of documents.text that is no text, and what its numbers are therefore."""

    start: int
    end: int
    reason: UnclaimedReason


@dataclass(frozen=True, slots=True)
class Markdown:
    """``masked`` is as long as the source; ``omitted`` are the stretches it leaves out, those of ``tables`` too."""

    masked: str
    omitted: tuple[Omitted, ...] = ()
    tables: tuple[Table, ...] = ()


def read_markdown(text: str) -> Markdown:
    """Read the Markdown ``text``. Linear in its length."""
    masking = _Masking(text)
    masking.inline()
    tables = tuple(masking.tables())
    return Markdown("".join(masking.chars), tuple(sorted(masking.omitted, key=lambda one: one.start)), tables)


def plain_text(text: str) -> str:
    """Markdown ``text`` without its marks and what is struck out, for who needs no positions."""
    masking = _Masking(text)
    masking.inline()
    return "".join(masking.chars).replace(MASK, "")


class _Masking:
    """The characters of the source while one kind of mark after the other is taken out."""

    def __init__(self, text: str) -> None:
        self.chars = list(text)
        self.omitted: list[Omitted] = []

    def hide(self, start: int, end: int, reason: UnclaimedReason | None = UnclaimedReason.MARKUP) -> None:
        """Take source[start:end] out; line ends stay, so that lines are the same."""
        self.chars[start:end] = [char if char == "\n" else MASK for char in self.chars[start:end]]
        if reason is not None:
            self.omitted.append(Omitted(start, end, reason))

    def inline(self) -> None:
        """Everything but tables."""
        for start, end in _fenced("".join(self.chars)):
            self.hide(start, end)
        text = "".join(self.chars)
        for opening, closing in (("<!--", "-->"), *((f"<{tag}", f"</{tag}>") for tag in _SKIPPED_TAGS)):
            for start, end in _enclosed(text, opening, closing):
                self.hide(start, end)
        for tag in _STRUCK_TAGS:
            for start, end in _enclosed(text, f"<{tag}>", f"</{tag}>"):
                self.hide(start, end, UnclaimedReason.STRUCK)
        for match in _STRUCK.finditer("".join(self.chars)):
            if "\n\n" not in match.group():
                self.hide(*match.span(), UnclaimedReason.STRUCK)
        text = "".join(self.chars)
        for match in _BREAK.finditer(text):
            self.chars[match.end() - 1] = "\n"
            self.hide(match.start(), match.end() - 1, None)
        for pattern in (_TAG, _IMAGE, _FOOTNOTE, _LINK_TARGET):
            for match in pattern.finditer("".join(self.chars)):
                self.hide(*match.span())
        for pattern in (_LINK, *_EMPHASIS):
            for match in pattern.finditer("".join(self.chars)):
                self.hide(*match.span(1))
                self.hide(*match.span(2))
        for match in _ESCAPE.finditer("".join(self.chars)):
            self.hide(*match.span(), None)
        for match in _ENTITY.finditer("".join(self.chars)):
            self._resolve(match)

    def _resolve(self, match: re.Match[str]) -> None:
        """An entity of one character becomes it, at the place of its last."""
        char = html.unescape(match.group())
        if len(char) == 1:
            self.hide(match.start(), match.end() - 1, None)
            self.chars[match.end() - 1] = " " if char.isspace() else char

    def tables(self) -> Iterator[Table]:
        """The pipe tables; their lines are taken out of the text."""
        text = "".join(self.chars)
        lines = _lines(text)
        index, number = 0, 0
        while index + 2 < len(lines):
            head, rule = lines[index], lines[index + 1]
            if not _is_row(text, head) or "-" not in text[rule.start : rule.end] or not _is_rule(text, rule):
                index += 1
                continue
            last = index + 2
            while last < len(lines) and _is_row(text, lines[last]):
                last += 1
            rows = [_split(text, line) for line in (head, *lines[index + 2 : last])]
            if len(rows) > 1 and len(rows[0]) > 1:
                above = text[max(0, head.start - _ABOVE) : head.start].rsplit("\n\n", 2)
                yield make_table(number, text, rows, "\n".join(above[-2:]))
                number += 1
                self.hide(head.start, lines[last - 1].end, UnclaimedReason.TABLE)
            index = last


def _lines(text: str) -> list[Span]:
    lines, start = [], 0
    for part in text.split("\n"):
        lines.append(Span(start, start + len(part)))
        start += len(part) + 1
    return lines


def _is_row(text: str, line: Span) -> bool:
    return "|" in text[line.start : line.end]


def _is_rule(text: str, line: Span) -> bool:
    stripped = text[line.start : line.end].rstrip("\r")
    return "|" in stripped and _RULE.fullmatch(stripped) is not None


def _split(text: str, line: Span) -> list[Span]:
    """The cells of a row, without the white space and asterisks around their content."""
    start, end = line.start, line.end
    cuts = [place for place in range(start, end) if text[place] == "|"]
    while start < end and text[start] in _SPACE:
        start += 1
    while end > start and text[end - 1] in _SPACE + "\r":
        end -= 1
    edges = [start - 1 if not cuts or cuts[0] != start else start]
    edges += [cut for cut in cuts if edges[0] < cut < end - 1]
    edges.append(end - 1 if cuts and cuts[-1] == end - 1 else end)
    return [_trimmed(text, left + 1, right) for left, right in pairwise(edges)]


def _trimmed(text: str, start: int, end: int) -> Span:
    around = _SPACE + "*`"
    while start < end and text[start] in around:
        start += 1
    while end > start and text[end - 1] in around:
        end -= 1
    return Span(start, end)


def _enclosed(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """The stretches from ``opening`` to the next ``closing``; one that is never closed is none."""
    position = 0
    while (start := text.find(opening, position)) >= 0 and (end := text.find(closing, start)) >= 0:
        position = end + len(closing)
        yield start, position


def _fenced(text: str) -> Iterator[tuple[int, int]]:
    """The blocks of code between fences."""
    opened: tuple[int, str] | None = None
    for line in _lines(text):
        fence = _FENCE.match(text, line.start, line.end)
        if fence is None:
            continue
        if opened is None:
            opened = line.start, fence[1][:3]
        elif fence[1].startswith(opened[1]):
            yield opened[0], line.end
            opened = None

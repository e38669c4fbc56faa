"""A report's text as one paragraph per line in one notation, and the way back to the source's positions.

Every character of the clean text stands for exactly one character of the source, in the same order: the text is
what remains of the source after page debris, line breaks inside paragraphs, white space and markup are left out
and each character is put in its usual form.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from edu_pipeline.structure.debris import drop_debris
from edu_pipeline.structure.lines import Line, scan_lines
from edu_pipeline.structure.notation import canonical
from edu_pipeline.structure.wrapping import goes_on, read_layout

_SPACES = " \t\x1f\xa0\xad\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff"
_INVISIBLE = "\u200b\ufeff\u2060"
_CANDIDATE = re.compile(rf"[{_SPACES}&*\[`]")
_OMITTED = re.compile(rf"(?:[{_SPACES}]|&(?:nbsp|ensp|emsp|#160);)+|\*{{2,}}|(?<=[^\s])\[\d{{1,2}}\]|`+")
_THIN = re.compile("[\xa0\u2009\u202f\u2006\u200a]+")
_GROUP = re.compile(r"\d{3}(?!\d)")
_GROUPS_OF_COUNT = re.compile(r"\d{3}(?: \d{3}){0,3}(?:\.\d{1,6})?[ *]{0,6}[\u4e00-\u9fff%％]")
_NEGATIVE = re.compile(r"[-－−]\d")
_FIRST_GROUP = re.compile(r"(?:^|[^\d.,])\d{1,3}$")
_LINE_LEAD = re.compile(
    r"\*{0,3}(?:(?P<hashes>#{1,6}(?=[ \t\u3000])|#{2,6})[ \t\u3000]*"
    r"|[-*+•●◆■▪▲★◇□>][ \t\u3000]+|○(?![\d〇○一二三四五六七八九]))"
)


@dataclass(frozen=True, slots=True)
class CleanText:
    """The cleaned text with its map back: ``original`` and ``span`` give positions in the source.

    ``bold`` lists clean spans set between ``**``, ``headings`` the clean start and level of Markdown headings;
    ``length`` is the number of characters of the source.
    """

    text: str
    length: int
    bold: list[tuple[int, int]] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    _clean_starts: list[int] = field(default_factory=list)
    _source_starts: list[int] = field(default_factory=list)

    def original(self, index: int) -> int:
        """The source position of clean character ``index``; IndexError outside the text."""
        if not 0 <= index < len(self.text):
            raise IndexError(f"clean position {index} is outside 0..{len(self.text) - 1}")
        segment = bisect_right(self._clean_starts, index) - 1
        return self._source_starts[segment] + index - self._clean_starts[segment]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of clean ``start``..``end`` (not empty), from its first to its last character."""
        return self.original(start), self.original(end - 1) + 1

    def dropped(self) -> Iterator[tuple[int, int]]:
        """The source's stretches of which nothing stayed, in order: page furniture, markup, white space."""
        end = 0
        stops = [*self._clean_starts, len(self.text)][1:]
        for source, start, stop in zip(self._source_starts, self._clean_starts, stops, strict=True):
            if source > end:
                yield end, source
            end = source + stop - start
        if end < self.length:
            yield end, self.length


def clean(text: str) -> CleanText:
    """Clean ``text`` (see the module's text). Linear in its length."""
    lines = drop_debris(scan_lines(text))
    layout = read_layout(lines)
    builder = _Builder(text)
    before: Line | None = None
    for line in lines:
        if before is not None:
            builder.join(before, line, goes_on(before, line, layout))
        builder.add(line)
        before = line
    return builder.finish()


class _Builder:
    """Collects the pieces of the source that stay."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.pieces: list[str] = []
        self.length = 0
        self.clean_starts: list[int] = []
        self.source_starts: list[int] = []
        self.expected = -1
        self.bold: list[tuple[int, int]] = []
        self.bold_start: int | None = None
        self.headings: list[tuple[int, int]] = []
        self.paragraph_begins = True
        self.paragraph_start = 0

    def keep(self, start: int, end: int, instead: str | None = None) -> None:
        """Append source[start:end], or ``instead``, which has the same length."""
        if start >= end:
            return
        if start != self.expected:
            self.clean_starts.append(self.length)
            self.source_starts.append(start)
        self.pieces.append(instead or self.source[start:end])
        self.length += end - start
        self.expected = end

    def join(self, before: Line, line: Line, goes_on: bool) -> None:
        """Put what stands between two lines: nothing inside a paragraph, a line feed between two."""
        source = self.source
        if not goes_on:
            self.bold_start = None
            self.paragraph_begins = True
            if self.length > self.paragraph_start:
                self.keep(*self._break_after(before.end), instead="\n")
                self.paragraph_start = self.length
            return
        self.paragraph_begins = False
        if _is_latin(source[before.end - 1]) and _is_latin(source[line.start]):
            self.keep(*self._break_after(before.end), instead=" ")

    def _break_after(self, end: int) -> tuple[int, int]:
        """The first line break at or after ``end``; only white space lies between."""
        while self.source[end] not in "\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029":
            end += 1
        return end, end + 1

    def add(self, line: Line) -> None:
        """Append a line without its white space and markup."""
        source, position, end = self.source, line.start, line.end
        if self.paragraph_begins and (lead := _LINE_LEAD.match(source, position, end)):
            position = self._skip_lead(lead)
        while candidate := _CANDIDATE.search(source, position, end):
            start = candidate.start()
            match = _OMITTED.match(source, start, end)
            if match is None:
                self.keep(position, start + 1)
                position = start + 1
                continue
            self.keep(position, start)
            position = match.end()
            if source[start] == "*":
                self._toggle_bold(position - start)
            elif start > line.start and _parts_words(source, start, position, end):
                self.keep(start, start + 1, " ")
        self.keep(position, end)

    def _skip_lead(self, lead: re.Match[str]) -> int:
        if lead["hashes"]:
            self.headings.append((self.length, len(lead["hashes"])))
        return lead.end()

    def _toggle_bold(self, stars: int) -> None:
        if stars > 3:
            return
        if self.bold_start is None:
            self.bold_start = self.length
        else:
            if self.bold_start < self.length:
                self.bold.append((self.bold_start, self.length))
            self.bold_start = None

    def finish(self) -> CleanText:
        if self.length == self.paragraph_start and self.pieces:
            self.pieces.pop()  # the line feed before a last line of which nothing stayed
        text = canonical("".join(self.pieces))
        return CleanText(text, len(self.source), self.bold, self.headings, self.clean_starts, self.source_starts)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _parts_words(source: str, start: int, stop: int, end: int) -> bool:
    """Whether white space parts two ASCII words and does not group a number's digits."""
    if stop >= end or not source[start].isspace():
        return False
    if not source[start:stop].strip(_INVISIBLE):
        return False
    left, right = source[start - 1], source[stop]
    if (left in "%％" and right.isdigit()) or (left.isdigit() and _NEGATIVE.match(source, stop, end)):
        return True  # cells of a table
    if not (left.isascii() and left.isalnum() and right.isascii() and right.isalnum()):
        return False
    return not (left.isdigit() and right.isdigit() and _groups_digits(source, start, stop, end))


def _groups_digits(source: str, start: int, stop: int, end: int) -> bool:
    """Whether the gap separates thousands: a thin or fixed one before three digits, a plain one only in a count."""
    if _THIN.fullmatch(source, start, stop):
        return _GROUP.match(source, stop, end) is not None
    if stop - start > 1 or _GROUPS_OF_COUNT.match(source, stop, end) is None:
        return False
    return _FIRST_GROUP.search(source[max(0, start - 4) : start]) is not None

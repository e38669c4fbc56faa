"""What is left of a report's digits and numerals when its numbers are read: told as well, so that none is lost.

Marks of lists, ordinals and parts of words in the text, and the digits of what is no text: page numbers, footers.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from edu_pipeline.extraction.lexicon import alternatives
from edu_pipeline.extraction.numerals import CHINESE_CHARACTERS
from edu_pipeline.extraction.readers import is_list_mark
from edu_pipeline.extraction.tokens import Token
from edu_pipeline.records import Document, UnclaimedNumber, UnclaimedReason
from edu_pipeline.structure import Structure, section_id

_RUN = re.compile(rf"[{CHINESE_CHARACTERS}]+")
_WORD_BEGINS = re.compile(alternatives("no_numeral"))
_WORD_ENDS = re.compile(rf"(?:{alternatives('numeral_ends_word')})\Z")
_DIGITS = re.compile(r"\d+")
_LONGEST_LINE = 300


def with_word_numerals(text: str, tokens: list[Token]) -> list[Token]:
    """``tokens`` of ``text`` and its other Chinese numerals, in order: list_marker, ordinal or idiom."""
    starts = [token.start for token in tokens]
    words = []
    for match in _RUN.finditer(text):
        start, end = match.span()
        before = bisect_right(starts, start) - 1
        if before >= 0 and tokens[before].end > start:
            start = tokens[before].end
        if before + 1 < len(tokens) and tokens[before + 1].start < end:
            end = tokens[before + 1].start
        if start < end and not _in_word(text, start, end):
            words.append(Token(start, end, _reason(text, start, end), None))
    return sorted([*tokens, *words], key=lambda token: token.start) if words else tokens


def _in_word(text: str, start: int, end: int) -> bool:
    """Whether the characters mean no number at all: 四川, 一般, 统一."""
    return _WORD_BEGINS.match(text, start) is not None or _WORD_ENDS.search(text, max(0, end - 4), end) is not None


def _reason(text: str, start: int, end: int) -> UnclaimedReason:
    if is_list_mark(text, start, end):
        return UnclaimedReason.LIST_MARKER
    return UnclaimedReason.ORDINAL if text[start - 1 : start] == "第" else UnclaimedReason.IDIOM


def furniture_numbers(
    document: Document, structure: Structure, taken: Sequence[tuple[int, int]]
) -> Iterator[UnclaimedNumber]:
    """The digits of ``document.text`` that the clean text leaves out and no span of ``taken`` (in order) holds."""
    text, clean = document.text, structure.clean
    sentences = [clean.original(sentence.start) for sentence in structure.sentences]
    starts = [start for start, _ in taken]
    omitted = [one.start for one in structure.omitted]
    for dropped_start, dropped_end in clean.dropped():
        for match in _DIGITS.finditer(text, dropped_start, dropped_end):
            start, end = match.span()
            before = bisect_right(starts, start) - 1
            if before >= 0 and taken[before][1] >= end:
                continue
            sentence = bisect_left(sentences, start) - 1
            node = structure.sentences[sentence].node if sentence >= 0 else 0
            yield UnclaimedNumber(
                document.doc_id,
                section_id(document.doc_id, node),
                start,
                end,
                match[0],
                _line(text, start, end),
                _why(structure, omitted, start),
            )


def _why(structure: Structure, starts: Sequence[int], position: int) -> UnclaimedReason:
    """What the format says of a dropped number: struck out, in a tag, in a table; else it is the page's."""
    place = bisect_right(starts, position) - 1
    if place >= 0 and position < structure.omitted[place].end:
        return structure.omitted[place].reason
    return UnclaimedReason.FURNITURE


def _line(text: str, start: int, end: int) -> str:
    line_start = max(text.rfind("\n", 0, start) + 1, start - _LONGEST_LINE)
    line_end = text.find("\n", end, end + _LONGEST_LINE)
    return text[line_start : end + _LONGEST_LINE if line_end < 0 else line_end].strip()

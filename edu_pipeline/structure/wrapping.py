"""Which line goes on in the next: paragraphs that a page's end or a fixed line width has broken."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from edu_pipeline.structure.lines import Line, looks_tabular
from edu_pipeline.structure.markers import match_marker

_NARROWEST_PAGE = 36  # columns; short lines of one width are a list, not wrapped prose
_RAGGED = 6  # columns by which a full line may fall short: a mark may not start a line, digits are narrow
_LONGEST_TITLE = 45  # characters; a longer line without a final mark is prose cut short
_LOOK_BACK = 200  # characters in which an opened bracket is still looked for

_FINISHED = re.compile(r"(?:[。！？!?；;：:…][”’）)》】\"]{0,3})$")
_SENTENCE_ENDED = re.compile(r"(?:[。！？!?…][”’）)》】\"]{0,3})$")
_GOES_ON = tuple("，、,—（(《“‘〔+＋/")
_CANT_START = tuple("，。、；：！？）》”’】〕％%,;")
_BLOCK_START = re.compile(
    r"#{1,6}\s|[-*+•●◆■▪▲★◇□][ \t\u3000]|[>|]|——|附件|附[:：]|（此件|抄送|抄报|主送"
    r"|[报发注][:：]|[图表]\s?\d"
)
_DATE_LINE = re.compile(
    r"[（(]?\s?(?:[12]\d{3}|[二一][〇○零O一二三四五六七八九]{3})\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月(?:\s?[\d一二三四五六七八九十]{1,3}\s?[日号])?"
    r"(?:\s?印发)?\s?[)）]?"
)
_YEAR_OPENING = re.compile(r"[12]\d{3}\s?年(?:以来)?[，,]")
_PAIRS = (("《", "》"), ("“", "”"), ("（", "）"), ("(", ")"), ("〔", "〕"))


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document sets its lines: ``width`` in columns where they are hard-wrapped, else None.

    A new paragraph shows by its indent where ``indented``, by a blank line before it where ``spaced``.
    """

    width: int | None
    indented: bool
    spaced: bool


def read_layout(lines: list[Line]) -> Layout:
    """Find out whether lines are wrapped at a fixed width and whether paragraphs are indented."""
    counts = Counter(line.width for line in lines if line.width >= _NARROWEST_PAGE)
    beyond = sum(not line.width for line in lines)
    best, width = 0, None
    for candidate in counts:
        size = sum(counts[candidate - step] for step in range(_RAGGED + 1))
        if size > best or (size == best and width is not None and candidate > width):
            best, width = size, candidate
    longer = beyond + sum(count for size, count in counts.items() if width is not None and size > width + _RAGGED)
    wrapped = width is not None and best >= 4 and best >= 0.3 * len(lines) and longer <= 0.1 * len(lines)
    if not wrapped or width is None:
        width = None
    ended = [
        line
        for before, line in pairwise(lines)
        if _SENTENCE_ENDED.search(before.text[-4:]) and (width is None or before.width < width - _RAGGED)
    ]
    return Layout(width, _mostly(line.indent >= 2 for line in ended), _mostly(line.gap for line in ended))


def _mostly(signs: Iterable[bool]) -> bool:
    """Whether at least three paragraphs and seven in ten show a sign."""
    shown = list(signs)
    return len(shown) >= 3 and sum(shown) >= 0.7 * len(shown)


def goes_on(before: Line, line: Line, layout: Layout) -> bool:
    """Whether the paragraph whose last line is ``before`` goes on in ``line``."""
    text, following = before.text, line.text
    if following.startswith(_CANT_START) and not _SENTENCE_ENDED.search(text[-4:]):
        return True
    if _starts_block(line) or looks_tabular(before):
        return False
    full = layout.width is not None and layout.width - _RAGGED <= before.width
    indented = layout.indented and line.indent >= 2
    if _FINISHED.search(text[-4:]):
        return full and not indented and (layout.indented or (layout.spaced and not line.gap))
    if text.endswith(_GOES_ON) or _left_open(text):
        return True
    if indented:
        return False
    return full or _is_prose_cut_short(text)


def _starts_block(line: Line) -> bool:
    text = line.text
    return bool(
        match_marker(text)
        or _BLOCK_START.match(text)
        or (len(text) <= 30 and _DATE_LINE.fullmatch(text))
        or looks_tabular(line)
    )


def _left_open(text: str) -> bool:
    tail = text[-_LOOK_BACK:]
    return any(tail.rfind(opening) > tail.rfind(closing) for opening, closing in _PAIRS)


def _is_prose_cut_short(text: str) -> bool:
    """Whether a line without a final mark is a sentence cut short and not a title or a signature."""
    if "。" in text or "；" in text:
        return True
    if len(text) > 20 and _YEAR_OPENING.match(text):
        return True
    commas = text.count("，") + text.count(",")
    if len(text) >= _LONGEST_TITLE:
        return commas > 0 or "、" in text
    return commas >= 2 and len(text) >= 20 and "——" not in text and not match_marker(text)

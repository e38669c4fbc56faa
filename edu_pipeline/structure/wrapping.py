"""Which line goes on in the next: paragraphs that a page's end or a fixed line width has broken."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from edu_pipeline.structure.lines import Line, looks_tabular
from edu_pipeline.structure.markers import match_marker

_NARROWEST_PAGE = 36  # columns; short lines of one width are a list, not wrapped prose
_RAGGED = 6  # columns by which a full line may fall short: a mark may not start a line, digits are narrow
_RAGGED_CHARACTERS = 2
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
    """How a document sets its lines: ``width`` where they are hard-wrapped, in columns or in characters, else None.

    A new paragraph shows by its indent where ``indented``, by a blank line before it where ``spaced``.
    """

    width: int | None
    in_characters: bool
    indented: bool = False
    spaced: bool = False

    def fills(self, line: Line) -> bool:
        """Whether a line reaches the width at which lines are wrapped."""
        if self.width is None:
            return False
        if self.in_characters:
            return line.characters >= self.width - _RAGGED_CHARACTERS
        return line.columns >= self.width - _RAGGED


def read_layout(lines: list[Line]) -> Layout:
    """Find out whether lines are wrapped at a fixed width and how paragraphs are set apart."""
    measured = [line for line in lines if line.columns >= _NARROWEST_PAGE]
    columns, fit = _fixed_width(Counter(line.columns for line in measured), _RAGGED, lines)
    characters, better_fit = _fixed_width(Counter(line.characters for line in measured), _RAGGED_CHARACTERS, lines)
    in_characters = better_fit > fit
    layout = Layout(characters if in_characters else columns, in_characters)
    ended = [
        line
        for before, line in pairwise(lines)
        if _SENTENCE_ENDED.search(before.text[-4:]) and not layout.fills(before)
    ]
    indented, spaced = _mostly(line.indent >= 2 for line in ended), _mostly(line.gap for line in ended)
    return replace(layout, indented=indented, spaced=spaced)


def _fixed_width(counts: Counter[int], ragged: int, lines: list[Line]) -> tuple[int | None, int]:
    """The size that most lines just reach and hardly any exceeds, and how many reach it; (None, 0) without one."""
    best, width = 0, 0
    for candidate in counts:
        reached = sum(counts[candidate - step] for step in range(ragged + 1))
        if (reached, candidate) > (best, width):
            best, width = reached, candidate
    longer = sum(not line.columns for line in lines) + sum(n for size, n in counts.items() if size > width)
    if best < 4 or best < 0.3 * len(lines) or longer > 0.1 * len(lines):
        return None, 0
    return width, best


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
    if len(text) <= 8 and (marker := match_marker(text)) and marker.end == len(text) and marker.kind != "bracket":
        return True
    full = layout.fills(before)
    indented = layout.indented and line.indent >= 2
    if _FINISHED.search(text[-4:]):
        return full and not indented and (layout.indented or (layout.spaced and not line.gap))
    if text.endswith(_GOES_ON) or _left_open(text):
        return True
    if indented:
        return False
    return full or (line.new_page and _may_be_cut_by_page(text)) or _is_prose_cut_short(text)


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


def _may_be_cut_by_page(text: str) -> bool:
    """Whether a page's last line is rather prose than a heading: a heading is seldom the last on its page."""
    marker = match_marker(text)
    return len(text) >= 16 and (marker is None or (marker.kind == "ordinal" and "，" in text))


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

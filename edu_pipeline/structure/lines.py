"""The physical lines of a text, with what the repair of broken paragraphs must know about each."""

import re
from dataclasses import dataclass

# \f starts a page; the rest are the line ends of str.splitlines.
_LINE = re.compile("[^\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029]+")
_SPACE = " \t\u3000\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u200b\ufeff"
_WIDE_GAP = re.compile(r"\S(?:[ \u3000\xa0]{2,20}|\t)[^ \t\u3000\xa0]")


@dataclass(slots=True)
class Line:
    """A line that is not blank: ``start``..``end`` in the source without the white space around it.

    ``gap`` tells that blank lines stand before it, ``new_page`` that a page ended there. ``text`` is the content
    without asterisks at its ends; ``indent`` counts the columns before it, a CJK character taking two. ``columns`` and
    ``characters`` measure indent and content together; ``columns`` is 0 where the line is too long to matter.
    """

    start: int
    end: int
    text: str
    indent: int
    columns: int
    characters: int
    gap: bool
    new_page: bool


def scan_lines(text: str) -> list[Line]:
    """All lines of ``text`` that hold something."""
    lines: list[Line] = []
    previous_end = raw_end = 0
    pages = "\f" in text
    for match in _LINE.finditer(text):
        raw = match.group()
        content = raw.strip(_SPACE)
        if not content:
            continue
        lead = len(raw) - len(raw.lstrip(_SPACE))
        start = match.start() + lead
        indent = lead + raw.count("\u3000", 0, lead) if lead else 0
        end = start + len(content)
        columns = indent + (len(content) + len(content.encode("utf-8", "replace"))) // 2 if len(content) <= 120 else 0
        new_page = pages and text.find("\f", previous_end, start) >= 0
        bare = content.strip("*") if "*" in content else content
        breaks = match.start() - raw_end
        gap = breaks > 2 or (breaks == 2 and text[raw_end] != "\r")
        lines.append(Line(start, end, bare, indent, columns, lead + len(content), gap, new_page))
        previous_end, raw_end = end, match.end()
    return lines


def looks_tabular(line: Line) -> bool:
    """Whether the line is a row of cells, set apart by bars, tabs or at least two wide gaps."""
    text = line.text
    if text.count("|") >= 2 or text.count("\t") >= 2:
        return True
    if len(text) > 120 or ("  " not in text and "\u3000" not in text and "\t" not in text):
        return False
    return len(_WIDE_GAP.findall(text)) >= 2

"""Sentences: from one 。！？ or paragraph end to the next, whole where quotes and brackets enclose such a mark."""

import re
from dataclasses import dataclass

from edu_pipeline.structure.clean import CleanText
from edu_pipeline.structure.headings import innermost
from edu_pipeline.structure.outline import OutlineNode

# An enclosed stretch longer than this is taken for a forgotten closing mark.
_BREAK = re.compile(
    r"“[^“”\n]{0,200}”|（[^（）\n]{0,200}）|《[^《》\n]{0,200}》|(?P<end>[。！？]{1,20}[”’）》]{0,3})|(?P<line>\n)"
)
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Clean ``start``..``end`` with its final mark; ``node`` is the position of the innermost outline node."""

    start: int
    end: int
    node: int


def sentences(clean: CleanText, nodes: list[OutlineNode]) -> list[Sentence]:
    """All sentences in text order. A node's start begins a sentence."""
    text = clean.text
    starts = [node.start for node in nodes]
    found: list[Sentence] = []
    begin = 0
    for match in _BREAK.finditer(text):
        if match.lastgroup == "end":
            _append(found, text, begin, match.end(), nodes, starts)
            begin = match.end()
        elif match.lastgroup == "line":
            _append(found, text, begin, match.start(), nodes, starts)
            begin = match.end()
    _append(found, text, begin, len(text), nodes, starts)
    return found


def _append(
    found: list[Sentence], text: str, begin: int, end: int, nodes: list[OutlineNode], starts: list[int]
) -> None:
    """Add text[begin:end], cut where a node starts inside it; a stretch without a word is no sentence."""
    if begin >= end:
        return
    first, last = innermost(starts, begin), innermost(starts, end - 1)
    cuts = sorted({begin, end, *(starts[index] for index in range(first + 1, last + 1))})
    for start, stop in zip(cuts, cuts[1:], strict=False):
        if not _WORD.search(text, start, stop):
            continue
        node = nodes[innermost(starts, start)]
        while node.parent is not None and node.end < stop:
            node = nodes[node.parent]
        found.append(Sentence(start, stop, node.position))

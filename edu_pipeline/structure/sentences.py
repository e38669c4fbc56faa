"""Sentences: from one 。！？ or paragraph end to the next, whole where quotes and brackets enclose such a mark."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from edu_pipeline.structure.clean import CleanText
from edu_pipeline.structure.outline import OutlineNode

# An enclosed stretch longer than this is taken for a forgotten closing mark.
_BREAK = re.compile(
    r"[。！？\n“（《](?:(?<=[。！？])[。！？]{0,20}[”’）》]{0,3}|(?<=\n)"
    r"|(?<=“)[^“”\n]{0,200}”|(?<=（)[^（）\n]{0,200}）|(?<=《)[^《》\n]{0,200}》)"
)
_WORD = re.compile(r"[^\W_]")


class Sentence(NamedTuple):
    """Clean ``start``..``end`` with its final mark; ``node`` is the position of the innermost outline node."""

    start: int
    end: int
    node: int


def sentences(clean: CleanText, nodes: list[OutlineNode]) -> list[Sentence]:
    """All sentences in text order. A node's start begins a sentence; a stretch without a word is none."""
    found: list[Sentence] = []
    text = clean.text
    starts = [*(node.start for node in nodes), len(text) + 1]
    last = 0  # the last node that starts at or before the stretch
    following = starts[1]
    for begin, end in _stretches(text):
        while begin < end:
            while following <= begin:
                last += 1
                following = starts[last + 1]
            stop = following if following < end else end
            if text[begin].isalnum() or _WORD.search(text, begin, stop):
                found.append(Sentence(begin, stop, last if nodes[last].end >= stop else _innermost(nodes, last, stop)))
            begin = stop
    return found


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The text cut at its final marks and line ends."""
    begin = 0
    for match in _BREAK.finditer(text):
        start, end = match.span()
        if text[start] == "\n":
            yield begin, start
        elif text[start] in "。！？":
            yield begin, end
        else:
            continue
        begin = end
    yield begin, len(text)


def _innermost(nodes: list[OutlineNode], last: int, stop: int) -> int:
    node = nodes[last]
    while node.parent is not None and node.end < stop:
        node = nodes[node.parent]
    return node.position

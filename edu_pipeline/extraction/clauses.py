"""A sentence cut into clauses, so that the words about one number are told from the words about its neighbours."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

QUOTED = re.compile(r"《[^《》]{0,120}》|“[^“”]{0,80}”|‘[^‘’]{0,40}’|\"[^\"]{0,40}\"")
_STOPS = re.compile(r"[，；：。！？\n]|——|[（）()]")


@dataclass(frozen=True, slots=True)
class Clause:
    """``text[start:end]`` of a sentence. ``depth`` 1 means inside brackets; ``stop`` is the mark that closed it."""

    start: int
    end: int
    depth: int
    stop: str


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """The spans of quotations and titles, marks included."""
    return [match.span() for match in QUOTED.finditer(text)]


def split_clauses(text: str, quoted: list[tuple[int, int]], numbers: list[int]) -> list[Clause]:
    """Clauses of a sentence in order, cut at ，；：。 outside quotations.

    A bracket cuts only where it holds one of ``numbers`` (offsets): 幼儿园177所（公办58所） but not 县（区）.
    """
    inside = _Inside(quoted)
    cuts: list[tuple[int, int, str]] = []
    skip_closing = 0
    for match in _STOPS.finditer(text):
        mark = match[0]
        if inside(match.start()):
            continue
        if mark in "（(":
            close = _closing(text, match.end())
            if close is None or not _any_between(numbers, match.end(), close):
                skip_closing += 1
                continue
        elif mark in "）)" and skip_closing:
            skip_closing -= 1
            continue
        cuts.append((match.start(), match.end(), mark))
    return list(_clauses(text, cuts))


def _clauses(text: str, cuts: list[tuple[int, int, str]]) -> Iterator[Clause]:
    position, depth = 0, 0
    for start, end, mark in cuts:
        if position < start or mark == "；":
            yield Clause(position, start, depth, mark)
        if mark in "（(":
            depth += 1
        elif mark in "）)":
            depth = max(0, depth - 1)
        position = end
    if position < len(text):
        yield Clause(position, len(text), depth, "")


class _Inside:
    """Whether a position lies in one of the sorted spans."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]

    def __call__(self, position: int) -> bool:
        index = bisect_right(self.starts, position) - 1
        return index >= 0 and position < self.ends[index]


def _closing(text: str, start: int) -> int | None:
    """Where the bracket that opened before ``start`` closes, within a sentence's reach."""
    positions = [p for p in (text.find("）", start, start + 400), text.find(")", start, start + 400)) if p >= 0]
    return min(positions, default=None)


def _any_between(numbers: list[int], start: int, end: int) -> bool:
    return any(start <= number < end for number in numbers)

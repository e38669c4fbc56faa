"""The text of a report as printed, cut where figures begin and end. Joined again, the pieces are the text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

BESIDE_HEADING = 4
"""Signs of a heading's line that are neither its marker nor its words, at most: a colon, a full stop, bold marks."""
Span = tuple[int, int, int | None, str | None, bool]
"""Start, end, and what it is: the position of a figure, the reason of a number that is none, or a heading."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: the figures (their positions) that cover it, and the reason where it is no figure."""

    start: int
    text: str
    figures: tuple[int, ...] = ()
    reason: str | None = None
    heading: bool = False


def pieces(
    text: str,
    figures: Sequence[Mapping[str, Any]],
    unclaimed: Sequence[Mapping[str, Any]] = (),
    sections: Sequence[Mapping[str, Any]] = (),
) -> Iterator[Piece]:
    """The text in pieces, in order, cut at every end of a figure, an unclaimed number and a heading."""
    headings = list(_headings(text, sections))
    spans: list[Span] = [
        *((row["char_start"], row["char_end"], position, None, False) for position, row in enumerate(figures)),
        *((row["char_start"], row["char_end"], None, row["reason"], False) for row in unclaimed),
        *((start, end, None, None, True) for start, end in headings),
    ]
    opening: dict[int, list[Span]] = {}
    for span in spans:
        opening.setdefault(span[0], []).append(span)
    cuts = sorted({0, len(text), *(span[0] for span in spans), *(span[1] for span in spans)})
    open_now: list[Span] = []
    for start, end in pairwise(cuts):
        open_now = [span for span in open_now if span[1] > start] + opening.get(start, [])
        yield Piece(
            start,
            text[start:end],
            tuple(sorted(span[2] for span in open_now if span[2] is not None)),
            next((span[3] for span in open_now if span[3] is not None), None),
            any(span[4] for span in open_now),
        )


def marked_text(cut: Iterable[Piece], figures: Sequence[Mapping[str, Any]]) -> Markup:
    """The pieces as HTML; ``figures`` have ``metric_id`` and ``classes``. Each figure's id stands once."""
    return Markup("".join(_marked(piece, figures) for piece in cut))  # its parts are escaped


def _marked(piece: Piece, figures: Sequence[Mapping[str, Any]]) -> str:
    text = escape(piece.text)
    heading = " h" if piece.heading else ""
    if not piece.figures:
        if piece.reason is not None:
            return f'<span class="u{heading}" title="{escape(piece.reason)}">{text}</span>'
        return f"<b>{text}</b>" if piece.heading else text
    rows = [figures[position] for position in piece.figures]
    classes = " ".join(dict.fromkeys(escape(word) for row in rows for word in row["classes"]))
    begun = [escape(row["metric_id"]) for row in rows if row["char_start"] == piece.start]
    anchors = "".join(f'<span id="{name}"></span>' for name in begun[1:])
    own = f' id="{begun[0]}"' if begun else ""
    marks = " ".join(map(str, piece.figures))
    target = escape(rows[0]["metric_id"])
    return f'{anchors}<a class="f {classes}{heading}" href="#{target}"{own} data-f="{marks}">{text}</a>'


def _headings(text: str, sections: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, int]]:
    """The lines that are headings and nothing more; where a sentence begins with its heading, none is."""
    for row in sections:
        start = row["char_start"]
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        told = len(_without_space(row["marker"] or "")) + len(_without_space(row["heading"] or ""))
        if row["depth"] and row["heading"] and start < end <= start + 2 * told + BESIDE_HEADING:
            rest = len(_without_space(text[start:end])) - told
            if rest <= BESIDE_HEADING:
                yield start, end


def _without_space(text: str) -> str:
    return "".join(text.split())

"""A whole with the figures that the words list under it."""

from collections.abc import Iterator
from dataclasses import dataclass

from edu_pipeline.consistency.passage import Mention, Passage

# So many ends of a list are tried, from the fullest on.
_MOST_READINGS = 12


@dataclass(frozen=True, slots=True)
class PartList:
    """A whole with its parts in text order.

    ``heads`` are the figures that may be the whole, the likeliest first; ``direct`` says that no other statement
    stands between the whole and its list. ``breaks`` holds the positions in ``items``
    before which the text has a mark stronger than 、. ``certain`` counts the leading items that are parts beyond
    doubt. ``closed`` says that the words name all parts.
    """

    cue: str
    passage: Passage
    heads: tuple[Mention, ...]
    items: tuple[Mention, ...]
    breaks: tuple[int, ...]
    semicolons: tuple[int, ...]
    certain: int
    closed: bool
    direct: bool = True
    nested: frozenset[int] = frozenset()

    def selections(self) -> Iterator[tuple[Mention, ...]]:
        """The readings of where the list ends, the fullest first; each has two parts or more."""
        everything = range(len(self.items))
        outer = [index for index in everything if index not in self.nested]
        seen: set[tuple[int, ...]] = set()
        ends = [len(self.items), *reversed(self.semicolons), *reversed(self.breaks)][:_MOST_READINGS]
        for source in (outer, everything):
            for end in ends:
                kept = tuple(index for index in source if index < end)
                if len(kept) > 1 and kept not in seen:
                    seen.add(kept)
                    yield tuple(self.items[index] for index in kept)

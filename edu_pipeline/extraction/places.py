"""The place a figure is about: the report's own area, the article's, or a part of it that the clause names."""

from collections import Counter
from collections.abc import Sequence

from edu_pipeline.catalog import Region, RegionMention, Regions
from edu_pipeline.extraction.labels import opens_with_verb
from edu_pipeline.records import RegionLevel, SectionRole
from edu_pipeline.structure import OutlineNode, Structure

_LEVEL: dict[str, int] = {
    RegionLevel.COUNTRY: 0,
    RegionLevel.PROVINCE: 1,
    RegionLevel.PREFECTURE: 2,
    RegionLevel.COUNTY: 3,
    RegionLevel.FUNCTIONAL: 3,
}
# Before a place that is the partner or the aim of an action, not the area counted.
_PARTNER_BEFORE = (
    "与",
    "和",
    "向",
    "对口",
    "援",
    "帮扶",
    "赴",
    "同",
    "跟",
    "支援",
    "协作",
    "对接",
    "来自",
    "、",
    "原",
    "由",
)
_ENUMERATED_BEHIND = ("、", "和", "与", "及", "以及", "等")
_OPENING = 400
_ARTICLE_MENTIONS = 3


def section_regions(structure: Structure, regions: Regions, own: str | None) -> list[str | None]:
    """The region of every outline node: an article of another body inside a briefing is about that body's area."""
    text, nodes = structure.clean.text, structure.nodes
    result: list[str | None] = []
    articles = sum(1 for node in nodes if _is_article(node))
    for node in nodes:
        inherited = own if node.parent is None else result[node.parent]
        if _is_article(node) and articles > 1:
            inherited = _article_region(text[node.start : node.end], regions, own) or own
        result.append(inherited)
    return result


def _is_article(node: OutlineNode) -> bool:
    return node.depth == 1 and node.marker is None and node.heading is not None and node.role != SectionRole.PLAN


def _article_region(text: str, regions: Regions, own: str | None) -> str | None:
    """The place an article names often and from its opening on, if that is a part of the report's area."""
    mentions = [m for m in regions.mentions(text, own) if m.name and not m.relative]
    opening = {m.name for m in mentions if m.start < _OPENING}
    counted = Counter(m.name for m in mentions if m.name in opening and m.name != own)
    for name, count in counted.most_common(1):
        total_own = sum(1 for m in mentions if m.name == own)
        if count >= _ARTICLE_MENTIONS and count > total_own:
            return name
    return None


class SentencePlaces:
    """The places that a sentence names, and which of them governs a position."""

    def __init__(self, text: str, regions: Regions, own: str | None) -> None:
        self.text, self.own, self.regions = text, own, regions
        found = regions.mentions(text, own)
        self.mentions = [m for m in found if m.name and not m.relative and self._acts(m)]
        self.own_again = [m.start for m in found if m.relative]
        self.level = _level(regions.resolve(own) if own else None)

    def _acts(self, mention: RegionMention) -> bool:
        """Whether the place itself does something: 贵阳市建成城市医疗集团 is no name of a body."""
        return not mention.in_name or opens_with_verb(self.text[mention.end : mention.end + 6])

    def at(self, position: int, clause_start: int) -> str | None:
        """The region of the figure at ``position``, whose clause begins at ``clause_start``."""
        inside = [m for m in self.mentions if clause_start <= m.start and m.end <= position]
        chosen = self._single(inside)
        if chosen is None and not any(clause_start <= start < position for start in self.own_again):
            chosen = self._subject(clause_start)
        return chosen.name if chosen else self.own

    def _single(self, mentions: Sequence[RegionMention]) -> RegionMention | None:
        """The only part of the own area that is named, unless it is one of a list or a partner."""
        below = [m for m in mentions if self._is_part(m)]
        if len({m.name for m in below}) != 1:
            return None
        mention = below[-1]
        before, after = self.text[: mention.start], self.text[mention.end : mention.end + 2]
        if before.endswith(_PARTNER_BEFORE) or after.startswith(_ENUMERATED_BEHIND):
            return None
        return mention

    def _subject(self, clause_start: int) -> RegionMention | None:
        """A part of the own area that opens the sentence stays its subject."""
        opening = [m for m in self.mentions if m.start <= 1 and m.end <= clause_start]
        return self._single(opening)

    def _is_part(self, mention: RegionMention) -> bool:
        if mention.name == self.own:
            return False
        if _LEVEL.get(mention.level, 9) <= self.level:
            return False
        return self.own is None or self.own == "全国" or mention.parent is None or self._below_own(mention)

    def _below_own(self, mention: RegionMention) -> bool:
        if mention.parent == self.own:
            return True
        region = self.regions.resolve(mention.name or "", self.own)
        return region is not None and self.regions.is_below(region, self.own)


def _level(region: Region | None) -> int:
    return _LEVEL[region.level] if region else -1

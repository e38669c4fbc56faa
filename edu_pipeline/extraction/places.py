"""The place a figure is about: the report's own area, the article's, or a part of it that the clause names."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from edu_pipeline.catalog import Region, RegionMention, Regions
from edu_pipeline.extraction.labels import opens_with_verb, tidy
from edu_pipeline.records import RegionLevel, SectionRole
from edu_pipeline.structure import OutlineNode, Structure

_LEVEL: dict[str, int] = {
    RegionLevel.COUNTRY: 0,
    RegionLevel.PROVINCE: 1,
    RegionLevel.PREFECTURE: 2,
    RegionLevel.COUNTY: 3,
    RegionLevel.FUNCTIONAL: 3,
    RegionLevel.TOWNSHIP: 4,
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
# A figure right behind a place is the place's, in a list of any places: 永修县96.3%、武宁县95.1%.
_RIGHT_BEHIND = re.compile(
    r"(?:[（(：:\s]|分别|已|为|是|有|达到?|约|近|超过?|仅|高达|增长|下降|提高|增加|减少|上升|以|的){0,4}\Z"
)
_COMPARED_BEFORE = re.compile(r"(?:高于|低于|优于|不及|超过|落后于?|[比较])\Z")
_ITEM_BEFORE = re.compile(
    r"(?:\A|[、，；：（(和及])(?:其中|最[\u4e00-\u9fff]{1,3}的?[\u4e00-\u9fff]{0,3}[是为有]|其次[是为]|[和及])?\Z"
)
# 全省高职院校平均落实率91%: the area above is itself the subject of its clause.
_AREA = re.compile(
    r"(?:同期|同年|而|目前)?(?P<area>全国|(?:全|我)[省市州县区])(?:\d|为\d|是\d|生均|人均|平均|同类|共有?|现有|累计|总计|普通|高校|高等|高职|中职"
    r"|中等|义务教育|中小学|幼儿园|学校|小学|初中|高中|学前|各级各类)"
)
_SHORT_ITEM = re.compile(
    r"(?:\A|[、，；：（和及])(?:其中)?(?P<name>[\u4e00-\u9fff]{2,4}?)(?:分别|已|为|是|有|达到?|约)?\Z"
)
_LONGEST_ITEM = 12
_PARTNER_VERB = re.compile(r"来自|赴|前往|支援|援助|帮扶|对口|流入|流向|考入|输送|生源|就业|[向与]")
# How far the own area is from another is a figure of the own one: 全国平均59.6%，相差4.18个百分点.
_APART = re.compile(r"相差|高出|高于|低于|优于|领先|落后|差距|超出|低\d|高\d|我")
_COMPARES = re.compile(r"(?:比|较|同比|环比|增长|提高|上升|下降|降低|增加|减少|占|高于|低于|高出)")
_PART = re.compile(r"[^、和及与]+")
_LONGEST_SHORT_NAME = 4
_SEGMENT = re.compile(r"[；。]")
_OPENING = 400
_ARTICLE_MENTIONS = 3
_LONGEST_PLACE = 16


def section_regions(structure: Structure, regions: Regions, own: str | None) -> list[str | None]:
    """The region of every outline node: an article of another body inside a briefing is about that body's area."""
    text, nodes = structure.clean.text, structure.nodes
    result: list[str | None] = []
    articles = sum(1 for node in nodes if _is_article(node))
    for node in nodes:
        inherited = own if node.parent is None else result[node.parent]
        if _is_article(node) and articles > 1:
            inherited = _article_region(text[node.start : node.end], regions, own) or own
        if node.parent is not None and node.heading:
            inherited = _heading_place(node.heading, regions, own) or inherited
        result.append(inherited)
    return result


def _heading_place(heading: str, regions: Regions, own: str | None) -> str | None:
    """The place that a heading consists of: （一）上派镇."""
    words = heading.strip(" ：:。（）()")
    if len(words) > _LONGEST_PLACE:
        return None
    found = [m for m in regions.mentions(words, own) if not m.relative] or regions.towns(words)
    whole = len(found) == 1 and found[0].start == 0 and found[0].end == len(words)
    return found[0].name if whole and found[0].name != own else None


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


def opens_with_area(text: str, start: int) -> bool:
    """Whether an area is the subject of the clause that begins at ``start``: 全省高职院校平均…"""
    return _AREA.match(text, start) is not None


class SentencePlaces:
    """The places that a sentence names, and which of them governs a position.

    ``numbers`` are the spans of the sentence's figures, asked for in their order. ``listed`` are the places that stand
    right before their numbers, by the position of these.
    """

    def __init__(self, text: str, regions: Regions, own: str | None, numbers: Sequence[tuple[int, int]] = ()) -> None:
        self.text, self.own, self.regions = text, own, regions
        found = regions.mentions(text, own)
        self.own_again = [m.start for m in found if m.relative]
        towns = [
            town for town in regions.towns(text) if not any(m.start < town.end and town.start < m.end for m in found)
        ]
        named = [m for m in found if m.name and not m.relative and self._acts(m)]
        self.mentions = sorted([*named, *towns], key=lambda mention: mention.start)
        self.level = _level(regions.resolve(own) if own else None, own)
        self.last: tuple[int, str | None] | None = None
        self.area: tuple[str, int] | None = None
        self.shared: dict[int, str] = {}  # what the figures of places told apart measure, said once for all of them
        self.listed = self._listed(numbers)

    def _acts(self, mention: RegionMention) -> bool:
        """Whether the place itself does something: 贵阳市建成城市医疗集团 is no name of a body."""
        return not mention.in_name or opens_with_verb(self.text[mention.end : mention.end + 6])

    def at(self, position: int, clause_start: int) -> str | None:
        """The region of the figure at ``position``, whose clause begins at ``clause_start``."""
        region = self._at(position, clause_start)
        if position not in self.listed and self._compares(position, clause_start):
            region = self.last[1] if self.last else region
        above = self.area is not None and region == self.area[0]
        self.last = (position, region) if region != self.own and not above else None
        return region

    def _goes_on(self, position: int, clause_start: int) -> bool:
        """Whether a clause still has the area above as its subject: 我省118个县接受监测，达标率为36.4%."""
        if self.area is None or any(mark in self.text[self.area[1] : position] for mark in "；。"):
            return False
        if _APART.search(self.text, clause_start, position):
            return False
        named = [m.start for m in self.mentions if m.start >= self.area[1]]
        again = [start for start in self.own_again if start > self.area[1]]
        return not any(start < position for start in (*named, *again))

    def _compares(self, position: int, clause_start: int) -> bool:
        """Whether a clause says more of the place of the list's item before: 永修县96.3%，比上年提高1.2个百分点."""
        if self.last is None or not _COMPARES.match(self.text, clause_start, position):
            return False
        return not any(mark in self.text[self.last[0] : position] for mark in "；。")

    def _at(self, position: int, clause_start: int) -> str | None:
        if position in self.listed:
            return self.listed[position].name
        if above := self._area_above(clause_start):
            self.area = (above, position)
            return above
        if self.area and self._goes_on(position, clause_start):
            return self.area[0]
        inside = [m for m in self.mentions if clause_start <= m.start and m.end <= position]
        chosen = self._single(inside)
        if chosen is None and not any(clause_start <= start < position for start in self.own_again):
            chosen = self._subject(clause_start)
        return chosen.name if chosen else self.own

    def _listed(self, numbers: Sequence[tuple[int, int]]) -> dict[int, RegionMention]:
        """The place right before each of ``numbers``, where it is told apart from the places of the other ones."""
        found: dict[int, RegionMention] = {}
        before, index = 0, 0
        for start, end in numbers:
            between = []
            while index < len(self.mentions) and self.mentions[index].end <= start:
                between.append(self.mentions[index])
                index += 1
            if between and between[-1].start >= before and self._is_item(between, before, start):
                found[start] = between[-1]
            before = end
        apart = self._told_apart(numbers) | self._short_rows(numbers)
        found.update(apart)
        several = len({mention.name for mention in found.values()}) > 1
        return {
            start: m
            for start, m in found.items()
            if start in apart or self._is_part(m) or (several and m.name != self.own and not self._is_partner(m))
        }

    def _is_partner(self, mention: RegionMention) -> bool:
        """Whether the clause says before a place that people come from there or go there."""
        start = max(self.text.rfind(mark, 0, mention.start) for mark in "，；。") + 1
        return _PARTNER_VERB.search(self.text, start, mention.start) is not None

    def _is_item(self, between: Sequence[RegionMention], before: int, start: int) -> bool:
        """Whether the last place before a figure is its only one: not 东湖区、西湖区12所, not 高于南昌市3%."""
        mention = between[-1]
        if _COMPARED_BEFORE.search(self.text[max(0, mention.start - 3) : mention.start]):
            return False
        if mention.end < start and not _RIGHT_BEHIND.match(self.text, mention.end, start):
            opens = before and _ITEM_BEFORE.search(self.text[before : mention.start])
            if not opens or _SEGMENT.search(self.text, mention.end, start) or "，" in self.text[mention.end : start]:
                return False
            if self.text.startswith(_ENUMERATED_BEHIND, mention.end):
                return False
        neighbour = between[-2] if len(between) > 1 else None
        return neighbour is None or self.text[neighbour.end : mention.start] not in ("、", "和", "及", "与", "以及")

    def _told_apart(self, numbers: Sequence[tuple[int, int]]) -> dict[int, RegionMention]:
        """永修县、武宁县分别为96.3%、95.1%: the first figure is the first place's."""
        found: dict[int, RegionMention] = {}
        position = self.text.find("分别")
        while position >= 0:
            places = self._row_before(position)
            row = [number for number in numbers if number[0] > position][: len(places)]
            joined = all(
                len(self.text[one[1] : other[0]]) <= 2 and not _SEGMENT.search(self.text, one[1], other[0])
                for one, other in pairwise(row)
            )
            if len(places) > 1 and len(row) == len(places) and joined and row[0][0] - position <= 8:
                found.update({number[0]: place for number, place in zip(row, places, strict=True)})
                measured = tidy(self.text[places[-1].end : position] + self.text[position + 2 : row[0][0]])
                self.shared.update({number[0]: measured for number in row if len(measured) >= 2})
            position = self.text.find("分别", position + 2)
        return found

    def _short_rows(self, numbers: Sequence[tuple[int, int]]) -> dict[int, RegionMention]:
        """Two places or more in a row that are called by their short names: 其中西藏300所、新疆900所."""
        found: dict[int, RegionMention] = {}
        previous: tuple[int, RegionMention] | None = None
        for (_, before), (start, _) in pairwise([(0, 0), *numbers]):
            item = _SHORT_ITEM.search(self.text, max(before, start - _LONGEST_ITEM), start) if self.own else None
            place = self._short_name(item["name"], item.start("name")) if item else None
            if place is not None and previous is not None:
                found.update({previous[0]: previous[1], start: place})
            previous = None if place is None else (start, place)
        return found

    def _short_name(self, name: str, start: int) -> RegionMention | None:
        """The place of the own area that ``name`` is short for."""
        region = self.regions.resolve(name, self.own)
        if region is None or region.name == name or region.code is None:
            return None
        within = self.own is not None and self.regions.is_below(region, self.own)
        if not within or (self.own == "全国" and region.level != RegionLevel.PROVINCE):
            return None
        return RegionMention(start, start + len(name), region.name, region.level, region.code, region.parent)

    def _row_before(self, position: int) -> list[RegionMention]:
        """The places of the last list of places in the clause that ends at ``position``."""
        start = max(self.text.rfind(mark, 0, position) for mark in "，；。：") + 1
        row = [m for m in self.mentions if start <= m.start and m.end <= position] or self._short_names(start, position)
        for index in range(len(row) - 1, 0, -1):
            if len(self.text[row[index - 1].end : row[index].start]) > 1:
                return row[index:]
        return row

    def _short_names(self, start: int, end: int) -> list[RegionMention]:
        """The places of a list that calls each by its short name: 晋江、南安、石狮分别新增…"""
        found: list[RegionMention] = []
        for part in _PART.finditer(self.text, start, end):
            for length in range(min(_LONGEST_SHORT_NAME, len(part[0])), 1, -1):
                region = self.regions.resolve(part[0][:length], self.own)
                if region is not None and (self.own in (None, "全国") or self.regions.is_below(region, self.own)):
                    begin = part.start()
                    found.append(
                        RegionMention(begin, begin + length, region.name, region.level, region.code, region.parent)
                    )
                    break
            else:
                return found if len(found) > 1 else []
            if length < len(part[0]):
                break
        return found if len(found) > 1 else []

    def _area_above(self, clause_start: int) -> str | None:
        """The area above the own one that opens a clause as its subject: 全省平均…, in a county's report."""
        match = _AREA.match(self.text, clause_start)
        if match is None or self.own == "全国" or (self.own or "").endswith(match["area"][1]):
            return None
        region = self.regions.resolve(match["area"], self.own)
        return region.name if region is not None and _LEVEL.get(region.level, 9) < self.level else None

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
        """A part of the own area that opens the sentence, or what stands behind its last ；, stays the subject."""
        opened = max(self.text.rfind("；", 0, clause_start) + 1, 0)
        opening = [m for m in self.mentions if opened <= m.start <= opened + 1 and m.end <= clause_start]
        return self._single(opening)

    def _is_part(self, mention: RegionMention) -> bool:
        if mention.name == self.own:
            return False
        if _LEVEL.get(mention.level, 9) <= self.level:
            return False
        if self.own is None or self.own == "全国" or mention.level == RegionLevel.TOWNSHIP:
            return True
        return mention.parent is None or self._below_own(mention)

    def _below_own(self, mention: RegionMention) -> bool:
        if mention.parent == self.own:
            return True
        region = self.regions.resolve(mention.name or "", self.own)
        return region is not None and self.regions.is_below(region, self.own)


def _level(region: Region | None, name: str | None) -> int:
    if region is not None:
        return _LEVEL[region.level]
    return (
        3 if name and name.endswith(("区", "县", "旗")) else 4 if name and name.endswith(("镇", "乡", "街道")) else -1
    )

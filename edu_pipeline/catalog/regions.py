"""Places: what a name in a text means, and where each place stands in the administrative hierarchy.

A mention ends in one of a few characters (省, 市, 县 …), so a text is searched for those and the names are looked up
backwards from there: the cost does not depend on how many names there are.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from edu_pipeline.records import RegionLevel

ETHNIC = (
    "蒙古族|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|"
    "拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|普米族|塔吉克族?|怒族|"
    "鄂温克族?|裕固族|保安族|独龙族|各族|蒙古"
)
ETHNIC_TAIL = re.compile(f"(?:{ETHNIC})+自治([州县旗区])$")
MentionLevel = RegionLevel | Literal["own"]
LEVEL_RANK = {level: rank for rank, level in enumerate(RegionLevel)}

# 南昌市场, 东湖区域, 西湖区别: the last character of the name begins another word.
NOT_A_PLACE_BEFORE = {"市": "场圈", "区": "域间块", "县": "区", "省": "略"}
# 健全市县两级机制: 全 belongs to the word before.
NOT_RELATIVE_AFTER = "健安完齐周保"
CJK = re.compile(r"[一-鿿]")
# A place that ended as late as this is what reports of its time mean by its name.
_RECENT = 2020
# Before a name that is a verb, too, these leave it a name.
_NAME_BEFORE = "，。；：、（ \n“《和与及对在为向从至到市的由是"
WORD_BOUNDARY_BEFORE = "在和与及对为给赴向从至到"

_SCHOOL = "中学|小学|学校|幼儿园|学院|大学|职校"
_GENERIC = (
    "中小|义务教育|公办|民办|普通|高级|初级|初中|高中|农村|乡村|乡镇|城镇|城区|村级|普惠|各类|各级|所有|全部|直属|区属|市属|区直|市直|"
    "中职|中等职业|职业|高职|高等|示范|省级|市级|区级|小规模|薄弱|寄宿"
)
# Words of a sentence that a school's name doesn't hold: what stands behind them is no name that began at the place.
_NO_NAME = "的了有各全共新已及和与启实推将在为以被由所个等、，；：。（）“”《》\\s0-9"
BODY_BEHIND = re.compile(
    rf"(?!中小学|(?:{_GENERIC})[一-鿿]{{0,8}}?(?:{_SCHOOL}|院校|园))"
    rf"(?:第?[一二三四五六七八九十]{{1,3}}(?:中心|实验|职业)?(?:{_SCHOOL}|中|小|幼)"
    rf"|实验(?:{_SCHOOL})|[^{_NO_NAME}]{{1,8}}?(?:{_SCHOOL}|医院|集团|公司|协会|研究院)"
    rf"|[^{_NO_NAME}]{{0,6}}?(?:局|委员会|人民政府|教育厅|教育工委|管委会|党委)|政府|[区市县省]委)"
)
_TOWN = re.compile(
    r"(?:(?<![\u4e00-\u9fff])(?:其中|[和及与])?|(?<=[是为和及与县市区旗]))(?P<town>(?P<stem>[\u4e00-\u9fff]{2,4}?)(?:镇|乡|街道|苏木))"
    r"(?=[：:（(、，,\d\s]|$|达|为|有|共|现|完成|投入|新增|新建|建成|分别|和|及|与|增长|下降)"
)
QUOTED = re.compile(r"《[^》\n]{0,200}》|“[^”\n]{0,60}”")


@dataclass(frozen=True, slots=True)
class Region:
    """A place. ``code`` is its GB/T 2260 code (None for a functional body, or where a same-named place is meant that
    the context does not tell apart); ``parent`` names the place above it; ``former_until`` is the year it ended and
    ``goes_on_as`` the code of the place that it is now, where it was renamed and not merged into another.
    """

    name: str
    level: RegionLevel
    code: str | None
    parent: str | None
    parent_code: str | None = None
    aliases: tuple[str, ...] = ()
    former_until: int | None = None
    goes_on_as: str | None = None


@dataclass(frozen=True, slots=True)
class RegionMention:
    """A place named in a text, ``text[start:end]``, with the places above it that stand right before it.

    ``name`` is the place alone as the text has it: 新建区 in 南昌市新建区, and 恩施州 where it says so.

    ``relative`` mentions (全市, 我区) have no name: they mean the report's own region at ``level`` ("own": 辖区).
    ``in_name`` says that the place only names a school, a body or a title.
    """

    start: int
    end: int
    name: str | None
    level: MentionLevel
    code: str | None
    parent: str | None
    relative: bool = False
    in_name: bool = False


@dataclass(frozen=True, slots=True)
class RegionLists:
    """The word lists of ``regions_extra.yml``."""

    functional_suffixes: tuple[str, ...] = ()
    standalone_suffixes: tuple[str, ...] = ()
    common_nouns: frozenset[str] = frozenset()
    not_after: tuple[tuple[str, str], ...] = ()
    words_too: frozenset[str] = frozenset()
    no_towns: tuple[str, ...] = ()
    no_towns_behind: tuple[str, ...] = ()
    relative: tuple[tuple[str, MentionLevel], ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()


def short_names(name: str, level: RegionLevel) -> tuple[str, ...]:
    """How a place is called without the word for what it is: 江西省 → 江西, 恩施土家族苗族自治州 → 恩施州, 恩施."""
    ethnic = ETHNIC_TAIL.search(name)
    if ethnic and ethnic.start() >= 2:
        stem = name[: ethnic.start()]
        return (stem,) if level == RegionLevel.PROVINCE else (stem + ethnic.group(1), stem)
    for suffix in ("特别行政区", "自治区", "自治州", "地区", "林区", "省", "市", "县", "区", "盟", "旗"):
        if name.endswith(suffix):
            stem = name.removesuffix(suffix)
            return (stem,) if len(stem) >= 2 else ()
    return ()


class Regions:
    """All known places; see the module's note on how a text is searched."""

    def __init__(self, regions: Iterable[Region], lists: RegionLists) -> None:
        self.all: tuple[Region, ...] = tuple(regions)
        self.lists = lists
        self.by_code = {region.code: region for region in self.all if region.code and region.former_until is None}
        self._by_name: dict[str, list[Region]] = {}
        for region in self.all:
            self._by_name.setdefault(region.name, []).append(region)
        self._relative = dict(lists.relative)
        self._not_after = dict(lists.not_after)

    @cached_property
    def _by_alias(self) -> dict[str, list[Region]]:
        """Places by alias, the higher level first: 吉林 is the province."""
        table: dict[str, list[Region]] = {}
        for region in self.all:
            for alias in region.aliases:
                table.setdefault(alias, []).append(region)
        abbreviations = dict(self.lists.abbreviations)
        for short, name in abbreviations.items():
            table.setdefault(short, []).extend(self._by_name.get(name, []))
        for found in table.values():
            found.sort(key=lambda region: (LEVEL_RANK[region.level], region.former_until is not None))
        return table

    @cached_property
    def _endings(self) -> dict[str, list[str]]:
        """Everything mentions() looks for, by its last two characters, the longest first."""
        words = set(self._by_name) | set(self._relative) | set(self.lists.functional_suffixes)
        for region in self.all:
            words.update(alias for alias in region.aliases if alias[-1] in "州县旗区局" and len(alias) > 2)
        table: dict[str, list[str]] = {}
        for word in sorted(words, key=len, reverse=True):
            table.setdefault(word[-2:], []).append(word)
        return table

    @cached_property
    def _last_characters(self) -> re.Pattern[str]:
        return re.compile(f"[{''.join(sorted({ending[-1] for ending in self._endings}))}]")

    def mentions(self, text: str, near: str | None = None) -> list[RegionMention]:
        """The places that ``text`` names, in order and without overlap, the longest where several end together.

        ``near`` is a region the text is about; it tells same-named districts apart. Linear in the text.
        """
        found: list[RegionMention] = []
        endings = self._endings
        for match in self._last_characters.finditer(text):
            end = match.end()
            words = endings.get(text[end - 2 : end])
            if words is None:
                continue
            for word in words:
                if text.endswith(word, max(0, end - len(word)), end):
                    mention = self._mention(text, word, end - len(word), end, found, near)
                    if mention is not None:
                        if found and found[-1].end > mention.start:
                            found.pop()
                        found.append(mention)
                        break
        return self._marked(text, found) if found else found

    def _mention(
        self, text: str, word: str, start: int, end: int, before: list[RegionMention], near: str | None
    ) -> RegionMention | None:
        following = text[end : end + 1]
        if following and following in NOT_A_PLACE_BEFORE.get(word[-1], ""):
            return None
        if start and text[start - 1] in self._not_after.get(word, ""):
            return None
        level = self._relative.get(word)
        if level is not None:
            if start and text[start - 1] in NOT_RELATIVE_AFTER:
                return None
            name = "全国" if level == RegionLevel.COUNTRY else None
            return RegionMention(start, end, name, level, None, None, relative=True)
        if word in self.lists.functional_suffixes:
            return self._zone(text, word, start, end)
        attached = before[-1] if before and before[-1].end == start and not before[-1].relative else None
        candidates = self._by_name.get(word) or self._by_alias[word]
        above = [region for region in candidates if attached is not None and self.is_below(region, attached.name)]
        if attached is None and self._doubtful(text, word, start, candidates, near):
            return None
        if word in self.lists.words_too and attached is None and not self._listed(text, word, start, candidates, near):
            return None
        if not above and word in self.lists.common_nouns:
            return None
        region = self._choose(above or candidates, near or (before[-1].name if before else None))
        first = before.pop().start if above and attached is not None else start
        return RegionMention(first, end, word, region.level, region.code, region.parent)

    def _doubtful(self, text: str, word: str, start: int, candidates: list[Region], near: str | None) -> bool:
        """Whether ``word`` may be an accident of other words: a common noun, or two characters inside a sentence."""
        if word in self.lists.common_nouns:
            return True
        if len(word) > 2 or start == 0:
            return False
        previous = text[start - 1]
        if not CJK.match(previous) or previous in WORD_BOUNDARY_BEFORE:
            return False
        return not any(near is not None and near in (region.name, region.parent) for region in candidates)

    def _listed(self, text: str, word: str, start: int, candidates: list[Region], near: str | None) -> bool:
        """Whether a name that is a verb, too, is a place here: in the reports of its city, or in a list of places."""
        end = start + len(word)
        if start == 0 or (text[start - 1] in "、（：" and text[end : end + 1] in ("", "、", "（", "和", "）")):
            return True
        return any(near is not None and near in (region.name, region.parent) for region in candidates) and (
            text[start - 1] in _NAME_BEFORE or text.endswith("其中", 0, start)
        )

    def _zone(self, text: str, suffix: str, start: int, end: int) -> RegionMention | None:
        """A development zone with the place that it is named after, or one that stands alone."""
        for length in (6, 5, 4, 3, 2):
            stem = text[max(0, start - length) : start]
            owner = self._by_name.get(stem) or self._by_alias.get(stem)
            if len(stem) == length and owner:
                return RegionMention(start - length, end, stem + suffix, RegionLevel.FUNCTIONAL, None, owner[0].name)
        if suffix not in self.lists.standalone_suffixes or (start and text[start - 1] in "级家个国类型设"):
            return None
        return RegionMention(start, end, suffix, RegionLevel.FUNCTIONAL, None, None)

    def _marked(self, text: str, mentions: list[RegionMention]) -> list[RegionMention]:
        """The mentions, those that only name a school, a body or a title marked as such."""
        quoted = [match.span() for match in QUOTED.finditer(text)] if "《" in text or "“" in text else []
        marked: list[RegionMention] = []
        position = 0
        for mention in mentions:
            while position < len(quoted) and quoted[position][1] <= mention.start:
                position += 1
            inside = position < len(quoted) and quoted[position][0] <= mention.start
            if inside or (not mention.relative and BODY_BEHIND.match(text, mention.end)):
                mention = replace(mention, in_name=True)
            marked.append(mention)
        return marked

    def towns(self, text: str) -> list[RegionMention]:
        """The towns that open a clause or an item of ``text``, before a figure, a bracket or a colon.

        No table holds them; they are told by where they stand: 上派镇：…, 最快的是罗溪镇（36.3%）. Linear in the text.
        """
        if "镇" not in text and "乡" not in text and "街道" not in text:
            return []
        return [
            RegionMention(match.start("town"), match.end("town"), match["town"], RegionLevel.TOWNSHIP, None, None)
            for match in _TOWN.finditer(text)
            if not match["stem"].endswith(self.lists.no_towns_behind)
            and not any(word in match["stem"] for word in self.lists.no_towns)
        ]

    def today(self, region: Region) -> Region:
        """The place under its name of today: 祁阳县 → 祁阳市; itself where it still exists or was merged."""
        return self.by_code.get(region.goes_on_as, region) if region.goes_on_as else region

    def ancestors(self, region: Region) -> Iterator[Region]:
        """The places above ``region``, the nearest first."""
        above = self.by_code.get(region.parent_code) if region.parent_code else None
        if above is None and region.parent_code is None and region.parent:
            above = next(iter(self._by_name.get(region.parent, [])), None)
        while above is not None:
            yield above
            above = self.by_code.get(above.parent_code) if above.parent_code else None

    def is_below(self, region: Region, name: str | None) -> bool:
        """Whether a place called ``name``, in full or short, stands above ``region``."""
        return any(name in (above.name, *above.aliases) for above in self.ancestors(region))

    def _choose(self, candidates: list[Region], near: str | None) -> Region:
        """The candidate nearest to ``near``; one without code and parent where nothing tells them apart."""
        present = [region for region in candidates if (region.former_until or _RECENT) >= _RECENT] or candidates
        if len(present) == 1:
            return present[0]
        context = self.resolve(near) if near else None
        if context is not None:
            around = {context.name, *(above.name for above in self.ancestors(context))} - {"全国"}
            scored = [
                (sum(above.name in around for above in self.ancestors(region)) + (region.name == context.name), region)
                for region in present
            ]
            best = max(score for score, _ in scored)
            nearest = [region for score, region in scored if score == best]
            if best and len(nearest) == 1:
                return nearest[0]
        if present[0].name != present[1].name and LEVEL_RANK[present[0].level] < LEVEL_RANK[present[1].level]:
            return present[0]
        first = present[0]
        return Region(first.name, first.level, None, None, aliases=first.aliases)

    def resolve(self, name: str, near: str | None = None) -> Region | None:
        """The place that ``name`` means in a text about ``near``: 新建区, 南昌市新建区, 江西, 全市, 昌."""
        name = name.strip()
        level = self._relative.get(name)
        if level is not None:
            return self._relative_region(level, near)
        candidates = self._by_name.get(name) or self._by_alias.get(name)
        if candidates:
            return self._choose(candidates, near)
        mentions = self.mentions(name, near)
        if mentions and mentions[0].start == 0 and mentions[-1].end == len(name) and len(mentions) == 1:
            only = mentions[0]
            if only.code:
                return self.by_code.get(only.code) or next(r for r in self.all if r.code == only.code)
            if only.name and isinstance(only.level, RegionLevel):
                return Region(only.name, only.level, None, only.parent)
        return None

    def _relative_region(self, level: MentionLevel, near: str | None) -> Region | None:
        if level == RegionLevel.COUNTRY:
            return next(iter(self._by_name.get("全国", [])), None)
        context = self.resolve(near) if near else None
        if context is None or level in ("own", context.level):
            return context
        return next((above for above in self.ancestors(context) if above.level == level), context)

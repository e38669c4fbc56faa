"""The place that a report is about: of its title, its issuer, the institution it is about, or its first page."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from edu_pipeline.catalog.institutions import institution_words, of_report
from edu_pipeline.catalog.regions import LEVEL_RANK, Region, RegionMention, Regions
from edu_pipeline.records import RegionLevel

_NATIONAL = re.compile(
    r"全国|教育部|国家统计局|国务院|中华人民共和国|国家卫生健康委|国家卫健委|我国|中国(?:教育|卫生|义务|学前|职业|高等|特殊|人口)"
)
_KINDS_OF_AREA = "社校学小片地辖城园景库市县郊山牧灾老矿特主核居村某该设各全我本"
_PLACE = re.compile(
    rf"[\u4e00-\u9fff]{{2,8}}?(?:自治区|自治州|新区|开发区|高新区|园区|[省市州县旗盟镇]|(?<!城)乡|街道"
    rf"|(?<![{_KINDS_OF_AREA}])区)"
)
# A place no table holds is believed where an authority or a year stands right behind it.
_BODY_BEHIND = re.compile(
    r"(?:教育|教体|教科|教委|教工|文教|卫生|卫健|民政|财政|人社|人力|人民|统计|政府|发改|发展和改革|体育|科技|审计|委|党委|机关|(?:19|20)\d{2}|年|“|第\w届)"
)
_NO_PLACE = re.compile(r"^(?:(?:19|20)\d{2}年?度?|关于|印发|转发|中共|公布|报送|《|“|全|我|本|各|该)+")
_NO_STEM = re.compile(
    r"[各全所有某该级类]|示范|试验|实验|功能|保护|贫困|试点|直属|设区|城乡|乡镇|大学|学院|学校|中学|小学|中心"
)
_PARTS = re.compile(r"[ 《》“”、，：|｜丨]|关于|印发|转发")
_RELATIVE = re.compile(r"^(?P<level>[省市州县区])(?:教|委|政|人|卫|财|民|统)")
_LEVELS: dict[str, tuple[RegionLevel, ...]] = {
    "省": (RegionLevel.PROVINCE,),
    "市": (RegionLevel.PREFECTURE, RegionLevel.COUNTY),
    "州": (RegionLevel.PREFECTURE,),
    "县": (RegionLevel.COUNTY,),
    "区": (RegionLevel.COUNTY, RegionLevel.FUNCTIONAL),
}
_OWN_LEVEL = re.compile(r"(?<![健安完])[全我本]([省市州县区])(?![域块别间外])")
_SITUATED = re.compile(
    r"(?:位于|坐落(?:在|于)?|座落(?:在|于)?|地处|落户|隶属于?|校址在|园址在)(?P<where>[^，。；\n]{2,40})"
)
_DATELINE = re.compile(r"(?:本报|本网|记者)?(?P<place>[\u4e00-\u9fff]{2,4})(?:\d{1,2}月\d{1,2}日)?[讯电]")
_WHOLE_COUNTRY = re.compile(r"全国(?:共|有|现有|各级|各类|幼儿园|普通|小学|初中|高等|义务|学前|教育|平均)")
_LONGEST_SHORT_NAME = 6
_SUBTITLES = 6


@dataclass(frozen=True, slots=True)
class Origin:
    """What tells where a report comes from: ``titles`` are all lines of its head, ``body`` its first page."""

    title: str | None
    issuer: str | None
    titles: tuple[str, ...]
    body: str

    @property
    def sources(self) -> list[str]:
        """Title and issuer, what tells more first."""
        sources = [self.title, self.issuer]
        if self.title and "转发" in self.title[:12]:
            sources.reverse()
        return [source for source in sources if source]


def read_region(origin: Origin, regions: Regions | None) -> str | None:
    """The place that a report is about; None where nothing says it. ``regions`` None: by the names' endings alone."""
    institution = of_report(origin.title, origin.issuer, origin.body)
    if institution is not None:
        return _of_institution(institution, origin, regions)
    for source in origin.sources:
        if name := _first_place(source, regions):
            return name
    if any(_NATIONAL.search(source) for source in (*origin.sources, *origin.titles)):
        return "全国"
    return _of_subtitle(origin.body) or (_most_named(origin, regions) if regions else None)


def _of_subtitle(body: str) -> str | None:
    """A place that no table holds, opens a line of the head (——望澜区开学见闻) and is named again."""
    for line in body.splitlines()[:_SUBTITLES]:
        name = _unknown_in_name(line.strip("—- \u3000*#"))
        if name is not None and len(name) <= _LONGEST_SHORT_NAME and body.count(name) > 1:
            return name
    return None


def _first_place(source: str, regions: Regions | None) -> str | None:
    """The innermost place of the first name in a title: 临澜区 of 南昌市临澜区教育局."""
    known = regions.mentions(source) if regions else []
    offset = 0
    for part in _PARTS.split(source):
        start = source.find(part, offset)
        offset = start + len(part)
        lead = _NO_PLACE.match(part)
        begin = start + (lead.end() if lead else 0)
        unknown = _unknown_place(source[begin:offset], regions is None)
        inside = [m for m in known if start <= m.start < offset and m.name]
        first = inside[0] if inside else None
        if unknown and (first is None or first.start > begin):
            return unknown
        if first is not None:
            return _unknown_place(source[first.end : offset], False) or first.name
    return None


def _unknown_place(words: str, anything: bool) -> str | None:
    """The innermost of the places that open ``words``, if a body or a year follows it (``anything``: whatever does)."""
    name, end = None, 0
    while place := _PLACE.match(words, end):
        name, end = place.group(), place.end()
    if name is None or (not anything and (_NO_STEM.search(name) or not _BODY_BEHIND.match(words, end))):
        return None
    return name


def _of_institution(name: str, origin: Origin, regions: Regions | None) -> str | None:
    """The place of an institution: in its name, in 位于…, in its authority's name, or short at the head of its name."""
    if regions is None:
        return _unknown_place(name, True)
    if place := _place_in_name(name, regions):
        return place
    for match in _SITUATED.finditer(origin.body):
        if place := _innermost(regions.mentions(match["where"])) or _unknown_in_name(match["where"]):
            return place
    if origin.issuer and origin.issuer != name and (place := _first_place(origin.issuer, regions)):
        return place
    return _named_after(name, regions) or _only_place(origin.body, regions)


def _place_in_name(name: str, regions: Regions) -> str | None:
    """The innermost place in full at the head of a name, and what follows it short: 江西省临川第一中学 is in 临川区."""
    known = [mention for mention in regions.mentions(name) if mention.name and not mention.relative]
    if not known or known[0].start:
        return _unknown_in_name(name)
    place, rest = known[-1].name, name[known[-1].end :]
    return _unknown_in_name(rest) or _named_after(rest, regions, place) or place


def _innermost(mentions: Iterable[RegionMention]) -> str | None:
    """The last of the places that are named one after the other, 全国 apart."""
    names = [mention.name for mention in mentions if mention.name and not mention.relative]
    return names[-1] if names else None


def _unknown_in_name(words: str) -> str | None:
    place = _PLACE.match(words)
    return None if place is None or _NO_STEM.search(place.group()) else place.group()


def _named_after(name: str, regions: Regions, above: str | None = None) -> str | None:
    """The place that opens a name without its 市 or 县, a district only where it lies in ``above``.

    宝鸡市 of 宝鸡渭滨工业职业学院; a street or a man is no place (南京路小学, 中山大学).
    """
    words = institution_words()
    for length in range(min(_LONGEST_SHORT_NAME, len(name) - 2), 1, -1):
        short = name[:length]
        if short in words["no_place_in_names"] or name.startswith(words["place_not_before"], length):
            continue
        region = regions.resolve(short, above)
        if region is None:
            continue
        if regions.is_below(region, above) if above else region.level in (RegionLevel.PROVINCE, RegionLevel.PREFECTURE):
            return region.name
    return None


def _only_place(body: str, regions: Regions) -> str | None:
    """The place below the province that a text is about, if all that it names lie on one line up to it."""
    names = {mention.name for mention in regions.mentions(body) if mention.name and not mention.relative}
    found = [region for name in names if (region := regions.resolve(name)) is not None]
    lowest = max(found, key=lambda region: LEVEL_RANK[region.level], default=None)
    if lowest is None or lowest.level in (RegionLevel.COUNTRY, RegionLevel.PROVINCE):
        return None
    line = {lowest.name, *(above.name for above in regions.ancestors(lowest))}
    return lowest.name if names <= line else None


def _most_named(origin: Origin, regions: Regions) -> str | None:
    """The place of the report's own level (全省, 我县, 市教育局) that its first page names most, or parts of it."""
    relative = next((match for source in origin.sources if (match := _RELATIVE.match(source))), None)
    said = Counter(match[1] for match in _OWN_LEVEL.finditer(origin.body))
    letter = relative["level"] if relative else (said.most_common(1)[0][0] if said else None)
    levels = _LEVELS[letter] if letter else None
    names: Counter[str] = Counter()
    for name in _named(origin, regions):
        region = regions.resolve(name)
        line = [region, *regions.ancestors(region)] if region else []
        fitting = next((place.name for place in line if levels is None or _fits(place, levels, letter)), None)
        if fitting is not None or levels is None:
            names[fitting or name] += 1
    if not names and letter is None and _WHOLE_COUNTRY.search(origin.body):
        return "全国"
    return names.most_common(1)[0][0] if names else None


def _fits(place: Region, levels: tuple[RegionLevel, ...], letter: str | None) -> bool:
    """全市 means a prefecture or a county called 市, not a district of it."""
    return place.level in levels and (letter != "市" or place.name.endswith("市"))


def _named(origin: Origin, regions: Regions) -> Iterable[str]:
    """The names on the first page, and the short one of the dateline (本报兰州讯)."""
    for mention in regions.mentions(origin.body):
        if mention.name and mention.name != "全国":
            yield mention.name
    dateline = _DATELINE.search(origin.body[:600])
    place = regions.resolve(dateline["place"]) if dateline else None
    if isinstance(place, Region):
        yield place.name

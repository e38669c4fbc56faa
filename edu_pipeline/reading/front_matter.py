"""Title, document number, issuer, region, year and publishing date, where a report's head or foot states them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from edu_pipeline.reading.dates import find_date, find_month, is_date_line, year_of_report
from edu_pipeline.reading.head import Head, doc_number, foot_lines, is_organisation, read_head, signer_of
from edu_pipeline.records import RegionLevel

_BODY = 5000  # characters in which a region is looked for

_GENRE = re.compile(
    r"(?:总结|要点|计划|公报|报告|简报|通知|方案|意见|办法|情况|规划|统计|年报|白皮书|通报|公告|概况|简介|成效|综述|回顾|安排|思路|通告|决定|纪要"
    r"|讲话|发言|材料|汇报|清单|标准|指南|细则|行动|答复|函|实录|发布会|发展|成绩单|工作)(?:[（(][^（）()]{1,20}[)）])?$"
)
_INSIDE = re.compile(r"^(?:.{0,20}?关于)?(?:印发|转发|公布|报送|发布)?《?")
_ORGANISATION_ENDS = re.compile(
    r"(?=(?:19|20)\d{2}|[二一][〇○零]|关于|工作(?:总结|要点|计划|报告|情况)|教育(?:工作|事业)|“|十[一二三四五]五|(?:上|下)半年|年度)"
)
_PRINTED_BY = re.compile(r"(?P<body>[\u4e00-\u9fff]{4,30})\s{0,8}(?:19|20)\d{2}\s?年.{1,10}印发")
_NATIONAL = re.compile(r"全国|教育部|国家统计局|国务院|中华人民共和国|国家卫生健康委|国家卫健委|我国")
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,8}?(?:自治区|自治州|新区|开发区|高新区|园区|[省市州县旗盟]|(?<![社校学小片地辖城园景库])区)"
)
_NO_PLACE = re.compile(r"^(?:关于|印发|转发|中共|公布|报送|《|“|全|我|本|各|该)+")
_RELATIVE = re.compile(r"^(?P<level>[省市州县区])(?:教|委|政|人|卫|财|民|统)")
_LEVELS = {
    "省": (RegionLevel.PROVINCE,),
    "市": (RegionLevel.PREFECTURE, RegionLevel.COUNTY),
    "州": (RegionLevel.PREFECTURE,),
    "县": (RegionLevel.COUNTY,),
    "区": (RegionLevel.COUNTY, RegionLevel.FUNCTIONAL),
}


class Mention(Protocol):
    """What is read of a place's mention; ``name`` is None for 全市 and the like."""

    @property
    def name(self) -> str | None:
        """The place's full name."""

    @property
    def level(self) -> str:
        """How high the place stands."""


class RegionFinder(Protocol):
    """Anything that finds place names, such as ``catalog.regions.Regions``."""

    def mentions(self, text: str) -> Sequence[Mention]:
        """The places named in ``text``, in order."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a report says about itself; None where it doesn't."""

    title: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    region: str | None = None
    year: int | None = None
    published_on: date | None = None


def read_front_matter(text: str, regions: RegionFinder | None = None) -> FrontMatter:
    """Read the front matter of a report's ``text``; the cost does not grow with its length."""
    head = read_head(text)
    foot = foot_lines(text)
    title = _title(head)
    issuer = _issuer(head, foot, title)
    published_on = _published_on(head, foot)
    number = head.labels.get("doc_number")
    return FrontMatter(
        title=title,
        doc_number=head.number or (doc_number(number) if number else None),
        issuer=issuer,
        region=_region(title, issuer, text[:_BODY], regions),
        year=year_of_report(title, head.body, published_on, _issued(head, foot)),
        published_on=published_on,
    )


def _title(head: Head) -> str | None:
    """The line that names the genre (总结, 公报 …), else the first that could be a title; a bulletin's name first."""
    if head.bulletin:
        issue = f"（{head.issue}）" if head.issue else ""
        return f"{head.mastheads[0] if head.mastheads else ''}{head.bulletin}{issue}"
    if head.markdown_title or "title" in head.labels:
        return head.markdown_title or head.labels["title"]
    titles = [title for title in head.titles if title]
    title = next((title for title in titles if _GENRE.search(title)), titles[0] if titles else None)
    if title is None:
        return None
    masthead = head.mastheads[-1] if head.mastheads else None
    index = head.titles.index(title)
    if (
        masthead
        and head.number is None
        and re.match(r"(?:19|20)\d{2}|关于", title)
        and index
        and not head.titles[index - 1]
    ):
        return masthead + title
    return title


def _issuer(head: Head, foot: list[str], title: str | None) -> str | None:
    """The body in the masthead, the title, the signature or the meta data, in this order."""
    if head.mastheads:
        return head.mastheads[0]
    name = _organisation_of_title(title) if title else None
    if name or (name := head.signers[0] if head.signers else _signature(foot)):
        return name
    label = head.labels.get("issuer")
    if label and is_organisation(label):
        return label
    if signer := next((signer for line in head.dated if (signer := signer_of(line))), None):
        return signer
    printed = next((match for line in (*head.dated, *foot) if (match := _PRINTED_BY.search(line))), None)
    return printed["body"] if printed else label


def _organisation_of_title(title: str) -> str | None:
    inside = title[_INSIDE.match(title).end() :] if "《" in title else title  # type: ignore[union-attr]
    for candidate in (title, inside):
        name = _ORGANISATION_ENDS.split(candidate, maxsplit=1)[0].strip()
        if is_organisation(name):
            return name
    return None


def _signature(foot: list[str]) -> str | None:
    """The body named right before the closing date, or in the last line but the copies' list."""
    for index, line in enumerate(foot):
        if (signer := signer_of(line)) is not None:
            return signer
        if is_date_line(line) and index and is_organisation(foot[index - 1]):
            start = index - 1
            while start and is_organisation(foot[start - 1]):
                start -= 1
            return foot[start]
    return None


def _published_on(head: Head, foot: list[str]) -> date | None:
    """The labelled date, else a date in a line of its own at the head, else the last such at the foot."""
    label = head.labels.get("published_on")
    dates = [label] if label else []
    dates += head.dated
    dates += [line for line in reversed(foot) if is_date_line(line) or line.endswith("印发") or signer_of(line)]
    return next((found for line in dates if (found := find_date(line))), None)


def _issued(head: Head, foot: list[str]) -> date | None:
    """The month in a line of its own at the head, else at the foot."""
    lines = head.dated + [line for line in reversed(foot) if is_date_line(line)]
    return next((month for line in lines if (month := find_month(line))), None)


def _region(title: str | None, issuer: str | None, body: str, regions: RegionFinder | None) -> str | None:
    """The place in the title or the issuer's name, else the one that the first page names most often."""
    sources = [title, issuer]
    if title and "转发" in title[:12]:
        sources.reverse()
    for source in sources:
        if source and (name := _first_place(source, regions)):
            return name
    if any(source and _NATIONAL.search(source) for source in sources):
        return "全国"
    return _most_named(title, issuer, body, regions)


def _first_place(source: str, regions: RegionFinder | None) -> str | None:
    if regions is not None:
        name = next((mention.name for mention in regions.mentions(source) if mention.name), None)
        if name:
            return name
    for part in re.split(r"[ 《》“”、]|关于|印发|转发", source):
        place = _PLACE.match(_NO_PLACE.sub("", part))
        if place and regions is None:
            return _innermost_place(part)
        if place and place.end() >= 5:  # a body the finder doesn't know, as 苏州工业园区
            return place.group()
    return None


def _innermost_place(part: str) -> str:
    """新建区 of 南昌市新建区教体局."""
    rest, name = _NO_PLACE.sub("", part), ""
    while place := _PLACE.match(rest):
        name, rest = place.group(), rest[place.end() :]
    return name


def _most_named(title: str | None, issuer: str | None, body: str, regions: RegionFinder | None) -> str | None:
    if regions is None:
        return None
    relative = next((match for source in (title, issuer) if source and (match := _RELATIVE.match(source))), None)
    levels = _LEVELS[relative["level"]] if relative else None
    names = Counter(
        mention.name
        for mention in regions.mentions(body)
        if mention.name and mention.name != "全国" and (levels is None or mention.level in levels)
    )
    return names.most_common(1)[0][0] if names else None

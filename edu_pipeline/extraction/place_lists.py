"""Lists of places or schools with one figure each: what they measure is said before the list, once for all of them.

增长最快的是蓟州区（36.26%）is the growth of what grew before, 永修县96.3%、武宁县95.1% are rates of the lead.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from edu_pipeline.extraction.bodies import SentenceBodies
from edu_pipeline.extraction.headers import Header
from edu_pipeline.extraction.labels import short_topic, tidy
from edu_pipeline.extraction.places import SentencePlaces
from edu_pipeline.extraction.sites import Site
from edu_pipeline.records import Direction, MetricKind

Kind = tuple[MetricKind, Direction | None]
Span = tuple[int, int]

_UP = "增长|增速|增幅|增加|提高|提升|上升|上涨|涨幅"
_DOWN = "下降|降幅|降低|减少|减幅|回落"
# 学前教育投入增长最快的县是…, 巩固率最高的是…, 降幅最大的为…
_EXTREME = re.compile(
    rf"(?P<what>[^，；。：、（(]{{0,24}}?)(?:(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:率|幅度|速度)?)?(?:排在)?最"
    r"(?P<most>快|高|大|多|低|慢|小|少|好|差)的?(?:[前后]?[一二三四五六七八九十]位?[个名])?(?:县|市|区|州|旗|省|镇|乡|地区|地方|县区|[县市区、（）]{3,8})?(?:依次|分别)?[是为有：]\Z"
)
_JOINED = re.compile(r"[，、；。：（）()\s]*(?:其次|其中|最后|随后|依次|再次|此外|和|及|与|以及|[是为有，：])*\Z")
# A noun behind the number is its own header: 新建区16所小学.
_NOUN = re.compile(r"的?[\u4e00-\u9fff]{2}")
_LEAD_MARKS = " ：:，。"
_LEAD_TAIL = re.compile(r"(?:情况)?(?:如下|分别[是为]?|依次[是为]?|排名|从高到低[^，。；]{0,8})+\Z")


@dataclass(frozen=True, slots=True)
class PlaceList:
    """The places and schools of a sentence, by the positions of their numbers: the spans of their ``names``, of those
    that stand right before their number (``items``), and what numbers told apart by 分别 measure (``shared``).
    """

    names: Mapping[int, Span]
    items: Mapping[int, Span]
    shared: Mapping[int, str]

    @classmethod
    def of(cls, places: SentencePlaces, bodies: SentenceBodies) -> "PlaceList":
        """The lists that a sentence's places and its institutions make."""
        items = {start: (mention.start, mention.end) for start, mention in places.listed.items()} | bodies.items
        return cls(items | bodies.names, items, places.shared | bodies.shared)


@dataclass(frozen=True, slots=True)
class Said:
    """The last figure before a list, with what it measures."""

    header: Header
    kind: Kind
    unit: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A figure's place in a list: the words before it are nothing but joints, or they say what is extreme there."""

    extreme: re.Match[str] | None


def kinds_in_lists(
    text: str, sites: Sequence[Site], kinds: Sequence[Kind], places: PlaceList, before: Said | None
) -> list[Kind]:
    """``kinds`` of a sentence's figures, those of places in a list as the words before the list say."""
    result = list(kinds)
    for index, site in enumerate(sites):
        place = _place(text, sites, index, places.items)
        if place is None or kinds[index][0] not in (MetricKind.SHARE, MetricKind.LEVEL):
            continue
        unit = site.quantity.unit
        earlier = (result[index - 1], sites[index - 1].quantity.unit) if index else None
        if earlier is None and before is not None:
            earlier = before.kind, before.unit
        result[index] = _kind_of(place, kinds[index], unit, earlier)
    return result


def headers_in_lists(
    text: str,
    sites: Sequence[Site],
    headers: Sequence[Header],
    places: PlaceList,
    before: Said | None,
    lead: str,
) -> list[Header]:
    """``headers`` of a sentence's figures; one that only names a place measures what was said before it.

    ``before`` is the figure right before the sentence, ``lead`` the sentence before where it opens a list (…如下：).
    """
    result = list(headers)
    for index, site in enumerate(sites):
        position = site.token.start
        shared = places.shared.get(position)
        place = _Place(None) if shared else _place(text, sites, index, places.items)
        if place is None:
            continue
        said = result[index - 1] if index else before.header if before else None
        topics = _without(headers[index].topics, text[slice(*places.items[position])])
        if place.extreme is not None:
            result[index] = _extreme_header(place.extreme, headers[index], said)
        elif shared or (not index and lead):
            result[index] = replace(headers[index], topics=topics if shared else (), own=shared or lead)
        elif index and (span := places.names.get(sites[index - 1].token.start)):
            result[index] = _nameless(result[index - 1], text[slice(*span)])
        elif topics:
            result[index] = replace(headers[index], topics=topics[:-1], own=topics[-1])
        elif said is not None:
            result[index] = replace(headers[index], topics=said.topics, own=said.own)
    return result


def lead_of(sentence: str) -> str:
    """What a sentence without figures says of the list behind it: 各县巩固率如下： → 各县巩固率; else empty."""
    if not sentence.rstrip().endswith(("：", ":", "如下", "如下。")):
        return ""
    return short_topic(_LEAD_TAIL.sub("", sentence.strip(_LEAD_MARKS)))


def _place(text: str, sites: Sequence[Site], index: int, listed: Mapping[int, Span]) -> _Place | None:
    """How the figure's place stands in its list; None where other words are its header."""
    site = sites[index]
    if site.token.start not in listed:
        return None
    begin, end = listed[site.token.start]
    if tidy(text[end : site.token.start].strip("（(：: ")).strip("（(的") or _NOUN.match(text, site.token.end):
        return None
    start = sites[index - 1].token.end if index else 0
    start = max(start, *(text.rfind(mark, 0, begin) + 1 for mark in "，；。：、"))
    words = text[start:begin]
    if extreme := _EXTREME.match(words):
        return _Place(extreme)
    return _Place(None) if _JOINED.match(words) else None


def _kind_of(place: _Place, kind: Kind, unit: str, before: tuple[Kind, str] | None) -> Kind:
    """The kind that the words before a place say, else that of the figure before the list or the item."""
    extreme = place.extreme
    if extreme is not None and (extreme["up"] or extreme["down"]):
        direction = Direction.UP if extreme["up"] else Direction.DOWN
        return (MetricKind.GROWTH if unit == "%" else MetricKind.CHANGE), direction
    if before is None or before[1] != unit or (extreme is not None and len(tidy(extreme["what"])) >= 2):
        return kind
    return before[0]


def _extreme_header(extreme: re.Match[str], header: Header, said: Header | None) -> Header:
    """What is extreme: the clause's own noun, else what the figure before measures, with its change."""
    what, change = tidy(extreme["what"]), extreme["up"] or extreme["down"] or ""
    if len(what) >= 2 or said is None:
        topics = tuple(topic for topic in header.topics if topic not in what and what not in topic)
        return replace(header, topics=topics, own=what + change)
    own = said.own if not change or change in said.own else said.own + change
    return replace(header, topics=said.topics, own=own)


def _nameless(header: Header, name: str) -> Header:
    """What the list's item before measures, without whose it is: 县一中招生 → 招生."""
    own = tidy(header.own.replace(name, ""))
    topics = _without(header.topics, name)
    return replace(header, topics=topics, own=own) if own or topics else header


def _without(topics: Sequence[str], name: str) -> tuple[str, ...]:
    """The topics that say more than the place."""
    return tuple(topic for topic in topics if name not in topic and len(topic) >= 2)

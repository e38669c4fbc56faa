"""Lists of places or schools with one figure each: what they measure is said before the list, once for all of them.

增长最快的是蓟州区（36.26%）is the growth of what grew before, 永修县96.3%、武宁县95.1% are rates of the lead.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edu_pipeline.extraction.bodies import SentenceBodies
from edu_pipeline.extraction.items import DIFFERENCES, Item, Link
from edu_pipeline.extraction.labels import short_topic, tidy
from edu_pipeline.extraction.naming import PEOPLE_UNITS, words_of_item
from edu_pipeline.extraction.places import SentencePlaces
from edu_pipeline.extraction.sites import Site
from edu_pipeline.meaning.nouns import says_nothing
from edu_pipeline.meaning.rowheader import phrase_of
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
# 各县（市、区）巩固率: whose they are goes without saying.
_EACH = re.compile(r"\A(?:全[省市县区州])?各[省市州县区旗镇乡街道校园学幼儿（）、]{1,8}的?(?=..)")
_LEAD_MARKS = " ：:，。"
_LEAD_TAIL = re.compile(r"(?:情况)?(?:如下|分别[是为]?|依次[是为]?|排名|从高到低[^，。；]{0,8})+\Z")


@dataclass(frozen=True, slots=True)
class PlaceList:
    """The places and schools of a sentence, by the positions of their numbers.

    These are the spans of their ``names``, the spans of those that stand right before their number (``items``), and
    what numbers told apart by 分别 measure (``shared``); ``places`` are the names of all places.
    """

    names: Mapping[int, Span]
    items: Mapping[int, Span]
    shared: Mapping[int, str]
    places: frozenset[str]

    @classmethod
    def of(cls, places: SentencePlaces, bodies: SentenceBodies) -> "PlaceList":
        """The lists that a sentence's places and its institutions make."""
        items = {start: (mention.start, mention.end) for start, mention in places.listed.items()} | bodies.items
        named = frozenset(places.text[mention.start : mention.end] for mention in places.mentions) if items else ()
        return cls(items | bodies.names, items, places.shared | bodies.shared, frozenset(named))


@dataclass(frozen=True, slots=True)
class Said:
    """The last figure before a list, with what it measures."""

    item: Item
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


def name_in_lists(
    text: str, sites: Sequence[Site], items: Sequence[Item], places: PlaceList, before: Said | None, lead: str
) -> None:
    """Give the ``items`` of a sentence their words, where one only names a place: it measures what was said before it.

    ``before`` is the figure right before the sentence, ``lead`` the sentence before where it opens a list (…如下：).
    """
    for index, (site, item) in enumerate(zip(sites, items, strict=True)):
        shared = places.shared.get(site.token.start)
        place = None if shared else _place(text, sites, index, places.items)
        earlier = _before(items, index)
        said = items[earlier] if index else before.item if before else None
        told = phrase_of(shared or lead, "").text if shared or (place is not None and not index) else ""
        if told:
            item.words = told
        elif place is not None:
            name = text[slice(*places.items[site.token.start])]
            above = text[slice(*places.names.get(sites[earlier].token.start, (0, 0)))] if index else ""
            item.words = _words(place, item, name, said, above, places.places) or None
        words_of_item(item)


def _before(items: Sequence[Item], index: int) -> int:
    """The figure before that may say what this one measures; what only says by how much one changed does not."""
    earlier = index - 1
    while earlier > 0 and items[earlier].kind in DIFFERENCES and items[earlier].unit != items[index].unit:
        earlier -= 1
    return max(earlier, 0)


def _words(place: _Place, item: Item, name: str, said: Item | None, above: str, others: frozenset[str]) -> str:
    """What a figure of place ``name`` measures: what is extreme there, else what the figure before measures.

    ``above`` and ``others`` are names that the figure before may hold; whose it is goes without: 县一中招生 → 招生.
    """
    if place.extreme is not None and len(what := phrase_of(place.extreme["what"], "").text) >= 2:
        return what
    led = above == "" and item.link in (None, Link.BRACKET)
    topic = phrase_of(_EACH.sub("", item.lead.replace(name, "")), "").text if led else ""
    if said is None or (place.extreme is None and len(topic) >= 2 and not says_nothing(topic)):
        return topic
    if said.unit != item.unit and not {said.unit, item.unit} <= PEOPLE_UNITS:
        return ""
    words = whole = words_of_item(said)
    for other in filter(None, (above, *others)):
        words = words.replace(other, "")
    return words or whole


def opens_list(sentence: str) -> bool:
    """Whether a sentence announces what is behind it: 各校计划如下："""
    return sentence.rstrip().endswith(("：", ":", "如下", "如下。"))


def lead_of(sentence: str) -> str:
    """What a sentence says of the list that it opens: 各县巩固率如下： → 巩固率; empty where it names nothing."""
    return short_topic(_EACH.sub("", _LEAD_TAIL.sub("", sentence.strip(_LEAD_MARKS))))


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

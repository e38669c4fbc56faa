"""What a figure counts, in words: its own, and where it belongs to another figure, what it has from that one."""

import re

from edu_pipeline.extraction.borrowing import (
    borrowed_noun,
    contest_before,
    earlier_items,
    is_of_schools,
    needs_more,
    noun_around,
    own_phrase,
)
from edu_pipeline.extraction.items import DIFFERENCES, Item, Link
from edu_pipeline.extraction.labels import is_hollow, tidy
from edu_pipeline.extraction.units import load_units
from edu_pipeline.meaning.dimensions import PROVIDER, STAGE, load_dimensions, members_in
from edu_pipeline.meaning.nouns import (
    is_award,
    is_kind_of_school,
    is_place,
    is_prize,
    is_restriction,
    names_people,
    names_something,
    noun_of,
    prize_name,
    says_nothing,
    without_difference,
    without_place,
)
from edu_pipeline.meaning.rowheader import content, phrase_of
from edu_pipeline.meaning.wording import load_wording
from edu_pipeline.records import MetricKind

PEOPLE_UNITS = frozenset("人名位员")
SCHOOL_UNITS = frozenset("所校")
_LONGEST = 32
_LONGEST_NOUN = 10
_SCHOOL_ENDS = ("园", "小学", "初中", "中学", "高中", "学校", "高校")
_BARE_RATE = 4
_RATE_LEAD = re.compile("比例|占比|比重|率|学历")
_OF_WHOLE = re.compile(r"占(?!比|地|到|学校)[^，。；占]{0,18}\Z")
_SHARE_ENDS = re.compile(r"(?:的?(?:比例|比重|份额))?(?:达到?|为|是|约|近|超过)*的?\Z")
_WIDER = ("全国", "全省", "全市", "全县", "全区", "平均")
_CHAIN = 4
"""How often in a row a figure may take its words from another."""
_TEACHERS = ("教师", "职称", "师资", "学历")


def words_of_item(item: Item, depth: int = 0) -> str:
    """What is counted, without how its header ends; an item is asked once, the ones before it first."""
    if item.words is None:
        words = own_phrase(item).text if depth > _CHAIN else _words(item, depth)
        if len(words) > _LONGEST:  # what each has from the one before would grow from figure to figure
            words = own_phrase(item).text or words[:_LONGEST]
        if depth:
            return words
        item.words = words
    return item.words


def whole_of(item: Item) -> Item | None:
    """The figure of the same unit that the words make an item a part of."""
    if item.kind is not MetricKind.LEVEL:
        return None
    own = own_phrase(item).text
    whole = None if own.startswith(tuple(load_wording().per_head)) else _whole(item, own)
    if whole is None or whole.unit != item.unit or whole.kind is not item.kind:
        return None
    return None if _is_of_another_stage(own, own_phrase(whole).text) else whole


def _is_of_another_stage(said: str, whole: str) -> bool:
    """小学在校生5200人，初中3100人: one stage of schooling is no part of another."""
    stages = {one.member for one in members_in(said) if one.dimension == STAGE}
    around = {one.member for one in members_in(whole) if one.dimension == STAGE}
    parents = load_dimensions().parents
    return bool(stages and around) and not any(stage in around or parents.get(stage) in around for stage in stages)


def share_of(item: Item) -> str | None:
    """The whole that a share names itself, behind 占: 占高中阶段在校生总数的43% → 高中阶段在校生总数."""
    found = _OF_WHOLE.search(item.left) if item.kind is MetricKind.SHARE else None
    words = phrase_of(_SHARE_ENDS.sub("", found[0].removeprefix("占")), "").text if found else ""
    return words if names_something(words) else None


def _words(item: Item, depth: int) -> str:
    named = _named_part(item)
    said = named or own_phrase(item).text
    if item.kind in DIFFERENCES:
        said = without_difference(said)
    outlay = _outlay(item, said)
    if outlay is not None:
        return outlay
    same = None if named else _source(item, said)
    if same is not None:
        item.base = same
        words = words_of_item(same, depth + 1)
        return without_place(words) if is_place(said) else words
    if item.kind is MetricKind.SHARE and is_kind_of_school(said) and _RATE_LEAD.search(item.lead):
        return said + phrase_of(item.lead, "").text
    said = _linked(item, said, depth)
    said = _staffed(_staged(_rated(_done_to(said, item, depth), item, depth), item), item)
    if item.medal or is_prize(said):
        contest = contest_before(item)
        if item.medal and (is_award(said) or (contest and contest in said)):
            return contest
        return contest + prize_name(said)
    if needs_more(said):
        item.borrowed = borrowed_noun(item, said)
        return item.borrowed + said
    return said


def _outlay(item: Item, said: str) -> str | None:
    """What money was for, and that it was spent: 投入160余万元，促进创客教育发展 → 创客教育投入资金."""
    outlays = load_wording().outlays
    if item.link is Link.PURPOSE:
        purpose = phrase_of(item.lead, "").text
        return purpose + outlays.get(said, said) if purpose not in said else said
    spent = tidy(item.left)
    if spent in outlays and item.right_tidy:
        return phrase_of("", item.right_tidy).text + outlays[spent]
    return None


def _source(item: Item, said: str) -> Item | None:
    """The figure whose words are this one's too: what a difference is of, the part of a share, the same elsewhere."""
    if item.kind in DIFFERENCES:
        if item.link is Link.DIFFERENCE:
            return item.other
        return None if names_something(said) else _base(item)
    part = _part_of_share(item)
    if part is not None:
        return part
    hollow = item.kind is MetricKind.SHARE and item.link is None and is_hollow(said) and not is_restriction(said)
    return _same_measure(item) if hollow or _is_of_another_place(item, said) else None


def _is_of_another_place(item: Item, said: str) -> bool:
    """永修县（96.3%）; 全国为89.7%"""
    if is_place(said):
        return True
    if said:
        return False
    if item.link is Link.BRACKET:
        return is_place(phrase_of(item.lead, "").text)
    return item.link is None and any(word in item.left for word in _WIDER)


def _linked(item: Item, said: str, depth: int) -> str:
    """A figure's words with what it has from the one that it is a part of, leans on or is listed with."""
    whole = _whole(item, said)
    if whole is not None:
        return _part(item, said, whole, depth)
    serves = item.link is Link.LIST and said.startswith(load_wording().serving)
    if item.other is not None and (item.link is Link.LEAN or serves):
        return _leaning(said, item.other, depth)
    if item.other is not None and item.link is Link.LIST and not item.medal and (needs_more(said) or is_prize(said)):
        return noun_around(item.other, said) + said
    return said


def _named_part(item: Item) -> str:
    """双师型教师占专业课教师的比例: the part that a share names itself, before 占."""
    found = _OF_WHOLE.search(item.left) if item.kind is MetricKind.SHARE else None
    words = phrase_of(item.left[: found.start()], "").text if found else ""
    names_them = not is_restriction(words) or words.endswith(_SCHOOL_ENDS) or names_people(words)
    return words if names_something(words) and names_them else ""


def _part_of_share(item: Item) -> Item | None:
    """占在校生总数的43%: the share is of the figure before it; what stands behind 占 is the whole."""
    if item.kind is not MetricKind.SHARE or not _OF_WHOLE.search(item.left):
        return None
    other = item.other
    if other is not None and other.kind is MetricKind.LEVEL and other.depth <= item.depth:
        return other
    outside = (other for other in earlier_items(item) if other.depth <= item.depth)
    return next((other for other in outside if other.kind is MetricKind.LEVEL), None)


def _base(item: Item) -> Item | None:
    """What a difference is of, where its own words don't say it: the last amount of its unit, or share for points."""
    units = {"个百分点": ("%",), "%": None}.get(item.unit, (item.unit,))
    if item.first and item.lead:
        return None  # 体育彩票销售保持良好势头，比去年增幅10%: the sentence says it itself
    for other in earlier_items(item):
        if other.kind not in DIFFERENCES and (units is None or other.unit in units):
            return other
    return None


def _same_measure(item: Item) -> Item | None:
    """永修县（96.3%）: what a figure of another place is of is said of the last one of its unit."""
    found = (other for other in earlier_items(item) if other.unit == item.unit and other.kind == item.kind)
    return next((other for other in found if own_phrase(other).text and not is_place(own_phrase(other).text)), None)


def _done_to(said: str, item: Item, depth: int) -> str:
    """发放问卷346份，回收344份: what was done is done to the things of the figure before."""
    words = content(said)
    if not words or not all(word.is_verb for word in words) or item.unit in PEOPLE_UNITS or not _is_count(item):
        return said
    other = next((other for other in earlier_items(item) if other.unit == item.unit), None)
    noun = noun_of(words_of_item(other, depth + 1)) if other is not None else ""
    return said + noun if noun and noun not in said and not all(word.is_verb for word in content(noun)) else said


def _is_count(item: Item) -> bool:
    return item.kind is MetricKind.LEVEL and load_units().dimension.get(item.unit, "count") == "count"


def _rated(said: str, item: Item, depth: int) -> str:
    """本科上线521人，上线率60.02%: a bare rate is of what was counted with its verb, else of the thing before it."""
    if not said.endswith("率"):
        return said
    named = {one.dimension for one in members_in(said)}
    if named == {PROVIDER}:
        return _of_schools(said, item)
    if len(said) > _BARE_RATE or named:
        return said
    stem = said[:-1]
    for other in earlier_items(item):
        words = words_of_item(other, depth + 1)
        position = words.find(stem)
        if position > 0:
            return words[:position] + said
        if position == 0 and len(words) > len(stem) and not words.endswith(("率", "比")):
            return words[len(stem) :] + said
    return said


def _of_schools(said: str, item: Item) -> str:
    """公办幼儿园在园幼儿占比59.8%，普惠性覆盖率95.99%: the schools are those of the figure before."""
    kind = max((one.end for one in members_in(said) if one.dimension == PROVIDER), default=0)
    for other in earlier_items(item):
        nouns = [noun for noun in _SCHOOL_ENDS if noun in own_phrase(other).text]
        if nouns:
            noun = "幼儿园" if nouns[0] == "园" else nouns[0]
            return noun + said if said[kind:] == "率" else said[:kind] + noun + said[kind:]
    return said


def _staged(said: str, item: Item) -> str:
    """招生 and 毛入园率 are of the stage of schooling that the text is about."""
    if not is_of_schools(said) and not (said.endswith("率") and len(said) <= _BARE_RATE):
        return said
    if any(found.dimension == STAGE for found in members_in(said)):
        return said
    return item.field + said if any(found.dimension == STAGE for found in members_in(item.field)) else said


def _staffed(said: str, item: Item) -> str:
    """从职称看，高级81人: a rank alone counts teachers, where teachers are spoken of."""
    full = load_wording().ranks.get(said)
    if full is None or item.unit not in PEOPLE_UNITS:
        return said
    about = item.past + "".join(own_phrase(other).text for other in earlier_items(item))
    return full if any(word in about for word in _TEACHERS) else said


def _whole(item: Item, said: str) -> Item | None:
    """The figure that an item is a part of: 其中…, in brackets, the next in such a list; 教师180名：高中40名，…"""
    if item.link in (Link.PART, Link.BRACKET):
        return item.other
    listed = item.other if item.link is Link.LIST else None
    while listed is not None and listed.link is Link.LIST:
        listed = listed.other
    if listed is not None and listed.link in (Link.PART, Link.BRACKET) and listed.unit == item.unit:
        return listed.other
    if (
        item.link in (None, Link.LEAN)
        and (is_kind_of_school(said) or said == "幼儿园")
        and item.unit not in SCHOOL_UNITS
        and item.kind is MetricKind.LEVEL
    ):
        same = (other for other in earlier_items(item) if other.unit == item.unit and other.kind is MetricKind.LEVEL)
        return next((other for other in same if not is_kind_of_school(own_phrase(other).text)), None)
    return None


def _part(item: Item, said: str, whole: Item, depth: int) -> str:
    """新增学位9000个，其中鹤城区5400个: a part that only says which one is named by the whole, with its verb."""
    words = words_of_item(whole, depth + 1)
    head = noun_of(words)
    if not head or said in head:
        return said or words
    verb = words.removesuffix(head) if words.endswith(head) else ""
    if is_place(said):
        return words
    names_them = said.endswith(_SCHOOL_ENDS) if item.unit in SCHOOL_UNITS else names_people(said)
    only_says_which = (is_restriction(said) or is_kind_of_school(said)) and not names_them
    if len(said) <= 2 or only_says_which or said.endswith(load_wording().kind_ends):
        return verb + said + _without_stage(head, said)
    return said


def _without_stage(head: str, said: str) -> str:
    """A part's own stage of schooling stands for the whole's: 普通高中 + 高中阶段招生 → 普通高中招生."""
    stages = [one for one in members_in(head) if one.dimension == STAGE and one.end < len(head)]
    if not stages or not any(one.dimension == STAGE for one in members_in(said)):
        return head
    return head[: stages[0].start] + head[stages[0].end :]


def _leaning(said: str, other: Item, depth: int) -> str:
    """达标率 is one of what the figure before counts; 在校生 is one of its kind of school only."""
    noun = noun_of(words_of_item(other, depth + 1))
    if said in load_wording().per_head:
        return said + noun
    if said.startswith(load_wording().serving) and len(noun) <= _LONGEST_NOUN:
        served = next((noun.find(word) for word in load_wording().serving if said.startswith(word)), -1)
        noun = noun[:served] if served > 0 else noun  # 覆盖学校42所，覆盖学生1.3万人
        return said if noun in said else noun + said
    if said.endswith("率") and {one.dimension for one in members_in(said)} == {PROVIDER}:
        return said  # 普惠率 is one of schools, whatever is counted before
    if said.endswith(("率", "比例", "比重")) or says_nothing(said) or not said:
        if len(said) > 1 and said.endswith("率") and noun.endswith(said[:-1]):
            return noun + "率"
        return said if noun in said else noun + said
    kept = [found for found in members_in(noun) if found.dimension in (STAGE, PROVIDER)]
    told = {found.dimension for found in members_in(said)}
    return "".join(dict.fromkeys(noun[f.start : f.end] for f in kept if f.dimension not in told)) + said

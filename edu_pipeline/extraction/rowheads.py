"""A figure's row header: its own words cleaned, and of its neighbours' words only what it can't stand without."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from edu_pipeline.extraction.items import DIFFERENCES, Item, Link
from edu_pipeline.extraction.labels import is_generic, is_hollow, tidy
from edu_pipeline.extraction.units import load_units
from edu_pipeline.meaning.dimensions import PEOPLE, PROVIDER, SETTING, STAGE, Found, members_in
from edu_pipeline.meaning.restrictions import restrictions, without_restrictions
from edu_pipeline.meaning.rowheader import Phrase, content, noun_run, phrase_of, spelled_out
from edu_pipeline.meaning.wording import load_wording
from edu_pipeline.records import Direction, MetricKind, Status

UNNAMED = "未注明"
"""The row header of a figure of which the text says nothing."""
_ALONE = 5
"""Characters that a header needs at least to stand alone."""
_LONGEST_NOUN = 10
_LONGEST_LEAD = 18
_BARE_RATE = 4
_BACK = 6
"""How many figures back one may look for what it is about."""
_PARTS = re.compile("[、，；。：]")
_RATE_LEAD = re.compile("比例|占比|比重|率|学历")
_CONTEST = 4
_OF_WHOLE = re.compile(r"占(?!比|地|到|学校)[^，。；占]{0,18}\Z")
_WIDER = ("全国", "全省", "全市", "全县", "全区", "平均")
_CHAIN = 4
"""How often in a row a figure may take its words from another."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a figure is: its row header, and the header's parts."""

    label: str
    measure: str
    words: str
    restrictions: tuple[Found, ...]
    """Their spans count the characters of ``words``; (0, 0) where they don't say it."""


def describe(item: Item, unit: str, direction: Direction | None, status: Status, printed: str) -> Described:
    """The row header of an item whose links are known, its measure and its dimensions."""
    medal = item.medal = next((name for mark, name in _MEDAL.items() if printed.endswith(mark)), "")
    words = spelled_out(_words(item)) or item.heading or UNNAMED
    found = restrictions(words + medal, item.own)
    found = tuple(one for one in found if one.dimension != STAGE or not one.end <= len(item.borrowed))
    if not any(one.dimension == STAGE for one in found):
        found = (*found, *_stage_around(item))
    rest = without_restrictions(words + medal, found, in_schools=unit in _SCHOOLS)

    def ended(words: str) -> str:
        if item.kind in DIFFERENCES:
            return _difference(words, item, unit, direction)
        return _ended(words, item, unit, status)

    return Described(ended(words + medal), ended(rest), words + medal, found)


def _stage_around(item: Item) -> list[Found]:
    """The stage of schooling that the sentence's opening or the heading names, where it is one only."""
    for source in item.about:
        stages = {one.member for one in members_in(source) if one.dimension == STAGE}
        words = {source[one.start : one.end] for one in members_in(source) if one.dimension == STAGE}
        if len(words) == 1:
            return [Found(STAGE, member, 0, 0) for member in sorted(stages)]
        if words:
            return []
    return []


def _words(item: Item, depth: int = 0) -> str:
    """What is counted, without how it ends."""
    if depth > _CHAIN:
        return _own(item).text
    if item.kind in DIFFERENCES and item.link is Link.DIFFERENCE and item.other is not None:
        return _words(item.other, depth + 1)
    said = _own(item).text
    if item.kind in DIFFERENCES:
        said = _without_difference(said)
        base = _base(item) if not _names_something(said) else None
        if base is not None:
            return _words(base, depth + 1)
    outlay = tidy(item.left)
    if item.link is not Link.PURPOSE and outlay in load_wording().outlays and item.right_tidy:
        said = phrase_of("", item.right_tidy).text
        return said + load_wording().outlays[outlay] if said else outlay
    if item.link is Link.PURPOSE:
        return _spent(item, said)
    part = _part_of_share(item)
    if part is not None:
        return _words(part, depth + 1)
    if item.kind is MetricKind.SHARE and is_kind_of_school(said) and _RATE_LEAD.search(item.lead):
        return said + phrase_of(item.lead, "").text
    if item.kind is MetricKind.SHARE and item.link is None and is_hollow(said) and not is_restriction(said):
        same = _same_measure(item)
        if same is not None:
            return _words(same, depth + 1)
    if is_place(said) or (item.link is Link.BRACKET and not said and is_place(phrase_of(item.lead, "").text)) or (
        not said and item.link is None and any(word in item.left for word in _WIDER)
    ):
        same = _same_measure(item)
        if same is not None:
            return _words(same, depth + 1)
    whole = _whole(item, said)
    if whole is not None:
        said = _part(said, whole, depth)
    elif item.other is not None and item.link is Link.LEAN:
        said = _leaning(said, item.other, depth)
    elif item.other is not None and item.link is Link.LIST and not item.medal and _needs_more(said):
        said = _context(item.other, said) + said
    said = _staffed(_staged(_rated(_done_to(said, item, depth), item, depth), item), item)
    if item.medal or _needs_more(said):
        if item.medal or _is_prize(said):
            return _contest(item) + ("" if item.medal and _is_award(said) else _prize(said))
        item.borrowed = (_is_taking_part(said) and _matter(item)) or _context(item, said)
        return item.borrowed + said
    return said


def _part_of_share(item: Item) -> Item | None:
    """占在校生总数的43%: the share is of the figure before it; what stands behind 占 is the whole."""
    if item.kind is not MetricKind.SHARE or not _OF_WHOLE.search(item.left):
        return None
    if item.other is not None and item.other.kind not in DIFFERENCES and item.other.kind is not MetricKind.SHARE:
        return item.other
    outside = (other for other in _earlier(item) if other.depth <= item.depth)
    return next((other for other in outside if other.kind is MetricKind.LEVEL), None)


def _base(item: Item) -> Item | None:
    """What a difference is of, where its own words don't say it: the last amount of its unit, or share for points."""
    units = {"个百分点": ("%",), "%": None}.get(item.unit, (item.unit,))
    for other in _earlier(item):
        if other.kind not in DIFFERENCES and (units is None or other.unit in units):
            return other
    return None


def _same_measure(item: Item) -> Item | None:
    """永修县（96.3%）: what a figure of another place is of is said of the last one of its unit."""
    found = (other for other in _earlier(item) if other.unit == item.unit and other.kind == item.kind)
    return next((other for other in found if _own(other).text and not is_place(_own(other).text)), None)


def _earlier(item: Item) -> Iterator[Item]:
    for _ in range(_BACK):
        if item.earlier is None:
            return
        item = item.earlier
        yield item


def _done_to(said: str, item: Item, depth: int) -> str:
    """发放问卷346份，回收344份: what was done is done to the things of the figure before."""
    words = content(said)
    if not words or not all(word.is_verb for word in words) or item.unit in _PEOPLE or not _is_count(item):
        return said
    other = next((other for other in _earlier(item) if other.unit == item.unit), None)
    noun = _noun(_words(other, depth + 1)) if other is not None else ""
    return said + noun if noun and noun not in said and not all(word.is_verb for word in content(noun)) else said


def _is_count(item: Item) -> bool:
    return item.kind is MetricKind.LEVEL and load_units().dimension.get(item.unit, "count") == "count"


def _rated(said: str, item: Item, depth: int) -> str:
    """本科上线521人，上线率60.02%: a bare rate is of what was counted with its verb, else of the thing before it."""
    if not said.endswith("率") or len(said) > _BARE_RATE or any(True for _ in members_in(said)):
        return said
    stem = said[:-1]
    for other in _earlier(item):
        words = _words(other, depth + 1)
        position = words.find(stem)
        if position > 0:
            return words[:position] + said
        if position == 0 and len(words) > len(stem) and not words.endswith(("率", "比")):
            return words[len(stem) :] + said
    return said


def _staged(said: str, item: Item) -> str:
    """招生 and 毛入园率 are of the stage of schooling that the text is about."""
    if not _is_of_schools(said) and not (said.endswith("率") and len(said) <= _BARE_RATE):
        return said
    if any(found.dimension == STAGE for found in members_in(said)):
        return said
    return item.field + said if any(found.dimension == STAGE for found in members_in(item.field)) else said


def _is_of_schools(said: str) -> bool:
    return is_generic(said) or any(word in said for word in load_wording().of_schools)


def _staffed(said: str, item: Item) -> str:
    """从职称看，高级81人: a rank alone counts teachers, where teachers are spoken of."""
    full = load_wording().ranks.get(said)
    if full is None or item.unit not in _PEOPLE:
        return said
    about = item.past + "".join(_own(other).text for other in _earlier(item))
    return full if any(word in about for word in ("教师", "职称", "师资", "学历")) else said


def _names_something(said: str) -> bool:
    return any(word.is_noun for word in content(said)) and not is_place(said) and len(said) > 1


def _own(item: Item) -> Phrase:
    behind = item.right_tidy if item.own.endswith(item.right_tidy) else ""
    return phrase_of(item.own.removesuffix(behind), behind)


def _spent(item: Item, said: str) -> str:
    """What money was for, and that it was spent: 投入160余万元，促进创客教育发展 → 创客教育投入资金."""
    purpose = phrase_of(item.lead, "").text
    outlay = load_wording().outlays.get(said, said)
    return purpose + outlay if purpose not in said else said


def _whole(item: Item, said: str) -> Item | None:
    """The figure that an item is a part of: 其中…, in brackets, the next in such a list; 教师180名：高中40名，…"""
    if item.link in (Link.PART, Link.BRACKET):
        return item.other
    listed = item.other if item.link is Link.LIST else None
    while listed is not None and listed.link is Link.LIST:
        listed = listed.other
    if listed is not None and listed.link in (Link.PART, Link.BRACKET) and listed.unit == item.unit:
        return listed.other
    if item.link is None and is_kind_of_school(said) and item.unit not in _SCHOOLS and item.kind is MetricKind.LEVEL:
        same = (other for other in _earlier(item) if other.unit == item.unit and other.kind is MetricKind.LEVEL)
        return next((other for other in same if not is_kind_of_school(_own(other).text)), None)
    return None


def _part(said: str, whole: Item, depth: int) -> str:
    """新增学位9000个，其中鹤城区5400个: a part that only says which one is named by the whole, with its verb."""
    words = _words(whole, depth + 1)
    head = _noun(words)
    if not head or said in head:
        return said or words
    verb = words.removesuffix(head) if words.endswith(head) else ""
    if is_place(said):
        return words
    if len(said) <= 2 or is_restriction(said) or said.endswith(load_wording().kind_ends):
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
    noun = _noun(_words(other, depth + 1))
    if said in load_wording().per_head:
        return said + noun
    if said.startswith(load_wording().serving) and len(noun) <= _LONGEST_NOUN:
        return said if noun in said else noun + said
    if said.endswith(("率", "比例", "比重")) or is_hollow_header(said) or not said:
        if len(said) > 1 and said.endswith("率") and noun.endswith(said[:-1]):
            return noun + "率"
        return said if noun in said else noun + said
    kept = [found for found in members_in(noun) if found.dimension in (STAGE, PROVIDER)]
    told = {found.dimension for found in members_in(said)}
    return "".join(dict.fromkeys(noun[f.start : f.end] for f in kept if f.dimension not in told)) + said


def _noun(words: str) -> str:
    """A header's words without the verb at their front: 新增公办幼儿园 → 公办幼儿园."""
    tagged = content(words)
    while len(tagged) > 1 and tagged[0].is_verb:
        tagged = tagged[1:]
    return "".join(word.text for word in tagged)


def _needs_more(said: str) -> bool:
    if len(said) < _ALONE or _is_prize(said) or is_hollow_header(said):
        return True
    return _is_taking_part(said)


def _is_taking_part(said: str) -> bool:
    return len(said) <= _ALONE + 2 and any(word in said for word in load_wording().taking_part)


def _matter(item: Item) -> str:
    """What others take part in, where the figures before say it: 参与课后服务学生57.8万，参与教师3.7万."""
    for other in _earlier(item):
        words = [
            word.text
            for word in content(_own(other).text)
            if not word.is_verb and all(one.dimension != PEOPLE for one in members_in(word.text))
        ]
        matter = "".join(words)
        if _is_taking_part(_own(other).text[:2]) and len(matter) >= 3 and not matter.endswith("率"):
            return matter
    return ""


def _is_prize(said: str) -> bool:
    wording = load_wording()
    rest = _prize(said)
    return rest.endswith(wording.prizes) and len(rest) <= _LONGEST_NOUN // 2


def _is_award(said: str) -> bool:
    return all(word.text in load_wording().awarding for word in content(said))


def _prize(said: str) -> str:
    """A prize without the verb that awards it; one without a name is 获奖."""
    rest = "".join(word.text for word in content(said) if word.text not in load_wording().awarding)
    return "获奖" if rest in ("奖项", "奖", "奖励") else rest


def _contest(item: Item) -> str:
    """What a prize was won at, said before it in its sentence."""
    wording = load_wording()
    for source in (item.lead, item.past):
        for part in reversed(_PARTS.split(source)):
            words = content(part)
            end = next((end for end in range(len(words), 0, -1) if words[end - 1].text.endswith(wording.contests)), 0)
            start = end
            while start and end - start < _CONTEST and words[start - 1].text not in wording.awarding:
                start -= 1
            if end:
                return "".join(word.text for word in words[start:end])
    return ""


def _context(item: Item, said: str) -> str:
    """The nearest noun that keeps a short header from being mistaken for something else."""
    if not said and item.lead:
        words = phrase_of(item.lead, "").text
        return words if words.endswith(("率", "数", "比")) else noun_run(item.lead) or words
    hollow = load_wording().hollow_nouns
    lead = item.lead if len(item.lead) <= _LONGEST_LEAD and "、" not in item.lead else ""
    sources = [lead, item.field]
    if _is_stage(item.lead) and not _is_stage(item.field):
        sources.reverse()
    if is_hollow_header(said) and load_units().dimension.get(item.unit) == "money" and item.earlier is not None:
        sources.insert(1, _noun(_own(item.earlier).text))
    for source in sources:
        words = [word for word in content(source) if word.is_noun]
        while words and words[-1].text in hollow:
            words.pop()
        noun = "".join(word.text for word in words)
        noun = noun if len(noun) <= _LONGEST_NOUN else noun_run(source)
        if 2 <= len(noun) <= _LONGEST_NOUN and noun not in said and not _says_it_already(noun, said):
            return noun
    return ""


def _says_it_already(noun: str, said: str) -> bool:
    """师资 adds nothing to 专任教师, 学前教育 nothing to 在园幼儿; and to 生师比 only a stage of schooling does."""
    if said.startswith(load_wording().of_schools) and not _is_stage(noun):
        return True
    told = {one.member for one in members_in(said) if one.dimension in (STAGE, PEOPLE)}
    return any(one.member in told for one in members_in(noun))


def _is_stage(text: str) -> bool:
    """Whether words only name a stage of schooling."""
    return any(one.dimension == STAGE and one.end - one.start >= len(text) - 2 for one in members_in(text))


def _without_difference(said: str) -> str:
    differences = load_wording().differences
    return "".join(word.text for word in content(said) if word.text not in differences)


def is_hollow_header(said: str) -> bool:
    """Whether all words of a header say nothing by themselves."""
    hollow = load_wording().hollow_nouns | load_wording().money_nouns
    return all(word.text in hollow or _is_stage(word.text) for word in content(said))


def is_kind_of_school(said: str) -> bool:
    """Whether words only name kinds of schools or where they are: 高中, 义务教育学校, 城区."""
    words = said.removesuffix("学校").removesuffix("阶段")
    found = [one for one in members_in(words) if one.dimension in (STAGE, PROVIDER, SETTING) and one.member != "学前"]
    return bool(words) and sum(one.end - one.start for one in found) >= len(words)


def is_restriction(said: str) -> bool:
    """Whether words only say which part: 公办, 男, 小学."""
    return bool(said) and sum(found.end - found.start for found in members_in(said)) >= len(said)


def is_place(said: str) -> bool:
    """Whether a header only names places."""
    return bool(said) and said.endswith(("区", "县", "市", "镇", "乡", "旗", "街道")) and len(said) <= 6


def _difference(words: str, item: Item, unit: str, direction: Direction | None) -> str:
    down = direction is Direction.DOWN
    if item.kind is MetricKind.GROWTH:
        return words + ("下降率" if down else "增长率")
    if unit in ("%", "个百分点"):
        return words + ("下降" if down else "提高")
    return words + ("减少" if down else "增加") + ("额" if load_units().dimension.get(unit) == "money" else "数")


_PEOPLE = frozenset("人名位员")
_SUFFIX = {"次": "次数", "人次": "人次", "场": "场次", "场次": "场次", "份": "份数", "册": "册数", "轮": "轮次", "例": "例数", "期": "期数"}
_SCHOOLS = frozenset("所校")
_MEDAL = {"金": "金牌", "银": "银牌", "铜": "铜牌"}


def _share(words: str) -> str:
    words = words.removesuffix("平均")
    for end in ("所占比例", "所占比重", "比例", "比重", "占比"):
        if words.endswith(end):
            return words.removesuffix(end) + "占比"
    return words if words.endswith(("率", "度", "面", "比")) else words + "占比"


def _ended(words: str, item: Item, unit: str, status: Status) -> str:
    kind = load_units().dimension.get(unit, "count")
    if item.kind is MetricKind.SHARE:
        return _share(words)
    if kind == "area":
        return words if words.endswith("面积") else words + "面积"
    if kind == "money" and status is Status.RULE and not words.endswith(("标准", "额度", "上限", "下限")):
        return words + "标准"
    if kind != "count" or words.endswith(("数", "率", "额", "量", "面积", "次", "比")):
        return words
    if unit in _PEOPLE:
        return words + ("数" if words.endswith("人") else "人数")
    return words + _SUFFIX.get(unit, "数")

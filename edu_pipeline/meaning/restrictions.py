"""Which dimensions a row header restricts its figure by, and what is left of it without them: the measure."""

import re
from collections.abc import Sequence

from edu_pipeline.meaning.dimensions import (
    GRADE,
    LEVEL,
    ORIGIN,
    PEOPLE,
    SETTING,
    STAGE,
    Found,
    load_dimensions,
    members_in,
)
from edu_pipeline.meaning.wording import load_wording
from edu_pipeline.meaning.words import words_of

_PRIZES = ("一等奖", "二等奖", "三等奖", "特等奖")
_MEDALS = ("金牌", "银牌", "铜牌")
_SPENT = ("投入", "轮岗", "培训")
_NAMES = frozenset(("园位", "保教", "入园", "附设班", "示范园", "园长", "园舍", "幼师", "幼教"))
_SCHOOL = re.compile(r"(?:中小学校?|小学|初中|高中|普通高中|中学)\Z")
_MARKED = ("优秀", "合格")
_MARKS = re.compile(r"(?:等次|等级|档|奖励|补助|的)")
# 江西省普通高中特色学校: a province's own name before a title is its level.
_PROVINCE = re.compile(r"[\u4e00-\u9fff]{2,3}(?:省|自治区)(?=[\u4e00-\u9fff“])")


def restrictions(words: str, said: str) -> tuple[Found, ...]:
    """The members that a header's words name. ``said`` are the figure's own words as printed, for the level of a title.

    A level counts only for prizes, titles, projects and funds: 全市 alone says where, not at which level.
    """
    found = [one for one in members_in(words) if _counts(one, words)]
    if not any(one.dimension == LEVEL for one in found):
        found += _level_of_title(said)
    seen: dict[tuple[str, str], Found] = {}
    for one in found:
        seen.setdefault((one.dimension, one.member), one)
    parents = {load_dimensions().parents.get(one.member) for one in seen.values()}
    seen = {key: one for key, one in seen.items() if one.member not in parents}
    origins = [one for one in seen.values() if one.dimension == ORIGIN]
    return tuple(one for one in seen.values() if one.dimension != ORIGIN or one is origins[0])


def _counts(one: Found, words: str) -> bool:
    word, behind = words[one.start : one.end], words[one.end :]
    if one.dimension == LEVEL:
        return word.endswith(("级", "赛")) or _is_levelled(behind)
    if one.dimension == GRADE and len(word) == 1:
        return False  # 金 of 资金; a medal is written out
    if one.dimension == GRADE and word in _MARKED:
        return _MARKS.match(behind) is not None
    if one.dimension == PEOPLE:
        return not _is_all(one, words) and not _is_lacked(one, words)
    if one.dimension == ORIGIN:
        return one.start <= len(word) + 6 and not _is_lacked(one, words)
    return True


def _is_levelled(behind: str) -> bool:
    return any(noun in behind for noun in load_wording().levelled)


def _is_all(one: Found, words: str) -> bool:
    """教师 of 新增教师数 is the thing counted, no restriction of it."""
    before = [word for word in words_of(words[: one.start]) if not word.is_verb]
    return one.end == len(words) and not before


def _is_lacked(one: Found, words: str) -> bool:
    """缺少专任教师学校: who is not there restricts nothing."""
    return one.end < len(words) and any(word.text in load_wording().negations for word in words_of(words[: one.start]))


def _level_of_title(said: str) -> list[Found]:
    """评为全市第八批带头人 is of the city's level, 江西省特色学校 of the province's."""
    positions = [said.find(verb) + len(verb) for verb in load_wording().awarding if verb in said]
    if not positions:
        return []
    title = said[min(positions) :]
    named = [one for one in members_in(title) if one.dimension == LEVEL and len(title[one.start : one.end]) > 1]
    if named:
        return [Found(LEVEL, named[0].member, 0, 0)]
    return [Found(LEVEL, "省级", 0, 0)] if _PROVINCE.search(title) else []


def without_restrictions(words: str, found: Sequence[Found], *, in_schools: bool) -> str:
    """A header's words without what restricts them: 新增公办幼儿园 → 幼儿园; the thing counted stays."""
    cut = [False] * len(words)
    for one in found:
        if one.end and _is_modifier(one, words):
            cut[one.start : one.end] = [True] * (one.end - one.start)
    rest = "".join(character for character, out in zip(words, cut, strict=True) if not out)
    rest = "学校" if rest == "校" else rest  # of 中小学校
    if in_schools:
        rest = _SCHOOL.sub("学校", rest)
    if words.endswith(_MEDALS):
        return rest + "奖牌"
    if words.endswith(_PRIZES):
        return rest + "获奖"
    return rest.lstrip("、和及的") or words


def _is_modifier(one: Found, words: str) -> bool:
    """Whether a header's word only restricts: not the thing counted, nor a part of its name."""
    word = words[one.start : one.end]
    if one.dimension == ORIGIN:
        return one.start == 0 and len(words) - one.end > 1 and one.member not in _SPENT
    if one.dimension in (STAGE, PEOPLE, SETTING):
        whole = one.end == len(words) or word in _NAMES or (word == "幼儿园" and one.start > 0)
        return not whole
    return True

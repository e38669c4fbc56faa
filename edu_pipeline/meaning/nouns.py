"""What the words of a row header are: a place, a restriction, a prize, a thing, or nothing by themselves."""

from collections.abc import Iterable

from edu_pipeline.meaning.dimensions import LEVEL, PEOPLE, PROVIDER, SETTING, STAGE, Found, members_in
from edu_pipeline.meaning.rowheader import content
from edu_pipeline.meaning.wording import load_wording

_LONGEST_PRIZE = 5
_PLACE_ENDS = ("区", "县", "市", "镇", "乡", "旗", "街道")


def noun_of(words: str) -> str:
    """A header's words without the verb at their front: 新增公办幼儿园 → 公办幼儿园."""
    tagged = content(words)
    while len(tagged) > 1 and tagged[0].is_verb:
        tagged = tagged[1:]
    return "".join(word.text for word in tagged)


def names_something(said: str) -> bool:
    """Whether words name a thing, and not only a place."""
    return any(word.is_noun for word in content(said)) and not is_place(said) and len(said) > 1


def without_difference(said: str) -> str:
    """幼儿园增加 → 幼儿园."""
    differences = load_wording().differences
    return "".join(word.text for word in content(said) if word.text not in differences)


def says_nothing(said: str) -> bool:
    """Whether all words of a header say nothing by themselves."""
    hollow = load_wording().hollow_nouns | load_wording().money_nouns
    return all(word.text in hollow or is_stage(word.text) for word in content(said))


def is_kind_of_school(said: str) -> bool:
    """Whether words only name kinds of schools or where they are: 高中, 义务教育学校, 城区."""
    words = said.removesuffix("学校").removesuffix("阶段")
    found = [one for one in members_in(words) if one.dimension in (STAGE, PROVIDER, SETTING) and one.member != "学前"]
    return bool(words) and _length(found) >= len(words)


def is_restriction(said: str) -> bool:
    """Whether words only say which part: 公办, 男, 小学."""
    return bool(said) and _length(members_in(said)) >= len(said)


def _length(found: Iterable[Found]) -> int:
    """Of the characters that name members; 公办园 names two."""
    return sum(end - start for start, end in {(one.start, one.end) for one in found})


def names_people(said: str) -> bool:
    """Whether a header ends with the people that are counted: 专任教师, 寄宿学生."""
    return any(one.dimension == PEOPLE and one.end == len(said) for one in members_in(said))


def is_place(said: str) -> bool:
    """Whether a header only names places."""
    setting = any(one.dimension == SETTING for one in members_in(said))
    return said.endswith(_PLACE_ENDS) and len(said) <= 6 and not setting


def without_place(said: str) -> str:
    """永修县毛入园率 → 毛入园率."""
    front = ""
    for word in content(said)[:-1]:
        front += word.text
        if is_place(front) and all(one.dimension != SETTING for one in members_in(front)):
            return said.removeprefix(front)
    return said


def is_stage(text: str) -> bool:
    """Whether words only name a stage of schooling."""
    return any(one.dimension == STAGE and one.end - one.start >= len(text) - 2 for one in members_in(text))


def is_prize(said: str) -> bool:
    """Whether a header names a prize and not what it was won at: 获二等奖."""
    wording = load_wording()
    rest = prize_name(said)
    for one in reversed(members_in(rest)):
        if one.dimension in (LEVEL, PEOPLE):
            rest = rest[: one.start] + rest[one.end :]
    return rest.endswith(wording.prizes) and len(rest) <= _LONGEST_PRIZE


def is_award(said: str) -> bool:
    """Whether a header only says that something was won: 获得."""
    return all(word.text in load_wording().awarding for word in content(said))


def prize_name(said: str) -> str:
    """A prize without the verb that awards it; one without a name is 获奖."""
    rest = "".join(word.text for word in content(said) if word.text not in load_wording().awarding)
    return "获奖" if rest in ("奖项", "奖", "奖励") else rest

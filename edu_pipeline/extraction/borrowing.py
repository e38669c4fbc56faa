"""What a row header that can't stand alone takes from the words around its figure: one noun, and no more than one."""

import re
from collections.abc import Iterator

from edu_pipeline.extraction.items import Item
from edu_pipeline.extraction.labels import is_generic
from edu_pipeline.extraction.units import load_units
from edu_pipeline.meaning.dimensions import PEOPLE, STAGE, members_in
from edu_pipeline.meaning.nouns import is_prize, is_stage, noun_of, says_nothing
from edu_pipeline.meaning.rowheader import Phrase, content, noun_run, phrase_of
from edu_pipeline.meaning.wording import load_wording
from edu_pipeline.meaning.words import Word

_ALONE = 5
"""Characters that a header needs at least to stand alone."""
_LONGEST_NOUN = 10
_LONGEST_LEAD = 18
_BACK = 6
"""How many figures back one may look for what it is about."""
_PARTS = re.compile("[、，；。：]")
_CONTEST = 4
"""Words of the name of what a prize was won at."""


def needs_more(said: str) -> bool:
    """Whether a header would be mistaken for something else without another noun."""
    if len(said) < _ALONE or is_prize(said) or says_nothing(said):
        return True
    return _is_taking_part(said)


def _is_taking_part(said: str) -> bool:
    return len(said) <= _ALONE + 2 and any(word in said for word in load_wording().taking_part)


def borrowed_noun(item: Item, said: str) -> str:
    """The noun that a header takes from around its figure."""
    if _is_taking_part(said):
        matter = _matter(item) or noun_run(item.lead)
        if 2 < len(matter) <= _LONGEST_NOUN and matter not in said:
            return matter
    return noun_around(item, said)


def noun_around(item: Item, said: str) -> str:
    """The nearest noun that keeps a short header from being mistaken for something else."""
    if not said and item.lead:
        words = phrase_of(item.lead, "").text
        return words if words.endswith(("率", "数", "比")) else noun_run(item.lead) or words
    for source in _sources(item, said):
        noun = _closing_noun(source)
        if 2 <= len(noun) <= _LONGEST_NOUN and noun not in said and not _says_it_already(noun, said):
            return noun
    return ""


def _sources(item: Item, said: str) -> list[str]:
    """Where the noun may stand, the most telling place first."""
    lead = item.lead if len(item.lead) <= _LONGEST_LEAD and "、" not in item.lead else ""
    # A stage of schooling of another figure is not this one's; that of the heading or the sentence's opening is.
    told = not is_stage(item.field) or any(item.field in words for words in item.about)
    sources = [lead, item.field if told else ""]
    if is_stage(item.lead) and not is_stage(item.field):
        sources.reverse()
    if says_nothing(said) and load_units().dimension.get(item.unit) == "money" and item.earlier is not None:
        sources.insert(1, noun_of(own_phrase(item.earlier).text))
    return sources


def _closing_noun(source: str) -> str:
    """The nouns of a stretch of text without what says nothing at their end, or its first ones if they are many."""
    hollow = load_wording().hollow_nouns
    nouns = [word for word in content(source) if word.is_noun]
    while nouns and nouns[-1].text in hollow:
        nouns.pop()
    noun = "".join(word.text for word in nouns)
    return noun if len(noun) <= _LONGEST_NOUN else noun_run(source)


def _matter(item: Item) -> str:
    """What others take part in, where the figures before say it: 参与课后服务学生57.8万，参与教师3.7万."""
    for other in earlier_items(item):
        if other.borrowed and _is_taking_part(own_phrase(other).text):
            return other.borrowed
        words = [
            word.text
            for word in content(own_phrase(other).text)
            if not word.is_verb and all(one.dimension != PEOPLE for one in members_in(word.text))
        ]
        matter = "".join(words)
        if _is_taking_part(own_phrase(other).text[:2]) and len(matter) >= 3 and not matter.endswith("率"):
            return matter
    return ""


def contest_before(item: Item) -> str:
    """What a prize was won at, said before it in its sentence."""
    wording = load_wording()
    for source in (item.lead, item.past):
        for part in reversed(_PARTS.split(source)):
            words = content(part)
            end = next((end for end in range(len(words), 0, -1) if words[end - 1].text.endswith(wording.contests)), 0)
            start = end
            while start and end - start < _CONTEST and not _opens(words[start - 1]):
                start -= 1
            if end:
                return "".join(word.text for word in words[start:end])
    return ""


def _opens(word: Word) -> bool:
    """参加合唱比赛: what others do at it is no part of the name of what a prize was won at."""
    return word.text in (*load_wording().awarding, *load_wording().taking_part)


def _says_it_already(noun: str, said: str) -> bool:
    """师资 adds nothing to 专任教师, 学前教育 nothing to 在园幼儿; and to 生师比 only a stage of schooling does."""
    if said.startswith(load_wording().of_schools) and not is_stage(noun):
        return True
    told = {one.member for one in members_in(said) if one.dimension in (STAGE, PEOPLE)}
    return any(one.member in told for one in members_in(noun))


def is_of_schools(said: str) -> bool:
    """Whether a header names what every kind of school has: 在校生, 生师比."""
    return is_generic(said) or any(word in said for word in load_wording().of_schools)


def own_phrase(item: Item) -> Phrase:
    """The words that are a figure's own."""
    behind = item.right_tidy if item.own.endswith(item.right_tidy) else ""
    return phrase_of(item.own.removesuffix(behind), behind)


def earlier_items(item: Item) -> Iterator[Item]:
    """The figures before, the nearest first, also of the sentence before."""
    for _ in range(_BACK):
        if item.earlier is None:
            return
        item = item.earlier
        yield item

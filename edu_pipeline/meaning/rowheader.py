"""A figure's row header from the words that are its own: what stays, in which order, and how it ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from edu_pipeline.meaning.wording import load_wording
from edu_pipeline.meaning.words import QUOTE, Word, words_of

_DROPPED = frozenset("dpcuyeow")
_PLACING = frozenset("上中里")
_NUMBERS = ("m", "eng", "x")
_LONGEST = 18
_PREDICATE = 8
_ENUMERATED = re.compile(r"[^，。；、]*(?:、[^，。；、]*)+等?\Z|[^，。；、]*等\Z")


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words that say what a figure is."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words as one."""
        return "".join(word.text for word in self.words)


@lru_cache(maxsize=8192)
def content(text: str) -> tuple[Word, ...]:
    """The words of a stretch of text that belong into a header."""
    kept: list[Word] = []
    words = words_of(text)
    turned = False
    for word, behind in zip_longest(words, words[1:]):
        if _is_number(word) and not turned and not _measures(behind):
            continue
        if word.text in load_wording().excluding:
            break
        # 计划 opens a sentence of plans, and closes the name of a programme.
        if _only_places(word, behind):
            continue
        bounds = word.text in load_wording().bounds and behind is not None and _is_number(behind)
        if turned or bounds or (_belongs(word) and (kept or word.text not in load_wording().openings)):
            kept.append(word)
        turned = bounds or word.text in load_wording().negations
    if kept and kept[-1].text in load_wording().prizes:
        kept = [word for word in kept if word.text not in load_wording().awarding]
    return tuple(kept)


def _is_number(word: Word) -> bool:
    return word.tag in _NUMBERS and any(character.isdigit() for character in word.text)


def _measures(behind: Word | None) -> bool:
    """600分以上考生: a number that says which ones are meant."""
    return behind is not None and behind.text in load_wording().thresholds


def _only_places(word: Word, behind: Word | None) -> bool:
    """运动会上获, 专任教师中; but 上党课."""
    if word.tag != "f" or word.text not in _PLACING:
        return False
    return word.text != "上" or behind is None or behind.is_verb


def _belongs(word: Word) -> bool:
    wording = load_wording()
    if word.tag == QUOTE or word.text in wording.negations:
        return True
    return word.text not in wording.scope and word.text not in wording.light and word.tag[0] not in _DROPPED


def phrase_of(left: str, right: str) -> Phrase:
    """What stands before and behind a number as one phrase: 聘请 + 督察员; 作品 + 入围 → 入围作品."""
    behind = _predicate_first(content(right))
    before = _verbs(content(left)) if behind and _ENUMERATED.match(left) else content(left)
    words = _joined(before, behind)
    verb = words[:1] if words and words[0].is_verb else []
    words = words[len(verb) :]
    while len(words) > 1 and _length(words) > _LONGEST:
        words = words[1:]
    return Phrase((*verb, *words))


def noun_run(text: str) -> str:
    """The nouns that a heading or lead opens with, up to its verb: 校园足球蓬勃开展 → 校园足球."""
    words: list[Word] = []
    for word in words_of(text):
        if word.is_noun and word.tag[0] not in "il" and _belongs(word):
            words.append(word)
        elif words and (word.is_verb or _belongs(word)):
            break
    return "".join(word.text for word in words)


def _predicate_first(words: Sequence[Word]) -> Sequence[Word]:
    """机构入驻洪城教培 → 入驻洪城教培机构: what is done says which ones are counted."""
    cut = next((i for i, word in enumerate(words) if word.is_verb), None)
    if not cut or _is_name(words, cut):
        return words
    subject, predicate = words[:cut], _short(words[cut:])
    if "".join(word.text for word in subject) in load_wording().bare_subjects and len(predicate) > 1:
        subject = ()
    return [*predicate, *subject]


def _is_name(words: Sequence[Word], verb: int) -> bool:
    """小学改造项目: the verb only says which project."""
    return verb == len(words) - 2 and words[-1].text in load_wording().named_by_deed


def _short(predicate: Sequence[Word]) -> Sequence[Word]:
    """The first thing that a predicate says; a long one goes on to other matters."""
    end = len(predicate)
    for i, word in enumerate(predicate):
        if i and word.is_verb and _length(predicate[:i]) >= _PREDICATE // 2 and _length(predicate) > _PREDICATE:
            end = i
            break
    return predicate[:end]


def _verbs(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.is_verb][:1]


def _length(words: Sequence[Word]) -> int:
    return sum(len(word.text) for word in words)


def _joined(before: Sequence[Word], behind: Sequence[Word]) -> list[Word]:
    told, more = "".join(word.text for word in before), "".join(word.text for word in behind)
    return [*before] if more and told.endswith(more) else [*before, *behind]


def spelled_out(text: str) -> str:
    """A header with the full names of what it names in short: 示范园 → 示范幼儿园."""
    for short, full in load_wording().full_names.items():
        if short in text and full not in text:
            text = text.replace(short, full)
    return text

"""A stretch of a sentence as words with their parts of speech; quotations and titles stay whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rjieba import Jieba

from edu_pipeline.meaning.dimensions import load_dimensions
from edu_pipeline.meaning.wording import load_wording

QUOTE = "quote"
"""The tag of a quotation or title."""
_QUOTED = re.compile(r"“[^“”]{1,40}”|《[^《》]{1,60}》|‘[^‘’]{1,40}’")
_FREQUENT = 1_000_000
# 学校（单位）, but not （试行）: what a bracket without numbers adds is left out.
_BRACKET = re.compile(r"（[^（）]{0,40}）|\([^()]{0,40}\)")
_TIME = re.compile(
    r"(?:截至|截止|到|至|自|从|在)?(?:\d{4}(?!年以[前后])(?:[-—–~～至]\d{2,4})?(?:学年度?|年度?|届)(?:底|末|初|以来|起|期间)?|\d{1,2}月(?:份|底)?(?:\d{1,2}日)?"
    r"|(?<=年)[春秋]季学期)(?:以来|期间)?[，的]?"
)
_THRESHOLD = re.compile(r"\d*[人户名](?:及)?以[上下]的?")
_COUNTED = re.compile(
    r"(?:[一二三四五六七八九十两几数]|\d{1,3})(?:多|余)?(?:[个项批次名所家位起场件种支条份届期轮大][^学本类，]??(?=[\u4e00-\u9fff]))"
)
_ORDINAL = re.compile(r"第?[一二三四五六七八九十\d]{1,3}[届批期次](?!数)|首[届批](?!数)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a phrase. ``tag`` is jieba's part of speech (n…, v…, a…, d, p …) or QUOTE."""

    text: str
    tag: str

    @property
    def is_noun(self) -> bool:
        """Whether it names something; nouns made of verbs (vn) do too."""
        return self.tag[0] in "nlijbsz" or self.tag in ("vn", "an", "eng", QUOTE)

    @property
    def is_verb(self) -> bool:
        """Whether it is a verb as such."""
        return self.tag in ("v", "vd", "vi", "vg")


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text without times, ordinals, brackets, spaces and punctuation."""
    return tuple(_words(_BRACKET.sub("", text)))


def _words(text: str) -> Iterator[Word]:
    position = 0
    for match in _QUOTED.finditer(text):
        yield from _tagged(text[position : match.start()])
        yield Word(match[0].strip("“”‘’"), QUOTE)
        position = match.end()
    yield from _tagged(text[position:])


def _tagged(text: str) -> Iterator[Word]:
    plain = _THRESHOLD.sub("", _COUNTED.sub("", _ORDINAL.sub("", _TIME.sub("", text))))
    for word, tag in _segmenter().tag(plain) if plain else ():
        if tag != "x" or word.isalnum():
            yield Word(word, tag)


@cache
def _segmenter() -> Jieba:
    """A segmenter of our own, so that the words that we add are nobody else's."""
    segmenter = Jieba()
    wording = load_wording()
    for verb in wording.verbs:
        segmenter.add_word(verb, _FREQUENT, "v")
    for word in (*wording.scope, *wording.negations, *wording.excluding):
        if len(word) > 1:
            segmenter.add_word(word, _FREQUENT, "n")
    for noun in (*wording.nouns, *wording.per_head, *load_dimensions().nouns):
        segmenter.add_word(noun, _FREQUENT, "n")
    return segmenter

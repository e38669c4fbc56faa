"""What a metric offers to compare with the catalog: its row header, the words beside the number, its sentence."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from edu_pipeline.catalog.errors import CatalogError
from edu_pipeline.catalog.yaml_source import read_yaml
from edu_pipeline.records import Metric

# How far from the number a topic may stand, in characters.
REACH_BACK = 90
REACH_ON = 45
# How far behind the number the word for what it counts may begin: 41 所非营利性民办|中小学.
BESIDE = 8
FILE = Path(__file__).with_name("linking.yml")
LISTS = (
    "header_ends",
    "connectors",
    "distributive",
    "formerly",
    "totals",
    "newly",
    "rate_ends",
    "other_noun_behind",
    "means",
    "reached",
    "reached_not_before",
    "whole_markers",
)
_CUT = re.compile(r"[，；。：、！？,;:\n“”]")
_CLAUSE_CUT = re.compile(r"[，；。：！？,;:\n]")
_TITLE = re.compile(r"《[^《》]{0,120}》?|（[^（）]{0,8}20\d\d[^（）]{0,14}）")
_BRACKETED = re.compile(r"[（(][^（）()]{0,60}[）)]")
# 占比由去年同期的 52.7% 提高到 56.1%: between the noun and the second number stands the first one.
_FROM_HEADER = re.compile(
    r"(?<=.)[由从](?:年初|去年|上年|上一年|同期|20\d\d|[^，由从]{0,6}[末底初前期])[^，由从]{0,6}$"
)
_FROM_VALUE = re.compile(r"(?<=.)[由从][^，由从\d]{0,12}(?:20\d\d年)?[^，由从\d]{0,6}\d[\d.,]{0,12}(?:%|[一-鿿]{0,3})$")
_ORIGIN = re.compile(r"[由从][^，由从\d]{0,8}(?:20\d\d年)?[^，由从\d]{0,6}$")
_QUOTES = re.compile(r"[“”‘’《》\"'\s]")


@dataclass(frozen=True, slots=True)
class LinkingWords:
    """The word lists of ``linking.yml``, the longest words first."""

    header_ends: tuple[str, ...]
    connectors: tuple[str, ...]
    distributive: tuple[str, ...]
    formerly: tuple[str, ...]
    totals: tuple[str, ...]
    newly: tuple[str, ...]
    rate_ends: tuple[str, ...]
    other_noun_behind: tuple[str, ...]
    means: re.Pattern[str]
    reached: re.Pattern[str]
    whole_markers: tuple[str, ...]


@cache
def linking_words() -> LinkingWords:
    """The word lists. Raises CatalogError for an unknown or missing list."""
    source = read_yaml(FILE)
    for key in source.value:
        if key not in LISTS:
            raise source.error((key,), f"unknown list “{key}”", f"Use one of {', '.join(LISTS)}")
    for key in LISTS:
        if not isinstance(source.value.get(key), list):
            raise CatalogError(source.file, None, f"the list “{key}” is missing", f"Add “{key}: […]”")
    words = {key: tuple(sorted(source.value[key], key=len, reverse=True)) for key in LISTS}
    stop = "".join(words.pop("reached_not_before"))
    means = re.compile("|".join(map(re.escape, words.pop("means"))))
    reached = re.compile(f"(?:{'|'.join(map(re.escape, words.pop('reached')))})(?![{stop}])")
    return LinkingWords(means=means, reached=reached, **words)


@dataclass(slots=True)
class Evidence:
    """The words around one metric, without titles, quotation marks and spaces; a sentence ends at ； here too.

    header    the last part of the row header; ``stem`` is the header without closing words that stand for the unit
    topic     the part of the row header before it
    before    the words before the number up to the last mark, without connecting words; ``after`` those behind it
    own       the number's own words: before, number and after
    inherited the clause before, when the number's own words name nothing (现有 697 家)
    around    the sentence near the number, and the topic
    past      the sentence up to the number
    origin    the number is where something started from (由 43 家压减到 2 家)
    """

    header: str
    stem: str
    topic: str
    before: str
    after: str
    own: str
    inherited: str
    around: str
    past: str
    distributive: bool
    origin: bool


def gather(metric: Metric, words: LinkingWords) -> Evidence:
    """The evidence for one metric; its cost does not depend on the length of the sentence."""
    parts = [part for part in _plain(metric.label).split("：") if part]
    header = _without_means(parts[-1] if parts else "", words)
    past = _TITLE.sub("", metric.sentence[max(0, metric.sentence_start - 3 * REACH_BACK) : metric.sentence_start])
    past = past[past.rfind("；") + 1 :]
    rest = _TITLE.sub("", _BRACKETED.sub("", metric.sentence[metric.sentence_end : metric.sentence_end + 2 * REACH_ON]))
    rest = rest.split("；", maxsplit=1)[0]
    raw_before = _last_piece(past, _CUT)
    clause = past[: len(past) - len(raw_before)].rstrip("，；。：、！？,;: ")
    after = _plain(_CUT.split(rest, maxsplit=1)[0]) if rest else ""
    before = strip_end(_plain(_without_means(raw_before, words)), words.connectors)
    before = strip_end(_FROM_VALUE.sub("", before), words.connectors)
    header = _FROM_HEADER.sub("", header)
    if before and header.endswith(before) and header.removesuffix(before).endswith(words.rate_ends):
        header = before
    inherited = "" if before or after else words.reached.sub("", _plain(_last_piece(clause, _CLAUSE_CUT)))
    if inherited and any(word in raw_before for word in words.totals):
        for word in words.newly:
            inherited = inherited.replace(word, "")
    return Evidence(
        header=words.reached.sub("", header),
        stem=strip_end(header, words.header_ends),
        topic=parts[-2] if len(parts) > 1 else "",
        before=before,
        after=after.lstrip("的余"),
        own=words.reached.sub("", _without_means(_plain(raw_before) + after, words)),
        inherited=inherited,
        around=_plain(past[-REACH_BACK:]) + _plain(_first_clauses(rest[:REACH_ON])),
        past=_plain(past),
        distributive=any(word in past[-REACH_BACK:] for word in words.distributive),
        origin=_ORIGIN.search(raw_before) is not None,
    )


def strip_end(text: str, endings: tuple[str, ...]) -> str:
    """``text`` without any of ``endings`` at its end, however many follow each other."""
    while text.endswith(endings):
        text = text.removesuffix(next(word for word in endings if text.endswith(word)))
    return text


def _plain(text: str) -> str:
    return _QUOTES.sub("", text)


def _first_clauses(text: str) -> str:
    """``text`` up to the second clause behind it."""
    for count, match in enumerate(_CLAUSE_CUT.finditer(text)):
        if count == 2:
            return text[: match.start()]
    return text


def _last_piece(text: str, cut: re.Pattern[str]) -> str:
    position = 0
    for match in cut.finditer(text):
        position = match.end()
    piece = text[position:]
    bracket = max(piece.rfind("（"), piece.rfind("("))
    return piece[bracket + 1 :] if bracket > max(piece.rfind("）"), piece.rfind(")")) else piece


def _without_means(text: str, words: LinkingWords) -> str:
    ends = [match.end() for match in words.means.finditer(text)]
    return text[ends[-1] :] if ends else text

"""The figures of a sentence with the words of their clause that are their own, before headers are made of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from edu_pipeline.extraction.clauses import Clause
from edu_pipeline.extraction.labels import own_words, tidy_behind, without_difference
from edu_pipeline.extraction.tokens import Token
from edu_pipeline.meaning.nouns import is_kind_of_school
from edu_pipeline.records import MetricKind

_BRACKET = re.compile(r"（[^（）]{0,40}）")
_JOINTS = "、和及与"
# 56人及以上的大班1.36万个: the first number only says which ones are counted.
_THRESHOLD = re.compile(r"以[上下]\Z")
DIFFERENCES = (MetricKind.CHANGE, MetricKind.GROWTH)


class Link(Enum):
    """What another figure, or the words around, are to a figure."""

    PART = "其中"
    BRACKET = "括号"
    DIFFERENCE = "增减"
    LEAN = "承前"
    LIST = "并列"
    PURPOSE = "用途"


@dataclass(slots=True)
class Item:
    """A number with the words of its clause that are its own, and what it belongs to.

    left, right   the words on the two sides, within the item of a list
    own           the two as one phrase, with what a list shares
    base          the figure that a difference is of, or whose words are its own too
    link, other   what another figure is to this one; ``leans`` says that it can't stand without it, ``anchor`` is the
                  figure that the next ones may lean on too
    earlier       the figure before, also of the sentence before; ``first`` is the first one of its sentence
    lead          the words that lead to it, or what money was for; ``heading`` is above, ``about`` the sentence's
                  opening and that heading in full, ``field`` the domain's word that the text is about
    past          the sentence up to the number
    medal         the medal that it counts, spelled out
    borrowed      what its row header takes from lead or field; ``words`` are the header's, once it is known
    metric_id     of the metric that is made of it
    """

    token: Token
    kind: MetricKind
    clause: int
    depth: int
    left: str
    right: str
    listed: bool
    own: str = ""
    leans: bool = False
    base: "Item | None" = None
    anchor: "Item | None" = None
    link: Link | None = None
    other: "Item | None" = None
    earlier: "Item | None" = None
    first: bool = False
    lead: str = ""
    heading: str = ""
    about: tuple[str, ...] = ()
    field: str = ""
    past: str = ""
    medal: str = ""
    borrowed: str = ""
    words: str | None = None
    metric_id: str = ""

    @property
    def right_tidy(self) -> str:
        """The words behind the number, cleaned as in ``own``."""
        return tidy_behind(self.right)

    @property
    def unit(self) -> str:
        """The printed unit, stored form; empty where none is printed."""
        return self.token.quantity.unit if self.token.quantity else ""


def items_of(text: str, tokens: Sequence[Token], kinds: Sequence[MetricKind], clauses: Sequence[Clause]) -> list[Item]:
    """The words on the two sides of each number, within its clause and its item of a list."""
    items: list[Item] = []
    clause_index = 0
    for index, token in enumerate(tokens):
        while clauses[clause_index].end <= token.start:
            clause_index += 1
        clause = clauses[clause_index]
        before = tokens[index - 1].end if index and tokens[index - 1].end > clause.start else None
        after = tokens[index + 1].start if index + 1 < len(tokens) and tokens[index + 1].start < clause.end else None
        left, listed = _left(text, clause, before, token, items)
        right = _right(text[token.end : after if after is not None else clause.end], after is not None)
        if text[token.end - 1] in "金银铜":
            right = ""
        elif after is not None and kinds[index + 1] in DIFFERENCES:
            right = without_difference(right)
        items.append(Item(token, kinds[index], clause_index, clause.depth, left, right, listed, own_words(left, right)))
    return items


def _left(text: str, clause: Clause, before: int | None, token: Token, items: list[Item]) -> tuple[str, bool]:
    """The words before a number. Behind another number of the clause: a list item of its own, or the story goes on."""
    if before is None:
        return text[clause.start : token.start], False
    between = text[before : token.start]
    if _THRESHOLD.search(text[max(0, before - 3) : before]) and items[-1].clause >= 0:
        return text[items[-1].token.start : token.start], False
    if _other_schools(between, items[-1], token):
        return "", False
    cut = max(between.rfind(mark) for mark in _JOINTS)
    if between.count("、") == 1:
        cut = between.find("、")  # 、小学及教学点186所: 及 belongs to the item
    if cut >= 0 and (cut == 0 or "、" in between or len(between) - cut <= 8):
        return between[cut + 1 :], True
    if not between.strip():
        return items[-1].left, True
    return own_words(items[-1].left, between), False


def _other_schools(between: str, before: Item, token: Token) -> bool:
    """68所中小学校（幼儿园）、中职学校近9万学生: schools end the list, and the people are those of all of them."""
    kinds = [words.rstrip("约近") for words in _BRACKET.sub("", between).split("、")]
    unit = token.quantity.unit if token.quantity else ""
    return len(kinds) > 1 and before.unit == "所" and unit != "所" and all(map(is_kind_of_school, kinds))


def _right(words: str, before_number: bool) -> str:
    """The words behind a number up to the next item of a list."""
    if not before_number:
        return words
    if words.startswith(tuple(_JOINTS)):
        return ""  # 人才10名和专业技术人才20名: what follows belongs to the next number
    cut = words.find("、")
    if cut >= 0:
        return words[:cut]
    for mark in _JOINTS[1:]:
        position = words.rfind(mark)
        if position >= 0 and len(words) - position <= 4:
            return words[:position]
    return words

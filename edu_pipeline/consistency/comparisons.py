"""What a difference is measured against, and what it is said of, by the words before it.

比上年增加12人 is measured against the year before, 高出省定要求7.4个百分点 against a norm: only the first is the
difference of a figure from what it was.
"""

import re
from functools import cache

from edu_pipeline.consistency.nouns import noun
from edu_pipeline.consistency.passage import Mention
from edu_pipeline.consistency.words import alternation, load_words

_BASE = re.compile(r"(?:比(?![例重值率分赛])|较|与|同比|环比)([^，；。、]{0,16})")
LAST_YEAR = re.compile(r"上年度?|去年|前一年|上一年|同期|同比|环比|年")
_MARKS = re.compile(r"[，；：、。（）]")
_TIMES = re.compile(
    r"^(?:全年|年内|本年|今年|当年|分别|约|近|共计|共|净|累计|实际|总体|整体|年|又|也|均|都|已|并|且|其中)+"
)
_EACH = re.compile(r"(?:各|均|都|分别|同步)$")
_FIGURE_WORDS = re.compile(r"(?:总人数|人数|总数|总量|数量|规模|总额|数|量)$")
_PLACES = re.compile(r"^(?:全[市县区省州国校]|其|该)")
_LEAST = 2


def base_of(gap: str) -> str | None:
    """What a difference is measured against: '' the year before, a year's digits, other words, None if not said."""
    match = _BASE.search(gap)
    if match is None:
        beyond = load_words().any["beyond"].search(gap)
        return gap[beyond.start() :] if beyond else None
    return re.sub(r"[^0-9]", "", match.group(1)) or ("" if LAST_YEAR.search(match.group()) else match.group(1))


def over_time(gap: str) -> bool:
    """Whether a difference is one from an earlier figure of the same, not from a norm, a mean or another's figure."""
    base = base_of(gap)
    if not base or base.isdigit():
        return not _measured(gap)
    return not (_measured(gap) or load_words().any["beyond"].match(base))


def _measured(gap: str) -> bool:
    """Whether a norm or mean is named between the comparing word and the difference."""
    match = _BASE.search(gap) or load_words().any["beyond"].search(gap)
    return bool(match and load_words().any["measure"].search(gap, match.start()))


def subject_of(gap: str) -> str:
    """What a difference is said of, where its own clause names it (本科上线人数比去年增加 → 本科上线); else ''."""
    clause = _MARKS.split(gap)[-1]
    match = _BASE.search(clause) or load_words().any["beyond"].search(clause)
    if match is None:
        moves = list(_movements().finditer(clause))
        match = moves[-1] if moves else None
    words = clause[: match.start()] if match else clause
    words = _FIGURE_WORDS.sub("", _EACH.sub("", _TIMES.sub("", words)))
    return words if len(words) >= _LEAST else ""


@cache
def _movements() -> re.Pattern[str]:
    lists = load_words().lists
    return re.compile(alternation((*lists["up"], *lists["down"])))


def names(subject: str, mention: Mention) -> bool:
    """Whether ``subject`` is what ``mention`` counts, not one kind of it (专任教师, but 高级职称教师比上年增加…)."""
    thing = _plain(noun(mention))
    core = _plain(subject)
    return len(core) < _LEAST or core in mention.lead + mention.tail[:8] or thing == core


def names_fully(subject: str, mention: Mention) -> bool:
    """Whether ``subject`` says the whole name of what ``mention`` counts."""
    core = _plain(subject)
    return len(core) >= 2 * _LEAST and core == _plain(noun(mention))


def _plain(words: str) -> str:
    """The words without what says only where, or that it is a figure."""
    return _FIGURE_WORDS.sub("", _PLACES.sub("", words))

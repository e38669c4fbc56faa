"""The words around a number: what is cut off at their ends, what a list shares, what says nothing alone."""

import re
from functools import lru_cache

from edu_pipeline.extraction.lexicon import alternatives
from edu_pipeline.meaning.wording import load_wording

# 超过2000人的学校: a bound before a number that is left in the words says which ones are meant.
_BOUND = rf"(?!(?:{'|'.join(sorted(load_wording().bounds))})\d)"
_FRONT = re.compile(rf"\A(?:{_BOUND}(?:{alternatives('stop_front')})|[，、：；“”（）‘’\s])+(?=.{{2}})")
_BACK = re.compile(rf"(?:{alternatives('stop_back')}|[，、：；（\s])+\Z")
_RANK = re.compile(r"(?:位居|位列|居)[^，。]{0,8}(?:第[一二三四五六七八九十]{1,3}位?|首位|前列|前茅)\Z")
_TITLE = re.compile(rf"(?:{alternatives('papers')})\Z")
_MARKS = str.maketrans("", "", "“”【】")
_FILLER = re.compile(rf"(?:{alternatives('stop_front')}|{alternatives('empty_headings')})+")
_DIFFERENCE_TAIL = re.compile(rf"(?:{alternatives('growth_nouns')}|{alternatives('up')}|{alternatives('down')})\Z")
_VERB = re.compile(rf"\A(?:{alternatives('verbs')})(?:了)?")
_PREDICATE = re.compile(alternatives("predicates"))
_HOLLOW = re.compile(rf"(?:{alternatives('hollow')}|\d|的)*+\Z")
_OUTLAY = re.compile(rf"(?:{alternatives('outlays')}|约|近|了|总|共|累计|各级|县|区|市|财政|省级)*+\Z")
_TOPIC = re.compile(alternatives("topics"))
_TIME = re.compile(
    r"(?:截至|截止|到|至|自|从|在)?(?:\d{4}(?!年以[前后])(?:[-—–~～至]\d{2,4})?(?:学年度?|年度?)(?:底|末|初|以来|起|期间)?|\d{1,2}月(?:份|底)?"
    r"|(?<=年)[春秋]季学期)(?:以来|期间)?[，的]?"
)
_RELATIONAL = re.compile(rf"(?:{alternatives('relational')})")
_GENERIC = re.compile(alternatives("generic"))
_PRAISE = re.compile(rf"(?<=..)(?:{alternatives('praise')})")
_COORDINATION = re.compile(r"[、和及]|(?<!参)与")
_SEPARATELY = re.compile(r"(?:均)?分别[^，。；、]{0,6}\Z")
_OWN_LIMIT = 48
_TOPIC_LIMIT = 36
_HEADING_LIMIT = 14


@lru_cache(maxsize=4096)
def tidy(words: str) -> str:
    """Words without time, filler at both ends and brackets' marks."""
    if "年" in words or "月" in words or "季" in words:
        words = _TIME.sub("", words)
    words = words.translate(_MARKS)
    if "居" in words or "列" in words:
        words = _RANK.sub("", words)
    previous = None
    while previous != words:
        previous = words
        front = _FRONT.match(words)
        back = _BACK.search(words, front.end() if front else 0)
        words = words[front.end() if front else 0 : back.start() if back else len(words)]
    return words


def tidy_behind(words: str) -> str:
    """The same for the words behind a number: 的/等 opens nothing."""
    return tidy(words).lstrip("的等")


def without_difference(words: str) -> str:
    """校外培训机构数减幅 → 校外培训机构数: the last word belongs to the number behind it."""
    return _DIFFERENCE_TAIL.sub("", words)


def own_words(left: str, right: str) -> str:
    """What stands before and behind a number in its clause, as one phrase: 推选 + 幼儿园 → 推选幼儿园."""
    left, right = tidy(left), tidy_behind(right)
    both = left if left.endswith(right) else left + right
    return both if len(both) <= _OWN_LIMIT else both[-_OWN_LIMIT:]


def list_prefix(first: str, item: str) -> str:
    """What the first item of a list says for the others too: 共获国赛二等奖 · 三等奖 → 共获国赛."""
    if len(item) >= len(first):
        return ""
    shared = 0
    while shared < len(item) and item[-1 - shared] == first[-1 - shared]:
        shared += 1
    if shared and len(item) - shared <= 2:
        return first[: len(first) - len(item)]
    verb = _VERB.match(first)
    if verb:
        return "" if _VERB.match(item) else verb[0]
    return first[: len(first) - len(item)] if (len(item) <= 3 and not _VERB.match(item)) or len(item) == 2 else ""


def separate_subjects(subjects: str, count: int) -> list[str]:
    """The ``count`` subjects of 学生和教师参与率: [学生参与率, 教师参与率]; empty if there are fewer."""
    parts = [part for part in _COORDINATION.split(tidy(subjects)) if part]
    if count < 2 or len(parts) < count:
        return []
    parts = parts[-count:]
    first, last = parts[0], parts[-1]
    if first[-1] == last[-1]:
        return [first, *(list_prefix(first, part) + part for part in parts[1:])]
    tail = last[min(2, len(parts[-2])) :]
    return [*(part + tail for part in parts[:-1]), last]


def before_separately(left: str) -> str | None:
    """The words before 分别达, or None where nothing is told apart."""
    match = _SEPARATELY.search(left)
    return left[: match.start()] if match else None


def predicate_of(words: str) -> str:
    """From the first verb on: 中小学参评省级示范校 → 参评省级示范校."""
    match = _PREDICATE.search(words, 1)
    return words[match.start() :] if match else ""


def is_hollow(own: str) -> bool:
    """Whether a header says nothing without its neighbour: 达标率, 现有, 增幅."""
    return len(own) < 2 or _HOLLOW.match(own) is not None


def is_outlay(own: str) -> bool:
    """Whether a header only says that money was spent; the clause behind says for what."""
    return bool(own) and _OUTLAY.match(own) is not None


def leans(own: str) -> bool:
    """Whether a header needs the figure before it: 达标率, 覆盖中小学, 在校生, 师资."""
    if is_hollow(own) or is_generic(own):
        return True
    return (len(own) <= 12 and _RELATIONAL.match(own) is not None) or (len(own) <= 3 and not _VERB.match(own))


def is_generic(own: str) -> bool:
    """Whether a header names what every kind of school has: 招生, 在校生."""
    return _GENERIC.fullmatch(own) is not None


def is_topic(own: str) -> bool:
    """Whether a header names only a field or stage of schooling: 普通高中 before 4216 元 says not what is paid."""
    return _TOPIC.fullmatch(own) is not None


def opens_with_verb(words: str) -> bool:
    """Whether words begin with a verb of doing: 建成, 投入, 新增."""
    return _VERB.match(words) is not None


def without_verb(own: str) -> str:
    """新认定标准化幼儿园 → 标准化幼儿园."""
    return _VERB.sub("", own, count=1)


def short_topic(words: str) -> str:
    """A lead or heading as the first part of a header."""
    words = tidy(words)
    if len(words) <= _TOPIC_LIMIT:
        return "" if _FILLER.fullmatch(words) else words
    found = _TOPIC.findall(words)
    return found[-1] if found else ""


def heading_topic(heading: str) -> str:
    """What a short heading is about: 营养改善计划提质 → 营养改善计划; empty for a long one and for a report's title."""
    if is_title(heading):
        return ""
    words = tidy(_PRAISE.split(heading, maxsplit=1)[0].strip("。：，"))
    return words if 2 <= len(words) <= _HEADING_LIMIT and not _FILLER.fullmatch(words) else ""


def is_title(heading: str) -> bool:
    """Whether a heading only names the paper: 某县教育局工作总结."""
    return _TITLE.search(heading) is not None


def topic_before(text: str, own: str) -> str:
    """The last topic word of the domain in ``text``, where ``own`` has none; else empty."""
    if _TOPIC.search(own):
        return ""
    text = text[text.rfind("；") + 1 :]
    found = [*_TOPIC.finditer(text)]
    if not found:
        return ""
    last = found[-1]
    return "中小学" if text.startswith("中小学", max(0, last.start() - 1)) else last[0]

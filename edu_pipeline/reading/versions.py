"""Which version of a report a file is: 2023年教育统计公报（更正版）corrects 2023年教育统计公报."""

import re
from dataclasses import dataclass

_WORDS = "更正版?|修正版?|修订[版稿]?|更正稿|校正版|勘误版|订正版?"
_TIMES = "(?:第?(?P<{0}>[二三四五六2-6])次)?"
_IN_BRACKETS = re.compile(rf"[（(【\[〔]\s*{_TIMES.format('a')}(?:{_WORDS})\s*[)）】\]〕]")
_AT_END = re.compile(rf"[-_—·\s]*{_TIMES.format('b')}(?:更正版|修正版|修订[版稿]|更正稿|校正版|勘误版|订正版)$")
_LINE = re.compile(rf"[（(【\[〔]?\s*{_TIMES.format('c')}(?:{_WORDS})\s*[)）】\]〕]?")
_NUMBERS = {"二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_HEAD = 600
_LONGEST_MARK = 16


@dataclass(frozen=True, slots=True)
class Version:
    """A report's title without the mark of a correction, and how often it was corrected (0: not marked)."""

    title: str
    number: int


def version_of(title: str | None, text: str) -> Version:
    """The version that the title, or a line of its own near the top of ``text``, tells.

    A notice about a correction (关于…更正的公告) is no version of the report that it names.
    """
    plain = _SPACE.sub("", title or "")
    in_title = _mark(plain)
    marks = [in_title, _marked_line(text[:_HEAD])]
    name = plain if in_title is None else plain[: in_title.start()] + plain[in_title.end() :]
    return Version(name, max((_number(mark) for mark in marks if mark), default=0))


def version_in_name(file_name: str) -> int:
    """How often the report was corrected, by the file's name (统计公报（更正版）.txt)."""
    mark = _mark(file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    return _number(mark) if mark else 0


def _mark(name: str) -> re.Match[str] | None:
    return _IN_BRACKETS.search(name) or _AT_END.search(name)


def _marked_line(head: str) -> re.Match[str] | None:
    lines = (line.strip() for line in head.splitlines())
    return next((mark for line in lines if len(line) < _LONGEST_MARK and (mark := _LINE.fullmatch(line))), None)


def _number(mark: re.Match[str]) -> int:
    times = next((times for times in mark.groupdict().values() if times), None)
    if times is None:
        return 1
    return _NUMBERS[times] if times in _NUMBERS else int(times)

"""What a heading is: after a mark, in a line of its own without one, or as the first words of a paragraph."""

import re
from typing import NamedTuple

from edu_pipeline.structure.clean import CleanText
from edu_pipeline.structure.markers import HAN_DIGITS, Marker, match_marker, read_ordinal

_LINE = re.compile(r"[^\n]+")
_LINE_MARK = re.compile(rf"(?:^|\n)(?=[（{HAN_DIGITS}\d])")
_MARK_INSIDE = re.compile(rf"。(?=[{HAN_DIGITS}]{{1,3}}、|（[{HAN_DIGITS}]{{1,3}}）|\d{{1,2}}[.、])")
_LONGEST_LINE = 60  # characters of a heading that fills its line
_LONGEST_RUN_IN = 50  # characters of a heading that ends with 。 inside its paragraph
_LONGEST_TITLE = 45
_ENDS = re.compile(r"[。！？；]")
_ENDED = tuple("。！？；：，、…,")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_BYLINE = re.compile(r"[\u4e00-\u9fff（）“”、·]+")
_DIGIT = re.compile(r"\d")
_HARMLESS_DIGITS = re.compile(r"[12]\d{3}(?:[-~—至][12]\d{3})?(?:年|学年)?|第\d{1,4}[期号次届]|\d{1,2}月|[A-Za-z]\d")
_NO_TITLE = re.compile(
    r".{0,8}[：:]|附件|附[:：表图]|抄[送报]|主送|主题词|.{0,30}印发$|[（(].*[）)]$|[^的]{0,18}(?:局|办公室|委员会|厅|政府|小组|工委|党委|学校|小学|中学|幼儿园|学院|医院|大学|编辑部|教育部|中心)$"
    r"|.{0,12}[12]\d{3}年\d{1,2}月(?:\d{1,2}日)?$|[二一][〇零Oo一二三四五六七八九]{3}年.{1,8}$|单位[:：]|表\d|图\d|.*[|\t]|.{0,20}号$"
)
_MASTHEAD = re.compile(
    r".{0,20}(?:简\s?报|专\s?报|通\s?报|动\s?态|快\s?报|工作信息|教育信息)$|[（(]?第[\d一二三四五六七八九十]{1,4}期"
)
_NOTES = re.compile(r"(?:注释?|附注)：|(?:备注|说明)：$")
_COLOPHON = re.compile(
    r"(?:报|送|发|抄送|抄报|分送|主题词|责任编辑|编辑|校对|信息公开选项|公开方式)：|[（(](?:此件|联系人|共印)|联系人："
)
_INLINE = re.compile(
    rf"[。！？；：，”](?:([{HAN_DIGITS}]{{1,2}})(?:是(?!否)|要(?!求))|第([{HAN_DIGITS}]{{1,2}})[，、])"
)


class Paragraph(NamedTuple):
    """A line of the clean text, the mark it begins with and its Markdown heading level (0: none)."""

    start: int
    end: int
    marker: Marker | None
    level: int
    text: str


class InlinePart(NamedTuple):
    """A part that begins inside a paragraph: "一是…" (kind inline) or a bold run that heads it (kind bold)."""

    kind: str
    ordinal: int
    start: int
    marker_end: int
    heading: str | None
    heading_end: int


def read_paragraphs(clean: CleanText) -> list[Paragraph]:
    """The paragraphs of ``clean``; ``text`` holds at most the first characters that a title could have."""
    levels = dict(clean.headings)
    text = clean.text
    cuts = _cuts(text)
    paragraphs = []
    for match in _LINE.finditer(text):
        start, line_end = match.span()
        while start < line_end:
            end = min(cuts.pop(), line_end) if cuts and cuts[-1] < line_end else line_end
            opening = text[start : min(end, start + _LONGEST_LINE + 1)]
            paragraphs.append(Paragraph(start, end, match_marker(text, start), levels.get(start, 0), opening))
            start = end
    return paragraphs


def _cuts(text: str) -> list[int]:
    """Where numbered parts begin inside a line, the last first: "…学校186所。二、工作成效。…"

    Such a mark counts where it goes on with a numbering, or begins one that goes on in the same line.
    """
    found = [marker for match in _MARK_INSIDE.finditer(text) if (marker := match_marker(text, match.end()))]
    cuts: list[int] = []
    last: dict[str, int] = {}
    position = 0
    for index, marker in enumerate(found):
        for line in _LINE_MARK.finditer(text, position, marker.start):
            if outer := match_marker(text, line.end()):
                last[outer.kind] = outer.ordinal
        position = marker.start
        goes_on = any(
            other.kind == marker.kind and other.ordinal == 2 and "\n" not in text[marker.end : other.start]
            for other in found[index + 1 : index + 8]
        )
        if marker.ordinal == last.get(marker.kind, -1) + 1 or (marker.ordinal == 1 and goes_on):
            last[marker.kind] = marker.ordinal
            cuts.append(marker.start)
    return cuts[::-1]


def read_heading(text: str, start: int, end: int) -> tuple[str | None, int]:
    """The heading that follows a mark at ``start`` in the paragraph that ends at ``end``, and its own end.

    A line without a sentence is a heading; else the first words up to 。 are, if they are few and state no
    figure; else the words before a colon.
    """
    mark = _ENDS.search(text, start, min(end, start + _LONGEST_RUN_IN + 1))
    if mark is None:
        if end - start <= _LONGEST_LINE and end > start and text[end - 1] not in "。；：，、":
            return text[start:end], end
        return _before_colon(text, start, end)
    heading = text[start : mark.start()]
    if mark.group() == "。" and heading and not _states_figure(heading):
        return heading, mark.end()
    return _before_colon(text, start, end)


def _before_colon(text: str, start: int, end: int) -> tuple[str | None, int]:
    colon = text.find("：", start, min(end, start + 20))
    return (text[start:colon], colon + 1) if colon > start else (None, start)


def _states_figure(heading: str) -> bool:
    return bool(_DIGIT.search(heading) and _DIGIT.search(_HARMLESS_DIGITS.sub("", heading)))


def find_titles(paragraphs: list[Paragraph]) -> dict[int, int]:
    """Titles and headings without a mark: index of the first line → index of the last (a subtitle may follow).

    A title is a short line, or two or three, before a paragraph of prose or a numbered part. What stands before
    the first prose heads the whole report, unless a bulletin's masthead comes first.
    """
    titles: dict[int, int] = {}
    index = _front_end(paragraphs)
    while index < len(paragraphs):
        last = index
        while last < len(paragraphs) and last - index < 4 and _may_be_title(paragraphs[last], last > index):
            last += 1
        byline = 0 < last - index <= 3 and last + 1 < len(paragraphs) and _may_be_byline(paragraphs[last])
        if byline and _is_body(paragraphs[last + 1]):
            titles[index] = last
            last += 1
        elif 0 < last - index <= 3 and last < len(paragraphs) and _is_body(paragraphs[last]):
            titles[index] = last - 1
        elif last - index > 3:
            while last < len(paragraphs) and _may_be_title(paragraphs[last], True):
                last += 1  # a list of short lines
        index = max(last, index + 1)
    return titles


def _front_end(paragraphs: list[Paragraph]) -> int:
    for index, paragraph in enumerate(paragraphs):
        if paragraph.marker or _is_body(paragraph) or _MASTHEAD.match(paragraph.text):
            return index + 1
    return len(paragraphs)


def _is_body(paragraph: Paragraph) -> bool:
    length = paragraph.end - paragraph.start
    return paragraph.marker is not None or length > _LONGEST_TITLE or (length >= 20 and paragraph.text.endswith("。"))


def _may_be_title(paragraph: Paragraph, goes_on: bool) -> bool:
    text = paragraph.text
    if paragraph.marker or paragraph.level or not 4 <= len(text) <= _LONGEST_TITLE or text.endswith(_ENDED):
        return False
    if goes_on and text.startswith("——"):
        return True
    if "。" in text or text.count("，") > 2 or _NO_TITLE.match(text) or text.startswith("——"):
        return False
    return not _states_figure(text) and len(_CJK.findall(text)) >= 4


def _may_be_byline(paragraph: Paragraph) -> bool:
    """Whether a line may name the body that wrote the article below it."""
    text = paragraph.text
    return 2 <= len(text) <= 24 and not paragraph.marker and bool(_BYLINE.fullmatch(text))


def heads_notes(paragraph: Paragraph) -> bool:
    """Whether a line announces notes or begins them: 注释："""
    return bool(_NOTES.match(paragraph.text))


def find_colophon(paragraphs: list[Paragraph], titles: dict[int, int]) -> int:
    """Index of the first line of what follows the report proper (抄送, 联系人 …); their number where there is none."""
    first = len(paragraphs)
    for index in range(len(paragraphs) - 1, max(len(paragraphs) - 12, -1), -1):
        paragraph = paragraphs[index]
        if paragraph.marker or index in titles or len(paragraph.text) > _LONGEST_LINE:
            break
        if _COLOPHON.match(paragraph.text):
            first = index
    return first


def inline_parts(clean: CleanText) -> list[InlinePart]:
    """The parts that begin inside paragraphs, in text order."""
    parts = _inline_ordinals(clean.text) + _bold_heads(clean)
    parts.sort(key=lambda part: (part.start, part.kind == "bold"))
    return [part for i, part in enumerate(parts) if i == 0 or part.start != parts[i - 1].start]


def _inline_ordinals(text: str) -> list[InlinePart]:
    found = [(match, read_ordinal(match[1] or match[2])) for match in _INLINE.finditer(text)]
    parts = []
    paragraph_end = 0
    for index, (match, ordinal) in enumerate(found):
        start = match.start() + 1
        if match.group()[0] not in "。！？" and not _heads_sentences(text, found, index):
            continue
        if paragraph_end < match.end():
            paragraph_end = text.find("\n", match.end())
            paragraph_end = paragraph_end if paragraph_end >= 0 else len(text)
        heading, heading_end = read_heading(text, match.end(), paragraph_end)
        if heading_end == paragraph_end:
            heading, heading_end = None, match.end()
        parts.append(InlinePart("inline", ordinal, start, match.end(), heading, heading_end))
    return parts


def _heads_sentences(text: str, found: list[tuple[re.Match[str], int]], index: int) -> bool:
    """Whether a 一是 after a colon begins a list whose items are sentences (二是 follows a full stop)."""
    match, ordinal = found[index]
    if ordinal != 1 or match.group()[0] not in "：，" or index + 1 >= len(found):
        return False
    following, number = found[index + 1]
    return number == 2 and following.group()[0] == "。" and "\n" not in text[match.end() : following.start()]


def _bold_heads(clean: CleanText) -> list[InlinePart]:
    """Bold runs at a sentence's start that end with it: **专项督导全面推进。**"""
    text = clean.text
    heads = []
    for start, end in clean.bold:
        if not 4 <= end - start <= _LONGEST_RUN_IN or (start and text[start - 1] not in "。！？”\n"):
            continue
        words, follows = text[start:end], text[end : end + 1]
        ended = words.endswith(("。", "："))
        if (ended or follows in ("。", "：")) and "。" not in words[:-1] and not match_marker(text, start):
            heads.append(InlinePart("bold", 0, start, start, words.rstrip("。："), end if ended else end + 1))
    return heads

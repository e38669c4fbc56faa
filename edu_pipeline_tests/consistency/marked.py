"""Metric records from a sentence whose figures are marked: 全年新增教师[145人]，增幅[9.09%|growth|up]。

The mark holds the printed figure and, where they are not plain, kind and direction. Tests of the arithmetic can so say
what they are about without running extraction.
"""

import re
from datetime import date
from decimal import Decimal

from edu_pipeline.records import Direction, Document, Metric, MetricKind, Qualifier, Status

_MARK = re.compile(r"\[([^\]|]+)(?:\|([a-z]+))?(?:\|([a-z]+))?\]")
_FIGURE = re.compile(r"([\d.,]+)(余|多)?((?:亿|万|千万|百万)*)(余|多)?(.*?)(以上|以内|左右)?$")
_SCALES = {"": 1, "万": 10**4, "亿": 10**8, "亿万": 10**12, "万亿": 10**12, "千万": 10**7, "百万": 10**6}


def document(text: str, doc_id: str = "d0") -> Document:
    day = date(2022, 1, 1)
    return Document(doc_id, "a.txt", "0" * 64, "text/plain", "utf-8", None, None, None, "甲县", 2022, day, text)


def read(marked: str, doc_id: str = "d0", section_of: dict[int, str] | None = None) -> tuple[list[Metric], Document]:
    """The metrics of a marked text and its document; sentences end at 。"""
    metrics: list[Metric] = []
    plain = ""
    for index, sentence in enumerate(re.findall(r"[^。]+。?", marked)):
        text, figures = _strip(sentence)
        section = (section_of or {}).get(index, f"{doc_id}:s1")
        for start, end, kind, direction in figures:
            metrics.append(_metric(text, start, end, kind, direction, index, len(plain), section, doc_id))
        plain += text
    return metrics, document(plain, doc_id)


def one(marked: str) -> Metric:
    return read(marked)[0][0]


def _strip(sentence: str) -> tuple[str, list[tuple[int, int, str | None, str | None]]]:
    text, last, figures = "", 0, []
    for match in _MARK.finditer(sentence):
        text += sentence[last : match.start()]
        figures.append((len(text), len(text) + len(match.group(1)), match.group(2), match.group(3)))
        text += match.group(1)
        last = match.end()
    return text + sentence[last:], figures


def _metric(
    sentence: str,
    start: int,
    end: int,
    kind: str | None,
    direction: str | None,
    index: int,
    offset: int,
    section: str,
    doc_id: str,
) -> Metric:
    text = sentence[start:end]
    match = _FIGURE.match(text)
    assert match, text
    number, early, scale, late, unit, bound = match.groups()
    value = Decimal(number.replace(",", "")) * _SCALES[scale]
    before = sentence[:start]
    qualifier = "=" if not bound else {"以上": ">=", "以内": "<=", "左右": "~"}[bound]
    if early or late:
        qualifier = ">"
    elif before.endswith(("近", "约")):
        qualifier = "~"
    label = re.split(r"[，；：、。（）]", before)[-1] or sentence[end : end + 6]
    return Metric(
        metric_id=f"{doc_id}:{offset + start}",
        doc_id=doc_id,
        section_id=section,
        char_start=offset + start,
        char_end=offset + end,
        text=text,
        sentence=sentence,
        sentence_index=index,
        sentence_start=start,
        sentence_end=end,
        value=value,
        value_max=None,
        unit=unit or "人",
        kind=MetricKind(kind or ("share" if unit == "%" else "level")),
        direction=Direction(direction) if direction else None,
        status=Status.ACTUAL,
        qualifier=Qualifier(qualifier),
        label=label,
        indicator_id=None,
        region="甲县",
        year=2022,
    )

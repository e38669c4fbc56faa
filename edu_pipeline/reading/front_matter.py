"""Title, document number, issuer, region, year and publishing date, where a report's head or foot states them."""

import re
from dataclasses import dataclass
from datetime import date

from edu_pipeline.catalog.regions import Regions
from edu_pipeline.reading.dates import find_date, find_month, is_date_line, year_of_report
from edu_pipeline.reading.head import Head, doc_number, foot_lines, is_organisation, read_head, signer_of
from edu_pipeline.reading.origin import Origin, read_region

_BODY = 5000  # characters in which a region is looked for

_GENRE = re.compile(
    r"(?:总结|要点|计划|公报|报告|简报|通知|方案|意见|办法|情况|规划|统计|年报|白皮书|通报|公告|概况|简介|成效|综述|回顾|安排|思路|通告|决定|纪要"
    r"|讲话|发言|材料|汇报|清单|标准|指南|细则|行动|答复|函|实录|发布会|发展|成绩单|工作)(?:[（(][^（）()]{1,20}[)）])?$"
)
_INSIDE = re.compile(r"^(?:.{0,20}?关于)?(?:印发|转发|公布|报送|发布)?《?")
_ORGANISATION_ENDS = re.compile(
    r"(?=(?:19|20)\d{2}|[二一][〇○零]|关于|工作(?:总结|要点|计划|报告|情况)|教育(?:工作|事业)|“|十[一二三四五]五|(?:上|下)半年|年度)"
)
_PRINTED_BY = re.compile(r"(?P<body>[\u4e00-\u9fff]{4,30})\s{0,8}(?:19|20)\d{2}\s?年.{1,10}印发")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a report says about itself; None where it doesn't."""

    title: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    region: str | None = None
    year: int | None = None
    published_on: date | None = None


def read_front_matter(text: str, regions: Regions | None = None) -> FrontMatter:
    """Read the front matter of a report's ``text``; the cost does not grow with its length."""
    head = read_head(text)
    foot = foot_lines(text)
    title = _title(head)
    issuer = _issuer(head, foot, title)
    published_on = _published_on(head, foot)
    number = head.labels.get("doc_number")
    return FrontMatter(
        title=title,
        doc_number=head.number or (doc_number(number) if number else None),
        issuer=issuer,
        region=read_region(Origin(title, issuer, tuple(head.titles), text[:_BODY]), regions),
        year=year_of_report(_with_remark(title, head), head.body, published_on, _issued(head, foot)),
        published_on=published_on,
    )


def _title(head: Head) -> str | None:
    """The line that names the genre (总结, 公报 …), else the first that could be a title; a bulletin's name first."""
    if head.bulletin:
        issue = f"（{head.issue}）" if head.issue else ""
        return f"{head.mastheads[0] if head.mastheads else ''}{head.bulletin}{issue}"
    if head.markdown_title or "title" in head.labels:
        return head.markdown_title or head.labels["title"]
    titles = [title for title in head.titles if title]
    title = next((title for title in titles if _GENRE.search(title)), titles[0] if titles else None)
    if title is None:
        return None
    masthead = head.mastheads[-1] if head.mastheads else None
    index = head.titles.index(title)
    if (
        masthead
        and head.number is None
        and re.match(r"(?:19|20)\d{2}|关于", title)
        and index
        and not head.titles[index - 1]
    ):
        return masthead + title
    return title


def _issuer(head: Head, foot: list[str], title: str | None) -> str | None:
    """The body in the masthead, the title, the signature or the meta data, in this order."""
    if head.mastheads:
        return head.mastheads[0]
    name = _organisation_of_title(title) if title else None
    if name or (name := head.signers[0] if head.signers else _signature(foot)):
        return name
    label = head.labels.get("issuer")
    if label and is_organisation(label):
        return label
    if signer := next((signer for line in head.dated if (signer := signer_of(line))), None):
        return signer
    printed = next((match for line in (*head.dated, *foot) if (match := _PRINTED_BY.search(line))), None)
    return printed["body"] if printed else label


def _organisation_of_title(title: str) -> str | None:
    inside = title[_INSIDE.match(title).end() :] if "《" in title else title  # type: ignore[union-attr]
    for candidate in (title, inside):
        name = _ORGANISATION_ENDS.split(candidate, maxsplit=1)[0].strip()
        if is_organisation(name):
            return name
    return None


def _signature(foot: list[str]) -> str | None:
    """The body named right before the closing date, or in the last line but the copies' list."""
    for index, line in enumerate(foot):
        if (signer := signer_of(line)) is not None:
            return signer
        if is_date_line(line) and index and is_organisation(foot[index - 1]):
            start = index - 1
            while start and is_organisation(foot[start - 1]):
                start -= 1
            return foot[start]
    return None


def _published_on(head: Head, foot: list[str]) -> date | None:
    """The labelled date, else a date in a line of its own at the head, else the last such at the foot."""
    label = head.labels.get("published_on")
    dates = [label] if label else []
    dates += head.dated
    dates += [line for line in reversed(foot) if is_date_line(line) or line.endswith("印发") or signer_of(line)]
    return next((found for line in dates if (found := find_date(line))), None)


def _with_remark(title: str | None, head: Head) -> str | None:
    """The title with the bracket in the line below it: （2019—2020学年度）."""
    if title is None or title not in head.titles[:-1]:
        return title
    remark = head.titles[head.titles.index(title) + 1]
    return title + remark if remark[:1] in ("（", "(") and remark[-1:] in ("）", ")") else title


def _issued(head: Head, foot: list[str]) -> date | None:
    """The month in a line of its own at the head, else at the foot."""
    lines = head.dated + [line for line in reversed(foot) if is_date_line(line)]
    return next((month for line in lines if (month := find_month(line))), None)

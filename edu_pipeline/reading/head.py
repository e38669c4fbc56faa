"""The lines at a report's head and foot, sorted into what they are: number, masthead, meta data, title, prose."""

import re
from dataclasses import dataclass, field

from edu_pipeline.reading.dates import find_date, is_date_line

_HEAD_CHARACTERS = 6000
_HEAD_LINES = 60
_FOOT_CHARACTERS = 3000
_FOOT_LINES = 20

_LONG_LINE = 300
_FOOTNOTE = re.compile(r"\[\d{1,2}\]")
_SPACES = re.compile(r"[ \t\u3000\xa0\u2000-\u200b\ufeff]+")
_WIDTHS = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_CJK = r"[\u4e00-\u9fff“”《》（）、，：]"
_LOOSE_SPACE = re.compile(rf"(?<={_CJK}) (?=[\d(（《“]|{_CJK})|(?<=[\d)）》”]) (?={_CJK})")
_NAMES_APART = re.compile(r"[局委会厅府部办室] [\u4e00-\u9fff]{2}")

_NUMBER = re.compile(
    r"(?P<code>[\u4e00-\u9fff]{1,12}(?:\s?字)?)\s?(?P<open>[〔\[(（【［﹝])\s?(?P<year>(?:19|20)\d{2})\s?(?P<close>[〕\])）】］﹞])"
    r"\s?(?P<rest>第?\s?\d{1,5}\s?号)"
)
_LABELS = {
    "title": re.compile(r"(?:标\s?题|名\s?称|文件名称|信息名称)\s?[:：]\s?(?P<value>.{4,80})"),
    "doc_number": re.compile(r"(?:发文字号|文\s?号|文件编号|发文文号|文件字号)\s?[:：]\s?(?P<value>\S.{4,40})"),
    "issuer": re.compile(
        r"(?:发布机构|发文机关|发文单位|制发机关|发布单位|公开责任部门|发布部门|责任部门|信息来源|稿件来源|文章来源|来源|作者|供稿)\s?[:：]"
        r"\s?(?P<value>[^\s:：|｜]{2,40})"
    ),
    "published_on": re.compile(
        r"(?:发布时间|发布日期|发文日期|成文日期|生成日期|公开日期|印发日期|日期|时间)\s?[:：]\s?(?P<value>.{6,24})"
    ),
}
_SIGNED = re.compile(r"(?P<body>\D{4,40}?)(?P<date>[(（]?(?:[12]\d{3}|二[〇○零]).{4,14})$")
_FURNITURE = re.compile(
    r"您?(?:当前|现在)?(?:所在)?的?位置|您现在|当前位置|(?:网站)?首页\s?[>＞»›/|]|[^>＞]{2,20}[>＞][^>＞]{2,20}[>＞]|(?:访问|浏览|阅读|点击)(?:量|次数|数|率)|扫|【?(?:打印|关闭|字体|字号|分享|收藏)"
    r"|索\s?引\s?号|(?:主题|信息)分类|公开方式|公开范围|有\s?效\s?性|责任编辑|编辑|无障碍|登录|注册|返回|上一|下一|机密|秘密|特急|加急|紧急程度"
)
_ADDRESSEE = re.compile(r".{2,80}[:：]$")
_ISSUE = re.compile(
    r"[(（]?\s?(?:总)?第\s?[\d一二三四五六七八九十]{1,4}\s?期\s?[)）]?(?:\s?[(（]\s?总第?\s?\d{1,5}\s?期\s?[)）])?"
)
_ISSUE_AND_DATE = re.compile(rf"(?:20\d\d\s?年\s?)?(?P<issue>{_ISSUE.pattern})[\s，,]{{0,8}}(?P<date>.{{6,20}})")
# 第一部分 部门概况: a heading, whatever genre it names.
_PART = re.compile(r"第[一二三四五六七八九十\d]{1,3}(?:部分|章|节|篇)")
_MASTHEAD = re.compile(r"(?:.{0,16}?)(?:简报|专报|快报|动态|信息|通讯|参考)$")
_ORGANISATION = re.compile(
    r"(?:局|厅|委|部|会|府|办|室|中心|学校|中学|小学|大学|学院|幼儿园|医院|集团|公司|党组|院|所|馆|司|站|队|组|指挥部)$"
)


@dataclass(slots=True)
class Head:
    """A report's first lines by what they are; ``body`` is the text from the first prose on, cut to some length."""

    titles: list[str] = field(default_factory=list)
    mastheads: list[str] = field(default_factory=list)
    signers: list[str] = field(default_factory=list)
    bulletin: str | None = None
    issue: str | None = None
    number: str | None = None
    labels: dict[str, str] = field(default_factory=dict)
    dated: list[str] = field(default_factory=list)
    markdown_title: str | None = None
    body: str = ""


def read_head(text: str) -> Head:
    """Sort the lines before the first prose."""
    head = Head()
    top = text[:_HEAD_CHARACTERS]
    lines = [(line, tidy(line)) for line in top.splitlines()]
    lines = [(raw, line) for raw, line in lines if line][:_HEAD_LINES]
    for index, (raw, line) in enumerate(lines):
        if _is_prose(line):
            head.body = "\n".join(line for _, line in lines[index:])
            head.dated += [line for _, line in lines[index:] if is_date_line(line)]  # of the letter around a report
            break
        _sort(head, raw, line)
    for raw, _ in lines:
        _read_labels(head, _SPACES.sub(" ", raw).strip())
    return head


def foot_lines(text: str) -> list[str]:
    """The last lines of a report, tidied, in their order."""
    lines = [tidy(line) for line in text[-_FOOT_CHARACTERS:].splitlines()]
    return [line for line in lines if line][-_FOOT_LINES:]


def tidy(line: str) -> str:
    """A line without markup and loose white space: "南昌市教育局 2023 年工作总结" → "南昌市教育局2023年工作总结".

    A space between two bodies' names stays. Of a very long line only the beginning is given.
    """
    line = line[:_LONG_LINE].replace("**", "")
    if _FULL_WIDTH.search(line):
        line = line.translate(_WIDTHS)
    line = _SPACES.sub(" ", _FOOTNOTE.sub("", line)).strip(" #>")
    if " " not in line:
        return line
    kept = {match.start() + 1 for match in _NAMES_APART.finditer(line)}
    return _LOOSE_SPACE.sub(lambda match: " " if match.start() in kept else "", line)


def is_organisation(line: str) -> bool:
    """Whether a line is a body's name and nothing else."""
    return (
        4 <= len(line) <= 40 and bool(_ORGANISATION.search(line)) and not re.search(r"\d|[。，；：:的【】]|关于", line)
    )


def signer_of(line: str) -> str | None:
    """The body before the date in a line that holds just the two: 苏州市教育局 2024年1月5日."""
    match = _SIGNED.match(line) if len(line) <= 60 else None
    return (
        match["body"].strip()
        if match and is_organisation(match["body"].strip()) and is_date_line(match["date"])
        else None
    )


def doc_number(line: str) -> str | None:
    """The document number that a line consists of, as printed but without white space."""
    match = _NUMBER.search(line)
    if match is None or len(line) - len(match.group()) > 12:
        return None
    return re.sub(r"\s", "", match.group())


def _is_prose(line: str) -> bool:
    if re.match(r"[一二三四五六七八九十]{1,3}、|（一）|\(一\)", line):
        return True
    return len(line) > 90 or ("。" in line and len(line) >= 25)


def _sort(head: Head, raw: str, line: str) -> None:
    if raw.startswith("# ") and head.markdown_title is None:
        head.markdown_title = line
    if (number := doc_number(line)) is not None:
        head.number = head.number or number
    elif is_date_line(line) or line.endswith("印发") or signer_of(line):
        head.dated.append(line)
    elif _FURNITURE.match(line):
        return
    elif any(label.match(line) for label in _LABELS.values()):
        head.dated += [line] if find_date(line) else []
    elif (issue := _ISSUE_AND_DATE.fullmatch(line)) and find_date(issue["date"]):
        head.issue = re.sub(r"\s|[(（]总.*|[()（）]", "", issue["issue"])
        head.dated.append(issue["date"])
    elif issue := _ISSUE.fullmatch(line):
        head.issue = re.sub(r"\s|[(（]总.*|[()（）]", "", issue.group())
    elif not any(head.titles) and len(line) <= 20 and _MASTHEAD.fullmatch(line.replace(" ", "")):
        head.bulletin = line.replace(" ", "")
    elif line.endswith("文件") and is_organisation(line[:-2]):
        head.mastheads.append(line[:-2])
    elif is_organisation(line) and not any(head.titles):
        head.mastheads.append(line)
        head.titles.append("")  # a title may follow that begins with this name
    elif all(map(is_organisation, line.split(" "))):
        head.signers.append(line)
    elif _may_be_title(line):
        _add_title_line(head, line)
    else:
        head.titles.append("")


def _may_be_title(line: str) -> bool:
    if _ADDRESSEE.fullmatch(line) or line.startswith(("附件", "附：", "——", "签发", "编者按")) or _PART.match(line):
        return False
    return 4 <= len(line) <= 80 and bool(re.search(r"[\u4e00-\u9fff]{2}", line)) and "。" not in line


def _add_title_line(head: Head, line: str) -> None:
    """Start a new title or go on with the one that the line before left open."""
    before = head.titles[-1] if head.titles else ""
    left_open = before.count("《") > before.count("》")
    if before and (
        left_open or line.startswith(("及", "和", "与", "暨", "、", "的")) or before.endswith(("、", "及", "和"))
    ):
        head.titles[-1] = before + line
    else:
        head.titles.append(line)


def _read_labels(head: Head, line: str) -> None:
    if len(line) > 200:
        return
    for name, pattern in _LABELS.items():
        if name not in head.labels and (match := pattern.search(line)):
            head.labels[name] = match["value"].strip()

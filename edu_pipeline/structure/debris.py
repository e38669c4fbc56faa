"""Lines that belong to the page and not to the report: page numbers, running heads, a web page's furniture."""

import re
from collections import defaultdict
from itertools import pairwise

from edu_pipeline.structure.lines import Line
from edu_pipeline.structure.markers import match_marker

_LONGEST = 60  # a line of more characters is text
_PAGE_NUMBER = re.compile(
    r"[-—–－―·•*~]{1,3}\s?\d{1,4}\s?[-—–－―·•*~]{1,3}"
    r"|第\s?[\d一二三四五六七八九十]{1,4}\s?页(?:\s?[，,/]?\s?共\s?\d{1,4}\s?页)?|共\s?\d{1,4}\s?页|[Pp]age\s?\d{1,4}(?:\s?of\s?\d{1,4})?"
    r"|\d{1,4}\s?/\s?\d{1,4}"
)
_BARE_NUMBER = re.compile(r"\d{1,3}")
_CONTENTS = re.compile(r"[^….·．]{1,50}(?:…{2,30}|\.{4,60}|·{4,60}|．{3,30})\s?\d{1,3}|目\s{0,4}录|本期目录")
_TRAIL = re.compile(r"[^>＞»›]{2,20}(?:\s?[>＞»›]+\s?[^>＞»›]{2,20}){2,6}")
_RULE = re.compile(r"[-=_*—─━~·.\s|:+]{3,200}")

# What web pages print around a report. A line that starts so is furniture whatever follows it.
_FURNITURE = re.compile(
    r"您?(?:当前|现在)?(?:所在|的)?位置\s?(?:是|为)?\s?[:：]|您(?:现在|当前)(?:所在|的)?的?位置|(?:网站)?首页\s?[>＞»›/|]"
    r"|(?:访问|浏览|阅读|点击)(?:量|次数|数|率|人次)\s?(?:[:：]|\d|$)|扫码浏览|扫一扫|扫描二维码|(?:手机|微信)扫码"
    r"|[【\[]?\s?(?:打印|关闭|收藏|分享|我要打印|字体|字号)(?:本页|页面|窗口|文章|到)?\s?(?:[】\]]|[:：]|$|\s)|分享到"
    r"|(?:返回|回到)(?:顶部|首页|列表|上一页)|[上下]一[篇条页]\s?(?:[:：]|$)|责任编辑\s?[:：]|(?:网站|编)?编辑\s?[:：]|(?:网站)?(?:来源|信息来源|文章来源|稿件来源)\s?[:：]"
    r"|(?:发布|发文|成文|印发|生成|更新|公开)(?:日期|时间|机构|机关|单位)\s?[:：]|(?:索\s?引\s?号|信息索引|主题分类|信息分类|公开方式|公开范围|公开责任部门|有\s?效\s?性|主题词|文\s?号|发文字号|文件编号)\s?[:：]"
    r"|版权所有|主办单位\s?[:：]|承办单位\s?[:：]|技术支持\s?[:：]|网站标识码|网站地图|.{0,8}ICP备|.{0,8}公网安备|(?:关于|联系)我们(?:\s|$|\|)"
    r"|(?:相关(?:附件|文档|链接|稿件|新闻|解读|阅读)|延伸阅读|热门推荐)\s?[:：]?$|无障碍(?:浏览|阅读)|登录\s?[|｜/]?\s?注册|上一页|下一页"
)
_LONGEST_HEAD = 40  # characters of a running head
_BODY_ENDS = tuple("。，、；：")
_RUNNING_NUMBER = re.compile(r"^[-—–\d\s]{1,8}|[-—–\d\s]{1,8}$")
_ENDED = tuple("。！？；：”）》!?;:")


def drop_debris(lines: list[Line]) -> list[Line]:
    """The lines that belong to the report; one that follows a page number or running head is marked ``new_page``."""
    furniture, page_ends = _find_debris(lines)
    kept: list[Line] = []
    page_ended = False
    for index, line in enumerate(lines):
        line.new_page |= page_ended
        page_ended = index in page_ends or (index in furniture and line.new_page)
        if index not in furniture and index not in page_ends:
            kept.append(line)
    return kept


def _find_debris(lines: list[Line]) -> tuple[set[int], set[int]]:
    """Indexes of a web page's furniture, and of page numbers and running heads."""
    furniture: set[int] = set()
    page_ends: set[int] = set()
    bare: list[int] = []
    short: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        text = line.text
        if len(text) > _LONGEST:
            if len(text) <= 200 and _RULE.fullmatch(text):
                furniture.add(index)
        elif text.endswith(_BODY_ENDS) and not text.endswith("："):
            continue
        elif _BARE_NUMBER.fullmatch(text):
            bare.append(index)
        elif _PAGE_NUMBER.fullmatch(text):
            page_ends.add(index)
        elif not text or _is_furniture(text):
            furniture.add(index)
        elif 4 <= len(text) <= _LONGEST_HEAD and not text.endswith(_BODY_ENDS):
            short[text].append(index)
    if _counts_pages(lines, bare):
        page_ends.update(bare)
    page_ends |= _running_heads(lines, short, page_ends)
    return furniture, page_ends


def _is_furniture(text: str) -> bool:
    if _RULE.fullmatch(text) or _FURNITURE.match(text) or _CONTENTS.fullmatch(text):
        return True
    return text.count(">") + text.count("＞") >= 2 and bool(_TRAIL.fullmatch(text))


def _counts_pages(lines: list[Line], bare: list[int]) -> bool:
    """Whether lone numbers are page numbers (they rise in small steps) and not the cells of a table."""
    numbers = [int(lines[index].text) for index in bare]
    return all(0 < later - earlier <= 3 for earlier, later in pairwise(numbers))


def _running_heads(lines: list[Line], short: dict[str, list[int]], dropped: set[int]) -> set[int]:
    """Lines repeated page after page: three times or more, mostly at a page's edge or amid a sentence.

    The first one stays where it may be the report's own title, before any sentence has ended.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for text, indexes in short.items():
        groups[_RUNNING_NUMBER.sub("", text)].extend(indexes)
    first_sentence = next((i for i, line in enumerate(lines) if line.text.endswith("。")), len(lines))
    heads: set[int] = set()
    for text, indexes in groups.items():
        if len(indexes) < 3 or len(text) < 4 or match_marker(text):
            continue
        at_edge = sum(_at_page_edge(lines, index, dropped) for index in indexes)
        if 2 * at_edge >= len(indexes):
            indexes.sort()
            heads.update(indexes[1:] if indexes[0] < first_sentence else indexes)
    return heads


def _at_page_edge(lines: list[Line], index: int, dropped: set[int]) -> bool:
    line = lines[index]
    after = lines[index + 1] if index + 1 < len(lines) else None
    if line.new_page or index - 1 in dropped or index + 1 in dropped or (after is not None and after.new_page):
        return True
    return index > 0 and not lines[index - 1].text.endswith(_ENDED) and len(lines[index - 1].text) >= 20

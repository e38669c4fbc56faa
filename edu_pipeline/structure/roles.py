"""Whether a part of a report tells what was done (summary) or what is planned (plan)."""

import re

from edu_pipeline.records import SectionRole

_PLAN_HEADING = re.compile(
    r"(?:下一?步|下阶段|今后|未来|明年|来年|接下来|下半年)(?:的)?(?:工作)?(?:重点)?(?:打算|计划|安排|思路|举措|措施|重点|任务|目标|工作|设想|考虑|方向|展望|规划|$)"
    r"|(?:工作|重点|发展)(?:工作)?(?:计划|要点|打算|安排|思路|设想)(?:如下)?$"
    r"|[12]\d{3}年(?:度)?(?:的)?(?:教育)?(?:工作|重点|总体|主要)?(?:工作)?(?:计划|要点|打算|安排|思路|目标|任务|设想|展望|举措)"
    r"|(?:主要|工作|总体|发展|年度)(?:工作)?(?:目标|任务)(?:与|和|及)?(?:主要)?(?:任务|措施|目标)?$|努力方向$|(?:规划|计划|实施方案|行动方案)$"
)
_SUMMARY_HEADING = re.compile(
    r"总结|回顾|成效|成绩|情况|完成|公报|简报|述职|开展|做法|经验|亮点|统计|年报|白皮书|取得|问题|不足|短板|困难|进展|自查"
)
_LOOKS_BACK = re.compile(
    r"(?:发展|工作|现实|现有)基础(?:[与和及、][^，。]{2,6})?$|(?<!补齐)(?<!补)(?<!解决)(?<!破解)(?<!化解)(?<!应对)(?<!弥补)(?:形势|挑战|困难|短板|不足|薄弱环节)$|现状|工作总结|工作回顾|[12]\d{3}年.{0,8}(?:总结|回顾|情况)|主要(?:成就|成绩|成效)|取得的?(?:成绩|成效|成就)|基本情况|存在的?(?:主要)?问题$"
    r"|决算|自评|(?:预算|计划|任务|目标|指标).{0,6}(?:执行|完成|落实|实现)(?:的)?情况|(?:上年|去年|上一年|上年度)[^，。]{0,10}(?:情况|完成|回顾)|十[一二三四五六]五[^，。]{0,8}(?:成就|成效|回顾|总结|情况)"
)
_PLAN_OPENING = re.compile(
    r"(?:下一?步|下阶段|今后|未来|新的一年|来年|明年|接下来|下一阶段)[，,]|(?:下一?步|下阶段|今后|下一阶段|新的一年)[^，。]{0,12}(?:将|要)"
)
_PLAN_TALK = re.compile(
    r"将|总体(?:要求|思路|目标)|指导思想|工作(?:思路|目标|重点|任务)|重点(?:抓|做|工作)|是.{0,30}(?:开局|关键|收官|起步|攻坚)之?年|全力|力争|计划|要"
)
# What sets tasks by its form: a table of tasks, a letter of aims, a plan of places, a budget.
_SETS_TASKS = re.compile(
    r"(?:任务|指标|目标|责任|计划)(?:的)?(?:分解|分工|分配|责任|下达)*(?:一览)?(?:表|书|状|清单)|(?:实事|重点项目|建设项目|重点工作|实事项目)(?:项目|任务)?(?:计划|清单|表|安排)?$|项目(?:计划|清单)(?:表)?$|方案$|(?:实施|指导|若干|工作)意见$|(?:若干|工作)措施$|招[生聘考](?:任务|计划|简章|方案|公告|章程|指标)"
    r"|(?:关于|印发)《?(?:进一步|切实|全面)?(?:做好|开展|加强|推进|下达|安排|深化|规范|加快|组织|实施|建立|促进|举办|支持|鼓励|推动|提高|扩大|落实)[^，。]{2,40}(?:通知|意见|办法|措施|细则)$"
    r"|招[生聘考][^，。]{0,12}通知$|预算(?!执行|完成|绩效|法|调整|[外内]|管理|单位|收支执行)|(?:目标|任务|指标|设想|愿景)$"
)
_TELLS_RESULT = re.compile(
    r"决算|自评|自查|(?:执行|完成|落实|推进|实施|实现)(?:的)?情况|完成|进展|总结|回顾|公报|述职|通报|绩效评价|评估|统计|超额|成效|成绩|表彰|公布|公示|通报|结果"
)
# A heading that says what is done with tasks and budgets sets none: 加强预算管理, 圆满完成招生任务.
_DEALS_WITH = re.compile(
    r"完成|落实|做好|抓好|加强|强化|规范|编制|管理|明确|压实|细化|分解落实|紧扣|围绕|聚焦|锚定|对标|推进|推动|制定|优化|改革|公开|扎实|圆满"
)
_HEADS_TASKS = re.compile(
    r"(?:任务|指标|目标|计划)(?:分解|分工|分配|下达)+(?:表|情况)?$|(?:任务|目标|责任)(?:表|书|清单)$|招[生聘](?:任务|计划|指标)$|(?:各|分)[^，。]{1,8}(?:任务|指标|目标|计划)$"
    r"|[12]\d{3}年[^，。]{0,10}预算(?:草案|安排|情况|说明|收支)*$|预算(?:草案|安排)(?:情况)?$|(?:发展|奋斗|总体|具体|预期|主要)(?:目标|指标)$"
)
_WORK_OF_YEAR = re.compile(
    r"([12]\d{3})年(?:度)?(?:全年|全[省市县区])?(?:教育)?(?:的)?(?:重点|主要|总体)?(?:工作|任务|部署|举措)$"
)
_BESIDE = 4
_REMARK = re.compile(r"[（(][^（()）]{1,20}[)）]$")
_YEAR = re.compile(r"([12]\d{3})年")
_PLAN_YEAR = re.compile(r"([12]\d{3})年(?:度)?[^，。、；及和与暨]{0,12}(?:要点|计划|打算|安排|思路|任务|目标|重点工作)")
_PLAN_NAME = re.compile(
    r"([12]\d{3}年(?:度)?[^，。、；及和与暨《》]{0,12}(?:要点|计划|打算|安排|思路|重点工作))(?:[》”]|$|的)",
    re.MULTILINE,
)


def role_of_part(heading: str | None, parent: SectionRole, told: int | None = None) -> SectionRole:
    """The role of a part with this heading inside a part of role ``parent``.

    存在问题及下一步打算 is a plan. Inside a plan only a heading that clearly looks back (发展基础) changes the role.
    ``told`` is the last year that the report has told of so far: the work of a later one (2024年重点工作) is planned.
    """
    if not heading or len(heading) > 40:
        return parent
    heading = _REMARK.sub("", heading)
    if parent == SectionRole.PLAN:
        return SectionRole.SUMMARY if _LOOKS_BACK.search(heading) else SectionRole.PLAN
    if _PLAN_HEADING.search(heading) and not heading.endswith(("情况", "总结", "成效")):
        return SectionRole.PLAN
    work = _WORK_OF_YEAR.search(heading)
    if work and told is not None and int(work[1]) > told and not _TELLS_RESULT.search(heading):
        return SectionRole.PLAN
    if _HEADS_TASKS.search(heading) and not _DEALS_WITH.search(heading):
        return SectionRole.PLAN
    return SectionRole.SUMMARY if _SUMMARY_HEADING.search(heading) else parent


def role_of_document(title: str) -> SectionRole:
    """The role of a whole report. The first half decides where a title names both.

    By its form a paper sets tasks (招生任务, 任务书, 分解表, 预算) or tells what was reached (决算, 自评, 完成情况).
    """
    title = _REMARK.sub("", title.strip())
    tasks, result = _SETS_TASKS.search(title), _TELLS_RESULT.search(title)
    if tasks and (result is None or tasks.end() + _BESIDE < result.start()):
        return SectionRole.PLAN
    if result:
        return SectionRole.SUMMARY
    summary, plan = _SUMMARY_HEADING.search(title), _PLAN_HEADING.search(title)
    if summary:
        return SectionRole.SUMMARY
    return SectionRole.PLAN if plan else SectionRole.OTHER


def opens_plan(paragraph: str) -> bool:
    """Whether a paragraph begins the talk of what comes next: 下一步，… 未来，…"""
    return bool(_PLAN_OPENING.match(paragraph))


def opens_planned_year(paragraph: str, years: tuple[int | None, int | None]) -> bool:
    """Whether a paragraph begins the plan half by naming its year: "2024年，全市教育系统将…".

    ``years`` are the summary's year and the planned year, as far as the report's head names them.
    """
    match = _YEAR.match(paragraph)
    if match is None:
        return False
    summary_year, plan_year = years
    year = int(match[1])
    expected = plan_year if plan_year is not None else (summary_year + 1 if summary_year is not None else None)
    return year == expected and bool(_PLAN_TALK.search(paragraph, 5, 160))


def years_of_head(head: str) -> tuple[int | None, int | None]:
    """The summary's year and the planned year that the lines before the first chapter name."""
    plan = _PLAN_YEAR.search(head)
    plan_year = int(plan[1]) if plan else None
    years = [int(year) for year in _YEAR.findall(head)]
    summary = next((year for year in years if year != plan_year), None)
    return summary, plan_year


def told_year(heading: str | None, role: SectionRole) -> int | None:
    """The last year that a part which tells what was done names in its heading."""
    years = [int(year) for year in _YEAR.findall(heading or "")] if role != SectionRole.PLAN else []
    return max(years, default=None)


def name_of_plan(head: str) -> str | None:
    """What the title calls the plan half: "2024年工作要点"."""
    match = _PLAN_NAME.search(head)
    return match[1] if match else None

import pytest

from edu_pipeline.structure import clean, outline, read_structure, to_sections
from edu_pipeline.structure.markers import match_marker


def tree(text: str, title: str | None = None) -> list[tuple[int, str | None, str | None]]:
    """The outline as (depth, marker, heading) rows without the root."""
    return [(node.depth, node.marker, node.heading) for node in outline(clean(text), title)[1:]]


@pytest.mark.parametrize(
    ("text", "kind", "ordinal"),
    [
        ("一、成效", "han", 1),
        ("二十一、成效", "han", 21),
        ("（十）成效", "han_paren", 10),
        ("(三)成效", "han_paren", 3),
        ("1.成效", "num", 1),
        ("12．成效", "num", 12),
        ("3、成效", "num_pause", 3),
        ("（4）成效", "num_paren", 4),
        ("5）成效", "num_close", 5),
        ("⑥成效", "circled", 6),
        ("一是成效", "ordinal", 1),
        ("第二，成效", "ordinal", 2),
        ("第三部分 成效", "part", 3),
    ],
)
def test_every_kind_of_mark_is_known(text: str, kind: str, ordinal: int) -> None:
    marker = match_marker(text)
    assert marker is not None
    assert (marker.kind, marker.ordinal) == (kind, ordinal)


@pytest.mark.parametrize(
    "text",
    ["3.5亿元", "一、二、三等奖共5个", "三、四年级学生", "2023年", "一是否", "第三节课", "12345", "（试行）", ""],
)
def test_what_only_looks_like_a_mark_is_none(text: str) -> None:
    assert match_marker(text) is None


def test_marks_nest_in_the_order_of_their_appearance() -> None:
    text = "一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n②己\n2.庚\n（二）辛\n二、壬\n1.癸\n"
    assert [(depth, marker) for depth, marker, _ in tree(text)] == [
        (1, "一、"),
        (2, "（一）"),
        (3, "1."),
        (4, "（1）"),
        (5, "①"),
        (5, "②"),
        (3, "2."),
        (2, "（二）"),
        (1, "二、"),
        (2, "1."),
    ]


def test_a_report_may_begin_with_the_second_kind_of_mark() -> None:
    assert tree("（一）投入\n全年支出18.6亿元。\n（二）改革\n1.集团化\n覆盖率75%。\n") == [
        (1, "（一）", "投入"),
        (1, "（二）", "改革"),
        (2, "1.", "集团化"),
    ]


def test_an_outer_mark_seen_late_is_not_put_below_an_inner_one() -> None:
    assert [depth for depth, _, _ in tree("1.说明甲\n2.说明乙\n一、总体\n1.丙\n二、重点\n")] == [1, 1, 1, 2, 1]


def test_headings_run_in_or_fill_their_line() -> None:
    text = (
        "一、多方联动，数据共享。组建专班。\n（一）学前教育：新增园位30个。\n1.投入4000万元新建校区，新增座位1620个。\n"
    )
    assert [heading for _, _, heading in tree(text)] == ["多方联动，数据共享", "学前教育", None]


def test_parts_that_begin_inside_a_paragraph() -> None:
    text = "一、优化教育结构。一是**推动普惠。**新增园位30个。二是**促进均衡。**新建学校2所。\n二、存在问题\n有差距。\n"
    assert tree(text) == [
        (1, "一、", "优化教育结构"),
        (2, "一是", "推动普惠"),
        (2, "二是", "促进均衡"),
        (1, "二、", "存在问题"),
    ]


def test_headings_in_brackets() -> None:
    text = "2019年，规模扩大。\n【综合】有学校33682所。\n【学前教育】\n幼儿园15874所。\n公办占54%。\n注：1.不含军校。\n"
    nodes = outline(clean(text), "统计公报")
    assert [(node.depth, node.marker, node.heading) for node in nodes[1:]] == [
        (1, None, "综合"),
        (1, None, "学前教育"),
        (1, None, "注"),
    ]


def test_a_list_goes_on_inside_the_paragraph_that_begins_it() -> None:
    text = "一、惠民政策\n一是资助全覆盖。发放5000元。二是营养餐提质。每天5元。\n三是落实补助。每月300元。\n"
    assert [(depth, marker) for depth, marker, _ in tree(text)] == [(1, "一、"), (2, "一是"), (2, "二是"), (2, "三是")]


def test_a_list_inside_an_item_lies_below_it() -> None:
    text = "二是“双减”发力。落实三关。一是健全高位关。开会6次。二是打通联动关。督查8次。\n三是课后服务。覆盖21所。\n"
    assert [(depth, marker) for depth, marker, _ in tree(text)] == [(1, "二是"), (2, "一是"), (2, "二是"), (1, "三是")]


def test_numbered_parts_may_follow_each_other_in_one_paragraph() -> None:
    text = "一、基本情况。学校186所。二、工作成效。一是增投入。支出15亿元。二是扩学位。新增4500个。三、存在问题。缺编。"
    text += "3.5亿元。\n"
    assert tree(text) == [
        (1, "一、", "基本情况"),
        (1, "二、", "工作成效"),
        (2, "一是", "增投入"),
        (2, "二是", "扩学位"),
        (1, "三、", "存在问题"),
    ]


def test_a_mark_inside_a_paragraph_that_continues_nothing_begins_no_part() -> None:
    assert len(tree("一、党建\n表彰一批先进。五、六年级学生全部参加。四、结果公示。\n")) == 1


def test_a_plan_that_begins_below_a_neutral_heading() -> None:
    text = "一、坚定信心\n2023年，新增学位2万个。\n二、突出重点\n2024年要重点抓好五项工作。\n（一）扩学位\n新建30所。\n"
    assert [node.role for node in outline(clean(text), "在2023年会议上的讲话")] == ["other", "other", "plan", "plan"]


def test_items_of_one_sentence_are_no_parts() -> None:
    assert len(tree("一、抓质量。主要做法：一是提高巩固率到99%；二是提高普惠率到95%；三是减少大班额。\n")) == 1


def test_items_after_a_colon_that_are_sentences_are_parts() -> None:
    structure = read_structure("我们抓好以下工作：一是新建学校10所。二是新增学位1.2万个。\n")
    assert [node.marker for node in structure.nodes] == [None, "一是", "二是"]
    assert [structure.clean.text[s.start : s.end] for s in structure.sentences] == [
        "我们抓好以下工作：",
        "一是新建学校10所。",
        "二是新增学位1.2万个。",
    ]


def test_bold_sentences_head_what_follows() -> None:
    text = "一是教育督导步入新征程。重点工作有序。**专项督导全面推进。**督导6轮。**严抓**整改。\n"
    assert tree(text) == [(1, "一是", "教育督导步入新征程"), (2, None, "专项督导全面推进")]


def test_articles_of_a_briefing() -> None:
    text = """某市政府办公室
简 报
(第 35 期)
2022年9月9日
编者按：现刊发我市各地各部门办好人民满意教育的有益举措和成效，供学习借鉴参考。
“双减”工作一周年 全市亮出成绩单
自“双减”工作部署以来，市教育局将其作为重要的政治任务来抓，各项工作进展顺利。
一、工作成效
全市现有机构697家。
二、下步打算
市教育局将继续努力。
打造一流教育 唱响品牌
高新区教体局
一、推动普惠。新增公办园5所。
二、促进均衡。新建学校2所。
技能报国正当时
——市人社局培养高技能人才
近年来，市人社局持续深化改革创新，坚持打好技能人才政策组合拳，成效明显。
一是给补贴。兑现补贴100万元。
报：市委、市政府领导。
（共印120份）
"""
    titles = [(node.heading, node.role) for node in outline(clean(text), "简报")[1:] if node.depth == 1]
    assert titles == [
        ("“双减”工作一周年全市亮出成绩单", "summary"),
        ("打造一流教育唱响品牌", "summary"),
        ("技能报国正当时", "summary"),
        (None, "other"),
    ]


def test_unnumbered_headings_below_a_numbered_one() -> None:
    text = """一、各级教育发展
学前教育
全区共有幼儿园56所，其中公办园30所，民办园26所。
义务教育
全区共有义务教育学校64所，其中小学40所，初中24所。
二、保障水平
投入3亿元。
"""
    assert [(depth, heading) for depth, _, heading in tree(text)] == [
        (1, "各级教育发展"),
        (2, "学前教育"),
        (2, "义务教育"),
        (1, "保障水平"),
    ]


def test_the_report_behind_a_covering_letter_is_a_part() -> None:
    text = """某教发〔2023〕1号
关于印发《某区教体局2022年
工作总结》的通知
各中心小学：
现将《某区教体局2022年工作总结》印发给你们，请结合实际抓好学习贯彻。
2023年1月28日
某区教体局2022年工作总结
2022年，全区教体系统奋力拼搏，各项工作取得了明显的进展和成效。
一、党建
发展党员60名。
"""
    assert tree(text)[:2] == [(1, None, "某区教体局2022年工作总结"), (2, "一、", "党建")]


def test_signatures_dates_and_lists_are_no_headings() -> None:
    text = """一、甲
内容很多，全市教育系统取得了明显的进展和成效。
某市教育局
2023年1月5日
实验小学
育新学校
邮政路小学
站前路学校
红谷小学
以上学校受到表彰，名单由市教育局在网上予以公布并接受监督。
"""
    assert len(tree(text)) == 1


HALVES = [
    ("2023年工作总结及2024年工作要点", "2024年，全市教育系统将认真贯彻落实会议精神，奋力推动高质量发展。", True),
    ("2020年工作总结及2021年工作要点", "2021年是“十四五”规划的开局之年。总体思路是：稳中求进。", True),
    ("2021年教育事业发展情况", "2022年，全市将坚持优先发展，重点抓好以下工作。", True),
    ("2023年工作总结", "2023年，全市教育系统将主题教育与中心工作结合起来。", False),
    ("2023年工作总结", "2021年，全市启动了三年行动计划，力争全部达标。", False),
]


@pytest.mark.parametrize(("title", "paragraph", "plan"), HALVES)
def test_the_plan_half_begins_with_the_planned_year(title: str, paragraph: str, plan: bool) -> None:
    text = f"某市教育局{title}\n一、党建\n发展党员60名。\n二、质量\n巩固率99%。\n{paragraph}\n一、加强党建\n1.学习\n"
    nodes = outline(clean(text), title)
    assert nodes[-1].role == ("plan" if plan else "summary")
    assert nodes[1].role == "summary"


def test_the_plan_part_takes_its_name_from_the_title() -> None:
    title = "某市教育局2023年工作总结及2024年工作要点"
    text = f"{title}\n2023年，成效明显。\n一、党建\n发展60名。\n2024年，我们将继续努力。\n一、投入\n投入3亿元。\n"
    nodes = outline(clean(text), "标题")
    assert [node.path for node in nodes] == ["标题", "一、党建", "2024年工作要点", "2024年工作要点 > 一、投入"]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("三、下步打算", "plan"),
        ("四、下一步工作计划", "plan"),
        ("五、存在问题及下一步打算", "plan"),
        ("六、2024年工作思路", "plan"),
        ("七、工作成效", "summary"),
        ("八、行动计划完成情况", "summary"),
        ("九、党的建设", "summary"),
        ("二、2024年部门预算", "plan"),
        ("二、2024年预算草案", "plan"),
        ("二、各乡镇任务", "plan"),
        ("二、任务分解表", "plan"),
        ("二、2023年预算执行情况", "summary"),
        ("二、圆满完成招生任务", "summary"),
        ("二、加强预算管理", "summary"),
        ("二、压实目标责任", "summary"),
    ],
)
def test_a_heading_says_whether_it_plans(heading: str, role: str) -> None:
    text = f"一、甲\n有成效。\n{heading}\n内容在这里。\n"
    assert outline(clean(text), "2023年工作总结")[-1].role == role


def test_a_plan_looks_back_in_one_part() -> None:
    text = "一、发展基础\n全区有学校286所。\n二、重点任务\n（一）工作成效评价\n新建3所。\n"
    nodes = outline(clean(text), "2024年工作计划")
    assert [node.role for node in nodes] == ["plan", "summary", "plan", "plan"]


def test_notes_and_colophon_stand_outside_the_last_part() -> None:
    text = "一、综合\n共有学校50万所。\n注释：\n[1]不含港澳台。\n抄送：各部门。\n"
    nodes = outline(clean(text), "统计公报")
    assert [(node.depth, node.heading, node.role) for node in nodes[2:]] == [(1, "注释", "other"), (1, None, "other")]


def test_markdown_headings_give_the_depth() -> None:
    text = "# 苏州市2023年教育工作总结\n\n## 一、学前\n\n有园50所。\n\n### 公办\n\n20所。\n\n## 二、小学\n\n1.师资\n"
    assert tree(text) == [
        (1, "一、", "学前"),
        (2, None, "公办"),
        (1, "二、", "小学"),
        (2, "1.", "师资"),
    ]


def test_sections_carry_ids_and_positions_of_the_source() -> None:
    source = "某市2023年工作总结\n\n　　一、党 建\n　　发展党员 60 名。\n"
    structure = read_structure(source, "某市2023年工作总结")
    root, part = to_sections(structure, "d")
    assert (root.section_id, root.parent_id, root.char_start, root.char_end) == ("d:s0", None, 0, len(source))
    assert (part.section_id, part.parent_id, part.position, part.depth) == ("d:s1", "d:s0", 1, 1)
    assert source[part.char_start : part.char_end] == "一、党 建\n　　发展党员 60 名。"
    assert (part.marker, part.heading, part.path, part.role) == ("一、", "党建", "一、党建", "summary")


def test_an_empty_text_has_a_root() -> None:
    (root,) = to_sections(read_structure(""), "d")
    assert (root.char_start, root.char_end, root.path) == (0, 0, "全文")


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("鹿泉县2013年目标任务分解表", "plan"),
        ("鹿泉县2021年招生任务", "plan"),
        ("鹿泉县教育局2016年度目标责任书", "plan"),
        ("2021年部门预算公开情况说明", "plan"),
        ("鹿泉县学前教育发展目标（节选）", "plan"),
        ("关于下达2018年普通高中招生计划的通知", "plan"),
        ("2018年部门决算公开说明", "summary"),
        ("2020年预算执行情况和2021年预算草案的报告", "summary"),
        ("2020年招生任务完成情况", "summary"),
        ("2019年度目标管理考核自评报告", "summary"),
        ("鹿泉县教育局工作动态", "other"),
    ],
)
def test_the_form_of_a_paper_says_whether_it_sets_tasks(title: str, role: str) -> None:
    assert outline(clean("一、甲\n内容在这里。\n"), title)[0].role == role

import pytest

from edu_pipeline.structure import clean


def cleaned(text: str) -> str:
    return clean(text).text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("参与课后服务学生人数 57.8 万，覆盖 535 所", "参与课后服务学生人数57.8万，覆盖535所"),
        ("机构1\u2009122个，床位30\xa0218张", "机构1122个，床位30218张"),
        ("幼儿园 1 200 所，小学12 345 678人", "幼儿园1200所，小学12345678人"),
        ("比2021 2022 年多", "比2021 2022年多"),
        ("幼儿园  45.1   -5.6   12.5%  3", "幼儿园45.1 -5.6 12.5% 3"),
        ("Open AI 平台和 5G 应用", "Open AI平台和5G应用"),
        ("同比增长９．０９％，达１,４４８家", "同比增长9.09%，达1,448家"),
        ("完成(试行),其中:公办;民办!是?", "完成（试行），其中：公办；民办！是？"),
        ("学校3,2023年新增1,2班,1,448家", "学校3，2023年新增1，2班，1,448家"),
        ("师生比1:18,早于17:30", "师生比1:18，早于17:30"),
        ('打造"五型"政府和"双减"品牌', "打造“五型”政府和“双减”品牌"),
        ("巩固率100%.普惠率达到95%.", "巩固率100%。普惠率达到95%。"),
        ("全市&nbsp;共有\u200b学校\ufeff5所", "全市共有学校5所"),
        ("学校51.85万所[1]，占比59.8%[12]。", "学校51.85万所，占比59.8%。"),
        ("新教发[2023]1号", "新教发[2023]1号"),
        ("⼤⼒发展⽂化", "大力发展文化"),
        ("⺠办园增⻓，⻘少年与⻋⻔", "民办园增长，青少年与车门"),
        ("\uf9f7法、\uf90a、\ufa08为", "立法、金、行为"),
        ("小学生12，345人，初中1，234，567人", "小学生12,345人，初中1,234,567人"),
        ("２０２３，345人，3.5，200人", "2023，345人，3.5，200人"),
        ("分别为100，200，300人", "分别为100，200，300人"),
        ("增长−2.3%、‑1、﹣5、－7", "增长-2.3%、-1、-5、-7"),
        ("《⟨a⟩》http://jyj.example.cn/a", "《⟨a⟩》http://jyj.example.cn/a"),
    ],
)
def test_every_notation_comes_out_in_one(source: str, expected: str) -> None:
    assert cleaned(source) == expected


def test_bold_marks_go_and_their_spans_stay() -> None:
    text = clean("一是**推动普惠。**鼓励**名校**。")
    assert text.text == "一是推动普惠。鼓励名校。"
    assert [text.text[start:end] for start, end in text.bold] == ["推动普惠。", "名校"]


def test_markdown_headings_lose_their_hashes_and_keep_their_level() -> None:
    text = clean("# 总结\n\n## 一、成效\n- 学校5所\n")
    assert text.text == "总结\n一、成效\n学校5所"
    assert text.headings == [(0, 1), (3, 2)]


def test_span_leads_back_to_the_characters_of_the_source() -> None:
    source = "　　全市共有 **535** 所\n学校，占 93.71 %。\r\n"
    text = clean(source)
    start = text.text.index("535所")
    assert source[slice(*text.span(start, start + 4))] == "535** 所"
    start = text.text.index("93.71%")
    assert source[slice(*text.span(start, start + 6))] == "93.71 %"
    with pytest.raises(IndexError):
        text.original(len(text.text))
    with pytest.raises(IndexError):
        text.original(-1)


def test_what_was_dropped_is_known() -> None:
    source = "共有学校\n\n— 3 —\n\n5 所。"
    text = clean(source)
    dropped = "".join(source[start:end] for start, end in text.dropped())
    assert dropped.split() == ["—", "3", "—"]
    assert len(dropped) == len(source) - len(text.text)


@pytest.mark.parametrize(
    "number", ["— 3 —", "- 3 -", "－ 3 －", "3", "第3页 共10页", "第 3 页", "3/10", "Page 3 of 10", "·3·"]
)
def test_a_page_number_does_not_break_the_sentence_it_stands_in(number: str) -> None:
    source = f"市“双减”工作领导小组每季度召开例会，组建专班督促各县区工作落\n\n{number}\n\n实；建立联席会议制度。"
    assert cleaned(source) == "市“双减”工作领导小组每季度召开例会，组建专班督促各县区工作落实；建立联席会议制度。"


def test_lone_numbers_of_a_table_are_no_page_numbers() -> None:
    assert cleaned("学校数\n67\n教师数\n45\n学生数\n890\n") == "学校数\n67\n教师数\n45\n学生数\n890"


def test_running_heads_go_but_the_title_stays() -> None:
    pages = [
        f"全市共有{what}五百所，在校学生十二万人，专任教师八千人，大班额全面消除，各项工作稳步推" for what in "甲乙丙"
    ]
    source = "某市教育事业简况\n" + "".join(
        f"{page}\n{n}\n某市教育事业简况\n进，成效明显。\n" for n, page in enumerate(pages)
    )
    text = cleaned(source)
    assert text.startswith("某市教育事业简况\n全市共有甲")
    assert text.count("某市教育事业简况") == 1
    assert text.count("稳步推进，成效明显。") == 3


def test_headings_that_recur_in_several_articles_stay() -> None:
    source = "".join(
        f"一、工作成效\n{place}共有学校50所。\n存在问题\n仍有差距。\n" for place in ("东区", "西区", "南区")
    )
    assert cleaned(source).count("存在问题") == 3


WEB_PAGE = """网站首页 > 政务公开 > 统计信息
您当前所在位置: 首页>政府信息公开>规划信息
某县教育局2023年工作总结
来源：县教育局   发布时间：2024-01-12   浏览次数：12
字体：[ 大 中 小 ]
2023年，全县共有学校150所。
【打印本页】【关闭窗口】
上一篇：无
扫码浏览
主办单位：某县人民政府
"""


def test_a_web_page_s_furniture_goes() -> None:
    assert cleaned(WEB_PAGE) == "某县教育局2023年工作总结\n2023年，全县共有学校150所。"


def test_contents_pages_go() -> None:
    assert cleaned("目  录\n一、综合……………1\n二、小学......... 5\n一、综合\n共有学校5所。") == "一、综合\n共有学校5所。"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("出台《关于规范管理的实施意见》；推动一批学校建", "设，成效明显。"),
        ("教育督导工作成效明显。受理信访件 633 件，办结率", "100%，营造清朗教育生态环境。"),
        ("推动制度化。以市委市政府名义出台《南昌市校外培训机", "构资金监管办法》。"),
        ("2023年，全市教育系统深入学习贯彻党的二十大精神和中央", "经济工作会议精神。"),
        ("加强校园足球、校园篮球、校园排球建设，", "新增特色学校50所。"),
        ("加快推进各类学校建设", "，新增学位3000个。"),
    ],
)
def test_a_broken_sentence_is_joined(above: str, below: str) -> None:
    assert cleaned(f"{above}\n\n{below}\n") == f"{above}{below}".replace(" ", "")


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("某市教育局2023年工作总结", "2023年，全市教育系统奋发有为。"),
        ("一、工作成效", "一年来，全市原有培训机构1448家。"),
        ("（一）系统谋划，整体工作统筹推进", "市委、市政府高度重视。"),
        ("“双减”工作一周年 南昌市亮出成绩单", "自“双减”工作部署以来，南昌先行先试。"),
        ("各乡镇中心小学，区直学校：", "现将总结印发给你们。"),
        ("东湖区教育局", "2022年1月17日"),
        ("工作取得新成效。新增学位3000个，投入资金1亿元", "二、存在问题"),
        ("技能报国正当时 工匠强市勇争先", "——人社局培养创新"),
        ("区\t学校数\t学生数", "东湖区\t45\t1576"),
    ],
)
def test_what_is_no_broken_sentence_is_not_joined(above: str, below: str) -> None:
    assert len(cleaned(f"{above}\n\n{below}\n").split("\n")) == 2


PROSE = (
    "全县共有各级各类学校320所，在校学生15.6万人，教职工1.2万人，其中专任教师9876人，学历达标率100%，普惠率达到92.3%；"
    "公办率达到58.6%；义务教育巩固率99.8%。",
    "夷陵区以创建全国义务教育优质均衡发展县（市、区）为抓手，实行任务、责任、时限“三张清单”管理，累计投入5.8亿元；"
    "2022年，投入3200万元为33所农村学校配齐教学装备。",
    "市教育局坚持以人民为中心，把教育作为最大的民生工程来抓，今年全市安排教育重点项目64个、总投资43.6亿元，截至10月底，"
    "已完工39个、在建25个。",
    "推动书记领航工程，在全市优秀微党课评选活动中共有39部作品获奖，受理信访问题633件，办结率100%，营造清朗的教育生态环境，"
    "清退违规资金7.4万元。",
)


def wrapped(paragraph: str, width: int) -> list[str]:
    return [paragraph[start : start + width] for start in range(0, len(paragraph), width)]


@pytest.mark.parametrize("width", [24, 30, 38, 45])
def test_lines_wrapped_at_a_fixed_width_become_paragraphs(width: int) -> None:
    parts = [line for prose in PROSE for line in ("　　（一）坚持优先发展", *wrapped("　　" + prose, width))]
    expected = [line for prose in PROSE for line in ("（一）坚持优先发展", prose)]
    assert cleaned("\n".join(parts)).split("\n") == expected


@pytest.mark.parametrize("width", [24, 30, 38, 45])
def test_in_wrapped_text_a_blank_line_ends_the_paragraph(width: int) -> None:
    source = "\n\n".join("\n".join(wrapped(prose, width)) for prose in PROSE)
    assert cleaned(source).split("\n") == list(PROSE)


def test_every_kind_of_line_end_is_one() -> None:
    assert cleaned("甲乙。\r\n丙丁。\r戊己。\f庚辛。\u2028壬癸。") == "甲乙。\n丙丁。\n戊己。\n庚辛。\n壬癸。"


@pytest.mark.parametrize("source", ["", "\n\n", "   ", "**", "— 1 —", "\u200b", "#", "\n**\n一\n**\n"])
def test_nothing_stays_nothing(source: str) -> None:
    assert cleaned(source) in ("", "一", "#")

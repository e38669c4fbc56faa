"""Relations are found by what the words say and judged by exact arithmetic; the sentences stand for kinds of prose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_pipeline.consistency import find_relations
from edu_pipeline.records import Relation
from edu_pipeline_tests.consistency.marked import read


def relations(marked: str) -> list[Relation]:
    metrics, document = read(marked)
    return find_relations(metrics, document)


def shape(marked: str) -> set[tuple[str, frozenset[str], bool]]:
    metrics, document = read(marked)
    text = {metric.metric_id: metric.text for metric in metrics}
    found = find_relations(metrics, document)
    return {(r.kind, frozenset(text[m.metric_id] for m in r.members), r.holds) for r in found}


HOLDING = [
    (
        "全年新增教师[145人]，其中引进部属公费师范生[31名]、安排省属公费师范生[29名]、招聘特岗教师[25名]、安置师范生[60名]；培训教师[25人]。",
        {("sum", ("145人", "31名", "29名", "25名", "60名"))},
    ),
    ("新增园位[2730个]，其中普惠性园位[1560个]。", {("subset", ("2730个", "1560个"))}),
    (
        "公开招聘教师[1672人]，其中乡村教师[619人]，紧缺学科教师[125人]，进一步优化了结构。",
        {("subset", ("1672人", "619人")), ("subset", ("1672人", "125人"))},
    ),
    ("全区幼儿园[177所]（公办[58所]，民办[119所]）。", {("sum", ("177所", "58所", "119所"))}),
    ("全区[21所]学校（含[1所]特殊教育学校）均开展课后服务。", {("subset", ("21所", "1所"))}),
    ("在校生[1000人]，男生[520人]，女生[480人]。", {("sum", ("1000人", "520人", "480人"))}),
    ("引进研究生[12人]、本科生[30人]，合计[42人]。", {("sum", ("42人", "12人", "30人"))}),
    (
        "共有学生[5000人]，小学、初中、高中分别为[3000人]、[1500人]、[500人]。",
        {("sum", ("5000人", "3000人", "1500人", "500人"))},
    ),
    (
        "随迁子女[1341.38万人]。其中，在小学就读[965.25万人]，在初中就读[376.13万人]。",
        {("sum", ("1341.38万人", "965.25万人", "376.13万人"))},
    ),
    (
        "教师[300人]（其中专任教师[250人]（女[150人]，男[100人]），其他[50人]）。",
        {("sum", ("300人", "250人", "50人")), ("sum", ("250人", "150人", "100人"))},
    ),
    (
        "支出[155.21亿元]，较上年增加[12.93亿元|change|up]，增幅达[9.09%|growth|up]。",
        {("growth", ("155.21亿元", "12.93亿元", "9.09%"))},
    ),
    (
        "全国共有学校[51.85万所]，比上年减少[2.1万所|change|down]，下降[3.9%|growth|down]。",
        {("growth", ("51.85万所", "2.1万所", "3.9%"))},
    ),
    (
        "门店增加[14家|change|up]，比去年增幅[18.4%|growth|up]，现有门店[90家]。",
        {("growth", ("14家", "18.4%", "90家"))},
    ),
    ("学校由[100所]增加到[120所]，增长[20%|growth|up]。", {("growth", ("100所", "120所", "20%"))}),
    ("优分率由2021年的[39%]提高到2022年的[43%]。", {("change", ("39%", "43%"))}),
    ("入学率由[90.1%]提高到[93.4%]，提高[3.3个百分点|change|up]。", {("change", ("90.1%", "93.4%", "3.3个百分点"))}),
    (
        "在园幼儿[4092.98万人]。其中，普惠性幼儿园在园幼儿[3717.01万人]，占全国在园幼儿的比例[90.81%]。",
        {("ratio", ("4092.98万人", "3717.01万人", "90.81%"))},
    ),
    ("教师社保已缴纳[306人]，缴纳率[85.5%]，其他[52名]新入职人员年内缴纳。", {("ratio", ("306人", "85.5%", "52名"))}),
    ("[34个]项目已竣工[32个]，竣工率[94.12%]。", {("ratio", ("34个", "32个", "94.12%"))}),
    ("其中[70人]获得高级职称，占全校[350名]教师的[20%]。", {("ratio", ("70人", "350名", "20%"))}),
    ("全市共有技能人才约[73万人]，高技能人才约[20万人]。", {("subset", ("73万人", "20万人"))}),
    ("排查教材教辅读物近[200万册]，清理封存问题读物[3万余册]。", {("subset", ("200万册", "3万余册"))}),
    ("新成立单项协会[1个]，现单项协会共有[16个]。", {("subset", ("1个", "16个"))}),
    ("三届共[199名]“金牌工匠”。在第三届“金牌工匠”评选中，选出[50名]工匠。", {("subset", ("199名", "50名"))}),
    ("向[200名]教师发放每人每月[300元]的补贴，全年共[72万元]。", {("product", ("200名", "300元", "72万元"))}),
]


HOLDING += [
    (
        "学校由[120所]、[3.2万人]增加到[150所]、[4.1万人]。",
        {("change", ("120所", "150所")), ("change", ("3.2万人", "4.1万人"))},
    ),
    ("上线率达[68.5%]，较上年的[65.2%]提高[3.3个百分点|change|up]。", {("change", ("68.5%", "65.2%", "3.3个百分点"))}),
    ("压减机构[86家]，压减率[97.7%|growth|down]，剩余[2家]。", {("ratio", ("86家", "97.7%", "2家"))}),
    ("排查隐患[426处]，已整改[418处]，其余[8处]正在整改。", {("sum", ("426处", "418处", "8处"))}),
    (
        "资助[4520人次]，发放[286.5万元]，其中小学[3520人次]、[176.5万元]；中学[1000人次]、[110万元]。",
        {("sum", ("4520人次", "3520人次", "1000人次")), ("sum", ("286.5万元", "176.5万元", "110万元"))},
    ),
    ("医院[1512个]。医院中，公立医院[301个]，民营医院[1211个]。", {("sum", ("1512个", "301个", "1211个"))}),
    (
        "经费[61344亿元]，比上年增长[6.00%|growth|up]（去年同期为[57874亿元]）。",
        {("growth", ("61344亿元", "6.00%", "57874亿元"))},
    ),
    (
        "总数[41.26万人]，比上年增加[1.15万人|change|up]（增长[2.87%|growth|up]）。",
        {("growth", ("41.26万人", "1.15万人", "2.87%"))},
    ),
    (
        "全国共有学校[52.41万所]。民办学校[17.83万所]，占全国学校总数的[34.02%]。",
        {("ratio", ("52.41万所", "17.83万所", "34.02%"))},
    ),
    ("卫生人员总数[41.26万人]。卫生技术人员[33.52万人]。", {("subset", ("41.26万人", "33.52万人"))}),
    (
        "实施项目[45个]，其中开工[40个]，竣工[32个]，开工率[88.9%]。",
        {("ratio", ("45个", "40个", "88.9%")), ("subset", ("45个", "32个"))},
    ),
    ("为[3所]学校各奖励[10万元]，共奖励[30万元]。", {("product", ("3所", "10万元", "30万元"))}),
    ("实施项目[19个]，已竣工交付[12个]。", {("subset", ("19个", "12个"))}),
    ("建成周转宿舍[128套]，累计达到[1042套]。", {("subset", ("128套", "1042套"))}),
    ("基金收入[563.2亿元]、支出[487.9亿元]，当期结余[75.3亿元]。", {("sum", ("563.2亿元", "487.9亿元", "75.3亿元"))}),
    (
        "计划新增学位[3.6万个]，实际新增[4.12万个]，超额[0.52万个]。",
        {("change", ("3.6万个", "4.12万个", "0.52万个"))},
    ),
    (
        "年度计划投资[18.5亿元]，实际完成[20.35亿元]，为年度计划的[110%]。",
        {("ratio", ("18.5亿元", "20.35亿元", "110%"))},
    ),
    ("教育集团[172个]，成员校[645所]，其中跨县域集团[14个]。", {("subset", ("172个", "14个"))}),
    ("补助标准从每生每天[4元]提高到[5元]。", {("change", ("4元", "5元"))}),
]


HOLDING += [
    (
        "公办园占比由上年的[52.3%]升至[56.1%]，普惠园覆盖率[92.4%]，高出省定要求[7.4个百分点|change|up]。",
        {("change", ("52.3%", "56.1%"))},
    ),
    (
        "大班额占比由[3.8%]降至[1.6%]，低于省定控制目标[1.4个百分点|change|down]。",
        {("change", ("3.8%", "1.6%"))},
    ),
    (
        "入园率由上年的[90.6%]提高到[91.8%]，比上年提高[1.2个百分点|change|up]，比全国平均高[3.7个百分点|change|up]。",
        {("change", ("90.6%", "91.8%", "1.2个百分点"))},
    ),
    (
        "债务由上年末的[1.37亿元]压减至[0.92亿元]，共化解[4500万元]，为年度任务（[4000万元]）的[112.5%]。",
        {("change", ("1.37亿元", "0.92亿元", "4500万元")), ("ratio", ("4500万元", "4000万元", "112.5%"))},
    ),
    (
        "经费总投入为[52986亿元]，比上年的[50184亿元]增长[5.58%|growth|up]。其中，国家经费[42871亿元]。",
        {("growth", ("52986亿元", "50184亿元", "5.58%")), ("subset", ("52986亿元", "42871亿元"))},
    ),
    (
        "小学生均经费[12330.6元]，比上年的[11953.4元]增长[3.16%|growth|up]。",
        {("growth", ("12330.6元", "11953.4元", "3.16%"))},
    ),
    (
        "发放资金[31.5万元]，资助学生[387人次]。分学段看，学前[62人次]、[5万元]，小学[259人次]、[16.5万元]，高中[66人次]、[10万元]。",
        {
            ("sum", ("31.5万元", "5万元", "16.5万元", "10万元")),
            ("sum", ("387人次", "62人次", "259人次", "66人次")),
        },
    ),
    (
        "教育经费总投入[68.42亿元]。教育经费总投入按教育阶段划分：学前教育[7.26亿元]，义务教育[35.18亿元]，其他教育[25.98亿元]。",
        {("sum", ("68.42亿元", "7.26亿元", "35.18亿元", "25.98亿元"))},
    ),
    (
        "共有班级[281.6万个]，其中，大班[8.42万个]，超大班[0.35万个]，大班和超大班合计占总班数的[3.11%]。",
        {
            ("ratio", ("281.6万个", "8.42万个", "0.35万个", "3.11%")),
        },
    ),
    ("特岗教师[180人]（计划[200人]，招聘完成率[90%]）。", {("ratio", ("180人", "200人", "90%"))}),
    (
        "高中在校学生[4135.2万人]。普通高中在校生[2486.9万人]，占高中在校生总数的[60.14%]。",
        {("ratio", ("4135.2万人", "2486.9万人", "60.14%"))},
    ),
    ("核查疑似辍学[57人]，已劝返[55人]；另有[2人]随父母在外省。", {("sum", ("57人", "55人", "2人"))}),
    (
        "组建教育集团[12个]。新组建教育集团[3个]，使全区教育集团总数达到[15个]。",
        {("sum", ("12个", "3个", "15个"))},
    ),
    (
        "实施项目[38个]，其中竣工[16个]、续建[12个]、新开工[26个]。",
        {("sum", ("38个", "12个", "26个")), ("subset", ("38个", "16个"))},
    ),
    (
        "年度就业[46.2万人]，完成年度任务[40万人]的[115.5%]，其中再就业[14.8万人]。",
        {("ratio", ("46.2万人", "40万人", "115.5%")), ("subset", ("46.2万人", "14.8万人"))},
    ),
    (
        "支出[186万元]，比预算节约[24万元]，下降[11.4%|growth|down]，比上年减少[18万元|change|down]，下降[8.8%|growth|down]。",
        {("growth", ("186万元", "24万元", "11.4%")), ("growth", ("186万元", "18万元", "8.8%"))},
    ),
    (
        "诊疗[2.86亿人次]，其中医院[1.12亿人次]（占[39.2%]），基层[1.58亿人次]（占[55.2%]），其他[0.16亿人次]。",
        {
            ("sum", ("2.86亿人次", "1.12亿人次", "1.58亿人次", "0.16亿人次")),
            ("ratio", ("2.86亿人次", "1.12亿人次", "39.2%")),
            ("ratio", ("2.86亿人次", "1.58亿人次", "55.2%")),
        },
    ),
]


@pytest.mark.parametrize(("marked", "expected"), HOLDING, ids=[marked[:14] for marked, _ in HOLDING])
def test_identity_is_found_with_exactly_its_members(marked: str, expected: set[tuple[str, tuple[str, ...]]]) -> None:
    assert shape(marked) == {(kind, frozenset(members), True) for kind, members in expected}


UNRELATED = [
    "开展学校[535所]，参与学生[57.8万人]，参与教师[3.7万人]，参与率分别达[93.71%]和[91.35%]。",
    "受理举报[32起]，处理违规行为[3起]，清退资金[7.4万元]。",
    "获评工匠[2名]、领军人才[2名]、能手[5名]，[2人]领办工作室。",
    "高考设考点[4个]，考生[4088人]；中考设考点[5个]，考生[4682人]。",
    "采集[50174名]学生信息，增幅[6.8%|growth|up]。",
    "对获区级、市级、省级示范园的，分别给予[5万元]、[10万元]、[20万元]奖励，对合格、优秀的予以[2万元]、[4万元]奖励。",
    "新增幼儿园[40所]、园位[1.07万个]，在园幼儿占比[59.8%]，覆盖率[95.99%]。",
    "毛入学率[89.7%]，比上年提高[0.6个百分点|change|up]。",
    "劝返失学儿童[14名]，巩固率达[99.86%]，残疾儿童入学率达[97.4%]，其中送教上门[126人]。",
    "托育机构[387家]，托位[4.07个]，其中普惠托位占[63%]；[7个]乡镇全覆盖。",
    "住院药费占比[20.1%]，门诊药费占比[36.5%]，下降[0.8个百分点|change|down]。",
    "床位数年均增长[5.5%|growth|up]，医院[12家]。",
    "国家经费[48478亿元]，占国内生产总值的比例保持在[4%以上]。",
    "补助标准[5元]（秋季学期前[4元]）。",
    "罚款[2860万元]，其中[5万元以上]案件[136起]。",
    "驿都小学（[36班]、[1620个]学位）、东安中学（[48班]、[2400个]学位）。",
    "托位[1527个]，每千人口拥有托位[2.83个]。",
    "补助标准[84元]，到位资金[4521万元]，到位率[100%]。",
    "投资[4.3亿元]的新校区和投资[2亿元]的实验学校全面启动。",
]


UNRELATED += [
    # means and what is listed under them
    "普通高校校均规模[11982人]，其中，本科院校[15749人]，高职院校[8723人]。",
    "在校生[51.26万人]，校均[712人]，班均[39人]，其中城区班均[46人]、镇区班均[41人]、乡村[27人]。",
    "园均规模[121人]。其中，城市[236人]，乡村[57人]。",
    "次均费用[286元]，其中药费[98元]、检查费[162元]、其他[160元]。",
    # no member of a row is the whole of the next ones
    "义务教育[24268亿元]，高中阶段教育[8436亿元]，高等教育[13988亿元]，其他教育[2097亿元]。",
    "一般预算[57.36亿元]，基金安排[2.18亿元]，事业收入[6.94亿元]，其他收入[1.94亿元]。",
    "投入[68.42亿元]。人员经费[49.73亿元]，公用经费[13.28亿元]，基建[5.41亿元]，三项分别占[62.7%]、[29.4%]和[17.9%]。",
    # differences of another thing, or against another figure
    "专任教师[12460人]，高级职称教师比上年增加[126人|change|up]，增长[6.2%|growth|up]。",
    "本科上线[3460人]；艺体本科上线人数比去年增加[42人|change|up]，增长[9.8%|growth|up]。",
    "教师工资[8.1万元]，比公务员平均高[0.2万元|change|up]，增长[12.5%|growth|up]。",
    "某校投入[2.1亿元]实施建设项目[19个]。其中，青岚学校总投资[1.68亿元]。",
]


@pytest.mark.parametrize("marked", UNRELATED, ids=[marked[:14] for marked in UNRELATED])
def test_figures_that_no_words_relate_stay_unrelated(marked: str) -> None:
    assert relations(marked) == []


def test_county_sentence_fails_as_a_sum_and_the_lost_wan_is_suspected() -> None:
    (relation,) = relations("县财政投入[2460万元]，其中教师培训[760万元]、设备购置[500元]、校舍维修[1200万元]。")
    assert (relation.kind, relation.holds) == ("sum", False)
    assert "500元”应为“500万元" in relation.explanation
    assert "疑" in relation.explanation


def test_part_above_its_whole_fails() -> None:
    (relation,) = relations("全县幼儿园[177所]，其中公办幼儿园[258所]。")
    assert (relation.kind, relation.holds) == ("subset", False)


def test_growth_on_the_wrong_base_fails() -> None:
    (relation,) = relations("支出[155.21亿元]，较上年增加[12.93亿元|change|up]，增长[8.33%|growth|up]。")
    assert (relation.kind, relation.holds) == ("growth", False)
    assert "9.09%" in relation.explanation


def test_change_against_its_verb_fails() -> None:
    (relation,) = relations("优分率由2021年的[43%]提高到2022年的[39%]。")
    assert (relation.kind, relation.holds) == ("change", False)


def test_kinds_that_divide_a_whole_and_exceed_it_fail() -> None:
    (relation,) = relations("铺排项目[11个]，其中竣工投用[5个]、续建[4个]、新开工[3个]。")
    assert (relation.kind, relation.holds) == ("sum", False)


def test_growth_of_a_figure_named_again_behind_a_semicolon_fails() -> None:
    found = shape("本科上线[1286人]，上线率高；本科上线人数比去年增加[162人|change|up]，增长[12.6%|growth|up]。")
    assert found == {("growth", frozenset(("1286人", "162人", "12.6%")), False)}


def test_stated_difference_from_the_year_before_fails() -> None:
    (relation,) = relations("占比由上年的[52.3%]升至[56.1%]，比上年提高[7.4个百分点|change|up]。")
    assert (relation.kind, relation.holds) == ("change", False)


def test_bracketed_plan_and_its_rate_fail() -> None:
    (relation,) = relations("特岗教师[180人]（计划[200人]，招聘完成率[80%]）。")
    assert (relation.kind, relation.holds) == ("ratio", False)


def test_parts_after_among_may_be_incomplete() -> None:
    assert {r.kind for r in relations("新增教师[145人]，其中研究生[31名]、党员[29名]。")} == {"subset"}


def test_relation_ids_are_stable_and_in_document_order() -> None:
    marked = "新增园位[2730个]，其中普惠性园位[1560个]。处分[10人]，其中开除[2人]。"
    first, second = relations(marked), relations(marked)
    assert first == second
    assert [r.relation_id for r in first] == ["d0:r1", "d0:r2"]


FRAGMENTS = st.sampled_from(
    [
        "其中",
        "，",
        "、",
        "；",
        "：",
        "（",
        "）",
        "。",
        "分别为",
        "含",
        "由",
        "增加到",
        "较上年",
        "占",
        "的",
        "合计",
        "共",
        "其余",
        "率",
        "比上年",
        "男",
        "女",
        "公办",
        "学校",
        "每人",
        "增长",
        "下降",
        "现有",
        "按学段划分：",
        "比上年的",
        "校均",
        "合计占总数的",
        "；另有",
        "低于目标",
        "（计划",
        "总数达到",
        "新增",
        "第三届“工匠”",
        "医院中，",
        "[3人]",
        "[120人]",
        "[0人]",
        "[9.5%]",
        "[12万元]",
        "[300余名]",
        "[5.1%|growth|up]",
        "[40人|change|down]",
        "[2亿元]",
        "[20所]",
    ]
)


@given(st.lists(FRAGMENTS, max_size=40))
def test_any_order_of_words_and_figures_gives_relations_within_their_terms(fragments: list[str]) -> None:
    metrics, document = read("".join(fragments).strip("。") + "。")
    known = {metric.metric_id for metric in metrics}
    for relation in find_relations(metrics, document):
        members = [member.metric_id for member in relation.members]
        assert set(members) <= known
        assert len(set(members)) == len(members) >= 2
        assert relation.residual == relation.actual - relation.expected
        assert relation.holds == (abs(relation.residual) <= relation.tolerance)
        assert relation.explanation.endswith("。")

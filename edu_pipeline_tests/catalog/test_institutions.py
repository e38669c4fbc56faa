import pytest

from edu_pipeline.catalog.institutions import is_certain, name_at, of_report, of_title


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("宝鸡渭滨工业职业学院2022届毕业生就业质量报告", "宝鸡渭滨工业职业学院"),
        ("2022—2023学年江西师范大学本科教学质量报告", "江西师范大学"),
        ("云岭中心幼儿园简介（2023年）", "云岭中心幼儿园"),
        ("关于印发《进贤县特殊教育学校2022年工作总结》的通知", "进贤县特殊教育学校"),
        ("江西师范大学附属中学2022年工作总结", "江西师范大学附属中学"),
        ("县直机关幼儿园2022年工作总结", "县直机关幼儿园"),
        ("中山大学2022年部门决算", "中山大学"),
        ("南昌大学第一附属医院2022年工作总结", "南昌大学第一附属医院"),
    ],
)
def test_a_title_names_the_institution_that_a_report_is_about(title: str, name: str) -> None:
    assert of_title(title) == name


@pytest.mark.parametrize(
    "title",
    [
        "南昌市中小学2022年工作总结",
        "江西省普通高中学业质量报告",
        "江西省高等学校2022年就业报告",
        "2023年全市幼儿园工作总结",
        "民办幼儿园年检通报",
        "武汉市中等职业学校质量年度报告（2022）",
        "浙江省义务教育学校标准化建设报告",
        "江苏省中小学生体质健康报告",
        "某职业技术学院2022年质量报告",
        "南昌市教育局2022年工作总结",
    ],
)
def test_a_kind_of_schools_is_no_institution(title: str) -> None:
    assert of_title(title) is None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("县一中招生1200人", "县一中"),
        ("县第一中学招生", "县第一中学"),
        ("市职教中心800人", "市职教中心"),
        ("育才小学（36个班）", "育才小学"),
        ("进贤县人民医院床位", "进贤县人民医院"),
    ],
)
def test_a_name_is_read_from_where_it_begins(words: str, name: str) -> None:
    assert name_at(words, 0) == name


@pytest.mark.parametrize(
    "words",
    [
        "新增学校12所",
        "新建育才小学",
        "全县小学15所",
        "乡镇中心幼儿园18所",
        "九年一贯制学校17所",
        "县级公立医院3家",
        "三所小学",
        "二级学院9个",
        "城区小学12所",
        "达标学校95%",
        "年检幼儿园486所",
        "县域普通高中3所",
    ],
)
def test_what_is_counted_is_no_name(words: str) -> None:
    assert name_at(words, 0) is None


def test_a_place_or_a_number_makes_a_name_certain() -> None:
    assert is_certain("进贤一中")
    assert is_certain("县实验小学")
    assert is_certain("华侨大学")
    assert not is_certain("育才小学")
    assert not is_certain("产业学院")


def test_who_signs_or_opens_a_report_without_a_name_in_its_title() -> None:
    assert of_report("办学质量自评报告", "红旗小学", "") == "红旗小学"
    opening = "阳光幼儿园创办于2003年，现有幼儿280人。"
    assert of_report("办园自评报告", None, opening) == "阳光幼儿园"
    assert of_report("教育工作简报", "沂南县教育局", opening) is None


def test_a_title_that_names_an_area_is_not_about_its_author() -> None:
    assert of_report("2022年全省职业教育质量报告", "江西师范大学", "") is None
    assert of_report("桃源县2022年教育发展报告", "湖南文理学院", "") is None

"""The place and the institution that each figure is about, and what the figures of a list measure."""

import pytest

from edu_pipeline.records import Metric, MetricKind
from edu_pipeline_tests.extraction.reports import metrics, only


def regions(text: str, region: str = "进贤县") -> list[tuple[str, str | None]]:
    return [(m.text, m.region) for m in metrics(text, region)]


def labels(found: list[Metric]) -> list[str]:
    return [m.label for m in found]


@pytest.mark.parametrize(
    ("text", "region", "places"),
    [
        ("九年义务教育巩固率：永修县96.3%、武宁县95.1%。", "九江市", ["永修县", "武宁县"]),
        ("其中，南昌市95%、九江市94.1%，赣州市91%。", "江西省", ["南昌市", "九江市", "赣州市"]),
        ("赣州市、吉安市小学在校生分别为80.1万人、40.2万人。", "江西省", ["赣州市", "吉安市"]),
        ("晋江、南安分别新增学位1.15万、7800个。", "泉州市", ["晋江市", "南安市"]),
        ("新建幼儿园1200所，其中西藏300所、新疆900所。", "全国", ["全国", "西藏自治区", "新疆维吾尔自治区"]),
        ("巩固率：永修96.3%，武宁95.1%。", "九江市", ["永修县", "武宁县"]),
        ("增长最快的是罗溪镇（36.3%），其次是前坊镇（30.1%）。", "进贤县", ["罗溪镇", "前坊镇"]),
        ("1.上派镇：校舍3.9万平方米，中心幼儿园2所。", "肥西县", ["上派镇", "上派镇"]),
        ("全市小学156所，其中新建区16所、东湖区18所。", "南昌市", ["南昌市", "新建区", "东湖区"]),
        ("巩固率永修县96.3%，比上年提高1.2个百分点；全市98%。", "九江市", ["永修县", "永修县", "九江市"]),
    ],
)
def test_a_list_gives_each_place_its_figure(text: str, region: str, places: list[str]) -> None:
    assert [place for _, place in regions(text, region)] == places


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("高考成绩高于南昌市3.2个百分点、景德镇市1.1个百分点。", "九江市"),
        ("学生来自江西省300人、湖南省200人。", "九江市"),
        ("永修县、武宁县共12所学校。", "九江市"),
        ("小学12所、初中8所，公安12人、城管36人。", "湖北省"),
        ("拟投入1.8亿元新建区妇幼保健院，设床位300张。", "青山湖区"),
        ("各乡镇中心校12所，建制镇9个，教育强镇3个。", "进贤县"),
        ("位于我县的临湖镇、云山镇两所学校完成改造。", "进贤县"),
    ],
)
def test_a_place_that_is_not_counted_changes_nothing(text: str, region: str) -> None:
    assert {place for _, place in regions(text, region)} == {region}


def test_the_area_above_is_the_subject_of_its_own_clause() -> None:
    text = "全省平均入园率为92.1%，全县入园率93%，高于全省平均0.9个百分点。"
    assert [place for _, place in regions(text)] == ["江西省", "进贤县", "进贤县"]
    text = "我省118个县接受监测，达标率为36.4%；全县达标率98%。"
    assert [place for _, place in regions(text)] == ["江西省", "江西省", "进贤县"]
    text = "毛入园率92.3%，全国为89.7%，高出2.6个百分点。"
    assert [place for _, place in regions(text)] == ["进贤县", "全国", "进贤县"]
    assert only("全市共有小学36所。", "祁阳市").region == "祁阳市"


def test_a_list_measures_what_was_said_before_it() -> None:
    text = "全县幼儿园生均公用经费比上年增长5.0%。增长最快的是罗溪镇（36.3%），其次是前坊镇（30.1%）。"
    found = metrics(text, "进贤县")
    assert len(set(labels(found))) == 1
    assert {(m.kind, m.direction) for m in found} == {(MetricKind.GROWTH, "up")}
    found = metrics("各县区小学在校生人数如下：\n永修县2.3万人，武宁县1.9万人。", "九江市")
    assert labels(found) == ["小学在校生人数"] * 2
    found = metrics("全省毛入园率92.1%。其中，南昌市95%、九江市94.1%。", "江西省")
    assert all("毛入园率" in label for label in labels(found))
    highest, lowest = metrics("巩固率最高的是新余市（99.8%），最低的是萍乡市（93%）。", "江西省")
    assert (highest.kind, highest.label, lowest.label) == ("share", "巩固率", "巩固率")


def test_a_change_between_two_places_is_no_measure_of_the_second() -> None:
    found = metrics("九年义务教育巩固率：永修县96.3%，比上年提高1.2个百分点；武宁县95.1%。", "九江市")
    assert "巩固率" in found[2].label
    assert found[2].region == "武宁县"


def test_a_sentence_may_open_the_list_for_the_figure_before_it() -> None:
    found = metrics("全市普通高中计划招生3600人。各校计划如下：\n四会中学1200人；四会市第一中学800人。", "四会市")
    assert all("招生" in label for label in labels(found))
    assert [m.entity for m in found] == [None, "四会中学", "四会市第一中学"]


def test_a_noun_of_its_own_stays_the_header_of_a_listed_figure() -> None:
    found = metrics("全市新建学校20所，其中新建区16所小学、东湖区4所初中。", "南昌市")
    assert ["小学" in found[1].label, "初中" in found[2].label] == [True, True]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("县一中招生1200人、县二中900人，县职教中心800人。", ["县一中", "县二中", "县职教中心"]),
        ("莲塘一中、莲塘二中分别招生800人、600人。", ["莲塘一中", "莲塘二中"]),
        ("新增学位800个，其中县一中300个，育才小学500个。", [None, "县一中", "育才小学"]),
        ("各校投入维修资金如下：\n育才小学12万元、红旗小学8.5万元。", ["育才小学", "红旗小学"]),
        ("莲塘一中一本上线率45%，二本上线率88%；全县一本上线率22%。", ["莲塘一中", "莲塘一中", None]),
        ("投用驿都小学（36个班）。", [None]),
        ("达标学校95%，年检幼儿园36所，特教学校1所。", [None, None, None]),
        ("北京大学与我县合作，捐赠图书3万册。", [None]),
        ("落实率最高的是江西师范大学（94.2%），其次为南昌大学（93.8%）。", ["江西师范大学", "南昌大学"]),
        ("和平小学现有学生300人。", ["和平小学"]),
        ("新建育才小学，投资3000万元。", [None]),
        ("乡镇中心幼儿园18所，普通高中2所。", [None, None]),
    ],
)
def test_the_institution_that_a_figure_is_about(text: str, bodies: list[str | None]) -> None:
    assert [m.entity for m in metrics(text, "南昌县")] == bodies


def test_a_heading_names_the_institution_of_its_section() -> None:
    text = "一、招生计划\n（一）莲塘第一中学\n统招800人，均衡生500人。\n（二）民办学校\n统招600人。\n"
    assert [m.entity for m in metrics(text, "南昌县")] == ["莲塘第一中学", "莲塘第一中学", None]


def test_schools_in_a_list_measure_what_the_first_one_does() -> None:
    found = metrics("县一中招生1200人、县二中900人。", "南昌县")
    assert found[1].label == "招生人数"

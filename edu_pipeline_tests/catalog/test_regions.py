import time

import pytest

from edu_pipeline.catalog import load_catalog
from edu_pipeline.catalog.places import resolve_places
from edu_pipeline.catalog.regions import Region, RegionMention, short_names
from edu_pipeline.records import RegionLevel

REGIONS = load_catalog().regions


def names(text: str, near: str | None = None) -> list[str | None]:
    return [mention.name for mention in REGIONS.mentions(text, near)]


def only(text: str, near: str | None = None) -> RegionMention:
    (mention,) = REGIONS.mentions(text, near)
    return mention


def resolved(name: str, near: str | None = None) -> Region:
    region = REGIONS.resolve(name, near)
    assert region is not None, name
    return region


def test_all_provinces_prefectures_and_counties_are_there() -> None:
    levels = [region.level for region in REGIONS.all if region.former_until is None]
    assert levels.count(RegionLevel.PROVINCE) == 34
    assert 330 <= levels.count(RegionLevel.PREFECTURE) <= 340
    assert 2840 <= levels.count(RegionLevel.COUNTY) <= 2900


def test_every_present_place_has_a_known_parent_up_to_the_country() -> None:
    for region in REGIONS.all:
        if region.code and region.level != "country":
            assert [*REGIONS.ancestors(region)][-1].name == "全国", region


def test_a_district_with_its_city_before_it_is_one_mention() -> None:
    mention = only("江西省南昌市新建区教体局")
    assert (mention.start, mention.end, mention.name, mention.code, mention.parent) == (
        0,
        9,
        "新建区",
        "360112",
        "南昌市",
    )


def test_a_list_of_places() -> None:
    text = "督促指导进贤县、东湖区、西湖区、青山湖区、经开区和高新区加快创建"
    assert names(text) == ["进贤县", "东湖区", "西湖区", "青山湖区", "经开区", "高新区"]
    assert [m.parent for m in REGIONS.mentions(text)][:4] == ["南昌市"] * 4


@pytest.mark.parametrize(
    "text",
    [
        "校区、园区、社区、片区、城区、学区、地区、景区、市区、县区、乡镇",
        "城东地区、九龙湖片区和红角洲片区",
        "扩建老城区普通高中网点",
        "大南昌都市圈建设",
        "扩增城区学校优质教育资源",
        "其中山区学校10所",
        "市、县（区）、校三级联动",
        "公平和县区发展",
        "国家智慧教育示范区、国家级高新区",
        "社会组织管理局",
        "江西科技师范大学、南昌二中、新建一中",
    ],
)
def test_common_nouns_are_no_places(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize("text", ["南昌市场监管", "东湖区域教育", "青山湖区块", "新建县区"])
def test_a_name_cut_out_of_another_word_is_no_place(text: str) -> None:
    assert names(text) == []


def test_relative_words_name_a_level() -> None:
    mentions = REGIONS.mentions("全省唯一，我市率先，全区21所，辖区45所，全国首创")
    assert [(m.level, m.relative) for m in mentions] == [
        ("province", True), ("prefecture", True), ("county", True), ("own", True), ("country", True),
    ]  # fmt: skip
    assert [m.name for m in mentions] == [None, None, None, None, "全国"]
    assert names("健全市县两级机制") == []


@pytest.mark.parametrize(
    "text",
    [
        "南昌市教育局",
        "南昌市交通航空职业学校",
        "南昌县莲塘第一中学",
        "《江西省幼儿园条件标准》",
        "新建经开区第二中心学校",
        "东湖区第三小学",
    ],
)
def test_a_place_that_only_names_a_body_or_a_title_is_marked(text: str) -> None:
    assert only(text).in_name


@pytest.mark.parametrize(
    "text", ["新建区中小学120所", "东湖区义务教育学校", "南昌县公办幼儿园12所", "红谷滩区将以赶考的心态"]
)
def test_a_place_with_its_own_schools_is_not(text: str) -> None:
    assert not only(text).in_name


def test_functional_bodies() -> None:
    assert only("湾里管理局以五型政府建设为契机").parent == "南昌市"
    assert (only("赣州经开区").level, only("赣州经开区").parent) == ("functional", "赣州市")
    assert resolved("南昌高新区").name == "南昌高新技术产业开发区"


def test_common_district_names_need_their_city_before_them() -> None:
    assert names("城区学校12所") == []
    assert only("晋城市城区学校12所").code == "140502"
    assert names("枣庄市市中区") == ["市中区"]


def test_same_named_districts_are_told_apart_by_the_report() -> None:
    assert (resolved("鼓楼区").code, resolved("鼓楼区").parent) == (None, None)
    assert resolved("鼓楼区", "南京市").code == "320106"
    assert resolved("鼓楼区", "福建省").parent == "福州市"
    assert resolved("鼓楼区", "江苏省").code is None
    assert only("西湖区", "杭州市").code == "330106"
    assert only("南昌市西湖区").code == "360103"


def test_relative_words_resolve_up_and_across() -> None:
    assert resolved("全市", "新建区").name == "南昌市"
    assert resolved("我区", "新建区").name == "新建区"
    assert resolved("全省", "东湖区").name == "江西省"
    assert resolved("辖区", "东湖区").name == "东湖区"
    assert REGIONS.resolve("全市") is None


def test_short_names_and_abbreviations() -> None:
    assert (resolved("江西").level, resolved("吉林").level, resolved("昌").name) == ("province", "province", "南昌市")
    assert resolved("恩施州").name == "恩施土家族苗族自治州"
    assert short_names("恩施土家族苗族自治州", RegionLevel.PREFECTURE) == ("恩施州", "恩施")
    assert short_names("广西壮族自治区", RegionLevel.PROVINCE) == ("广西",)
    assert short_names("赣县", RegionLevel.COUNTY) == ()
    assert REGIONS.resolve("不是地名") is None


def test_former_names_are_still_known() -> None:
    former = resolved("新建县")
    assert (former.former_until, former.parent) == (2015, "南昌市")
    assert names("新建县教育局2012年工作总结") == ["新建县"]


@pytest.mark.parametrize(
    ("former", "present"),
    [
        ("祁阳县", "祁阳市"),
        ("孟津县", "孟津区"),
        ("襄樊市", "襄阳市"),
        ("新建县", "新建区"),
        ("思茅地区", "普洱市"),
        ("上饶县", "广信区"),
        ("綦江县", "綦江区"),
    ],
)
def test_a_renamed_place_goes_on_under_its_new_name(former: str, present: str) -> None:
    assert REGIONS.today(resolved(former)).name == present
    (place,) = resolve_places([("d", former)], {"d": former}, REGIONS)
    assert (place.region, place.name, place.code) == (former, present, resolved(present).code)


def test_a_name_that_two_places_had_in_turn_is_told_apart_by_the_report() -> None:
    assert resolved("江北区").code is None
    assert (resolved("江北区", "宁波市").code, resolved("江北区", "重庆市").code) == ("330205", "500105")


@pytest.mark.parametrize("name", ["崇文区", "万盛区", "湾里区", "祁阳市"])
def test_a_place_that_was_merged_into_another_or_exists_stays_itself(name: str) -> None:
    assert REGIONS.today(resolved(name)).name == name


@pytest.mark.parametrize(
    ("text", "near", "found"),
    [
        ("拟投入1.8亿元新建区妇幼保健院", "青山湖区", []),
        ("计划新建区实验小学2所", "新建区", []),
        ("开展校企合作市县联动", "甘南藏族自治州", []),
        ("全市小学其中新建区16所", "南昌市", ["新建区"]),
        ("南昌市新建区", None, ["新建区"]),
        ("东湖区、新建区、西湖区", None, ["东湖区", "新建区", "西湖区"]),
        ("新建区教体局工作总结", None, ["新建区"]),
    ],
)
def test_a_verb_before_another_word_is_no_place(text: str, near: str | None, found: list[str]) -> None:
    assert [mention.name for mention in REGIONS.mentions(text, near) if not mention.relative] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("增长最快的是罗溪镇（36.3%）", ["罗溪镇"]),
        ("其中文港镇3所、李渡镇2所", ["文港镇", "李渡镇"]),
        ("上派镇：校舍3.9万平方米", ["上派镇"]),
        ("进贤县民和街道12所", ["民和街道"]),
        ("各乡镇12所，中心镇3个，教育强镇2个", []),
        ("建制镇9个，送教下乡12次，返乡300人", []),
    ],
)
def test_towns_are_told_by_where_they_stand(text: str, found: list[str]) -> None:
    assert [town.name for town in REGIONS.towns(text)] == found


def test_a_town_lies_in_the_county_of_its_report() -> None:
    (place,) = resolve_places([("d", "罗溪镇")], {"d": "进贤县"}, REGIONS)
    assert (place.level, place.parent, place.prefecture, place.code) == ("township", "进贤县", "南昌市", None)


def test_roll_up_of_what_a_report_names() -> None:
    pairs = [("d0", "新建区"), ("d0", "湾里管理局"), ("d0", "某地"), ("d1", "鼓楼区")]
    places = resolve_places(pairs, {"d0": "南昌市", "d1": "南京市"}, REGIONS)
    assert [(p.name, p.level, p.prefecture, p.province) for p in places] == [
        ("新建区", "county", "南昌市", "江西省"),
        ("湾里管理局", "functional", "南昌市", "江西省"),
        ("某地", None, None, None),
        ("鼓楼区", "county", "南京市", "江苏省"),
    ]


@pytest.mark.parametrize("unit", ["南昌市新建区教育局", "市", "区", "全", "《", "“", "县和县"])
def test_the_search_is_linear(unit: str) -> None:
    def seconds(times: int) -> float:
        text = unit * times
        started = time.perf_counter()
        REGIONS.mentions(text)
        return time.perf_counter() - started

    times = 24_000 // len(unit)
    seconds(100)
    half, whole = min(seconds(times // 2) for _ in range(3)), min(seconds(times) for _ in range(3))
    assert whole < 6 * half + 0.05

"""The five real reports: what their readers would call the outline, and no sentence broken by a page."""

from pathlib import Path

import pytest

from edu_pipeline.structure import Structure, read_structure, to_sections

SEEDS = sorted(Path(__file__).parents[2].joinpath("seeds").glob("00?_*.txt"))


def source(number: int) -> str:
    return SEEDS[number].read_bytes().decode("utf-8")


def structure(number: int) -> Structure:
    return read_structure(source(number))


def top(number: int) -> list[tuple[str | None, str | None, str]]:
    return [(node.marker, node.heading, node.role) for node in structure(number).nodes if node.depth == 1]


def test_the_briefing_holds_five_articles() -> None:
    assert [heading for _, heading, role in top(0) if role == "summary"] == [
        "“双减”工作一周年南昌市亮出成绩单",
        "技能报国正当时工匠强市勇争先",
        "市政数局坚持数据赋能助推新生入学高效便捷",
        "努力打造全省一流教育唱响“学在红谷滩”品牌",
        "湾里管理局“三强三提”护航学前教育高质量发展",
    ]


def test_the_plan_halves_are_found() -> None:
    plans = [[node.heading for node in structure(n).nodes if node.role == "plan" and node.depth == 1] for n in range(5)]
    assert plans == [[], ["2024年工作要点"], ["2021年工作要点"], [], ["区教体局2022年工作计划"]]
    assert [node.heading for node in structure(0).nodes if node.role == "plan"] == ["下步打算", None]
    for number, first in ((1, "2024年，全市教育系统"), (2, "2021年是中国共产党")):
        read = structure(number)
        plan = next(node for node in read.nodes if node.role == "plan")
        assert read.clean.text[plan.start :].startswith(first)
        assert all(node.role == "plan" for node in read.nodes[plan.position :])
        assert all(node.role == "summary" for node in read.nodes[: plan.position])


def test_numbered_parts_are_complete() -> None:
    counts = [sum(1 for node in structure(n).nodes if node.marker and node.marker[-1] in "、.") for n in range(5)]
    assert counts == [3 + 4 + 5 + 3, 6 + 24 + 6 + 26, 8 + 29 + 10 + 36, 7 + 21, 6 + 8 + 28]


@pytest.mark.parametrize("number", range(5))
def test_paragraphs_end_as_paragraphs_do(number: int) -> None:
    """A paragraph of prose ends with a final mark: nothing is left of the page breaks amid sentences."""
    broken = [
        line
        for line in structure(number).clean.text.split("\n")
        if ("。" in line or len(line) > 45) and line[-1] not in "。！？：”"
    ]
    assert broken == []


@pytest.mark.parametrize("number", range(5))
def test_no_sentence_begins_with_the_rest_of_a_word(number: int) -> None:
    read = structure(number)
    paragraphs = [line for line in read.clean.text.split("\n") if len(line) > 45]
    assert not [line[:20] for line in paragraphs if line[0] in "，。、；）》”%"]
    sentences = {read.clean.text[s.start : s.end] for s in read.sentences}
    for whole in {
        0: ("市“双减”工作领导小组每季度至少召开一次工作例会，组建了工作专班督促各县区工作落实；",),
        1: ("认真抓好省委巡视涉教育领域普遍性问题整改工作，制定整改举措31条，受理“三违”信访问题633件，办结率100%，",),
        3: ("关于印发《南昌市新建区教体局2022年工作总结》的通知",),
        4: ("稳妥有序推进3—11岁符合接种条件儿童接种新冠疫苗。",),
    }.get(number, ()):
        assert any(whole in sentence for sentence in sentences)


@pytest.mark.parametrize("number", range(5))
def test_no_character_of_the_text_proper_is_lost(number: int) -> None:
    text, read = source(number), structure(number)
    kept = {read.clean.original(index) for index in range(len(read.clean.text))}
    lost = "".join(
        char if index not in kept and not char.isspace() and char != "*" else "\n" for index, char in enumerate(text)
    )
    expected = {2: {"您当前所在位置:", "首页>政府信息公开>法定主动公开内容>规划信息", "访问量:", "扫码浏览"}}
    assert set(lost.split("\n")) - {""} == expected.get(number, set())


@pytest.mark.parametrize("number", range(5))
def test_sections_are_cut_from_the_source(number: int) -> None:
    text, read = source(number), structure(number)
    for section, node in zip(to_sections(read, "d"), read.nodes, strict=True):
        if node.marker:
            assert text[section.char_start :].startswith(node.marker[0])

"""The words of a clause that belong into a row header, and their order."""

import pytest

from edu_pipeline.meaning.rowheader import noun_run, phrase_of, spelled_out


@pytest.mark.parametrize(
    ("left", "right", "header"),
    [
        ("全县共有", "专职保安", "专职保安"),
        ("聘请", "校外辅导员", "聘请校外辅导员"),
        ("", "作品入围", "入围作品"),
        ("建成", "乡村小学改造项目", "乡村小学改造项目"),
        ("印发", "告家长书", "印发告家长书"),
    ],
)
def test_filler_goes_and_what_is_done_stands_first(left: str, right: str, header: str) -> None:
    assert phrase_of(left, right).text == header


@pytest.mark.parametrize(
    "words",
    [
        "未达标学校",
        "无证托管机构",
        "尚未脱困学生",
        "非在编教师",
        "没有操场学校",
        "不合格食堂",
        "缺少音乐教师学校",
        "未通过验收学校",
    ],
)
def test_a_word_that_turns_the_meaning_stays(words: str) -> None:
    assert phrase_of(words, "").text == words


@pytest.mark.parametrize(
    ("said", "header"),
    [
        ("不足50人的教学点", "不足50人教学点"),
        ("超过2000人的学校", "超过2000人学校"),
        ("600分以上的考生", "600分以上考生"),
        ("2016年以前建成的宿舍", "2016年以前建成宿舍"),
    ],
)
def test_the_number_of_a_condition_stays(said: str, header: str) -> None:
    assert phrase_of(said, "").text == header


def test_any_other_number_goes() -> None:
    assert phrase_of("在12个乡镇的校车", "").text == "乡镇校车"


@pytest.mark.parametrize(
    ("said", "out"), [("小学不含教学点", "教学点"), ("教职工（除临聘外）", "临聘"), ("学校不包括民办校", "民办")]
)
def test_what_is_left_out_of_the_count_is_left_out_of_the_header(said: str, out: str) -> None:
    assert out not in phrase_of(said, "").text


@pytest.mark.parametrize(
    ("said", "header"),
    [
        ("专任教师中研究生学历", "专任教师研究生学历"),
        ("中高职贯通培养", "中高职贯通培养"),
        ("上党课", "上党课"),
        ("初中在校生", "初中在校生"),
    ],
)
def test_a_word_of_place_goes_and_the_same_character_elsewhere_stays(said: str, header: str) -> None:
    assert phrase_of(said, "").text == header


@pytest.mark.parametrize(
    ("heading", "run"),
    [
        ("校园足球蓬勃开展", "校园足球"),
        ("劳动教育走深走实", "劳动教育"),
        ("校园安全防线持续筑牢", "校园安全防线"),
        ("稳步推进", ""),
    ],
)
def test_a_heading_gives_its_first_nouns(heading: str, run: str) -> None:
    assert noun_run(heading) == run


@pytest.mark.parametrize(
    ("short", "full"), [("普高招生", "普通高中招生"), ("贫困学生", "家庭经济困难学生"), ("普通高中", "普通高中")]
)
def test_short_names_are_spelled_out(short: str, full: str) -> None:
    assert spelled_out(short) == full

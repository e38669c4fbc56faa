"""What stays of a phrase in a row header, and in which order."""

import pytest

from edu_pipeline.meaning.rowheader import noun_run, phrase_of, spelled_out


@pytest.mark.parametrize(
    ("left", "right", "header"),
    [
        ("聘请", "兼职校医", "聘请兼职校医"),
        ("实施", "乡镇中学改造项目", "乡镇中学改造项目"),
        ("全县开展", "教研活动", "教研活动"),
        ("", "作品入围", "入围作品"),
        ("未达标学校", "", "未达标学校"),
        ("缺少音乐教师的小学", "", "缺少音乐教师小学"),
        ("考生", "（不含艺术类）", "考生"),
    ],
)
def test_words_of_a_header(left: str, right: str, header: str) -> None:
    assert phrase_of(left, right).text == header


def test_a_lead_gives_its_nouns_up_to_its_verb() -> None:
    assert noun_run("社区教育深入开展") == "社区教育"


def test_short_names_are_spelled_out_once() -> None:
    assert spelled_out("普高招生") == "普通高中招生"
    assert spelled_out("普通高中招生") == "普通高中招生"

"""A phrase is cut into its words: times and ordinals are left out, names stay whole."""

import pytest

from edu_pipeline.meaning.words import QUOTE, words_of


def texts(phrase: str) -> list[str]:
    return [word.text for word in words_of(phrase)]


@pytest.mark.parametrize(
    ("phrase", "left_out"),
    [
        ("2021年秋季学期在校生", "2021"),
        ("截至2020年底普惠性幼儿园", "截至"),
        ("第三批示范学校", "第三批"),
        ("9月份入学新生", "9"),
        ("在园幼儿（含小小班）", "小小班"),
    ],
)
def test_times_ordinals_and_brackets_are_no_words(phrase: str, left_out: str) -> None:
    assert left_out not in "".join(texts(phrase))


@pytest.mark.parametrize("year", ["2015年以前", "2018年以后"])
def test_a_year_that_bounds_is_a_word(year: str) -> None:
    assert "".join(texts(f"{year}建成的宿舍")).startswith(year)


@pytest.mark.parametrize("name", ["“阳光助学”", "‘童心向党’", "“小候鸟”", "“护苗2021”"])
def test_a_name_in_marks_stays_whole(name: str) -> None:
    assert [(word.text, word.tag) for word in words_of(name)] == [(name[1:-1], QUOTE)]


def test_the_title_of_a_paper_keeps_its_marks() -> None:
    assert texts("印发《家校共育手册》")[-1] == "《家校共育手册》"


@pytest.mark.parametrize("noun", ["课后服务", "双减", "毛入园率", "骨干教师", "超大班额"])
def test_the_nouns_of_the_field_stay_whole(noun: str) -> None:
    assert noun in texts(f"全县{noun}统计")


def test_an_unknown_name_is_cut_as_a_dictionary_does() -> None:
    assert len(texts("食堂后厨明亮")) > 1

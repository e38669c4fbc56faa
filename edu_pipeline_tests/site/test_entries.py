"""The correction that a doubtful figure is offered finds that figure when it is copied."""

from typing import Any

import pytest
import yaml

from edu_pipeline.site.entries import correction_entry


def figures_of(text: str, *spans: tuple[int, int]) -> list[dict[str, Any]]:
    return [
        {"metric_id": f"d:{start}", "char_start": start, "char_end": end, "text": text[start:end]}
        for start, end in spans
    ]


@pytest.mark.parametrize(
    "text",
    [
        "投资2亿万元，为6所学校",
        "2亿万元",
        "学校一投资2亿万元；学校二投资2亿万元；学校三投资2亿万元",
        "同样的话投资2亿万元。" * 4,
        "投资\n2亿万元，\r\n为学校",
    ],
)
def test_the_quote_holds_the_figure_and_no_other_of_the_same_words(text: str) -> None:
    starts = [index for index in range(len(text)) if text.startswith("2亿万元", index)]
    figures = figures_of(text, *((start, start + 4) for start in starts))
    for figure in figures:
        (entry,) = yaml.safe_load(correction_entry({"file_name": "a.txt", "text": text}, figure, figures))
        assert (entry["file"], entry["field"], entry["from"]) == ("a.txt", "value", "2亿万元")
        assert entry["quote"].count("2亿万元") == 1


@pytest.mark.parametrize("name", ['a: "b".txt', "#a.txt", "- a.txt", "{a}.txt", "甲县\\2023.txt"])
def test_odd_file_names_survive(name: str) -> None:
    (figure,) = figures_of("有50所", (1, 4))
    (entry,) = yaml.safe_load(correction_entry({"file_name": name, "text": "有50所"}, figure, [figure]))
    assert entry["file"] == name

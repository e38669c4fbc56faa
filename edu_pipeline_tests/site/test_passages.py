"""The text of a report cut at its figures: nothing is lost, nothing is markup."""

from typing import Any

import pytest

from edu_pipeline.site.passages import marked_text, pieces

TEXT = "一、概况\n全县有学校50所，\r\n其中小学30所。"


def figure(text: str, words: str, number: int = 0, **more: Any) -> dict[str, Any]:
    start = text.index(words)
    return {
        "metric_id": f"d:{start}{f'-{number}' if number else ''}",
        "char_start": start,
        "char_end": start + len(words),
        "classes": ["actual"],
    } | more


@pytest.mark.parametrize(
    "spans",
    [
        [],
        ["50所"],
        ["50所", "30所"],
        ["学校50所", "50所，"],
        ["全县有学校50所", "50所"],
        [TEXT],
    ],
)
def test_the_pieces_joined_are_the_text_and_each_figure_its_characters(spans: list[str]) -> None:
    figures = [figure(TEXT, words, number) for number, words in enumerate(spans)]
    cut = list(pieces(TEXT, figures))
    assert "".join(piece.text for piece in cut) == TEXT
    for position, words in enumerate(spans):
        assert "".join(piece.text for piece in cut if position in piece.figures) == words


def test_an_empty_text_has_no_pieces() -> None:
    assert list(pieces("", [])) == []


def test_two_figures_of_the_same_number_both_have_their_place() -> None:
    figures = [figure(TEXT, "50所"), figure(TEXT, "50所", 2)]
    html = marked_text(pieces(TEXT, figures), figures)
    assert html.count('id="d:10"') == html.count('id="d:10-2"') == 1
    assert 'data-f="0 1"' in html


def test_headings_and_numbers_that_are_no_figures_are_told_apart() -> None:
    unclaimed = [{"char_start": 0, "char_end": 1, "reason": "段落编号"}]
    sections = [{"char_start": 0, "depth": 1, "marker": "一、", "heading": "概况"}]
    html = marked_text(pieces(TEXT, [], unclaimed, sections), [])
    assert html.startswith('<span class="u h" title="段落编号">一</span><b>、概况</b>')


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("一、概况\n全县", True),
        ("一、概 况：\n全县", True),
        ("一、概况", True),
        ("一、概况。全县有学校五十所，比上年增加两所", False),
        ("一、概况。推动市领导联系学校\n全县", False),
    ],
)
def test_only_a_line_of_its_own_is_a_heading(text: str, heading: bool) -> None:
    sections = [{"char_start": 0, "depth": 1, "marker": "一、", "heading": "概况"}]
    assert any(piece.heading for piece in pieces(text, [], [], sections)) is heading


@pytest.mark.parametrize("nasty", ["<script>1</script>", "<img src=x onerror=1>", "&lt;", '"><b>', "</article>"])
def test_markup_in_a_report_is_text(nasty: str) -> None:
    text = f"{nasty}50所{nasty}"
    figures = [figure(text, "50所", classes=[nasty])]
    html = marked_text(pieces(text, figures, [{"char_start": 0, "char_end": 1, "reason": nasty}]), figures)
    assert nasty not in html

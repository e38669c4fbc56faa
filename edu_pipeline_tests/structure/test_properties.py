"""What holds for any text at all."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edu_pipeline.structure import Structure, clean, read_structure, to_sections
from edu_pipeline.structure.notation import canonical

PIECES = [
    *(
        "一、",
        "（一）",
        "1.",
        "（2）",
        "①",
        "一是",
        "二是",
        "第一部分",
        "# ",
        "**",
        "“",
        "”",
        "（",
        "）",
        "《",
        "》",
        "。",
    ),
    *(
        "；",
        "：",
        "，",
        "\n",
        "\n\n",
        "\r\n",
        "\f",
        " ",
        "　　",
        "\t",
        "|",
        "[1]",
        "&nbsp;",
        "\u200b",
        "\x1f",
        ",",
        ":",
    ),
    *(
        "!",
        '"',
        ".",
        "·",
        "○",
        "-",
        "😀",
        "𠮷",
        "A",
        "b c",
        "3",
        "— 3 —",
        "教育局",
        "报：",
        "注释：",
        "下一步，",
        "2023年，",
    ),
    *("2024年工作要点", "全市共有学校", "57.8 万", "1\u2009122个", "93.71%", "学前教育普惠发展"),
    "各项工作取得了新的成效和进展，群众满意度不断提高。",
]
FORMS = {"，": "，,﹐", "：": "：:﹕", "“": '“"＂「〝', "”": '”"＂」〞', "。": "。.．｡﹒", ",": "，", ":": "："}
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=80)


@given(TEXTS)
@settings(deadline=None)
def test_each_clean_character_is_one_of_the_source_in_order(source: str) -> None:
    text = clean(source)
    origins = [text.original(index) for index in range(len(text.text))]
    assert all(before < after for before, after in pairwise(origins))
    for index, origin in enumerate(origins):
        char = text.text[index]
        if char in " \n":
            assert source[origin].isspace()
        else:  # the commas, colons, stops and quotes depend on what stands around them
            assert source[origin] in FORMS.get(char, "") or char in (source[origin], canonical(source[origin]))


@given(TEXTS)
@settings(deadline=None)
def test_a_plain_paragraph_stays_as_it_is(source: str) -> None:
    kept = "".join(char for char in source if "\u4e00" <= char <= "\u9fff")
    paragraph = f"正文{kept}。"
    assert clean(paragraph).text == paragraph


@given(TEXTS)
@settings(deadline=None)
def test_spans_begin_and_end_with_their_characters(source: str) -> None:
    text = clean(source)
    for start in range(0, len(text.text), 7):
        end = min(len(text.text), start + 5)
        first, last = text.span(start, end)
        assert 0 <= first < last <= len(source)
        assert (first, last - 1) == (text.original(start), text.original(end - 1))


def check_tree(structure: Structure) -> None:
    nodes, text = structure.nodes, structure.clean.text
    assert (nodes[0].start, nodes[0].end, nodes[0].parent) == (0, len(text), None)
    for node, following in zip(nodes, [*nodes[1:], None], strict=True):
        assert nodes[node.position] is node
        assert node.start <= node.heading_end <= max(node.end, node.start)
        assert following is None or following.start > node.start or node.position == 0
        if node.parent is not None:
            parent = nodes[node.parent]
            assert parent.position < node.position
            assert parent.start <= node.start < node.end <= parent.end
            assert node.depth == parent.depth + 1
    for parent in nodes:
        children = [node for node in nodes if node.parent == parent.position]
        assert all(elder.end <= younger.start for elder, younger in pairwise(children))


@given(TEXTS)
@settings(deadline=None)
def test_parts_nest_and_follow_each_other(source: str) -> None:
    structure = read_structure(source)
    check_tree(structure)
    for section in to_sections(structure, "d"):
        assert 0 <= section.char_start <= section.char_end <= len(source)


@given(TEXTS)
@settings(deadline=None)
def test_sentences_follow_each_other_inside_their_parts(source: str) -> None:
    structure = read_structure(source)
    end = 0
    for sentence in structure.sentences:
        node = structure.nodes[sentence.node]
        assert end <= sentence.start < sentence.end
        assert node.start <= sentence.start
        assert sentence.end <= node.end
        assert "\n" not in structure.clean.text[sentence.start : sentence.end]
        end = sentence.end
    words = sum(map(str.isalnum, structure.clean.text))
    assert words == sum(sum(map(str.isalnum, structure.clean.text[s.start : s.end])) for s in structure.sentences)


PILES = [
    *("全市", "9", "(", "（", "“", "\n", "一", "*", "** ", "**a", "。一是", "一、\n", "1 ", " ", ",", "甲\n", "# 甲\n"),
    *(
        "&",
        "[",
        "`",
        '"',
        "。",
        "：一是",
        "《“（",
        "| ",
        "第",
        "\f",
        "甲\t乙\n",
        "一、",
        "·",
        ">",
        "1.\n",
        "2023年，\n",
        "- ",
    ),
    "学前教育发展\n正文。\n",
]


@pytest.mark.parametrize("piece", PILES)
def test_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        started = time.process_time()
        read_structure(text)
        return time.process_time() - started

    seconds(400)
    assert seconds(24_000) < 25 * min(seconds(2_400), seconds(2_400)) + 0.4

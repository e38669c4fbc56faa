import pytest

from edu_pipeline.structure import read_structure


def split(text: str) -> list[str]:
    structure = read_structure(text)
    return [structure.clean.text[sentence.start : sentence.end] for sentence in structure.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新增5所；改建3所。投入1亿元！", ["新增5所；改建3所。", "投入1亿元！"]),
        ("一、工作成效\n1.党建有力。发展60名。", ["一、工作成效", "1.党建有力。", "发展60名。"]),
        ("他说：“教育是大计。要办好。”会后督导6轮。", ["他说：“教育是大计。要办好。”会后督导6轮。"]),
        ("评为“先进集体。”", ["评为“先进集体。”"]),
        ("开展督导（第1轮。第2轮。）并整改。完成。", ["开展督导（第1轮。第2轮。）并整改。", "完成。"]),
        ("出台《关于规范的办法。试行》。实施。", ["出台《关于规范的办法。试行》。", "实施。"]),
        ("真的吗？！是的。", ["真的吗？！", "是的。"]),
        ("坚持“五育并举。投入3亿元。新建5所。", ["坚持“五育并举。", "投入3亿元。", "新建5所。"]),
        ("。。。\n……\n共5所。", ["共5所。"]),
        ("没有标点的一行\n下一行也没有", ["没有标点的一行", "下一行也没有"]),
        ("", []),
    ],
)
def test_sentences_end_at_final_marks_and_paragraph_ends(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_sentence_belongs_to_the_innermost_part() -> None:
    structure = read_structure("总述全年工作。\n一、党建\n发展60名。\n（一）学习\n培训5次。\n二、质量\n巩固率99%。\n")
    parts = {structure.clean.text[s.start : s.end]: structure.nodes[s.node].heading for s in structure.sentences}
    assert parts == {
        "总述全年工作。": None,
        "一、党建": "党建",
        "发展60名。": "党建",
        "（一）学习": "学习",
        "培训5次。": "学习",
        "二、质量": "质量",
        "巩固率99%。": "质量",
    }


def test_after_parts_inside_a_paragraph_the_next_paragraph_belongs_to_the_outer_part() -> None:
    structure = read_structure("一、主要做法\n抓质量。一是提普惠。新增5所。二是促均衡。新建2所。\n成效明显。\n")
    assert structure.nodes[structure.sentences[-1].node].heading == "主要做法"

"""Which slip would make a failing identity hold, and that nothing is said where several would."""

import pytest

from edu_pipeline.consistency import find_relations
from edu_pipeline_tests.consistency.marked import read


def explanation(marked: str) -> str:
    metrics, document = read(marked)
    (relation,) = [relation for relation in find_relations(metrics, document) if not relation.holds]
    return relation.explanation


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("投入[2460万元]，其中培训[760万元]、设备[500元]、维修[1200万元]。", "“500元”应为“500万元”（漏写了“万”）"),
        ("资金[1.96亿元]，其中中央[1.2亿元]、省级[0.46亿元]、市级[0.3万元]。", "“0.3万元”应为“0.3亿元”"),
        ("资金[2亿万元]，其中中央[1.2亿元]、省级[0.8亿元]。", "“2亿万元”应为“2亿元”"),
        ("在校生[68420人]，男生[35560人]，女生[23860人]。", "“23860人”应为“32860人”（相邻数字颠倒）"),
        ("在校生[6840人]，男生[355人]，女生[3290人]。", "“355人”应为“3550人”（小数点错位）"),
        ("学校[100所]增加，年检[486所]，合格[467所]，合格率[69.09%]。", "“69.09%”应为“96.09%”"),
    ],
)
def test_single_slip_is_suspected(marked: str, words: str) -> None:
    assert words in explanation(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "在校生[1000人]，男生[523人]，女生[311人]。",
        "支出[155.21亿元]，较上年增加[12.93亿元|change|up]，增长[8.33%|growth|up]。",
        "幼儿园[177所]，其中公办幼儿园[258所]。",
    ],
)
def test_nothing_is_suspected_where_no_slip_stands_out(marked: str) -> None:
    assert "疑" not in explanation(marked)


def test_small_difference_is_put_down_to_rounding() -> None:
    text = explanation("支出[12.36亿元]，较上年增加[0.96亿元|change|up]，增长[8.6%|growth|up]。")
    assert "四舍五入" in text

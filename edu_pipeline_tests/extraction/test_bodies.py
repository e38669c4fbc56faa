"""The figures of a report about an institution."""

from edu_pipeline.catalog import load_catalog
from edu_pipeline.catalog.linking import explain_link, link_metrics
from edu_pipeline.extraction import extract_document
from edu_pipeline.records import Document, Metric
from edu_pipeline.structure import read_structure

TITLE = "云岭中心幼儿园2023年工作总结"


def report(body: str, title: str = TITLE) -> tuple[Document, list[Metric]]:
    text = f"{title}\n\n{body}\n"
    document = Document("d", "d.txt", "0" * 64, "text/plain", "utf-8", title, None, None, "进贤县", 2023, None, text)
    return document, extract_document(document, read_structure(text, title), load_catalog()).metrics


def test_every_figure_is_the_institutions() -> None:
    _, found = report("园舍占地面积3806平方米，现有教职工26人。江西省籍教师12人、湖南省籍2人。")
    assert {(m.entity, m.region) for m in found} == {("云岭中心幼儿园", "进贤县")}


def test_another_school_that_a_central_school_names_has_its_own_figures() -> None:
    title = "盐田镇中心学校2023年工作总结"
    _, found = report("学校在校学生1860人。盐田镇中心小学在校生960人，横塘小学210人。", title)
    assert [m.entity for m in found] == ["盐田镇中心学校", "盐田镇中心小学", "横塘小学"]
    _, found = report("机电工程学院毕业生684人，管理学院320人。", "宝鸡渭滨工业职业学院2023年质量报告")
    assert {m.entity for m in found} == {"宝鸡渭滨工业职业学院"}


def test_what_is_said_of_the_whole_area_is_not() -> None:
    _, (area, own, ahead) = report("全省幼儿园平均班额32人，我园班额25人，低于全省平均7人。")
    assert (area.entity, area.region) == (None, "江西省")
    assert {own.entity, ahead.entity} == {"云岭中心幼儿园"}


def test_no_figure_of_an_institution_is_a_point_of_its_regions_series() -> None:
    sentence = "现有在园幼儿2800人，专任教师180人。"
    document, found = report(sentence)
    assert {m.indicator_id for m in link_metrics(found, {"d": document}, load_catalog())} == {None}
    document, found = report(sentence, "进贤县教育局2023年学前教育工作总结")
    assert any(m.indicator_id for m in link_metrics(found, {"d": document}, load_catalog()))


def test_the_reason_names_the_institution() -> None:
    document, found = report("现有在园幼儿2800人。")
    assert "云岭中心幼儿园" in explain_link(found[0], document, load_catalog()).text

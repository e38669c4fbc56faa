"""The site as a folder: what it holds, what is written again, and that a report can't do more there than be read."""

import re
from pathlib import Path

import duckdb
import pytest

from edu_pipeline.settings import Settings
from edu_pipeline.site.build import try_site, write_site
from edu_pipeline.stages.completion import _completion_file
from edu_pipeline_tests.site.sites import Page, broken_links, small_site
from edu_pipeline_tests.stages.reports import FIRST, SECOND, ask, run_all, settings_in, write

HOSTILE = """<script>alert(1)</script>县2023年教育工作总结

一、</script><img src=x onerror=alert(1)>概况
全县共有公办幼儿园12所"><script>alert(2)</script>，在园幼儿3400人<!-- ，招聘教师85人，其中乡村教师40人。
"""
LARGEST = 300_000


@pytest.fixture
def small(tmp_path: Path) -> Settings:
    settings = small_site(tmp_path)
    write_site(settings)
    return settings


def change(settings: Settings, sql: str) -> None:
    with duckdb.connect(settings.published_file) as connection:
        connection.execute(sql)


def pages_of(settings: Settings) -> dict[str, Page]:
    return {page.stem: Page(page) for page in (settings.report_dir / "documents").glob("*.html")}


def times(settings: Settings) -> dict[str, int]:
    root = settings.report_dir
    return {
        path.relative_to(root).as_posix(): path.stat().st_mtime_ns
        for path in root.rglob("*")
        if path.is_file() and path.name != ".pages.json"
    }


def test_every_figure_is_marked_at_its_characters(small: Settings) -> None:
    pages = pages_of(small)
    for doc_id, text in ask(small, "SELECT doc_id, text FROM documents"):
        page = pages[doc_id]
        assert page.text == text
        told = ask(
            small,
            f"SELECT metric_id, text, label FROM metrics WHERE doc_id = '{doc_id}' ORDER BY char_start, metric_id",
        )
        assert [page.marked[position] for position in range(len(told))] == [row[1] for row in told]
        assert [(fact["id"], fact["label"]) for fact in page.data["facts"]] == [(row[0], row[2]) for row in told]
        assert {row[0] for row in told} <= set(page.ids)
        assert len(page.ids) == len(set(page.ids))


def test_the_inspector_tells_the_arithmetic_and_every_member(small: Settings) -> None:
    (page,) = (page for page in pages_of(small).values() if page.data["relations"])
    kinds = [relation["kind"] for relation in page.data["relations"]]
    assert sorted(kinds) == sorted(["合计", "部分", "占比", "增长率", "变动", "乘积"])
    growth = next(one for one in page.data["relations"] if one["kind"] == "增长率")
    assert growth["holds"] is True
    assert "应为 25" in growth["sum"]
    assert {member["role"] for member in growth["members"]} == {"前值", "现值", "增长率"}
    assert all(page.data["facts"][member["n"]]["label"] in member["text"] for member in growth["members"])
    rate = next(fact for fact in page.data["facts"] if fact["label"] == "教育集团数增长率")
    assert ["数值", "25%"] in rate["rows"]
    assert ["类型", "增长率，增"] in rate["rows"]


def test_links_lead_somewhere(small: Settings) -> None:
    assert broken_links(small.report_dir) == []
    index = (small.report_dir / "index.html").read_text("utf-8")
    assert "indicators/education_groups.html" in index


def test_targets_stand_beside_results(small: Settings) -> None:
    page = (small.report_dir / "indicators" / "education_groups.html").read_text("utf-8")
    assert "未达成" in page
    assert len(re.findall(r'<circle class="dot c0" cx="[\d.]+" cy="[\d.]+" r="5"', page)) == 4  # one is the key
    assert len(re.findall(r'<rect class="dot target', page)) == 1


def test_an_unchanged_file_writes_nothing(small: Settings) -> None:
    before = times(small)
    result = write_site(small)
    assert (result.extracted, result.unchanged) == (0, result.rows)
    assert times(small) == before


def test_only_pages_that_say_something_new_are_written(small: Settings) -> None:
    before = times(small)
    change(small, "UPDATE metrics SET label = '镇办小学数' WHERE label = '小学数'")
    write_site(small)
    after = times(small)
    (doc_id,) = {row[0] for row in ask(small, "SELECT doc_id FROM metrics WHERE label = '镇办小学数'")}
    changed = {page for page in after if after[page] != before.get(page)}
    assert changed == {f"documents/{doc_id}.html", "assets/search.js"}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE relations SET holds = false, explanation = '不符。' WHERE kind = 'sum'",
        "UPDATE unclaimed_numbers SET reason = 'code'",
        "INSERT INTO metric_dimensions SELECT metric_id, '学段', '小学', 0, 1 FROM metrics WHERE label = '小学数'",
        "INSERT INTO doubts SELECT metric_id, doc_id, 'too_large', '太大。' FROM metrics WHERE label = '小学数'",
        "UPDATE indicators SET name_zh = '教育集团个数'",
    ],
)
def test_whatever_a_page_shows_makes_it_anew(small: Settings, sql: str) -> None:
    (doc_id,) = {row[0] for row in ask(small, "SELECT doc_id FROM metrics WHERE label = '小学数'")}
    page = small.report_dir / "documents" / f"{doc_id}.html"
    before = page.read_text("utf-8")
    change(small, sql)
    write_site(small)
    assert page.read_text("utf-8") != before
    assert broken_links(small.report_dir) == []


def test_a_page_that_was_lost_comes_back(small: Settings) -> None:
    (small.report_dir / "index.html").unlink()
    lost = next((small.report_dir / "documents").glob("*.html"))
    lost.unlink()
    (small.report_dir / ".pages.json").write_text("[1")
    write_site(small)
    assert lost.is_file()
    assert (small.report_dir / "index.html").is_file()


def test_doubts_come_with_the_correction_to_copy_and_go_when_they_are_gone(small: Settings) -> None:
    change(
        small,
        "INSERT INTO doubts SELECT metric_id, doc_id, 'too_large', '大于可能。' FROM metrics WHERE label = '小学数'",
    )
    write_site(small)
    (page,) = (small.report_dir / "doubts").glob("*.html")
    told = page.read_text("utf-8")
    assert "大于可能。" in told
    assert "- file: &#34;甲县2023.txt&#34;" in told
    assert "存疑，使用前请核对" in (small.report_dir / "index.html").read_text("utf-8")
    assert broken_links(small.report_dir) == []
    change(small, "DELETE FROM doubts")
    write_site(small)
    assert not page.exists()
    assert "没有存疑的数据" in (small.report_dir / "doubts.html").read_text("utf-8")


def test_pages_that_cant_be_written_leave_something_to_do(tmp_path: Path) -> None:
    settings = small_site(tmp_path)
    settings.staging_dir.mkdir()
    _completion_file(settings).write_text("{}")
    settings.report_dir.write_text("in the way")
    result, why = try_site(settings)
    assert result.rows == 0
    assert why is not None
    assert why.startswith("the pages could not be written")
    assert not _completion_file(settings).exists()
    assert settings.published_file.is_file()


def test_a_hostile_report_is_only_text(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=HOSTILE)
    write(settings, "<b>&.txt", FIRST)
    run_all(settings)
    write_site(settings)
    assert broken_links(settings.report_dir) == []
    for path in settings.report_dir.rglob("*.html"):
        page = Page(path)
        assert [place for place in page.scripts if place] == [page.links[-1]]
        assert page.links[-1].endswith("assets/site.js")
        assert page.handlers == []
        assert "Content-Security-Policy" in path.read_text("utf-8")
    texts = [page.text for page in pages_of(settings).values()]
    assert sorted(texts) == sorted([HOSTILE, FIRST])
    assert "</script>" not in (settings.report_dir / "assets" / "search.js").read_text("utf-8")


def test_pages_of_a_removed_report_go(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, a=FIRST, b=SECOND)
    run_all(settings)
    write_site(settings)
    before = times(settings)
    (settings.seeds_dir / "b.txt").unlink()
    run_all(settings, "r2")
    assert write_site(settings).removed >= 1
    (page,) = pages_of(settings).values()
    assert page.text == FIRST
    place = page.path.relative_to(settings.report_dir).as_posix()
    assert times(settings)[place] == before[place]
    assert broken_links(settings.report_dir) == []


def test_a_page_of_an_ordinary_report_is_small(tmp_path: Path) -> None:
    paragraph = FIRST.partition("\n\n")[2]
    settings = settings_in(tmp_path, a=FIRST + "".join(paragraph for _ in range(100)))
    run_all(settings)
    write_site(settings)
    (page,) = pages_of(settings).values()
    assert len(page.data["facts"]) > 200
    assert page.path.stat().st_size < LARGEST


def test_nothing_published_yet_is_told(tmp_path: Path) -> None:
    _, why = try_site(Settings(tmp_path / "seeds", tmp_path / "warehouse"))
    assert why is not None
    assert "NotPublished" in why

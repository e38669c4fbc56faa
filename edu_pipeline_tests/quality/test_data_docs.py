import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from edu_pipeline.quality.data_docs import write_data_docs
from edu_pipeline.quality.expectation import Suite
from edu_pipeline.quality.gx import run_suites
from edu_pipeline.quality.suites import indicator_limits, load_suites, suites_of_stage
from edu_pipeline_tests.quality.small_warehouse import small_catalog

pytestmark = pytest.mark.pipeline

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> $value {batch} & 参与率"
_LOADS = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src"}
LIMITS = indicator_limits(small_catalog())


class Page(HTMLParser):
    """What a page loads, links to and says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.said = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        if tag in _LOADS and _LOADS[tag] in values:
            self.loads.append(str(values[_LOADS[tag]]))
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.fixture
def site(database: Path, tmp_path: Path) -> Path:
    with duckdb.connect(database) as connection:
        connection.execute("UPDATE metrics SET label = ?, sentence = ?, value = 180 WHERE text = '80%'", [HOSTILE] * 2)
        connection.execute("UPDATE metrics SET kind = ? WHERE text = '50所'", [HOSTILE])
        connection.execute("INSERT INTO rejected_documents VALUES (?, NULL, 'binary', ?, '2026-01-02')", [HOSTILE] * 2)
        connection.execute("DROP VIEW series_jumps")
    run_suites(database, load_suites(), "run-<7>", LIMITS, validations=tmp_path / "validations")
    return write_data_docs(tmp_path / "validations", tmp_path / "data_docs").parent


def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}


def test_no_page_loads_or_names_anything_of_another_host(site: Path) -> None:
    for path, page in pages(site).items():
        assert page.loads == [], path
        assert not re.search(r"https?://|url\(|@import", path.read_text("utf-8")), path
    assert {path.suffix for path in site.rglob("*") if path.is_file()} == {".html"}


def test_every_link_leads_to_a_page(site: Path) -> None:
    for path, page in pages(site).items():
        for link in page.links:
            if not link.startswith("#"):
                assert (path.parent / link).resolve().is_file(), (path, link)


def test_the_first_page_leads_to_every_suite_and_names_what_failed(site: Path) -> None:
    first = pages(site)[site / "index.html"]
    assert {suite.name for suite in load_suites()} <= {Path(link).stem for link in first.links}
    for name in ("metrics_kind_known", "metrics_share_at_most_100", "rejected_documents_none", "not evaluated"):
        assert name in first.said
    assert "metrics_text_is_span" not in first.said
    assert "run-<7>" in first.said


def test_what_a_report_says_is_text_and_never_markup(site: Path) -> None:
    for path, page in pages(site).items():
        assert "img" not in page.tags
        assert page.tags.count("script") == 1, path
    (metrics,) = (page for path, page in pages(site).items() if path.stem == "metrics" and "validations" in path.parts)
    assert metrics.said.count(HOSTILE) >= 3
    assert "&lt;" not in metrics.said


def test_a_suite_page_shows_severity_name_rows_and_query_of_what_failed(site: Path) -> None:
    (page,) = (page for path, page in pages(site).items() if path.stem == "held_back" and "validations" in path.parts)
    for words in ("warning", "rejected_documents_none", "Every file of the seeds folder could be read", "binary"):
        assert words in page.said
    assert "FROM rejected_documents" in page.said


def test_the_site_replaces_the_one_before_and_shows_the_latest_run(site: Path, database: Path, tmp_path: Path) -> None:
    (site / "stale.html").write_text("stale", "utf-8")
    with duckdb.connect(database) as connection:
        connection.execute("UPDATE metrics SET value = 80 WHERE text = '80%'")
    run_suites(database, suites_of_stage("metrics"), "second", LIMITS, validations=tmp_path / "validations")
    write_data_docs(tmp_path / "validations", site)
    first = pages(site)[site / "index.html"]
    assert not (site / "stale.html").exists()
    assert "second" in first.said
    assert "metrics_share_at_most_100" not in first.said
    assert "rejected_documents_none" in first.said
    assert sorted(path.name for path in site.parent.glob("data_docs*")) == ["data_docs"]


def test_checking_a_part_of_a_suite_keeps_what_is_known_of_the_rest(site: Path, database: Path, tmp_path: Path) -> None:
    (metrics,) = (suite for suite in load_suites() if suite.name == "metrics")
    part = parts_of(metrics, "metrics_text_is_span")
    run_suites(database, [part], "third", LIMITS, validations=tmp_path / "validations")
    write_data_docs(tmp_path / "validations", site)
    first = pages(site)[site / "index.html"]
    assert "metrics_share_at_most_100" in first.said
    assert f"{len(metrics.expectations) - 2} of {len(metrics.expectations)}" in first.said


def parts_of(suite: Suite, *names: str) -> Suite:
    return replace(suite, expectations=tuple(item for item in suite.expectations if item.id in names))


def test_without_validations_the_first_page_says_so(tmp_path: Path) -> None:
    first = write_data_docs(tmp_path / "none", tmp_path / "data_docs")
    assert "Nothing has been checked yet" in first.read_text("utf-8")


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[]", b"{}", b'{"results": [1]}', b'{"results": [{"success": true}]}']
)
def test_a_damaged_validation_is_left_out_until_it_is_made_anew(
    site: Path, database: Path, tmp_path: Path, content: bytes
) -> None:
    (metrics,) = (suite for suite in load_suites() if suite.name == "metrics")
    (tmp_path / "validations" / "metrics.json").write_bytes(content)
    write_data_docs(tmp_path / "validations", site)
    assert f"of {len(metrics.expectations)}" not in pages(site)[site / "index.html"].said
    part = parts_of(metrics, "metrics_text_is_span", "metrics_inside_section")
    for suite in (part, metrics):
        run_suites(database, [suite], "second", LIMITS, validations=tmp_path / "validations")
        write_data_docs(tmp_path / "validations", site)
        assert f"of {len(suite.expectations)}" in pages(site)[site / "index.html"].said

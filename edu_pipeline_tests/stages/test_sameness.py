"""One report is in the warehouse once, whatever its bytes, and in its last corrected version."""

from pathlib import Path

import pytest

from edu_pipeline.settings import Settings
from edu_pipeline.stages.documents import stage_documents
from edu_pipeline.storage import staging
from edu_pipeline_tests.stages.reports import settings_in, write

pytestmark = pytest.mark.pipeline

REPORT = """清水县2023年教育工作总结

一、学前教育
全县共有公办幼儿园12所，在园幼儿3400人。学前三年毛入园率达到93.5%，比上年提高1.2个百分点。

二、义务教育
义务教育巩固率达98.5%。全年招聘教师86名，其中小学52名、初中34名；培训教师1260人次，投入资金235万元。
"""
PASTED = """网站首页 > 政务公开 > 教育局
当前位置：首页 > 工作总结

  清水县2023年教育工作总结
发布日期：2024-01-12    浏览次数：318次
【字体：大 中 小】 打印 关闭

　　一、学前教育

　　全县共有公办幼儿园12所，在园幼儿3400人。\xa0学前三年毛入园率达到93.5%，比上年提高1.2个百分点。

　　二、义务教育

　　义务教育巩固率达98.5%。全年招聘教师86名，其中小学52名、初中34名；培训教师1260人次，投入资金235万元。

上一篇：没有了
版权所有：清水县人民政府
"""
CORRECTED = REPORT.replace("总结\n", "总结（更正版）\n", 1).replace("86名", "88名").replace("小学52名", "小学54名")


def files(settings: Settings) -> list[str]:
    stage_documents(settings)
    return sorted(staging.read_table(settings, "documents", ["file_name"])["file_name"])


def refused(settings: Settings) -> dict[str, tuple[str, str]]:
    rows = staging.read_table(settings, "rejected_documents", ["file_name", "reason", "detail"]).iter_rows()
    return {name: (reason, detail) for name, reason, detail in rows}


@pytest.mark.parametrize(
    "other",
    [
        REPORT.encode("gb18030"),
        REPORT.encode("utf-16"),
        b"\xef\xbb\xbf" + REPORT.encode(),
        REPORT.replace("\n", "\r\n").encode(),
        REPORT.replace("\n", "\n\n").encode(),
        PASTED.encode(),
        REPORT.replace("教育\n", "教育 ").encode(),
        REPORT.replace("，", ",\u2009").replace("12所", "１２ 所").encode(),
    ],
    ids=["gb18030", "utf-16", "bom", "crlf", "blank lines", "web page", "joined lines", "other signs"],
)
def test_the_same_report_in_other_bytes_is_a_duplicate(tmp_path: Path, other: bytes) -> None:
    settings = settings_in(tmp_path, a=REPORT)
    (settings.seeds_dir / "b.txt").write_bytes(other)
    for _ in range(2):
        assert files(settings) == ["a.txt"]
        reason, detail = refused(settings)["b.txt"]
        assert reason == "duplicate"
        assert "a.txt" in detail
    (settings.seeds_dir / "a.txt").unlink()
    assert files(settings) == ["b.txt"]
    assert refused(settings) == {}
    write(settings, "a.txt", REPORT)
    assert files(settings) == ["a.txt"]


@pytest.mark.parametrize(
    "other",
    [
        REPORT.replace("34名", "36名"),
        REPORT.replace("2023", "2022"),
        REPORT.replace("清水县", "白河市"),
        REPORT + "附：特殊教育学校1所\n",
        REPORT.replace("二、义务教育", "二、义务教育（含特殊教育）"),
    ],
    ids=["figure", "year", "place", "line", "heading"],
)
def test_another_report_is_no_duplicate(tmp_path: Path, other: str) -> None:
    assert files(settings_in(tmp_path, a=REPORT, b=other)) == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    "title",
    [
        "总结（更正版）",
        "总结（修订版）",
        "总结(修订)",
        "总结（更正）",
        "总结更正版",
        "总结\n（修订稿）",
        "总结（第二次更正）",
    ],
)
def test_a_corrected_version_stands_for_what_it_corrects(tmp_path: Path, title: str) -> None:
    settings = settings_in(tmp_path, a=REPORT)
    assert files(settings) == ["a.txt"]
    write(settings, "b.txt", CORRECTED.replace("总结（更正版）", title))
    for _ in range(2):
        assert files(settings) == ["b.txt"]
        reason, detail = refused(settings)["a.txt"]
        assert reason == "superseded"
        assert "b.txt" in detail
    (settings.seeds_dir / "b.txt").unlink()
    assert files(settings) == ["a.txt"]
    assert refused(settings) == {}


def test_a_correction_may_be_told_by_the_files_name(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, 总结=REPORT, x=CORRECTED.replace("（更正版）", ""))
    assert files(settings) == ["x.txt", "总结.txt"]
    (settings.seeds_dir / "x.txt").rename(settings.seeds_dir / "总结（更正版）.txt")
    assert files(settings) == ["总结（更正版）.txt"]


def test_the_last_of_several_corrections_stands_for_all(tmp_path: Path) -> None:
    second = CORRECTED.replace("（更正版）", "（第二次更正）").replace("235万元", "236万元")
    settings = settings_in(tmp_path, a=REPORT, b=CORRECTED, c=second, d=REPORT.replace("\n", "\n\n"))
    assert files(settings) == ["c.txt"]
    reasons = {name: reason for name, (reason, _) in refused(settings).items()}
    assert reasons == dict.fromkeys(("a.txt", "b.txt", "d.txt"), "superseded")


@pytest.mark.parametrize(
    "other",
    [
        CORRECTED.replace("2023", "2022"),
        CORRECTED.replace("清水县", "白河市"),
        "关于清水县2023年教育工作总结更正的公告\n\n现将公办幼儿园12所更正为公办幼儿园13所。\n",
        CORRECTED.replace("教育工作总结（更正版）", "课程标准修订工作总结"),
    ],
    ids=["year", "place", "notice", "subject"],
)
def test_other_reports_are_not_superseded(tmp_path: Path, other: str) -> None:
    assert files(settings_in(tmp_path, a=REPORT, b=other)) == ["a.txt", "b.txt"]


def test_what_is_set_aside_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path, a=REPORT, b=CORRECTED, c=REPORT.replace("\n", "\n\n"))
    first = stage_documents(settings)
    monkeypatch.setattr("edu_pipeline.stages.documents.read_document", None)
    again = stage_documents(settings)
    assert (again.rows, again.extracted, again.rejected) == (1, 0, 2)
    assert again.fingerprint == first.fingerprint

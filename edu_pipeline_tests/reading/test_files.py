import hashlib
import os
import unicodedata
from pathlib import Path

import pytest

from edu_pipeline.reading import SeedFile, content_hash, discover, read_document
from edu_pipeline.records import Document, RejectedDocument

REPORT = "南昌市教育局2023年工作总结\r\n2023年，全市共有学校535所。\r\n"


def put(folder: Path, name: str, data: bytes | str = REPORT) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def names(folder: Path) -> list[str]:
    return [seed.name for seed in discover(folder)]


def only(folder: Path) -> SeedFile:
    (seed,) = discover(folder)
    return seed


def refused(folder: Path, max_bytes: int = 1000) -> RejectedDocument:
    answer = read_document(only(folder), max_bytes=max_bytes)
    assert isinstance(answer, RejectedDocument)
    assert content_hash(only(folder), max_bytes) in (None, answer.sha256)
    return answer


def test_every_report_below_the_folder_is_found(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2023 年/东湖区 总结.TXT", "a/c.md", "c.docx"):
        put(tmp_path, name)
    assert names(tmp_path) == ["a/2023 年/东湖区 总结.TXT", "a/c.md", "b.txt", "c.docx"]


def test_hidden_files_corrections_and_litter_are_left_out(tmp_path: Path) -> None:
    for name in (".hidden.txt", ".git/a.txt", "~$a.docx", "Thumbs.db", "corrections.yml", "x/2023.corrections.yaml"):
        put(tmp_path, name)
    assert names(tmp_path) == []


def test_a_document_holds_the_text_as_it_is(tmp_path: Path) -> None:
    path = put(tmp_path, "市/总结.txt", b"\xef\xbb\xbf" + REPORT.encode())
    document = read_document(only(tmp_path))
    assert isinstance(document, Document)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (document.doc_id, document.sha256) == (sha256[:16], sha256)
    assert content_hash(only(tmp_path)) == sha256
    assert document.file_name == "市/总结.txt"
    assert document.text == REPORT
    assert (document.media_type, document.encoding) == ("text/plain", "utf-8-sig")
    assert (document.title, document.issuer, document.year) == ("南昌市教育局2023年工作总结", "南昌市教育局", 2023)


def test_markdown_is_read(tmp_path: Path) -> None:
    put(tmp_path, "a.MD", "# 东湖区2021年工作总结\n\n内容。\n")
    document = read_document(only(tmp_path))
    assert isinstance(document, Document)
    assert (document.media_type, document.title, document.region) == ("text/markdown", "东湖区2021年工作总结", "东湖区")


@pytest.mark.parametrize(
    ("name", "data", "reason", "words"),
    [
        ("a.txt", b"", "empty", "put the report's text"),
        ("a.txt", b"\x00\x01\x02", "binary", "save it as plain text"),
        ("a.txt", REPORT.encode() * 20, "too_large", "the limit"),
        ("a.docx", b"PK\x03\x04", "unsupported_type", ".docx files are not read: save the report as plain text"),
        ("报告", REPORT.encode(), "unsupported_type", "files without an extension"),
        ("a.txt", "Füße".encode("latin-1") * 30, "undecodable", "save it as UTF-8"),
    ],
)
def test_a_file_that_is_no_report_is_refused_with_advice(
    tmp_path: Path, name: str, data: bytes, reason: str, words: str
) -> None:
    put(tmp_path, name, data)
    answer = refused(tmp_path)
    assert (answer.file_name, answer.reason) == (name, reason)
    assert words in answer.detail
    assert (answer.sha256 is None) == (reason == "too_large")


def test_a_file_that_vanishes_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt")
    seed = only(tmp_path)
    path.unlink()
    answer = read_document(seed)
    assert isinstance(answer, RejectedDocument)
    assert (answer.reason, answer.sha256, content_hash(seed)) == ("unreadable", None, None)
    assert "vanished" in answer.detail


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "outside.txt")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/a.txt").symlink_to(tmp_path / "outside.txt")
    assert refused(tmp_path / "seeds").reason == "outside_folder"


def test_a_link_inside_the_folder_is_read(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    assert [type(read_document(seed)) for seed in discover(tmp_path)] == [Document, Document]


def test_links_to_nothing_to_folders_and_to_themselves_are_refused(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for target, reason in (("nothing.txt", "unreadable"), (".", "unsupported_type"), ("link.txt", "unreadable")):
        (seeds / "link.txt").symlink_to(target)
        assert refused(seeds).reason == reason
        (seeds / "link.txt").unlink()


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert refused(tmp_path).reason == "unsupported_type"


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "a.txt")

    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    seed = only(tmp_path)
    monkeypatch.setattr(Path, "open", forbidden)
    answer = read_document(seed)
    assert isinstance(answer, RejectedDocument)
    assert (answer.reason, "read permission" in answer.detail) == ("unreadable", True)


def test_a_folder_that_may_not_be_entered_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "closed/a.txt")
    put(tmp_path, "b.txt")
    scandir = os.scandir

    def closed(path: str | Path) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    assert names(tmp_path) == ["b.txt", "closed"]
    answers = [read_document(seed) for seed in discover(tmp_path)]
    assert isinstance(answers[1], RejectedDocument)
    assert answers[1].reason == "unreadable"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_come_back_as_they_are(tmp_path: Path, form: str) -> None:
    name = unicodedata.normalize(form, "Ärztekammer é 报告 (1).txt")  # type: ignore[arg-type]
    put(tmp_path, name)
    assert names(tmp_path) == [name]


def test_a_name_that_is_not_utf8_is_readable_text(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/" + "总结.txt".encode("gb18030")
    Path(os.fsdecode(raw)).write_bytes(REPORT.encode())
    document = read_document(only(tmp_path))
    assert isinstance(document, Document)
    assert document.file_name == "总结.txt"

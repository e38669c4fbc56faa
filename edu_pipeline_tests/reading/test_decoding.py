import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edu_pipeline.reading import Undecodable, decode

REPORT = "南昌市教育局2023年工作总结\r\n\r\n　　全市共有学校535所，参与率93.71%，㐂𠮷小学〔2023〕1号。\r\n" * 3
PLAIN = REPORT.replace("㐂𠮷", "")


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (REPORT.encode("utf-8"), REPORT, "utf-8"),
        (codecs.BOM_UTF8 + REPORT.encode("utf-8"), REPORT, "utf-8-sig"),
        (REPORT.encode("gb18030"), REPORT, "gb18030"),
        (PLAIN.encode("gbk"), PLAIN, "gb18030"),
        (codecs.BOM_UTF16_LE + REPORT.encode("utf-16-le"), REPORT, "utf-16-le"),
        (codecs.BOM_UTF16_BE + REPORT.encode("utf-16-be"), REPORT, "utf-16-be"),
        (REPORT.encode("utf-16-le"), REPORT, "utf-16-le"),
        (REPORT.encode("utf-16-be"), REPORT, "utf-16-be"),
        (codecs.BOM_UTF32_LE + REPORT.encode("utf-32-le"), REPORT, "utf-32-le"),
        ("全县共有学校150所。".encode(), "全县共有学校150所。", "utf-8"),
        ("全县共有学校150所。".encode("gb18030"), "全县共有学校150所。", "gb18030"),
        (b"plain ASCII 5 %\n", "plain ASCII 5 %\n", "utf-8"),
    ],
)
def test_text_is_decoded_without_loss(data: bytes, text: str, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (text, encoding)


def test_big5_is_read_too() -> None:
    text = (
        "教育局二零二三年工作總結：全市共有學校五百三十五所，學生參與率百分之九十三，發展與規劃並重，辦學質量穩步提升。"
        * 5
    )
    assert decode(text.encode("big5")).text == text


@pytest.mark.parametrize(
    ("data", "reason", "words"),
    [
        (b"", "empty", "holds nothing"),
        (b" \r\n\t", "empty", "holds nothing"),
        (codecs.BOM_UTF8 + "　\n".encode(), "empty", "white space"),
        (codecs.BOM_UTF8, "empty", "white space"),
        (b"%PDF-1.7 \xe4\xb8\xad", "binary", "PDF"),
        (b"PK\x03\x04rest", "binary", "Word"),
        (b"\xd0\xcf\x11\xe0rest", "binary", "old Word"),
        (b"\x89PNG\r\n\x1a\n", "binary", "picture"),
        (bytes(range(256)) * 20, "binary", "plain text"),
        ("学校\x07五所".encode(), "binary", "line 1 holds the control character"),
        (REPORT.encode("utf-8")[:100] + b"\xff\xfe\xfd" + REPORT.encode("utf-8")[102:], "undecodable", "damaged"),
        (REPORT.encode("gb18030")[:101] + b"\xff" + REPORT.encode("gb18030")[102:], "undecodable", "GB18030"),
        (codecs.BOM_UTF16_LE + REPORT.encode("utf-16-le")[:-1], "undecodable", "UTF-16"),
        ("Füße und Größe über Änderungen".encode("latin-1") * 9, "undecodable", "none of"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason: str, words: str) -> None:
    with pytest.raises(Undecodable) as refusal:
        decode(data)
    assert refusal.value.reason == reason
    assert words in refusal.value.detail


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"), min_size=1))
def test_any_text_comes_back_from_utf8(text: str) -> None:
    text = f"报告{text}"
    assert decode(text.encode("utf-8")).text == text
    assert decode(codecs.BOM_UTF8 + text.encode("utf-8")).text == text
    assert decode(codecs.BOM_UTF16_BE + text.encode("utf-16-be")).text == text


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=20))
def test_chinese_prose_with_rare_characters_comes_back_from_gb18030(rare: str) -> None:
    text = f"{REPORT}{rare}"
    assert decode(text.encode("gb18030")).text == text


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(Undecodable):
        assert decode(data).text.strip()

"""One form for characters that are written in several: full-width digits, ASCII marks in Chinese, Kangxi radicals."""

import re
import unicodedata

_FULL_WIDTH_SYMBOLS = "％＋－．／＝＜＞～＃＆＠＊＿"
_TABLE: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)}
_TABLE |= {code: chr(code - 0xFEE0) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_TABLE |= {ord(char): chr(ord(char) - 0xFEE0) for char in _FULL_WIDTH_SYMBOLS}
_TABLE |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_TABLE |= {
    ord(char): usual
    for char, usual in {
        "﹪": "%", "–": "-", "−": "-", "‐": "-", "‑": "-", "〜": "~", "∼": "~", "˜": "~", "﹣": "-", "﹢": "+",
        "(": "（", ")": "）", ";": "；", "!": "！", "?": "？", "｡": "。", "､": "、", "﹐": "，", "﹑": "、", "﹒": ".",
        "﹔": "；", "﹕": "：", "﹖": "？", "﹗": "！", "﹙": "（", "﹚": "）", "「": "“", "」": "”", "『": "‘", "』": "’",
        "〝": "“", "〞": "”", "＂": '"', "∶": ":", "○": "〇",
    }.items()
}  # fmt: skip
_COMMA = re.compile(r",(?!\d)|(?<!\d),")
_COLON = re.compile(r":(?![\d/])|(?<!\d):(?!/)")
_STRAIGHT_QUOTES = re.compile(r'"([^"\n]*)"')


def canonical(text: str) -> str:
    """``text`` with every character in its usual form: same length, character for character.

    ',' and ':' between digits stay ASCII (1,448 and 17:30), '.' always.
    """
    text = text.translate(_TABLE)
    if "," in text:
        text = _COMMA.sub("，", text)
    if ":" in text:
        text = _COLON.sub("：", text)
    if '"' in text:
        text = _STRAIGHT_QUOTES.sub(r"“\1”", text)
    return text

"""What of a report stays the same in another encoding, with other line ends, or pasted from a web page."""

import hashlib
import re

from edu_pipeline.structure.clean import CleanText
from edu_pipeline.structure.markers import match_marker

# Around a report stand menus, dates and counts of readers; a line there that holds an amount is the report's (a table).
_AMOUNT = re.compile(r"\d[\d.,]*(?:%|万|亿|个百分点|[所名人个家元亩])")
_SPACE = re.compile(r"\s+")
_LEAST = 60


def text_digest(cleaned: CleanText) -> str:
    """A digest of the report's own lines: from its first numbered heading or sentence to its last sentence, and those
    around with amounts in them.

    Equal for texts that differ only in white space, line breaks, notation and in what a page prints around them. A text
    without sentences, or with hardly any, counts whole.
    """
    lines = [squeezed for line in cleaned.text.split("\n") if (squeezed := _SPACE.sub("", line))]
    full = [index for index, line in enumerate(lines) if "。" in line]
    first = next((index for index, line in enumerate(lines) if "。" in line or match_marker(line)), 0)
    core = lines[first : full[-1] + 1] if full else []
    if sum(map(len, core)) < _LEAST:
        core = lines
    else:
        outside = (*lines[:first], *lines[full[-1] + 1 :])
        core = [*core, *dict.fromkeys(line for line in outside if _AMOUNT.search(line))]
    return hashlib.sha256("".join(core).encode("utf-8", "surrogatepass")).hexdigest()

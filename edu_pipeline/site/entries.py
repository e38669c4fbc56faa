"""The entry of corrections.yml that a doubtful figure may need, ready to be copied and completed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

MARGIN = 6
"""Characters of the report on each side of the figure at first; as many more as make the quote the only one."""


def correction_entry(
    document: Mapping[str, Any], figure: Mapping[str, Any], others: Sequence[Mapping[str, Any]]
) -> str:
    """The entry with everything but the right value, the reason and the name.

    ``others`` are all figures of the document: where a figure of the same words lies in the quote, it is drawn tighter.
    """
    entry = {
        "file": document["file_name"],
        "quote": _quote(document["text"], figure, others),
        "field": "value",
        "from": figure["text"],
        "to": "【应为】",
        "reason": "【依据】",
        "by": "【姓名】",
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items()]
    return "- " + "\n  ".join(lines)


def _quote(text: str, figure: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> str:
    """Words around the figure that occur once; without line breaks, which don't count when the figure is found."""
    start, end = figure["char_start"], figure["char_end"]
    same = [row for row in others if row["text"] == figure["text"] and row["metric_id"] != figure["metric_id"]]
    # What stands before a figure says what it is, so the quote grows there first.
    for margin in (MARGIN, 2 * MARGIN, 4 * MARGIN, 8 * MARGIN):
        first = max([0, start - margin, *(row["char_end"] for row in same if row["char_end"] <= start)])
        last = min([len(text), end + MARGIN, *(row["char_start"] for row in same if row["char_start"] >= end)])
        quote = text[first:last]
        if text.count(quote) == 1:
            break
    return "".join(char for char in quote if not char.isspace())

"""What a report says of its own rounding: 数据因四舍五入，合计与分项之和可能不等."""

import re
from functools import cache

from edu_pipeline.consistency.precision import Reading
from edu_pipeline.consistency.words import alternation, load_words

_NEAR = 40


def reading_of(text: str) -> Reading:
    """The second reading of a report's figures, where rounding doesn't join them: cut off, unless a note says more."""
    return Reading.UNEVEN if _note().search(text) else Reading.TRUNCATED


@cache
def _note() -> re.Pattern[str]:
    lists = load_words().lists
    return re.compile(f"{alternation(lists['rounding'])}[^。]{{0,{_NEAR}}}{alternation(lists['uneven'])}")

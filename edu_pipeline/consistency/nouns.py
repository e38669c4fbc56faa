"""What a figure counts, as the text words it."""

import re

from edu_pipeline.consistency.passage import Mention
from edu_pipeline.consistency.words import load_words

_BEFORE = re.compile(
    r"^(?:全[市区县省国州]|共有|共|现有|现|已有|已|目前|累计|拥有|有|还|的|其中|年末|年底|本年|当年|今年|截至)"
)
_BEHIND = re.compile(r"(?:共有|共|达到|达|约|近|为|有|超过|超|至|到|了|的|人数|总数|数量|总量|数|已|累计)$")
_NOUN_END = re.compile(r"[的等以并在，。；：、（）和与及]")
_MOST_FILLERS = 5


def noun(mention: Mention) -> str:
    """What the figure counts: the words of its clause before it, or those behind it if there are none before."""
    before = own_words(mention)
    for _ in range(_MOST_FILLERS):
        before = _BEHIND.sub("", _BEFORE.sub("", before))
    if len(before) >= 2:
        return before
    return _NOUN_END.split(mention.tail)[0]


def own_words(mention: Mention) -> str:
    """The words between the previous figure or mark and the figure."""
    return mention.lead[-len(mention.gap) :] if len(mention.gap) < len(mention.lead) else mention.lead


def narrows(name: str, longer: str) -> bool:
    """Whether ``longer`` is ``name`` with a modifier before it (高|技能人才) or inside it (卫生|技术|人员)."""
    if len(longer) <= len(name) or len(name) < 2:
        return False
    if longer.endswith(name):
        return True
    return any(longer.startswith(name[:cut]) and longer.endswith(name[cut:]) for cut in range(2, len(name) - 1))


def echoes(mention: Mention, other: Mention) -> bool:
    """Whether the words of ``other`` name again what ``mention`` counts."""
    name = noun(mention)[-2:]
    return len(name) == 2 and name in other.lead + other.tail


def presents_whole(mention: Mention) -> bool:
    """Whether the words before the figure present it as a whole (共有, 总数, 应…)."""
    return bool(load_words().any["whole"].search(mention.lead))

"""Whether a share can be of a known number of things: 37.5% of 12 schools would be four and a half.

The test that readers of studies know as GRIM: of a small whole number not every per cent can be printed.
"""

import re
from collections.abc import Iterator

from edu_pipeline.consistency.passage import Mention, Passage
from edu_pipeline.consistency.precision import step
from edu_pipeline.consistency.proposal import Proposal, Strength
from edu_pipeline.extraction.units import load_units
from edu_pipeline.records import MemberRole, Qualifier, RelationKind

# 12所学校的37.5%, 12所学校中，37.5%…, 12所学校有37.5%: the words leave no other whole.
_OF_WHOLE = re.compile(r"^[^，；。：、（）\d]{0,10}(?:的|中[，有]?(?:有|约)?|里[，有]?)$")
_WHOLE = 100


def propose(passages: list[Passage]) -> Iterator[Proposal]:
    """One for each share that the words take of a counted whole right before it, where not every share is possible."""
    for passage in passages:
        for share in passage.mentions[1:]:
            whole = passage.mentions[share.index - 1]
            if share.role != "share" or whole.depth != share.depth or not _is_counted(whole):
                continue
            if _is_plain(share, whole) and _OF_WHOLE.match(passage.between(whole, share)):
                members = ((MemberRole.WHOLE, whole), (MemberRole.SHARE, share))
                yield Proposal(RelationKind.RATIO, members, Strength.STATED)


def _is_counted(whole: Mention) -> bool:
    exact = whole.metric.qualifier == Qualifier.EXACT and whole.metric.value_max is None and not step(whole.metric)
    return whole.role == "level" and exact and load_units().dimension.get(whole.metric.unit) == "count"


def _is_plain(share: Mention, whole: Mention) -> bool:
    """Whether the share is printed exactly enough that not every one of that whole could be printed so."""
    if share.metric.unit != "%" or share.metric.qualifier != Qualifier.EXACT or share.metric.value_max is not None:
        return False
    return share.metric.value <= _WHOLE and 2 * step(share.metric) * whole.metric.value < _WHOLE

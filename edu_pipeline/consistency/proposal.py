"""What a fit proposes: figures in their roles, and how firmly the words state the identity."""

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from edu_pipeline.consistency.arithmetic import Verdict, judge
from edu_pipeline.consistency.passage import Mention
from edu_pipeline.consistency.precision import Bounds, Reading, bounds
from edu_pipeline.records import Direction, MemberRole, RelationKind

_COMPUTED = (MemberRole.SHARE, MemberRole.RATE, MemberRole.DIFFERENCE)


class Strength(IntEnum):
    """How firmly the words state an identity; it decides what a failing check means.

    * STATED: the words leave no other reading (分别, 由…组成, 占…的): a mismatch is reported.
    * IMPLIED: the words allow that parts are missing or that the base is another one (其中…): a mismatch is
      reported only when a single slip of the pen explains it exactly, else there is no such relation.
    * LOOSE: the words only suggest it (排查…清理…, 高技能人才 beside 技能人才): it is a relation only if it holds.
    """

    LOOSE = 1
    IMPLIED = 2
    STATED = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """An identity to be checked. ``direction`` matters for growth and change, ``factor`` for products.

    ``supported`` says that other figures point at the same whole, or words name it from afar: a slip of the pen that
    would make the figures fit is then believed however large the difference.
    """

    kind: RelationKind
    members: tuple[tuple[MemberRole, Mention], ...]
    strength: Strength
    direction: Direction | None = None
    factor: int = 1
    supported: bool = False

    @property
    def key(self) -> frozenset[str]:
        """The metrics it is about."""
        return frozenset(mention.metric.metric_id for _, mention in self.members)

    def of(self, role: MemberRole) -> list[Mention]:
        """The figures in one role, in text order."""
        return [mention for name, mention in self.members if name == role]

    @property
    def roles(self) -> tuple[MemberRole, ...]:
        """The roles that are filled, each once."""
        return tuple(dict.fromkeys(role for role, _ in self.members))


def figure(mention: Mention, reading: Reading = Reading.ROUNDED) -> tuple[Decimal, Bounds]:
    """A figure as the arithmetic takes it: its value and what its print leaves open."""
    return mention.metric.value, bounds(mention.metric, reading)


def verdict_of(proposal: Proposal, reading: Reading = Reading.ROUNDED) -> Verdict | None:
    """Whether the printed figures fit the proposed identity; None where that cannot be computed.

    Of a ratio or a growth only what was computed from other figures can have been truncated.
    """
    figures = {
        role: [figure(mention, _reading_of(role, proposal, reading)) for mention in proposal.of(role)]
        for role in proposal.roles
    }
    return judge(proposal.kind, figures, proposal.direction, proposal.factor)


def _reading_of(role: MemberRole, proposal: Proposal, reading: Reading) -> Reading:
    whole = proposal.kind == RelationKind.SUM or role in _COMPUTED or reading is Reading.UNEVEN
    return reading if whole else Reading.ROUNDED


def fits(proposal: Proposal) -> bool:
    """Whether the printed figures fit the proposed identity."""
    verdict = verdict_of(proposal)
    return verdict is not None and verdict.holds

"""The checks hold exactly when the printed figures can all be true at once."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from edu_pipeline.consistency import arithmetic
from edu_pipeline.consistency.arithmetic import Verdict
from edu_pipeline.consistency.precision import Bounds
from edu_pipeline.records import Direction, MemberRole, RelationKind

COUNTS = st.integers(min_value=1, max_value=10**9)
Figure = tuple[Decimal, Bounds]


def judge(kind: str, figures: Mapping[str, Sequence[Figure]], direction: str | None = None) -> Verdict | None:
    roles = {MemberRole(role): values for role, values in figures.items()}
    return arithmetic.judge(RelationKind(kind), roles, Direction(direction) if direction else None)


def exact(value: Decimal | int) -> Figure:
    return Decimal(value), Bounds(Decimal(value), Decimal(value))


def rounded(value: Decimal, places: int) -> Figure:
    half = Decimal(1).scaleb(-places) / 2
    shown = round(value, places)
    return shown, Bounds(shown - half, shown + half)


@given(st.lists(COUNTS, min_size=2, max_size=12))
def test_true_sum_holds_and_any_other_total_fails(parts: list[int]) -> None:
    figures = [exact(part) for part in parts]
    good = judge("sum", {"total": [exact(sum(parts))], "part": figures})
    wrong = judge("sum", {"total": [exact(sum(parts) + 1)], "part": figures})
    assert good is not None
    assert good.holds
    assert good.residual == 0
    assert wrong is not None
    assert not wrong.holds


@given(COUNTS, COUNTS, st.integers(min_value=0, max_value=3))
def test_share_rounded_to_any_place_holds(part: int, rest: int, places: int) -> None:
    share = rounded(Decimal(part) / Decimal(part + rest) * 100, places)
    verdict = judge("ratio", {"part": [exact(part)], "whole": [exact(part + rest)], "share": [share]})
    assert verdict is not None
    assert verdict.holds
    assert abs(verdict.residual) <= verdict.tolerance


@given(COUNTS, COUNTS, st.integers(min_value=0, max_value=2))
def test_growth_from_rounded_figures_holds(prev: int, change: int, places: int) -> None:
    rate = rounded(Decimal(change) / Decimal(prev) * 100, places)
    figures = {"now": [exact(prev + change)], "change": [exact(change)], "rate": [rate]}
    verdict = judge("growth", figures, "up")
    assert verdict is not None
    assert verdict.holds


def test_open_end_allows_everything_on_its_side() -> None:
    over_half = (Decimal(50), Bounds(Decimal(50), None))
    figures = {"prev": [exact(1448)], "now": [exact(697)], "rate": [over_half]}
    verdict = judge("growth", figures, "down")
    assert verdict is not None
    assert verdict.holds
    assert verdict.residual < 0


def test_base_of_zero_has_no_verdict() -> None:
    assert judge("ratio", {"part": [exact(0)], "whole": [exact(0)], "share": [exact(0)]}) is None


def test_increase_larger_than_the_amount_fails() -> None:
    figures = {"now": [exact(324)], "change": [exact(10800)], "rate": [exact(50)]}
    verdict = judge("growth", figures, "up")
    assert verdict is not None
    assert not verdict.holds

"""A figure's whole is read off the relations that hold; what the words say stands where no relation does."""

from dataclasses import replace
from decimal import Decimal

from edu_pipeline.consistency.wholes import with_wholes
from edu_pipeline.records import MemberRole, Metric, MetricKind, Relation, RelationKind, RelationMember
from edu_pipeline_tests.extraction.reports import only

ONE = only("全县小学12所。")


def figure(name: str, value: int, **other: object) -> Metric:
    return replace(ONE, metric_id=name, value=Decimal(value), **other)  # type: ignore[arg-type]


def relation(kind: RelationKind, holds: bool = True, **roles: str) -> Relation:
    members = tuple(RelationMember(name, MemberRole(role)) for role, name in roles.items())
    zero = Decimal(0)
    return Relation("d:r0", "d", kind, zero, zero, zero, zero, holds, "", members)


def wholes(metrics: list[Metric], *relations: Relation) -> list[str | None]:
    return [metric.part_of for metric in with_wholes(metrics, relations)]


def test_parts_of_a_sum_a_subset_and_a_share_have_their_whole() -> None:
    figures = [figure("a", 10), figure("b", 4)]
    assert wholes(figures, relation(RelationKind.SUM, total="a", part="b")) == [None, "a"]
    assert wholes(figures, relation(RelationKind.SUBSET, whole="a", part="b")) == [None, "a"]
    assert wholes(figures, relation(RelationKind.RATIO, whole="a", part="b")) == [None, "a"]
    assert wholes(figures, relation(RelationKind.GROWTH, now="a", prev="b")) == [None, None]


def test_a_relation_that_fails_or_names_nobody_says_nothing() -> None:
    figures = [figure("a", 10), figure("b", 4)]
    assert wholes(figures, relation(RelationKind.SUBSET, holds=False, whole="a", part="b")) == [None, None]
    assert wholes(figures, relation(RelationKind.SUBSET, whole="gone", part="b")) == [None, None]


def test_of_several_wholes_the_smallest_is_the_figures_own() -> None:
    figures = [figure("a", 100), figure("b", 10), figure("c", 4)]
    large = relation(RelationKind.SUBSET, whole="a", part="c")
    small = relation(RelationKind.SUBSET, whole="b", part="c")
    assert wholes(figures, large, small) == wholes(figures, small, large) == [None, None, "b"]


def test_the_words_stand_where_they_can_be_true() -> None:
    assert wholes([figure("a", 10), figure("b", 4, part_of="a")]) == [None, "a"]
    assert wholes([figure("a", 10), figure("b", 40, part_of="a")]) == [None, None]
    assert wholes([figure("b", 4, part_of="gone")]) == [None]


def test_a_share_says_of_what_it_is_and_nothing_else_does() -> None:
    share = figure("s", 40, kind=MetricKind.SHARE)
    figures = [figure("a", 10), figure("b", 4), share]
    found = with_wholes(figures, [relation(RelationKind.RATIO, whole="a", part="b", share="s")])
    assert [metric.share_of for metric in found] == [None, None, ONE.label]

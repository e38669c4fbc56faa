"""Which figure is the whole of another, and what a share is a share of: read off the relations that hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from edu_pipeline.records import MemberRole, Metric, MetricKind, Relation, RelationKind

_WHOLE_OF = {
    RelationKind.SUM: (MemberRole.TOTAL, MemberRole.PART),
    RelationKind.SUBSET: (MemberRole.WHOLE, MemberRole.PART),
    RelationKind.RATIO: (MemberRole.WHOLE, MemberRole.PART),
}


def with_wholes(metrics: Sequence[Metric], relations: Iterable[Relation]) -> list[Metric]:
    """The metrics with ``part_of`` and ``share_of`` set where a relation of their document says so.

    Of several wholes the smallest is taken; a relation that fails says nothing. What the words alone say (``part_of``
    as it was extracted) stands where no relation does and the part is not more than the whole.
    """
    by_id = {metric.metric_id: metric for metric in metrics}
    wholes: dict[str, str] = {}
    shares: dict[str, str] = {}
    for relation in relations:
        roles = _WHOLE_OF.get(relation.kind)
        if roles is None or not relation.holds:
            continue
        whole = next((m.metric_id for m in relation.members if m.role == roles[0]), None)
        if whole not in by_id:
            continue
        for member in relation.members:
            if member.role == roles[1] and _nearer(whole, wholes.get(member.metric_id), by_id):
                wholes[member.metric_id] = whole
            if member.role == MemberRole.SHARE:
                shares.setdefault(member.metric_id, by_id[whole].label)
    return [
        _with(metric, wholes.get(metric.metric_id) or _worded(metric, by_id), _share_of(metric, shares))
        for metric in metrics
    ]


def _with(metric: Metric, part_of: str | None, share_of: str | None) -> Metric:
    if (metric.part_of, metric.share_of) == (part_of, share_of):
        return metric
    return replace(metric, part_of=part_of, share_of=share_of)


def _worded(metric: Metric, by_id: Mapping[str, Metric]) -> str | None:
    whole = by_id.get(metric.part_of or "")
    return whole.metric_id if whole is not None and metric.value <= whole.value else None


def _nearer(whole: str, known: str | None, by_id: Mapping[str, Metric]) -> bool:
    return known is None or by_id[whole].value < by_id[known].value


def _share_of(metric: Metric, shares: Mapping[str, str]) -> str | None:
    return shares.get(metric.metric_id, metric.share_of) if metric.kind is MetricKind.SHARE else None

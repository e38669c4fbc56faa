"""The relations of one document: proposed by what the words say, then checked by exact arithmetic."""

from collections.abc import Iterable, Mapping

from edu_pipeline.consistency import carried, changes, growth, possible, products, ratios, subsets, sums, totals
from edu_pipeline.consistency.arithmetic import Verdict
from edu_pipeline.consistency.explanation import explain
from edu_pipeline.consistency.lists import find_lists
from edu_pipeline.consistency.notes import reading_of
from edu_pipeline.consistency.passage import Passage, read_passages
from edu_pipeline.consistency.precision import Reading
from edu_pipeline.consistency.proposal import Proposal, Strength, verdict_of
from edu_pipeline.consistency.suspicion import SCALE, SWAP, Suspicion, suspects
from edu_pipeline.reading.tables import Cell
from edu_pipeline.records import Document, Metric, Relation, RelationKind, RelationMember

# Identities that coarse figures meet by chance, unless the words state them.
_BY_CHANCE = (RelationKind.SUM, RelationKind.RATIO, RelationKind.GROWTH, RelationKind.PRODUCT)
_NEARLY = 10
_SHARPNESS = 50
_ROUGHNESS = 3
_AMBIGUOUS = 3
# A list of so many figures may leave a little more open.
_LONG = 4
_FAIRLY_NEARLY = 5
# Of two relations over the same figures the one that says more is kept: the first of these.
_TELLING = (
    RelationKind.GROWTH,
    RelationKind.RATIO,
    RelationKind.SUM,
    RelationKind.PRODUCT,
    RelationKind.CHANGE,
    RelationKind.SUBSET,
)
_OF_TWO = (RelationKind.SUBSET, RelationKind.CHANGE)


def find_relations(
    metrics: list[Metric], document: Document, cells: Mapping[str, Cell] | None = None
) -> list[Relation]:
    """The identities that the text of one document states between its metrics, each with its verdict.

    ``metrics`` are those of ``document``, in any order; ``cells`` tells by metric_id which stand in a table, where the
    rows and columns relate them and not the words. The result is in document order, with ids
    ``<doc_id>:r1`` …; the same metrics give the same relations.
    """
    cells = cells or {}
    passages = read_passages(metric for metric in metrics if metric.metric_id not in cells)
    listed = read_passages(metric for metric in metrics if metric.metric_id in cells)
    proposals = [*_proposals(passages), *totals.propose(listed, cells)]
    reading = reading_of(document.text)
    judged = [(proposal, *outcome) for proposal in proposals if (outcome := _outcome(proposal, reading))]
    kept = _without_repeats(judged)
    return [
        _relation(f"{document.doc_id}:r{number}", document.doc_id, proposal, verdict, suspicion)
        for number, (proposal, verdict, suspicion) in enumerate(kept, start=1)
    ]


def _proposals(passages: list[Passage]) -> list[Proposal]:
    lists = find_lists(passages)
    return [
        *growth.propose(passages),
        *changes.propose(passages),
        *ratios.propose(passages, lists),
        *possible.propose(passages),
        *sums.sums_of_lists(lists),
        *sums.sums_with_total(passages),
        *sums.balances(passages),
        *sums.raised_totals(passages),
        *carried.propose(passages),
        *products.propose(passages),
        *subsets.subsets_of_lists(lists),
        *subsets.suggested_subsets(passages, lists),
    ]


def _outcome(proposal: Proposal, reading: Reading) -> tuple[Verdict, Suspicion | None] | None:
    """The verdict, and the suspicion if it fails; None if the words are too weak for a mismatch to mean anything."""
    verdict = _verdict(proposal, reading)
    if verdict is None:
        return None
    if verdict.holds:
        chance = proposal.strength < Strength.STATED and proposal.kind in _BY_CHANCE and not verdict.sharp
        return None if chance else (verdict, None)
    if proposal.strength is Strength.LOOSE:
        return None
    found = suspects(proposal, verdict)
    if proposal.strength is Strength.IMPLIED and not _explains(found, verdict, proposal):
        return None
    return verdict, found[0] if len(found) == 1 else None


def _verdict(proposal: Proposal, reading: Reading) -> Verdict | None:
    """The verdict on the figures as rounded; where they then differ, on the second ``reading`` that may join them."""
    verdict = verdict_of(proposal)
    if verdict is None or verdict.holds:
        return verdict
    second = verdict_of(proposal, reading)
    return second if second is not None and second.holds else verdict


def _explains(found: list[Suspicion], verdict: Verdict, proposal: Proposal) -> bool:
    """Whether a slip is so telling that the identity must have been meant.

    A lost or doubled 万 is. Two digits exchanged are if the parts are more than the whole, or if they leave less than
    a tenth of it open: a list that leaves half of it open is not a sum. Figures too coarse for the difference would fit
    some slip by chance, and several slips that each fit say less than one.
    """
    if not 1 <= len(found) <= _AMBIGUOUS or len(proposal.members) < 3:
        return False
    suspicion, residual = found[0], abs(verdict.residual)
    if suspicion.rank == SCALE:
        return verdict.tolerance * _ROUGHNESS <= residual
    if suspicion.rank > SWAP or verdict.tolerance * _SHARPNESS > residual:
        return False
    over = proposal.kind == RelationKind.SUM and verdict.expected > verdict.actual
    nearly = _FAIRLY_NEARLY if len(proposal.members) >= _LONG and len(found) == 1 else _NEARLY
    return suspicion.rank < SWAP or over or proposal.supported or residual * nearly <= abs(verdict.actual)


def _without_repeats(
    judged: Iterable[tuple[Proposal, Verdict, Suspicion | None]],
) -> list[tuple[Proposal, Verdict, Suspicion | None]]:
    """One relation for a set of figures, and no subset whose two figures a sum or ratio already relates."""
    chosen: list[tuple[Proposal, Verdict, Suspicion | None]] = []
    taken: list[frozenset[str]] = []
    index: dict[str, list[int]] = {}
    for entry in sorted(judged, key=lambda item: _TELLING.index(item[0].kind)):
        proposal = entry[0]
        key = proposal.key
        if len(key) < 2:
            continue
        near = [taken[number] for metric in key for number in index.get(metric, ())]
        if key in near or (proposal.kind in _OF_TWO and any(key <= other for other in near)):
            continue
        for metric in key:
            index.setdefault(metric, []).append(len(taken))
        taken.append(key)
        chosen.append(entry)
    return sorted(chosen, key=lambda item: _position(item[0]))


def _position(proposal: Proposal) -> tuple[int, int, str]:
    first = min((m.metric.char_start, m.metric.char_end) for _, m in proposal.members)
    return (*first, proposal.kind)


def _relation(
    relation_id: str, doc_id: str, proposal: Proposal, verdict: Verdict, suspicion: Suspicion | None
) -> Relation:
    return Relation(
        relation_id=relation_id,
        doc_id=doc_id,
        kind=proposal.kind,
        expected=verdict.expected,
        actual=verdict.actual,
        residual=verdict.residual,
        tolerance=verdict.tolerance,
        holds=verdict.holds,
        explanation=explain(proposal, verdict, suspicion),
        members=tuple(RelationMember(mention.metric.metric_id, role) for role, mention in proposal.members),
    )

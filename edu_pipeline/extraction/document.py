"""From a document with its structure to its metrics, and to the numbers left alone with the reason."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from edu_pipeline.catalog import Catalog
from edu_pipeline.extraction.bodies import SentenceBodies, entity_of, section_entities
from edu_pipeline.extraction.cells import CellSentence, sentences_of
from edu_pipeline.extraction.claims import noun_unit, reason_against
from edu_pipeline.extraction.clauses import Clause, quoted_spans, split_clauses
from edu_pipeline.extraction.headers import Header, Headers
from edu_pipeline.extraction.labels import tidy
from edu_pipeline.extraction.leftovers import furniture_numbers, with_word_numerals
from edu_pipeline.extraction.neighbours import with_shared_units
from edu_pipeline.extraction.place_lists import (
    Kind,
    PlaceList,
    Said,
    kinds_in_lists,
    lead_of,
    name_in_lists,
    opens_list,
)
from edu_pipeline.extraction.places import SentencePlaces, section_regions
from edu_pipeline.extraction.quantities import scan
from edu_pipeline.extraction.rowheads import Described
from edu_pipeline.extraction.sites import Site, kinds_of, sites_of
from edu_pipeline.extraction.status_and_period import status_and_period
from edu_pipeline.extraction.tokens import Quantity, Token
from edu_pipeline.extraction.units import load_units
from edu_pipeline.extraction.years import DocumentTimes
from edu_pipeline.reading.tables import Cell
from edu_pipeline.records import (
    Document,
    Metric,
    MetricDimension,
    MetricKind,
    Qualifier,
    UnclaimedNumber,
    UnclaimedReason,
)
from edu_pipeline.structure import OutlineNode, Sentence, Structure
from edu_pipeline.structure import section_id as id_of_section

_LONGEST_SENTENCE = 2000
_LONGEST_LEAD = 80
_QUALIFIERS = {sign.value: sign for sign in Qualifier}


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document gave: its metrics in text order, and the numbers that are none with the reason.

    ``dimensions`` are what the metrics are restricted to, ``cells`` the cells of tables that they stand in.
    """

    metrics: list[Metric]
    unclaimed: list[UnclaimedNumber]
    dimensions: list[MetricDimension]
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass(slots=True)
class _Reading:
    """A sentence with numbers, cut and ready; offsets of tokens and clauses count the sentence's characters.

    Of a ``cell`` it is the sentence that a reader makes of it and its headers.
    """

    index: int
    sentence: Sentence
    text: str
    quoted: list[tuple[int, int]]
    claimed: list[Token]
    left_alone: list[tuple[Token, UnclaimedReason]]
    clauses: list[Clause] = field(default_factory=list)
    cell: CellSentence | None = None


def extract_document(document: Document, structure: Structure, catalog: Catalog) -> Extraction:
    """All metrics of ``document``, and its other numbers with the reason why they are none.

    Spans count code points of ``document.text``; ``indicator_id`` is left None (``catalog.linking`` sets it).
    Pure and linear in the text.
    """
    extractor = _Extractor(document, structure, catalog)
    metrics: list[Metric] = []
    unclaimed: list[UnclaimedNumber] = []
    for reading in _readings(structure):
        metrics += extractor.metrics(reading)
        unclaimed += extractor.unclaimed(reading)
    cells: dict[str, Cell] = {}
    for reading in _cell_readings(structure):
        extractor.headers, extractor.said = Headers(structure), None
        if reading.cell is not None:
            found = list(extractor.metrics(reading))
            cells |= {metric.metric_id: reading.cell.cell for metric in found}
            metrics += found
    if cells:
        metrics.sort(key=lambda metric: (metric.char_start, metric.char_end))
    taken = sorted([(m.char_start, m.char_end) for m in metrics] + [(n.char_start, n.char_end) for n in unclaimed])
    unclaimed += furniture_numbers(document, structure, taken)
    return Extraction(metrics, unclaimed, extractor.dimensions, cells)


def _cell_readings(structure: Structure) -> Iterator[_Reading]:
    """The cells of tables as sentences, numbered behind those of the text; only the cell's own numbers are claimed."""
    index = len(structure.sentences)
    for table in structure.tables:
        node = structure.node_at(table.start)
        for cell in sentences_of(table):
            text = cell.text
            reading = _read(index, Sentence(0, len(text), node), text, list(scan(text)))
            reading.claimed = [token for token in reading.claimed if cell.holds(token.start, token.end)]
            reading.cell = cell
            index += 1
            if reading.claimed:
                reading.clauses = split_clauses(text, reading.quoted, [token.start for token in reading.claimed])
                yield reading


def _readings(structure: Structure) -> Iterator[_Reading]:
    text = structure.clean.text
    tokens = with_word_numerals(text, scan(text))
    starts = [token.start for token in tokens]
    for index, sentence in enumerate(structure.sentences):
        for window in _windows(text, sentence):
            low, high = bisect_left(starts, window.start), bisect_left(starts, window.end)
            if low < high:
                inside = tokens[low:high]
                if inside[-1].end > window.end:  # cut with a sentence that is too long for one
                    inside[-1] = Token(inside[-1].start, window.end, UnclaimedReason.CUT_NUMBER, None)
                yield _read(index, window, text[window.start : window.end], inside)


def _windows(text: str, sentence: Sentence) -> Iterator[Sentence]:
    """A sentence, or what is too long for one in pieces cut at a clause's end, so that time stays linear."""
    start = sentence.start
    while sentence.end - start > _LONGEST_SENTENCE:
        limit = start + _LONGEST_SENTENCE
        cut = max(text.rfind(mark, start, limit) for mark in "；，、。") + 1
        if cut <= start:
            cut = next((i for i in range(limit, start, -1) if not text[i - 1].isalnum()), limit)
        yield Sentence(start, cut, sentence.node)
        start = cut
    yield Sentence(start, sentence.end, sentence.node)


def _read(index: int, sentence: Sentence, text: str, tokens: list[Token]) -> _Reading:
    quoted = quoted_spans(text)
    reading = _Reading(index, sentence, text, quoted, [], [])
    for token in with_shared_units(text, [token.shifted(-sentence.start) for token in tokens]):
        reason = reason_against(text, token, quoted)
        if reason is None:
            reading.claimed.append(token)
        else:
            reading.left_alone.append((token, reason))
    if reading.claimed:
        reading.clauses = split_clauses(text, quoted, [token.start for token in reading.claimed])
    return reading


class _Extractor:
    """The document's context while its sentences are read one after the other."""

    def __init__(self, document: Document, structure: Structure, catalog: Catalog) -> None:
        self.document, self.structure, self.catalog = document, structure, catalog
        self.regions = section_regions(structure, catalog.regions, document.region)
        self.entities = section_entities(structure, entity_of(document))
        self.times = DocumentTimes(structure, document)
        self.headers = Headers(structure)
        self.said: Said | None = None
        self.said_in = -1
        self.dimensions: list[MetricDimension] = []

    def metrics(self, reading: _Reading) -> Iterator[Metric]:
        """The metrics of one sentence, in order."""
        node = self.structure.nodes[reading.sentence.node]
        numbers = [token.start for token in reading.claimed]
        times = self.times.of(reading.text, reading.sentence.start, node, reading.quoted, numbers)
        if not reading.claimed:
            return
        sites = list(sites_of(reading.text, reading.claimed, reading.clauses))
        places, bodies = self._places(reading, node)
        bodies_of = [bodies.at(site.token.start, site.clause.start) for site in sites]
        kinds, headers = self._kinds_and_headers(reading, node, sites, PlaceList.of(places, bodies))
        for site, (kind, direction), header, entity in zip(sites, kinds, headers, bodies_of, strict=True):
            quantity = site.quantity
            unit = quantity.unit or noun_unit(site.after) or _unit_of(tidy(site.before), header.head)
            qualifier = _QUALIFIERS[quantity.qualifier]
            status, when = status_and_period(times, site, kind, unit, qualifier)
            start, end = self._span(reading, site.token)
            header.item.metric_id = f"{self.document.doc_id}:{start}"
            described = header.describe(unit, direction, status, reading.text[site.token.start : site.token.end])
            self.dimensions += self._dimensions(reading, site.token, header.item.metric_id, described)
            value, value_max = _without_sign(quantity) if direction else (quantity.value, quantity.value_max)
            yield Metric(
                metric_id=header.item.metric_id,
                doc_id=self.document.doc_id,
                section_id=id_of_section(self.document.doc_id, node.position),
                char_start=start,
                char_end=end,
                text=self.document.text[start:end],
                sentence=reading.text,
                sentence_index=reading.index,
                sentence_start=site.token.start,
                sentence_end=site.token.end,
                value=value,
                value_max=value_max,
                unit=unit,
                kind=kind,
                direction=direction,
                status=status,
                qualifier=qualifier,
                label=described.label,
                indicator_id=None,
                region=self._region(node, site, places, entity),
                entity=entity,
                year=when.year if when else None,
                period_start=when.start if when else None,
                period_end=when.end if when else None,
                context=header.context,
                measure=described.measure,
                part_of=header.part_of,
                share_of=header.share_of if kind == MetricKind.SHARE else None,
            )

    def _places(self, reading: _Reading, node: OutlineNode) -> tuple[SentencePlaces, SentenceBodies]:
        """The places and institutions of a sentence. A college's graduates in 江西省 and 浙江省 are figures of it."""
        entity = self.entities[node.position]
        numbers = [(token.start, token.end) for token in reading.claimed]
        region, own = self.regions[node.position], () if entity else numbers
        places = SentencePlaces(reading.text, self.catalog.regions, region, own)
        return places, SentenceBodies(reading.text, entity, numbers)

    def _region(self, node: OutlineNode, site: Site, places: SentencePlaces, entity: str | None) -> str | None:
        """The region of a figure; that of an institution where its report or section is about one."""
        if entity is not None and entity == self.entities[node.position]:
            return self.regions[node.position]
        return places.at(site.token.start, site.clause.start)

    def _kinds_and_headers(
        self, reading: _Reading, node: OutlineNode, sites: list[Site], places: PlaceList
    ) -> tuple[list[Kind], list[Header]]:
        """Kind and row header of each figure, those of a list of places as the words before the list say."""
        lead = self._lead(reading.index)
        last = reading.index - (1 if lead is None else 2)
        said = self.said if self.said_in >= last else None
        kinds = kinds_in_lists(reading.text, sites, kinds_of(reading.text, sites), places, said)
        headers = self.headers.of(reading.text, reading.claimed, [kind for kind, _ in kinds], reading.clauses, node)
        if places.items:
            items = [header.item for header in headers]
            name_in_lists(reading.text, sites, items, places, said, lead or "")
        if sites:
            # 22所，比上年多5所：郭城镇6所 … lists the 22, not by how much they are more.
            last = max((i for i, kind in enumerate(kinds) if kind[0] != MetricKind.CHANGE), default=len(kinds) - 1)
            self.said = Said(headers[last].item, kinds[last], sites[last].quantity.unit)
            self.said_in = reading.index
        return kinds, headers

    def _lead(self, index: int) -> str | None:
        """What the sentence before says of the list that it opens; None where it opens none."""
        if not 0 < index <= len(self.structure.sentences):  # behind the sentences stand the cells of tables
            return None
        before = self.structure.sentences[index - 1]
        words = self.structure.clean.text[max(before.start, before.end - _LONGEST_LEAD) : before.end]
        return lead_of(words) if opens_list(words) else None

    def _dimensions(
        self, reading: _Reading, token: Token, metric_id: str, described: Described
    ) -> Iterator[MetricDimension]:
        """The restrictions of a figure, each with the characters nearest to its number that say so."""
        for one in described.restrictions:
            word = described.words[one.start : one.end]
            position = reading.text.rfind(word, 0, token.start) if word else -1
            position = reading.text.find(word, token.end) if word and position < 0 else position
            start, end = None, None
            inside = reading.cell is None or reading.cell.holds(position, position + len(word))
            if position >= 0 and inside:
                start, end = self._span(reading, Token(position, position + len(word), None, None))
            yield MetricDimension(self.document.doc_id, metric_id, one.dimension, one.member, start, end)

    def unclaimed(self, reading: _Reading) -> Iterator[UnclaimedNumber]:
        """The other numbers of one sentence, with the reason why they are no metric."""
        section = id_of_section(self.document.doc_id, reading.sentence.node)
        for token, reason in reading.left_alone:
            start, end = self._span(reading, token)
            yield UnclaimedNumber(
                self.document.doc_id, section, start, end, self.document.text[start:end], reading.text, reason
            )

    def _span(self, reading: _Reading, token: Token) -> tuple[int, int]:
        if reading.cell is not None:
            return reading.cell.span(token.start, token.end)
        offset = reading.sentence.start
        return self.structure.clean.span(offset + token.start, offset + token.end)


def _without_sign(quantity: Quantity) -> tuple[Decimal, Decimal | None]:
    """How far a change goes, whichever way: −2.3 → 2.3, −3 to −2 → 2 to 3."""
    if quantity.value_max is None:
        return abs(quantity.value), None
    low, high = sorted((abs(quantity.value), abs(quantity.value_max)))
    return low, high


def _unit_of(before: str, head: str) -> str:
    """The unit of a scaled number that has none printed, from the noun it counts; people are told by their endings."""
    units = load_units()
    natural = units.natural_unit(before) or units.natural_unit(head)
    return natural or ("人" if head.endswith(("者", "生", "师", "员", "工", "民", "人")) else "个")

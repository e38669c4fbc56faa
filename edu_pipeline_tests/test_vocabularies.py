"""The words of closed vocabularies: defined once, and no other is written.

A record's field has the vocabulary of its column as its type, so that the type checker refuses any other word where a
record is made; and what the marked reports really give is looked at.
"""

import json
import pickle
from collections.abc import Iterator
from types import UnionType
from typing import Any, get_args, get_type_hints

import pytest

from edu_pipeline.catalog import Indicator, Region, load_catalog
from edu_pipeline.catalog.linking import link_metrics
from edu_pipeline.catalog.places import Place
from edu_pipeline.consistency import Doubt, find_doubts, find_relations
from edu_pipeline.consistency.corrections import VOCABULARIES
from edu_pipeline.extraction import extract_document
from edu_pipeline.records import (
    MemberRole,
    Metric,
    MetricKind,
    RejectedDocument,
    Relation,
    RelationMember,
    Section,
    UnclaimedNumber,
    Vocabulary,
)
from edu_pipeline.storage.tables import load_tables
from edu_pipeline.structure import read_structure, to_sections
from edu_pipeline_tests.gold.pipeline import read
from edu_pipeline_tests.gold.test_published import REPORTS

RECORDS: dict[str, type] = {
    "sections": Section,
    "metrics": Metric,
    "unclaimed_numbers": UnclaimedNumber,
    "indicators": Indicator,
    "regions": Region,
    "document_places": Place,
    "relations": Relation,
    "relation_members": RelationMember,
    "doubts": Doubt,
    "rejected_documents": RejectedDocument,
}


def vocabularies(record: type) -> dict[str, type[Vocabulary]]:
    """The fields of a record that hold a word of a vocabulary, or None."""
    hints = {
        name: get_args(hint)[0] if isinstance(hint, UnionType) else hint
        for name, hint in get_type_hints(record).items()
    }
    return {name: hint for name, hint in hints.items() if hint in Vocabulary.__subclasses__()}


def written() -> Iterator[Any]:
    """The records of all marked reports, their members and the catalog's own."""
    catalog = load_catalog()
    yield from (*catalog.indicators, *catalog.regions.all)
    for path in REPORTS:
        document = read(path)
        structure = read_structure(document.text, document.title)
        extraction = extract_document(document, structure, catalog)
        metrics = link_metrics(extraction.metrics, {document.doc_id: document}, catalog)
        relations = find_relations(metrics, document)
        yield from (*to_sections(structure, document.doc_id), *metrics, *extraction.unclaimed)
        yield from (*relations, *(member for relation in relations for member in relation.members))
        yield from find_doubts(metrics, document)


@pytest.mark.parametrize(("table", "record"), RECORDS.items())
def test_a_field_has_the_vocabulary_of_its_column_as_its_type(table: str, record: type) -> None:
    columns = {column.name: column.values for column in load_tables()[table].columns if column.values}
    assert columns == {name: tuple(kind) for name, kind in vocabularies(record).items()}


def test_what_reports_give_are_words_of_their_vocabulary() -> None:
    fields = {record: vocabularies(record) for record in RECORDS.values()}
    seen = set()
    for record in written():
        for name, vocabulary in fields[type(record)].items():
            value = getattr(record, name)
            assert value is None or type(value) is vocabulary, (record, name)
            seen.add((vocabulary, value))
    assert {word for vocabulary, word in seen if vocabulary is MemberRole} == set(MemberRole)


def test_a_correction_may_name_the_words_that_the_field_may_hold() -> None:
    assert vocabularies(Metric) == VOCABULARIES


def test_every_word_has_a_meaning() -> None:
    for vocabulary in Vocabulary.__subclasses__():
        assert all(word.meaning.strip() for word in vocabulary), vocabulary


def test_a_word_is_its_text_wherever_it_goes() -> None:
    word = MetricKind.LEVEL
    assert (word, str(word), f"{word:>6}", hash(word)) == ("level", "level", " level", hash("level"))
    assert repr([word]) == "['level']"
    assert json.dumps({word: [word]}) == '{"level": ["level"]}'
    assert pickle.loads(pickle.dumps(word)) is word

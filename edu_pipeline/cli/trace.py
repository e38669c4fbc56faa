"""``edu-pipeline trace``: one metric in its sentence, its section, its document, and what it agrees with."""

import argparse
import re
import sys
from typing import Any

from edu_pipeline.cli.errors import DONE, UsageError
from edu_pipeline.cli.folders import require_published, settings_of
from edu_pipeline.cli.status import rows_of
from edu_pipeline.settings import Settings

CONTEXT = 160
"""Characters of the source shown on each side of the metric's sentence at most."""
HEAD = 6
"""Characters by which the beginning of a sentence is found again in the source."""
_SENTENCE_END = re.compile(r"[。！？]|\n\s*\n")

_METRIC = """
    SELECT m.*, d.file_name, d.title, d.issuer, d.region AS document_region, d.year AS document_year,
           d.doc_number, d.text AS document_text, s.path, s.role, i.name_zh, i.description AS indicator_description
    FROM metrics m JOIN documents d USING (doc_id) JOIN sections s USING (section_id)
    LEFT JOIN indicators i USING (indicator_id) WHERE m.metric_id = ?"""
_HELD_BACK = "SELECT reason FROM quarantined_metrics WHERE metric_id = ?"
_SIMILAR = "SELECT metric_id FROM metrics WHERE starts_with(metric_id, ?) ORDER BY char_start LIMIT 5"
_RELATIONS = """
    SELECT r.relation_id, r.kind, r.holds, r.explanation, mine.role
    FROM relations r JOIN relation_members mine USING (relation_id)
    WHERE mine.metric_id = ? ORDER BY r.relation_id"""
_MEMBERS = """
    SELECT role, metric_id, label, text FROM relation_members JOIN metrics USING (metric_id)
    WHERE relation_id = ? AND metric_id <> ? ORDER BY role, metric_id"""
_DIMENSIONS = "SELECT dimension, member FROM metric_dimensions WHERE metric_id = ? ORDER BY dimension, member"
_WHOLE = "SELECT label, text FROM metrics WHERE metric_id = ?"
_DOUBTS = "SELECT * FROM untrusted_metrics WHERE metric_id = ?"
_FACTS = (
    "value",
    "value_max",
    "original_value",
    "unit",
    "kind",
    "direction",
    "status",
    "qualifier",
    "region",
    "entity",
    "year",
    "period_start",
    "period_end",
)


def execute(options: argparse.Namespace) -> int:
    """Show one metric."""
    settings = settings_of(options)
    require_published(settings)

    from edu_pipeline.storage.published import NotPublished, QueryError, open_published

    try:
        with open_published(settings.published_file, settings.query_seconds) as connection:
            metric = _find(connection, options.metric_id)
            relations = rows_of(connection, _RELATIONS, [options.metric_id])
            members = {
                row["relation_id"]: rows_of(connection, _MEMBERS, [row["relation_id"], options.metric_id])
                for row in relations
            }
            doubts = rows_of(connection, _DOUBTS, [options.metric_id])
            dimensions = rows_of(connection, _DIMENSIONS, [options.metric_id])
            wholes = rows_of(connection, _WHOLE, [metric["part_of"] or ""])
    except (NotPublished, QueryError) as error:
        raise UsageError(str(error)) from error
    _tell_source(metric)
    _tell_facts(metric)
    _tell_measure(metric, dimensions, wholes)
    _tell_link(settings, metric)
    _tell_relations(relations, members)
    for doubt in doubts:
        print(f"doubt      {doubt.get('why') or doubt.get('reason')}")
    return DONE


def _find(connection: Any, metric_id: str) -> dict[str, Any]:
    found = rows_of(connection, _METRIC, [metric_id])
    if found:
        return found[0]
    held = rows_of(connection, _HELD_BACK, [metric_id])
    if held:
        raise UsageError(f"the metric {metric_id} is held back (quarantined_metrics): {held[0]['reason']}")
    near = [row["metric_id"] for row in rows_of(connection, _SIMILAR, [metric_id[:16]])]
    hint = f"Metrics of that document: {', '.join(near)} …" if near else "Ids are in the column metric_id of metrics."
    raise UsageError(f"there is no metric {metric_id}. {hint}")


def _tell_source(metric: dict[str, Any]) -> None:
    text, start, end = metric["document_text"], metric["char_start"], metric["char_end"]
    first, last = _sentence_around(text, start, end)
    before, number, after = text[first:start], text[start:end], text[end:last]
    print(f"{_from_sentence(_flat(before), metric['sentence'])}{_marked(_flat(number))}{_flat(after)}\n")
    document = "，".join(str(part) for part in (metric["title"], metric["doc_number"], metric["issuer"]) if part)
    print(f"document   {document or metric['file_name']}")
    print(f"file       {metric['file_name']}, characters {start}–{end}")
    print(f"section    {metric['path']} ({metric['role']})")


def _sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds the characters start to end, in the document's own text, cut when it is very long."""
    before = [match.end() for match in _SENTENCE_END.finditer(text, max(0, start - CONTEXT), start)]
    after = _SENTENCE_END.search(text, end, end + CONTEXT)
    return (before[-1] if before else max(0, start - CONTEXT)), (
        after.end() if after else min(len(text), end + CONTEXT)
    )


def _from_sentence(before: str, sentence: str) -> str:
    """Leave out what stands before the sentence, such as a title: a line break alone ends no sentence."""
    start = before.rfind(sentence[:HEAD])
    return before[start:] if start >= 0 else before


def _flat(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text).lstrip("\ufeff")


def _marked(text: str) -> str:
    return f"\x1b[1;7m{text}\x1b[0m" if sys.stdout.isatty() else f"【{text}】"


def _tell_facts(metric: dict[str, Any]) -> None:
    from edu_pipeline.storage.formatting import plain_decimal

    print(f"metric     {metric['label']}")
    told = []
    for name in _FACTS:
        value = metric.get(name)
        if value is not None:
            told.append(f"{name} {plain_decimal(value) if name.endswith(('value', 'max')) else value}")
    print(f"           {', '.join(told)}")


def _tell_measure(metric: dict[str, Any], dimensions: list[dict[str, Any]], wholes: list[dict[str, Any]]) -> None:
    told = "，".join(f"{row['dimension']} {row['member']}" for row in dimensions)
    print(f"measure    {metric['measure']}{f' ({told})' if told else ''}")
    for whole in wholes:
        print(f"part of    {metric['part_of']} {whole['label']} {_flat(whole['text'])}")
    if metric["share_of"]:
        print(f"share of   {metric['share_of']}")
    if metric["context"]:
        print(f"under      {metric['context']}")


def _tell_link(settings: Settings, metric: dict[str, Any]) -> None:
    if metric["indicator_id"] is None:
        print("indicator  none of the catalog")
    else:
        print(f"indicator  {metric['indicator_id']} {metric['name_zh']}: {metric['indicator_description']}")
    why = _why_linked(settings, metric["doc_id"], metric["metric_id"])
    if why:
        print(f"           {why}")


def _why_linked(settings: Settings, doc_id: str, metric_id: str) -> str | None:
    """The linker's reason, from the staged record of the metric; None where staging has another state of it."""
    from edu_pipeline.catalog import load_catalog
    from edu_pipeline.catalog.linking import explain_link
    from edu_pipeline.stages.corpus import read_documents, read_metrics

    documents = list(read_documents(settings, [doc_id]))
    metrics = read_metrics(settings, doc_id)
    for metric in metrics:
        if metric.metric_id == metric_id and documents:
            return explain_link(metric, documents[0], load_catalog(settings.catalog_file), metrics).text
    return None


def _tell_relations(relations: list[dict[str, Any]], members: dict[str, list[dict[str, Any]]]) -> None:
    for row in relations:
        verdict = "holds" if row["holds"] else "DOES NOT HOLD"
        print(f"relation   {row['kind']} as {row['role']}, {verdict}: {row['explanation']}")
        for member in members[row["relation_id"]]:
            print(f"           {member['role']:<8} {member['metric_id']} {member['label']} {_flat(member['text'])}")

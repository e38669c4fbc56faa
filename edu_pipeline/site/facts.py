"""What the inspector shows of each figure of a document: plain words in short keys, for the script to put in place."""

from collections.abc import Mapping
from typing import Any

from edu_pipeline.records import RelationKind
from edu_pipeline.site.contents import DocumentContents, Row, grouped
from edu_pipeline.site.words import amount, chinese, number, period

PLACES = 4
"""Decimal places of a recomputed value: more than any report prints."""


def facts_of(contents: DocumentContents) -> dict[str, Any]:
    """``facts``, one for each figure in the order of the text, and ``relations``, which they point to by position."""
    relations = _relations(contents)
    positions = {row["id"]: position for position, row in enumerate(relations)}
    taking_part: dict[str, list[int]] = {}
    for row in contents.relations:
        if row["member_doc_id"] == contents.document["doc_id"]:
            taking_part.setdefault(row["metric_id"], []).append(positions[row["relation_id"]])
    doubts = {row["metric_id"]: row["why"] for row in contents.doubts}
    dimensions = grouped(contents.dimensions, "metric_id")
    disagreements = grouped(contents.disagreements, "metric_id")
    labels = {row["metric_id"]: f"{row['label']} {row['text']}" for row in contents.metrics}
    facts = []
    for row in contents.metrics:
        key = row["metric_id"]
        fact = {
            "id": key,
            "label": row["label"],
            "rows": _rows(row, dimensions.get(key, []), labels),
            "status": row["status"],
            "why": doubts[key].split("；") if key in doubts else [],
            "rel": list(dict.fromkeys(taking_part.get(key, []))),
            "ind": row["indicator_id"],
            "name": row["name_zh"],
            "other": [_other(other) for other in disagreements.get(key, [])],
        }
        facts.append({name: value for name, value in fact.items() if value})
    for relation in relations:
        del relation["id"]
    return {"facts": facts, "relations": relations}


def _rows(row: Mapping[str, Any], dimensions: list[Row], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    kind = chinese("kind", row["kind"])
    told = (
        ("数值", amount(row)),
        ("原文", row["text"]),
        ("更正前", number(row["original_value"])),
        ("类型", kind + {"up": "，增", "down": "，减"}.get(row["direction"] or "", "")),
        ("状态", chinese("status", row["status"])),
        ("计量对象", row["measure"]),
        ("维度", "，".join(f"{one['dimension']}：{one['member']}" for one in dimensions)),
        ("占比的分母", row["share_of"]),
        ("所属总计", labels.get(row["part_of"] or "")),
        ("地区", row["region"]),
        ("机构", row["entity"]),
        ("年份", row["year"] and str(row["year"])),
        ("时段", period(row)),
        ("语境", row["context"]),
    )
    return [(name, value) for name, value in told if value]


def _relations(contents: DocumentContents) -> list[dict[str, Any]]:
    """Each relation once, with its members; ``n`` is where a member stands in the document's own figures."""
    positions = {row["metric_id"]: position for position, row in enumerate(contents.metrics)}
    relations = []
    for key, members in grouped(contents.relations, "relation_id").items():
        first = members[0]
        relations.append(
            {
                "id": key,
                "kind": chinese("relation", first["kind"]),
                "holds": first["holds"],
                "told": first["explanation"],
                "sum": _arithmetic(first),
                "members": [
                    {
                        "role": chinese("role", member["role"]),
                        "text": f"{member['label']} {member['text']}",
                        "n": positions.get(member["metric_id"]),
                        "at": None if member["metric_id"] in positions else _place(member, "member_doc_id"),
                    }
                    for member in members
                ],
            }
        )
    return relations


def _arithmetic(row: Mapping[str, Any]) -> str:
    """The numbers behind the verdict; a part that is not more than its whole has none that say more than the words."""
    if row["kind"] == RelationKind.SUBSET:
        return ""
    expected, actual, residual, tolerance = (
        number(round(row[name], PLACES)) for name in ("expected", "actual", "residual", "tolerance")
    )
    return f"应为 {expected}，报告为 {actual}，差 {residual}，允许误差 {tolerance}"


def _other(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "text": f"{row['other_title']}：{number(row['other_value'])} {row['unit']}",
        "at": f"{row['other_doc_id']}.html#{row['other_metric_id']}",
        "reports": row["reports"],
    }


def _place(row: Mapping[str, Any], document: str) -> str:
    return f"{row[document]}.html#{row['metric_id']}"

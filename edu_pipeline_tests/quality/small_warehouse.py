"""A small warehouse in which every expectation is met: two reports of one county, and one relation of each kind."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from edu_pipeline.catalog import Catalog, load_catalog
from edu_pipeline.records import Better, MetricKind
from edu_pipeline.storage.publish import views_sql
from edu_pipeline.storage.tables import create_table_sql, load_tables, quoted

THIS_YEAR = """甲县教育局2023年工作总结
一、基本情况
全县有学校50所，其中小学30所、初中20所。教育集团由2022年的8个增加到10个，增加2个，增长25%。
二、课后服务
参与学生800人，占1000人的80%，每人每年300元，合计24万元。
参与率比上年提高5个百分点。2024年教育集团力争达到12个以上。"""
LAST_YEAR = """甲县教育局2022年工作总结
全县有教育集团8个。"""
STAGED_AT = "2026-01-02 03:04:05"


def small_catalog() -> Catalog:
    """A catalog of one indicator, whose plausible values the tests know."""
    shipped = load_catalog()
    groups = replace(
        shipped.indicators[0],
        id="education_groups",
        name_zh="教育集团数",
        unit="个",
        units=("个",),
        kind=MetricKind.LEVEL,
        better=Better.HIGHER,
        low=Decimal(1),
        high=Decimal(100),
        max_jump=Decimal(5),
        flow=False,
    )
    return replace(shipped, indicators=(groups,), by_id={groups.id: groups})


def build(path: Path) -> Path:
    """Write the warehouse to ``path``, without the constraints that would keep a test from breaking it."""
    with duckdb.connect(path) as connection:
        for table in load_tables().values():
            connection.execute(create_table_sql(table).replace(" NOT NULL", ""))
        for name, rows in _tables().items():
            for row in rows:
                _insert(connection, name, row)
        connection.execute(views_sql())
    return path


def _insert(connection: duckdb.DuckDBPyConnection, table: str, row: Mapping[str, Any]) -> None:
    columns = ", ".join(quoted(name) for name in row)
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {quoted(table)} ({columns}) VALUES ({marks})", list(row.values()))


def _tables() -> dict[str, list[dict[str, Any]]]:
    now, last = _document(THIS_YEAR, 2023), _document(LAST_YEAR, 2022)
    sections = [*_sections(now, ["一、基本情况", "二、课后服务"]), *_sections(last, [])]
    metrics = [
        *_metrics_of_this_year(now),
        _metric(last, "8个", 8, "个", "教育集团数", 2022, indicator_id="education_groups"),
    ]
    relations, members = _relations(now, metrics)
    return {
        "documents": [now, last],
        "sections": sections,
        "metrics": metrics,
        "metric_dimensions": [_dimension(now, "30所", "小学"), _dimension(now, "20所", "初中")],
        "dimensions": [_member("小学", "义务教育"), _member("初中", "义务教育"), _member("义务教育", None)],
        "unclaimed_numbers": [_unclaimed(now, "2023年", "date")],
        "indicators": [_indicator()],
        "document_places": [_place(now), _place(last)],
        "metric_bounds": [_bounds(metric) for metric in metrics if metric["indicator_id"]],
        "relations": relations,
        "relation_members": members,
        "corrections": [_correction(now)],
    }


def _document(text: str, year: int) -> dict[str, Any]:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return {
        "doc_id": sha256[:16],
        "file_name": f"甲县{year}.txt",
        "sha256": sha256,
        "media_type": "text/plain",
        "encoding": "utf-8",
        "title": text.splitlines()[0],
        "doc_number": None,
        "issuer": "甲县教育局",
        "region": "甲县",
        "year": year,
        "published_on": f"{year + 1}-01-15",
        "text": text,
        "char_count": len(text),
        "staged_at": STAGED_AT,
    }


def _sections(document: Mapping[str, Any], headings: list[str]) -> list[dict[str, Any]]:
    text, doc_id = document["text"], document["doc_id"]
    starts = [0, *(text.index(heading) for heading in headings)]
    ends = [len(text), *starts[2:], len(text)]
    return [
        {
            "section_id": f"{doc_id}:s{position}",
            "doc_id": doc_id,
            "parent_id": f"{doc_id}:s0" if position else None,
            "position": position,
            "depth": int(position > 0),
            "marker": headings[position - 1][:2] if position else None,
            "heading": headings[position - 1][2:] if position else None,
            "path": headings[position - 1][2:] if position else document["title"],
            "char_start": start,
            "char_end": end,
            "role": "summary",
        }
        for position, (start, end) in enumerate(zip(starts, ends, strict=False))
    ]


def _metrics_of_this_year(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    groups: dict[str, Any] = {"indicator_id": "education_groups"}
    return [
        _metric(document, "50所", 50, "所", "学校数", 2023),
        _metric(document, "30所", 30, "所", "小学数", 2023),
        _metric(document, "20所", 20, "所", "初中数", 2023, period_start="2023-01-01", period_end="2023-06-30"),
        _metric(document, "8个", 8, "个", "教育集团数", 2022, **groups),
        _metric(document, "10个", 10, "个", "教育集团数", 2023, **groups),
        _metric(document, "2个，", 2, "个", "教育集团数增加数", 2023, kind="change", direction="up", cut=1),
        _metric(document, "25%", 25, "%", "教育集团数增长率", 2023, kind="growth", direction="up"),
        _metric(document, "800人", 800, "人", "课后服务学生数", 2023),
        _metric(document, "1000人", 1000, "人", "学生数", 2023),
        _metric(document, "80%", 80, "%", "课后服务学生参与率", 2023, kind="share"),
        _metric(document, "300元", 300, "元", "课后服务每人每年收费", 2023, status="rule"),
        _metric(document, "24万元", 240000, "元", "课后服务收费合计", 2023),
        _metric(document, "5个百分点", 5, "个百分点", "参与率提高", 2023, kind="change", direction="up"),
        _metric(document, "12个以上", 12, "个", "教育集团数", 2024, status="target", qualifier=">=", **groups),
    ]


def _metric(
    document: Mapping[str, Any], words: str, value: int, unit: str, label: str, year: int, cut: int = 0, **other: Any
) -> dict[str, Any]:
    text, doc_id = document["text"], document["doc_id"]
    start = text.index(words)
    end = start + len(words) - cut
    section = 0 if "二、" not in text else 1 if start < text.index("二、") else 2
    return {
        "metric_id": f"{doc_id}:{start}",
        "doc_id": doc_id,
        "section_id": f"{doc_id}:s{section}",
        "char_start": start,
        "char_end": end,
        "text": text[start:end],
        "sentence": next(line for line in text.splitlines() if words in line),
        "value": Decimal(value),
        "value_max": None,
        "unit": unit,
        "kind": "level",
        "direction": None,
        "status": "actual",
        "qualifier": "=",
        "label": label,
        "context": "",
        "measure": label,
        "indicator_id": None,
        "region": "甲县",
        "year": year,
    } | other


def _relations(
    document: Mapping[str, Any], metrics: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    by_text = {metric["text"]: metric["metric_id"] for metric in metrics if metric["doc_id"] == document["doc_id"]}
    told: list[tuple[str, int, dict[str, str]]] = [
        ("sum", 50, {"50所": "total", "30所": "part", "20所": "part"}),
        ("subset", 30, {"50所": "whole", "30所": "part"}),
        ("ratio", 80, {"800人": "part", "1000人": "whole", "80%": "share"}),
        ("growth", 25, {"8个": "prev", "10个": "now", "25%": "rate"}),
        ("change", 2, {"8个": "from", "10个": "to", "2个": "change"}),
        ("product", 240000, {"300元": "each", "800人": "count", "24万元": "total"}),
    ]
    relations, members = [], []
    for number, (kind, value, roles) in enumerate(told, start=1):
        relation_id = f"{document['doc_id']}:r{number}"
        figures = {"expected": value, "actual": value, "residual": 0, "tolerance": 0, "holds": True}
        relations.append(
            {"relation_id": relation_id, "doc_id": document["doc_id"], "kind": kind, **figures, "explanation": "相符。"}
        )
        members += [
            {"relation_id": relation_id, "metric_id": by_text[text], "role": role} for text, role in roles.items()
        ]
    return relations, members


def _dimension(document: Mapping[str, Any], words: str, member: str) -> dict[str, Any]:
    start = document["text"].index(member)
    return {
        "metric_id": f"{document['doc_id']}:{document['text'].index(words)}",
        "dimension": "学段",
        "member": member,
        "char_start": start,
        "char_end": start + len(member),
    }


def _member(name: str, parent: str | None) -> dict[str, Any]:
    return {
        "dimension": "学段",
        "member": name,
        "parent_member": parent,
        "name_en": "a stage",
        "description": f"stage of schooling; {name}",
    }


def _unclaimed(document: Mapping[str, Any], words: str, reason: str) -> dict[str, Any]:
    start = document["text"].index(words)
    return {
        "doc_id": document["doc_id"],
        "section_id": f"{document['doc_id']}:s0",
        "char_start": start,
        "char_end": start + len(words),
        "text": words,
        "sentence": document["title"],
        "reason": reason,
    }


def _place(document: Mapping[str, Any]) -> dict[str, Any]:
    return {"doc_id": document["doc_id"], "region": "甲县", "name": "甲县", "level": "county", "code": "999901"}


def _bounds(metric: Mapping[str, Any]) -> dict[str, Any]:
    return {"metric_id": metric["metric_id"], "low": metric["value"], "high": metric["value"]}


def _indicator() -> dict[str, Any]:
    groups = small_catalog().indicators[0]
    names = [column.name for column in load_tables()["indicators"].columns if column.name != "indicator_id"]
    return {"indicator_id": groups.id} | {name: getattr(groups, name) for name in names}


def _correction(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "file_name": document["file_name"],
        "quote": "合计24万元",
        "field": "value",
        "from_value": "24",
        "to_value": "240000",
        "reason": "漏印万字",
        "by_whom": "统计股",
        "metric_id": f"{document['doc_id']}:{document['text'].index('24万元')}",
        "applied": True,
        "detail": None,
    }

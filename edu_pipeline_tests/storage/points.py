"""A warehouse in memory with the published tables and views, filled point by point."""

from decimal import Decimal
from typing import Any

import duckdb

from edu_pipeline.storage.publish import views_sql
from edu_pipeline.storage.tables import create_table_sql, load_tables, table

INDICATORS = [
    # id, kind, better, max_jump, flow
    ("share", "share", "higher", 15, False),
    ("large", "share", "lower", 15, False),
    ("groups", "level", "higher", Decimal("0.5"), False),
    ("recruited", "level", "higher", None, True),
]


class Warehouse:
    """An empty warehouse with its views, filled row by row."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        for described in load_tables().values():
            connection.execute(create_table_sql(described))
        connection.execute(views_sql())
        for name, kind, better, jump, flow in INDICATORS:
            row = {"indicator_id": name, "name_zh": name, "name_en": name, "unit": "个", "kind": kind, "domain": "甲"}
            self.insert("indicators", row | {"description": "", "better": better, "max_jump": jump, "flow": flow})

    def insert(self, name: str, row: dict[str, Any]) -> None:
        known = {column.name: column for column in table(name).columns}
        blank = {"text": "", "bigint": 0, "integer": 0, "decimal": 0, "boolean": False, "timestamp": "2024-01-01"}
        full = {name: blank.get(column.type, "") for name, column in known.items() if column.required} | row
        marks = ", ".join("?" * len(full))
        self.connection.execute(f"INSERT INTO {name} ({', '.join(full)}) VALUES ({marks})", list(full.values()))

    def document(self, doc_id: str, region: str = "甲市", year: int = 2023, published_on: str | None = None) -> None:
        row = {"doc_id": doc_id, "file_name": f"{doc_id}.txt", "region": region, "year": year}
        self.insert("documents", row | {"published_on": published_on})

    def point(
        self, doc_id: str, indicator: str, year: int | None, value: Any, status: str = "actual", **more: Any
    ) -> str:
        count = self.ask("SELECT count(*) FROM metrics")[0][0]
        metric_id: str = more.pop("metric_id", f"{doc_id}:{count}")
        low, high = more.pop("bounds", (value, value))
        row = {"metric_id": metric_id, "doc_id": doc_id, "indicator_id": indicator, "region": "甲市", "year": year}
        row |= {"value": value, "status": status, "qualifier": "=", "kind": "level", "unit": "个", "char_start": count}
        self.insert("metrics", row | more)
        self.insert("metric_bounds", {"metric_id": metric_id, "low": low, "high": high})
        return metric_id

    def place(self, doc_id: str, region: str, parent: str, code: str) -> None:
        row = {"doc_id": doc_id, "region": region, "name": region, "level": "county", "code": code, "parent": parent}
        self.insert("document_places", row)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from edu_pipeline_tests.quality.small_warehouse import build

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "＝1+1",
    '甲"乙',
    "甲,乙",
    "甲\n乙",
    "1/2",
    "2023-1",
    "007",
    "12e5",
]
LONG = Decimal("1234567890123456789.25")


class Warehouse:
    """A small published file in a folder with a Chinese name, to which figures may be added."""

    def __init__(self, root: Path) -> None:
        self.root = root / "数据 仓库#1"
        self.root.mkdir()
        self.path = build(self.root / "edu.duckdb")
        self.added = 0

    def add(self, **changed: Any) -> str:
        """Another figure like the first one, but for these columns; its id."""
        self.added += 1
        with duckdb.connect(self.path) as connection:
            answer = connection.execute("SELECT * FROM metrics ORDER BY metric_id LIMIT 1")
            names = [column[0] for column in answer.description]
            row: Mapping[str, Any] = dict(zip(names, answer.fetchone() or (), strict=True))
            row = {**row, "metric_id": f"{row['metric_id']}-{self.added + 1}", **changed}
            connection.execute(f"INSERT INTO metrics VALUES ({', '.join('?' * len(row))})", list(row.values()))
        return str(row["metric_id"])

    def restrict(self, metric_id: str, dimension: str, member: str) -> None:
        with duckdb.connect(self.path) as connection:
            connection.execute(
                "INSERT INTO metric_dimensions VALUES (?, ?, ?, NULL, NULL)", [metric_id, dimension, member]
            )

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(self.path, read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


@pytest.fixture
def hostile(warehouse: Warehouse) -> Warehouse:
    """With labels that a spreadsheet would run or misread, long decimals, a range, nulls and control characters."""
    for label in HOSTILE:
        warehouse.add(label=label, measure=label)
    warehouse.add(label="长数", value=LONG)
    warehouse.add(label="小数", value=Decimal("0.1"))
    warehouse.add(label="负数", value=Decimal("-3.5"))
    warehouse.add(label="区间", value=Decimal(1), value_max=Decimal(2), text="1-2个")
    warehouse.add(label="空", region=None, year=None, indicator_id=None)
    warehouse.add(label="甲\x01乙😀", unit="个")
    return warehouse

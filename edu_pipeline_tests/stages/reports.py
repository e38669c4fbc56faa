"""Small seeds folders and whole runs without checks, for the tests of the stages."""

from pathlib import Path
from typing import Any

import duckdb

from edu_pipeline.settings import Settings
from edu_pipeline.stages.corpus import analyse_documents
from edu_pipeline.stages.documents import stage_documents
from edu_pipeline.stages.outcomes import metrics_result, relations_result, sections_result
from edu_pipeline.stages.result import StageResult
from edu_pipeline.stages.warehouse import build_warehouse, publish_warehouse

FIRST = """清水县2023年教育工作总结

一、学前教育
全县共有公办幼儿园12所，在园幼儿3400人。

二、义务教育
义务教育巩固率达98.5%。
"""
SECOND = """白河市2022年教育工作总结

一、教师队伍
全市招聘教师85人，其中乡村教师40人。
"""


def settings_in(folder: Path, **reports: str) -> Settings:
    """Settings of a new project in ``folder`` with reports a.txt, b.txt … as given."""
    settings = Settings(folder / "seeds", folder / "warehouse")
    settings.seeds_dir.mkdir(parents=True, exist_ok=True)
    for name, text in reports.items():
        write(settings, f"{name}.txt", text)
    return settings


def write(settings: Settings, name: str, text: str) -> None:
    path = settings.seeds_dir / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def run_stages(settings: Settings, *, full: bool = False) -> dict[str, StageResult]:
    """Stage everything; nothing is built."""
    read = stage_documents(settings, full=full)
    analysed = analyse_documents(settings, full=full)
    outcomes = (outcome(settings, analysed) for outcome in (sections_result, metrics_result, relations_result))
    return {result.table: result for result in (read, *outcomes)}


def run_all(settings: Settings, run_id: str = "r1", *, full: bool = False) -> dict[str, StageResult]:
    """Stage everything, build and publish."""
    results = run_stages(settings, full=full)
    build_warehouse(settings)
    return results | {"warehouse": publish_warehouse(settings, run_id)}


def ask(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query on the published file."""
    with duckdb.connect(settings.published_file, read_only=True) as connection:
        return connection.execute(sql).fetchall()

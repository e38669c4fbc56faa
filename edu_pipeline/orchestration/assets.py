"""The graph: one asset per stage. What a stage does is in ``edu_pipeline.stages``; here it gets its place and words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from edu_pipeline.catalog import CatalogError
from edu_pipeline.orchestration.metadata import column_schema, markdown_table, materialization
from edu_pipeline.orchestration.resources import Workspace
from edu_pipeline.settings import SettingsError
from edu_pipeline.site.build import try_site
from edu_pipeline.stages.completion import note_inputs
from edu_pipeline.stages.documents import stage_documents
from edu_pipeline.stages.outcomes import metrics_result, relations_result, sections_result
from edu_pipeline.stages.result import Progress, UnusableInput
from edu_pipeline.stages.seeds_state import quick_state
from edu_pipeline.stages.warehouse import StagingMismatch, build_warehouse, publish_warehouse
from edu_pipeline.storage.publish import NothingToPublish

POOL = "warehouse"
OWNERS = ["team:statistics"]
TOLD_TENTHS = 10
"""How often a stage says how far it is, at most: a log of thousands of reports stays readable."""

Result = dg.MaterializeResult[Any]
# A file share that hiccups is worth a second try; whatever else fails would fail again.
_READ_AGAIN = dg.RetryPolicy(max_retries=2, delay=2)


@dg.asset(
    group_name="step1_read",
    description="报告文件. Every file below the seeds folder, decoded and unchanged; files that can't be read are in "
    "rejected_documents with the reason. A report that was read before is not read again.",
    kinds={"file", "parquet"},
    owners=OWNERS,
    pool=POOL,
    retry_policy=_READ_AGAIN,
    metadata=column_schema("documents"),
)
def raw_documents(context: dg.AssetExecutionContext, workspace: Workspace) -> Result:
    """The seeds folder → documents, rejected_documents."""
    settings = workspace.settings()
    before = quick_state(settings)
    with _plain_errors():
        result = stage_documents(settings, workspace.engine, full=workspace.full, progress=_progress(context))
    note_inputs(settings, before)
    return materialization(result)


@dg.asset(
    deps=[raw_documents],
    group_name="step1_read",
    description="章节. The outline of each report as a tree: parts, 一、, （一）, 1., 一是 … with the characters that "
    "each covers, and whether it tells what was done or what is planned.",
    kinds={"parquet"},
    owners=OWNERS,
    pool=POOL,
    metadata=column_schema("sections"),
)
def sections(context: dg.AssetExecutionContext, workspace: Workspace) -> Result:
    """documents → sections, and in the same pass everything else that a document gives."""
    with _plain_errors():
        return materialization(sections_result(workspace.settings(), workspace.analysed(_progress(context))))


@dg.asset(
    deps=[sections],
    group_name="step2_figures",
    description="指标数据. Every figure of every report: value, unit, what, where, when, reached or planned, and the "
    "exact characters that state it. Numbers that are no figures are in unclaimed_numbers, each with the reason.",
    kinds={"parquet"},
    owners=OWNERS,
    pool=POOL,
    metadata=column_schema("metrics"),
)
def metrics(context: dg.AssetExecutionContext, workspace: Workspace) -> Result:
    """documents, catalog → metrics, unclaimed_numbers; done already where sections were made in the same run."""
    with _plain_errors():
        return materialization(metrics_result(workspace.settings(), workspace.analysed(_progress(context))))


@dg.asset(
    deps=[metrics],
    group_name="step2_figures",
    description="勾稽关系. What the figures of a report say about each other: parts and totals, shares, growth and its "
    "base; each recomputed, with the residual and whether it holds.",
    kinds={"parquet"},
    owners=OWNERS,
    pool=POOL,
    metadata=column_schema("relations"),
)
def relations(context: dg.AssetExecutionContext, workspace: Workspace) -> Result:
    """metrics → relations, relation_members; done already where sections were made in the same run."""
    with _plain_errors():
        return materialization(relations_result(workspace.settings(), workspace.analysed(_progress(context))))


@dg.asset(
    deps=[relations],
    group_name="step3_publish",
    description="待发布库. A new DuckDB file built beside the published one from everything above, with its views and "
    "comments. Nobody reads it yet: its checks decide whether it is published.",
    kinds={"duckdb"},
    owners=OWNERS,
    pool=POOL,
)
def candidate(workspace: Workspace) -> Result:
    """All staged tables → staging/candidate.duckdb."""
    settings = workspace.settings()
    with _plain_errors():
        return materialization(build_warehouse(settings), {"file": dg.MetadataValue.path(settings.candidate_file)})


@dg.asset(
    deps=[candidate],
    group_name="step3_publish",
    description="已发布库. The file that people query, edu.duckdb: the checked candidate put in place of the old one "
    "in one step, so that readers never wait and never see half of it.",
    kinds={"duckdb"},
    owners=OWNERS,
    pool=POOL,
)
def warehouse(context: dg.AssetExecutionContext, workspace: Workspace) -> Result:
    """staging/candidate.duckdb → edu.duckdb."""
    settings = workspace.settings()
    with _plain_errors():
        result = publish_warehouse(settings, context.run_id, _started_at(context))
    tables = [{"table": name, "rows": rows} for name, rows in result.counts.items()]
    return materialization(
        result,
        {"file": dg.MetadataValue.path(settings.published_file), "tables": dg.MetadataValue.md(markdown_table(tables))},
    )


@dg.asset(
    deps=[warehouse],
    group_name="step3_publish",
    description="网页. The pages of what is published, report/index.html: every report with its figures marked, every "
    "indicator over years and places, and what to doubt. They open from the disk; only pages that changed are written.",
    kinds={"html"},
    owners=OWNERS,
    pool=POOL,
)
def report(context: dg.AssetExecutionContext, workspace: Workspace) -> Result:
    """edu.duckdb → report/. Pages that can't be written are a warning: what is published stays published."""
    settings = workspace.settings()
    result, unwritten = try_site(settings)
    if unwritten:
        context.log.warning(unwritten)
    return materialization(result, {"file": dg.MetadataValue.path(settings.report_dir / "index.html")})


ASSETS = [raw_documents, sections, metrics, relations, candidate, warehouse, report]
STAGE_ASSETS = {
    "documents": raw_documents,
    "sections": sections,
    "metrics": metrics,
    "relations": relations,
    "warehouse": candidate,
}
"""The asset that a stage's suites check; the suites of the last stage judge the candidate before it is published."""


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn errors that a person can mend into failures that show their sentence, and that no retry repeats."""
    try:
        yield
    except (CatalogError, NothingToPublish, SettingsError, StagingMismatch, UnusableInput) as error:
        raise dg.Failure(str(error), allow_retries=False) from error


def _progress(context: dg.AssetExecutionContext) -> Progress:
    """Say in the run's log how far a stage is, each tenth of the way; few documents are done before one reads it."""
    told = 0

    def say(done: int, total: int) -> None:
        nonlocal told
        tenth = done * TOLD_TENTHS // total
        if tenth > told and total > TOLD_TENTHS:
            told = tenth
            context.log.info(f"{done:,} of {total:,} documents")

    return say


def _started_at(context: dg.AssetExecutionContext) -> datetime | None:
    record = context.instance.get_run_record_by_id(context.run_id)
    if record is None or record.start_time is None:
        return None
    return datetime.fromtimestamp(record.start_time, UTC).replace(tzinfo=None)

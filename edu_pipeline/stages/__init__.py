"""What each asset does, as plain functions: settings in, a staged table and a StageResult out; no orchestrator here."""

from edu_pipeline.stages.documents import stage_documents
from edu_pipeline.stages.metrics import stage_metrics
from edu_pipeline.stages.relations import stage_relations
from edu_pipeline.stages.result import Progress, StageResult, UnusableInput, load_result
from edu_pipeline.stages.sections import stage_sections
from edu_pipeline.stages.warehouse import build_warehouse, publish_warehouse

__all__ = [
    "Progress",
    "StageResult",
    "UnusableInput",
    "build_warehouse",
    "load_result",
    "publish_warehouse",
    "stage_documents",
    "stage_metrics",
    "stage_relations",
    "stage_sections",
]

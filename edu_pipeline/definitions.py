"""What Dagster loads: every asset, check, job, schedule and sensor of the project."""

from edu_pipeline.orchestration.build import build_defs

defs = build_defs()

"""Everything put together. Tests build definitions of their own, with their own folders."""

import logging

import dagster as dg

from edu_pipeline.orchestration.assets import ASSETS
from edu_pipeline.orchestration.checks import build_checks
from edu_pipeline.orchestration.jobs import refresh_warehouse
from edu_pipeline.orchestration.resources import Workspace
from edu_pipeline.orchestration.schedules import build_schedules
from edu_pipeline.orchestration.sensors import build_sensors
from edu_pipeline.settings import load_settings

EVENT_LOGGER = "edu_pipeline.events"


def build_defs(workspace: Workspace | None = None) -> dg.Definitions:
    """Fresh definitions; ``workspace`` is the folders to use, by default those of the environment."""
    workspace = workspace or Workspace()
    return dg.Definitions(
        assets=ASSETS,
        asset_checks=build_checks(),
        jobs=[refresh_warehouse],
        schedules=build_schedules(workspace),
        sensors=build_sensors(workspace, load_settings().sensor_interval_seconds),
        resources={"workspace": workspace},
        executor=dg.in_process_executor,
        loggers={"events": dg.logger(_event_logger), "console": dg.colored_console_logger},
    )


def _event_logger(_context: dg.InitLoggerContext) -> logging.Logger:
    """Hands a run's events to the program that runs it in its own process; writes nothing itself."""
    logger = logging.getLogger(EVENT_LOGGER)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    return logger

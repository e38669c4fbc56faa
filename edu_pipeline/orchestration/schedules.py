"""When everything is refreshed whether or not a report changed: newer code, an edited catalog, a missed event."""

import dagster as dg

from edu_pipeline.orchestration.jobs import refresh_warehouse
from edu_pipeline.orchestration.resources import Workspace
from edu_pipeline.stages.completion import last_complete


def build_schedules(workspace: Workspace) -> list[dg.ScheduleDefinition]:
    """The daily schedule, which runs by default, and skips a morning on which there is nothing to do."""

    @dg.schedule(
        name="daily_refresh",
        job=refresh_warehouse,
        cron_schedule="30 6 * * *",
        execution_timezone="Asia/Shanghai",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Refreshes the warehouse every morning at 6:30 Beijing time, before the working day.",
    )
    def daily_refresh() -> dg.RunRequest | dg.SkipReason:
        done = last_complete(workspace.settings())
        if done is not None:
            return dg.SkipReason(f"Nothing changed since the run of {done.published_at} UTC.")
        return dg.RunRequest()

    return [daily_refresh]

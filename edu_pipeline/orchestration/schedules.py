"""When everything is refreshed whether or not a report changed: newer code, an edited catalog, a missed event."""

import dagster as dg

from edu_pipeline.orchestration.jobs import refresh_warehouse

daily_refresh = dg.ScheduleDefinition(
    name="daily_refresh",
    job=refresh_warehouse,
    cron_schedule="30 6 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Refreshes the warehouse every morning at 6:30 Beijing time, before the working day.",
)

"""The one job: everything, in one process. A process per step would cost seconds each."""

import dagster as dg

REFRESH_JOB = "refresh_warehouse"

refresh_warehouse = dg.define_asset_job(
    name=REFRESH_JOB,
    selection=dg.AssetSelection.all(),
    description=(
        "Read what is new in the seeds folder, extract its figures, check everything, and publish a new "
        "edu.duckdb in place of the old one. What did not change is not done again."
    ),
    executor_def=dg.in_process_executor,
)

"""A job of a moment under the name of the real one: what Dagster writes and reads for it is of the same kinds."""

from pathlib import Path

import dagster as dg

from edu_pipeline.orchestration.build import _event_logger
from edu_pipeline.orchestration.events import RunEvent, Said
from edu_pipeline.orchestration.jobs import REFRESH_JOB
from edu_pipeline.orchestration.resources import Workspace
from edu_pipeline.orchestration.run import Outcome, refresh
from edu_pipeline.settings import Settings


@dg.asset
def read() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"rows": 1})


@dg.asset(deps=[read])
def made() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"rows": 2})


@dg.multi_asset_check(specs=[dg.AssetCheckSpec(name, asset=made) for name in ("first", "second")])
def checks() -> object:
    for name in ("first", "second"):
        yield dg.AssetCheckResult(passed=True, asset_key=made.key, check_name=name)


def build_small_defs(_folders: Workspace, *more: dg.AssetsDefinition) -> dg.Definitions:
    """Definitions of two assets and two checks, and ``more``."""
    job = dg.define_asset_job(REFRESH_JOB, dg.AssetSelection.all(), executor_def=dg.in_process_executor)
    return dg.Definitions(
        assets=[read, made, *more],
        asset_checks=[checks],
        jobs=[job],
        loggers={"events": dg.logger(_event_logger)},
    )


class Warehouse:
    """A warehouse folder and what its last run said."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(seeds_dir=folder / "seeds", warehouse_dir=folder)
        self.home = folder / ".dagster"
        self.said: list[str] = []

    def run(self) -> Outcome:
        self.said = []
        return refresh(self.settings, self._hear)

    def aside(self) -> list[Path]:
        return sorted(self.settings.warehouse_dir.glob("*.damaged-*"))

    def runs(self) -> int:
        with dg.DagsterInstance.from_config(str(self.home)) as opened:
            return opened.get_runs_count()

    def _hear(self, event: RunEvent) -> None:
        if isinstance(event, Said):
            self.said.append(event.text)

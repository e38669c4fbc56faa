"""What the assets are handed: the settings of the run, and the right to write while it lasts."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from filelock import FileLock, Timeout

from edu_pipeline.orchestration.instance import process_tag
from edu_pipeline.settings import Settings, load_settings
from edu_pipeline.storage.locking import warehouse_lock

WRITER_WAIT_SECONDS = 1800.0


class Workspace(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The folders of a run; empty means those of the environment, else seeds/ and warehouse/ of the project."""

    seeds_dir: str = ""
    warehouse_dir: str = ""
    full: bool = False
    """Ignore what is staged and do every report anew."""

    def settings(self) -> Settings:
        """The settings as they are now. Raises SettingsError."""
        return load_settings(self.seeds_dir or None, self.warehouse_dir or None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Workspace"]:
        """Hold the writer's lock from the first step of a run to its last: steps of two runs must not mix."""
        run, instance = context.run, context.instance
        if run is not None and instance is not None:
            instance.add_run_tags(run.run_id, process_tag())
        with warehouse_lock(self.settings(), timeout=WRITER_WAIT_SECONDS):
            yield self


def is_being_written(settings: Settings) -> bool:
    """Whether a run holds the writer's lock right now."""
    if not settings.lock_file.exists():
        return False
    try:
        with FileLock(settings.lock_file, timeout=0):
            return False
    except Timeout:
        return True

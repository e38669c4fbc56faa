"""What the assets are handed: the settings of the run, and the right to write while it lasts."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from filelock import FileLock, Timeout
from pydantic import PrivateAttr

from edu_pipeline.orchestration.event_log import keep_connections
from edu_pipeline.orchestration.instance import process_tag
from edu_pipeline.orchestration.limit import run_limit
from edu_pipeline.quality.process import checker
from edu_pipeline.settings import Settings, load_settings
from edu_pipeline.stages.corpus import Analysed, analyse_documents
from edu_pipeline.stages.engine import Engine
from edu_pipeline.stages.result import Progress
from edu_pipeline.storage.locking import warehouse_lock
from edu_pipeline.storage.staging import set_damaged_aside

WRITER_WAIT_SECONDS = 1800.0


class Workspace(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The folders of a run; empty means those of the environment, else seeds/ and warehouse/ of the project."""

    seeds_dir: str = ""
    warehouse_dir: str = ""
    full: bool = False
    """Ignore what is staged and do every report anew."""
    _engine: Engine | None = PrivateAttr(default=None)
    _analysed: Analysed | None = PrivateAttr(default=None)

    @property
    def engine(self) -> Engine | None:
        """The processes of this run."""
        return self._engine

    def analysed(self, progress: Progress) -> Analysed:
        """The analysis of all documents; it is done once in a run, whichever asset asks first."""
        if self._analysed is None:
            self._analysed = analyse_documents(self.settings(), self._engine, full=self.full, progress=progress)
        return self._analysed

    def settings(self) -> Settings:
        """The settings as they are now. Raises SettingsError."""
        return load_settings(self.seeds_dir or None, self.warehouse_dir or None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Workspace"]:
        """Hold the writer's lock from the first step of a run to its last: steps of two runs must not mix."""
        keep_connections()
        run, instance = context.run, context.instance
        if run is not None and instance is not None:
            instance.add_run_tags(run.run_id, process_tag())
        settings = self.settings()
        checker().start()
        with (
            warehouse_lock(settings, timeout=WRITER_WAIT_SECONDS),
            run_limit(settings, run.run_id if run else "", instance),
            Engine(settings.workers, settings.document_seconds) as self._engine,
        ):
            self._analysed = None
            for name in set_damaged_aside(settings):
                _say(context, f"a staged table was damaged and is made anew; the damaged one is kept as {name}")
            yield self
            unwritten = checker().finish()
            if unwritten:
                _say(context, unwritten)


def _say(context: dg.InitResourceContext, text: str) -> None:
    if context.log is not None:
        context.log.info(text)


def is_being_written(settings: Settings) -> bool:
    """Whether a run holds the writer's lock right now."""
    if not settings.lock_file.exists():
        return False
    try:
        with FileLock(settings.lock_file, timeout=0):
            return False
    except Timeout:
        return True

"""What the assets are handed: the settings of the run, and the right to write while it lasts."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from pydantic import PrivateAttr

from edu_pipeline.orchestration.instance import process_tag
from edu_pipeline.orchestration.limit import run_limit
from edu_pipeline.quality.process import checker
from edu_pipeline.settings import Settings, load_settings
from edu_pipeline.stages.checks import Begun, begin_checks
from edu_pipeline.stages.completion import forget
from edu_pipeline.stages.corpus import Analysed, analyse_documents
from edu_pipeline.stages.engine import Engine
from edu_pipeline.stages.result import Progress
from edu_pipeline.storage.holding import is_held
from edu_pipeline.storage.locking import warehouse_lock
from edu_pipeline.storage.staging import set_damaged_aside

ANALYSED_STAGES = ("sections", "metrics", "relations")


class Workspace(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The folders of a run; empty means those of the environment, else seeds/ and warehouse/ of the project."""

    seeds_dir: str = ""
    warehouse_dir: str = ""
    full: bool = False
    """Ignore what is staged and do every report anew."""
    _engine: Engine | None = PrivateAttr(default=None)
    _analysed: Analysed | None = PrivateAttr(default=None)
    _run_id: str = PrivateAttr(default="")
    _begun: dict[str, Begun] = PrivateAttr(default_factory=dict)

    @property
    def engine(self) -> Engine | None:
        """The processes of this run."""
        return self._engine

    def analysed(self, progress: Progress) -> Analysed:
        """The analysis of all documents; it is done once in a run, whichever asset asks first."""
        if self._analysed is None:
            self._analysed = analyse_documents(self.settings(), self._engine, full=self.full, progress=progress)
            if self._engine is not None:
                self._engine.close()  # nobody needs its processes any more
            # All of these tables are there now: they can be checked while the steps are told to Dagster.
            self._begun = begin_checks(self.settings(), ANALYSED_STAGES, self._run_id)
        return self._analysed

    def begun_checks(self, stage: str) -> Begun | None:
        """The checks of a stage where they were begun in this run; they are given away once."""
        return self._begun.pop(stage, None)

    def settings(self) -> Settings:
        """The settings as they are now. Raises SettingsError."""
        return load_settings(self.seeds_dir or None, self.warehouse_dir or None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Workspace"]:
        """Hold the writer's lock from the first step of a run to its last: steps of two runs must not mix."""
        run, instance = context.run, context.instance
        if run is not None and instance is not None:
            instance.add_run_tags(run.run_id, process_tag())
        settings = self.settings()
        log = context.log or dg.get_dagster_logger()
        checker().start()
        with (
            warehouse_lock(settings, settings.lock_seconds, _who(run), on_wait=log.warning),
            run_limit(settings, run.run_id if run else "", instance),
            Engine(settings.workers, settings.document_seconds) as self._engine,
        ):
            self._analysed, self._run_id = None, run.run_id if run else ""
            for name in set_damaged_aside(settings):
                log.warning(f"something staged was damaged and is made anew; what was there is kept as {name}")
            forget(settings)  # a run that is killed, or stopped, leaves something to do
            try:
                yield self
            finally:
                for begun in self._begun.values():
                    begun.opened.close()
                self._begun = {}
                unwritten = checker().finish()
                # The daemon's runs are processes that wait for theirs when they end.
                checker().close()
            if unwritten:
                log.warning(unwritten)


def is_being_written(settings: Settings) -> bool:
    """Whether a run holds the writer's lock right now."""
    return is_held(settings.lock_file)


def _who(run: dg.DagsterRun | None) -> str:
    """What a run is to a person who waits for it."""
    if run is None or run.remote_job_origin is None:
        return "edu-pipeline run"
    return f"run {run.run_id[:8]} of the web UI"

"""``edu-pipeline run``: the whole job in this process, told in a dozen lines."""

import argparse
import gc
import sys
import time

from edu_pipeline.cli.errors import BROKEN, DONE, STOPPED_BY_CHECK, UNUSABLE, UsageError
from edu_pipeline.cli.folders import require_seeds, require_writable, settings_of
from edu_pipeline.settings import Settings
from edu_pipeline.stages.completion import Completion, last_complete
from edu_pipeline.storage.holding import is_held


def execute(options: argparse.Namespace) -> int:
    """Bring the warehouse up to date and say what happened."""
    started = time.perf_counter()
    # A run makes few reference cycles and imports a great deal: collecting at the default rate costs a tenth of it.
    gc.set_threshold(100_000, 20, 20)
    settings = settings_of(options)
    require_seeds(settings)
    require_writable(settings)
    done = None if options.full or is_held(settings.lock_file) else last_complete(settings)
    if done is not None:
        return _tell_unchanged(settings, done)

    from edu_pipeline.cli.interrupts import ended_by_signals

    with ended_by_signals(settings.published_file):
        return _run(settings, started, full=options.full)


def _run(settings: Settings, started: float, *, full: bool) -> int:
    _require_catalog(settings)

    from edu_pipeline.quality.process import checker

    checker().start()

    from edu_pipeline.cli.progress import Teller
    from edu_pipeline.orchestration.run import refresh

    try:
        with Teller(settings) as teller:
            outcome = refresh(settings, teller.hear, full=full)
    finally:
        checker().close()
    seconds = time.perf_counter() - started
    teller.summary()
    if outcome.failure is None:
        print(f"published  {settings.published_file} in {seconds:.1f} s")
        return DONE
    failure = outcome.failure
    if failure.checks:
        print(f"stopped    a critical check failed after {seconds:.1f} s: {_kept(settings)}")
        code = STOPPED_BY_CHECK
    else:
        print(f"edu-pipeline: {failure.error}", file=sys.stderr)
        print(f"stopped    at {failure.step or 'the start'} after {seconds:.1f} s: {_kept(settings)}")
        code = UNUSABLE if failure.known else BROKEN
    print(f"why        {outcome.record}")
    return code


def _tell_unchanged(settings: Settings, done: Completion) -> int:
    print(f"documents  {done.documents + done.rejected} files: 0 read, {done.documents} unchanged — nothing changed")
    print(f"metrics    {done.metrics}: 0 extracted, {done.documents} unchanged — nothing changed")
    print(f"checks     {done.checks_passed} passed, {done.checks_failed} failed when it was published")
    print(f"published  {settings.published_file} is up to date since {done.published_at} UTC: nothing to do")
    return DONE


def _kept(settings: Settings) -> str:
    return "the published file is as it was" if settings.published_file.is_file() else "nothing is published"


def _require_catalog(settings: Settings) -> None:
    """Load the catalog and the suites, so that a broken one is one sentence before anything starts."""
    from edu_pipeline.catalog import CatalogError, load_catalog
    from edu_pipeline.quality.suites import load_suites
    from edu_pipeline.reading import discover

    try:
        load_catalog(settings.catalog_file)
        load_suites()
    except CatalogError as error:
        raise UsageError(str(error)) from error
    if not discover(settings.seeds_dir):
        raise UsageError(
            f"the seeds folder {settings.seeds_dir} holds no report. Put reports (.txt, .md) into it, "
            "or name another folder with --seeds."
        )

"""The settings of a command, and whether its folders can be used."""

import argparse
import os

from edu_pipeline.cli.errors import UsageError
from edu_pipeline.settings import Settings, SettingsError, load_settings


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings from the options of a command. Raises UsageError for one that can't be used."""
    try:
        return load_settings(getattr(options, "seeds", None), options.warehouse)
    except SettingsError as error:
        raise UsageError(str(error)) from error


def require_seeds(settings: Settings) -> None:
    """Raise UsageError unless the seeds folder is there and holds a file."""
    folder = settings.seeds_dir
    if not folder.is_dir():
        raise UsageError(
            f"the seeds folder {folder} does not exist. Create it and put reports (.txt, .md) into it, "
            "or name another folder with --seeds."
        )
    if not os.access(folder, os.R_OK | os.X_OK):
        raise UsageError(f"the seeds folder {folder} can't be read. Give yourself the right to read it.")


def require_writable(settings: Settings) -> None:
    """Create the warehouse folder if need be. Raises UsageError where nothing can be written to it."""
    folder = settings.warehouse_dir
    probe = folder / f".write-test-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UsageError(
            f"the warehouse folder {folder} can't be written ({error.strerror}). Give yourself the right to write, "
            "or name another folder with --warehouse."
        ) from error


def require_published(settings: Settings) -> None:
    """Raise UsageError unless there is a published file."""
    if not settings.published_file.is_file():
        raise UsageError(
            f"nothing is published yet: {settings.published_file} does not exist. Run `edu-pipeline run` first, "
            "or name another folder with --warehouse."
        )

"""The command line. Each command is a module; nothing heavy is imported before a command needs it."""

from edu_pipeline.cli.main import main

__all__ = ["main"]

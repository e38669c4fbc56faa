"""A home folder for Great Expectations, which can't be imported without one: in containers accounts may have none."""

import os
import tempfile
from functools import cache
from pathlib import Path


def ensure_home() -> None:
    """Give the process an empty HOME until it ends, if it has no home that it could find."""
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = _empty_home().name


@cache
def _empty_home() -> "tempfile.TemporaryDirectory[str]":
    """The folder; it is removed when the interpreter forgets it, at its end."""
    return tempfile.TemporaryDirectory(prefix="edu-pipeline-home-")

"""What can't be read any more is set aside under a dated name, not removed: somebody may want to look at it."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

_MARK = ".damaged-"
KEPT_ASIDE = 3
"""Damaged states of one file or folder that are kept; older ones go."""


def set_aside(path: Path) -> Path:
    """Rename a file or folder to ``NAME.damaged-20261128T084500Z`` in its folder, and return its new place.

    Raises OSError where it can't be renamed, FileNotFoundError when it is gone.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = path.with_name(f"{path.name}{_MARK}{stamp}")
    path.rename(target)
    for old in sorted(path.parent.glob(f"{path.name}{_MARK}*"))[:-KEPT_ASIDE]:
        _remove(old)
    return target


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)

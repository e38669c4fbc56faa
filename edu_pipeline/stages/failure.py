"""An exception told to people in one line: what went wrong, and where in the program."""

import traceback
from pathlib import PurePath


def told(error: Exception) -> str:
    """Type, message and place of an exception, such as ``ValueError: no digits (numerals.py:31)``."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({PurePath(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"

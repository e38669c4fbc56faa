"""Standard output and error: what an encoding lacks is escaped, and a reader that left is no error."""

import io
import os
import sys


def escape_unknown_characters() -> None:
    """Have characters that a terminal's encoding lacks written as escapes, ``\\U0001f600``, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """Print a line at once. Where its reader (head, less) has left, this and all that follows goes nowhere."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        forget_reader()


def flush() -> None:
    """Write out what was printed."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        forget_reader()


def forget_reader() -> None:
    """Send standard output nowhere, also what the interpreter flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

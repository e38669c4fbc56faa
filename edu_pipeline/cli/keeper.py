"""Runs a command and what it starts, and ends all of it when standard input ends: ``python keeper.py COMMAND…``.

For a process whose children must not outlive it however it ends: it holds the other end of the pipe, and the system
closes that also for one that is killed. Started as the first process of a session of its own, so that the process
group is the command and what it started. Ends with the command's code when that ends by itself.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

GRACE_SECONDS = 2.0
LAST_SECONDS = 1.0
_LOOK_SECONDS = 0.5


def main(command: Sequence[str]) -> int:
    """Run the command to its end, or to that of standard input. Returns its exit code."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            # Unlike an ignored signal, which shells hand on to what they start in the background, one that is handled
            # is the system's default again in a child.
            signal.signal(getattr(signal, name), _stay)
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    told = threading.Event()
    threading.Thread(target=_listen, args=(told,), daemon=True).start()
    while process.poll() is None:
        if told.wait(_LOOK_SECONDS):
            _end(process)
    return process.returncode


def _stay(_number: int, _frame: FrameType | None) -> None:
    """Let a signal to the group pass: this process is the last to go."""


def _listen(told: threading.Event) -> None:
    os.read(0, 1)
    told.set()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Interrupt the command and give it a moment to end its children; what is left then is killed, this process too."""
    if not hasattr(os, "killpg"):
        process.terminate()
        process.wait()
        return
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_SECONDS)
    os.killpg(0, signal.SIGTERM)
    time.sleep(LAST_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

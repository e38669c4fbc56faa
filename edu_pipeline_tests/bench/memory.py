"""The memory of a process and of all that it started, as Linux tells it in /proc."""

import resource
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_SESSION, _RSS = 3, 21
"""Where they stand among the fields behind the name in a process's ``stat``; RSS is in pages."""
MEASURABLE = (_PROC / "self" / "smaps_rollup").exists()
"""Whether this system tells it."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What some processes hold together, in bytes.

    ``rss`` counts a page once for every process that has it, ``pss`` once in all.
    """

    rss: int = 0
    pss: int = 0

    def or_more(self, other: "Memory") -> "Memory":
        """The larger of each."""
        return Memory(max(self.rss, other.rss), max(self.pss, other.pss))


def session_memory(leader: int, pss_above: int = 0) -> Memory:
    """What the processes of a session hold now; ``leader`` is the process id of the one that began it.

    A process that was started with a session of its own leads one, and all that it starts belongs to it, also what
    outlives its parent. PSS takes the system milliseconds to tell, in which the process waits: it is 0 where it can't
    be more than ``pss_above``, because RSS isn't. Nothing where the system is not MEASURABLE.
    """
    members = list(_members(leader)) if MEASURABLE else []
    rss = sum(size for _, size in members)
    return Memory(rss, sum(_pss(process) for process, _ in members) if rss > pss_above else 0)


def _members(leader: int) -> Iterator[tuple[Path, int]]:
    """The processes of a session, each with its RSS."""
    for process in _PROC.glob("[0-9]*"):
        try:
            # The name stands in brackets and may hold anything.
            fields = (process / "stat").read_bytes().rpartition(b")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[_SESSION]) == leader:
            yield process, int(fields[_RSS]) * resource.getpagesize()


def _pss(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_bytes().splitlines()
    except OSError:  # it has ended meanwhile, or ends right now
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(b"Pss:"))

"""One `edu-pipeline run` in this process, by phases: prints seconds by phase as a line of JSON.

Great Expectations works in a process of its own beside this one: what counts here is how long it is waited for.
"""

import contextlib
import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from typing import Any

from edu_pipeline.quality.process import Checker, RunningSuites

OTHER = "the run around them"
_IMPORTS = {"import dagster": "dagster", "our own imports": "edu_pipeline.orchestration.run"}
_WAITED_IMPORT = "waiting for import great_expectations"
WORK = {
    "reading": ("edu_pipeline.orchestration.assets", "stage_documents"),
    "analysing": ("edu_pipeline.orchestration.resources", "analyse_documents"),
    "building the file": ("edu_pipeline.orchestration.assets", "build_warehouse"),
    "around the checks: views, results": ("edu_pipeline.orchestration.checks", "check_stage"),
    "publishing": ("edu_pipeline.orchestration.assets", "publish_warehouse"),
    "keeping Dagster's events": ("dagster", "DagsterInstance.handle_new_event"),
}
"""Phase → the module that calls the function, and its name there."""
WAITING = {
    "waiting for the checks": (RunningSuites, "results"),
    "waiting for Data Docs": (Checker, "finish"),
    "ending the process of the checks": (Checker, "close"),
}
"""Phase → the class and its method."""


class Clock:
    """Seconds by phase; phases inside another are not counted twice."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner = [0.0]

    @contextlib.contextmanager
    def phase(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        self._inner.append(0.0)
        try:
            yield
        finally:
            spent = time.perf_counter() - started
            inner = self._inner.pop()
            self._inner[-1] += spent
            self.seconds[name] = self.seconds.get(name, 0.0) + spent - inner

    def wrap(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            with self.phase(name):
                return function(*arguments, **named)

        return timed


def main(seeds: str, warehouse: str) -> None:
    """Run once and print the phases."""
    from edu_pipeline.cli.main import main as command

    clock = Clock()
    _time_checker(clock)
    with clock.phase(OTHER), contextlib.redirect_stdout(io.StringIO()):
        code = command(["run", "--seeds", seeds, "--warehouse", warehouse])
    if code != 0:
        raise SystemExit(code)
    if missing := [name for name in (*_IMPORTS, _WAITED_IMPORT, *WORK, *WAITING) if name not in clock.seconds]:
        raise SystemExit(f"the run never came to: {', '.join(missing)}; what they time has moved")
    print(json.dumps({name: round(seconds, 3) for name, seconds in clock.seconds.items()}))


def _time_checker(clock: Clock) -> None:
    """Time the waiting for the checks; and the rest from the moment when a run starts their process and imports it."""
    for name, (place, method) in WAITING.items():
        setattr(place, method, clock.wrap(name, getattr(place, method)))
    start, begin = Checker.start, Checker.begin

    def start_and_import(self: Checker) -> None:
        start(self)
        if not clock.seconds.keys() & _IMPORTS:
            _time_imports(clock)
            _time_work(clock)

    def wait_and_begin(self: Checker, *arguments: Any, **named: Any) -> Any:
        if _WAITED_IMPORT not in clock.seconds:
            with clock.phase(_WAITED_IMPORT):
                # That process does one task after the other, and the first is to import.
                self._running().schedule(time.sleep, args=(0,)).result()
        return begin(self, *arguments, **named)

    Checker.start = start_and_import  # type: ignore[method-assign]
    Checker.begin = wait_and_begin  # type: ignore[method-assign]


def _time_imports(clock: Clock) -> None:
    for name, module in _IMPORTS.items():
        with clock.phase(name):
            import_module(module)


def _time_work(clock: Clock) -> None:
    for name, (module, path) in WORK.items():
        *outer, attribute = path.split(".")
        place: Any = import_module(module)
        for part in outer:
            place = getattr(place, part)
        setattr(place, attribute, clock.wrap(name, getattr(place, attribute)))


if __name__ == "__main__":
    main(*sys.argv[1:])

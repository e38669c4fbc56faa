"""One `edu-pipeline run` in this process, by phases: prints seconds by phase as a line of JSON."""

import contextlib
import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from typing import Any

OTHER = "the run around them"
_EVENTS = "keeping Dagster's events"
_IMPORTS = {"import dagster": "dagster", "import great_expectations": "great_expectations"}
_WORK = {
    "reading": ("edu_pipeline.orchestration.assets", "stage_documents"),
    "outlines": ("edu_pipeline.orchestration.assets", "stage_sections"),
    "figures": ("edu_pipeline.orchestration.assets", "stage_metrics"),
    "relations": ("edu_pipeline.orchestration.assets", "stage_relations"),
    "building the file": ("edu_pipeline.orchestration.assets", "build_warehouse"),
    "checks with Great Expectations": ("edu_pipeline.quality.gx", "run_suites"),
    "Data Docs": ("edu_pipeline.stages.checks", "write_data_docs"),
    "publishing": ("edu_pipeline.orchestration.assets", "publish_warehouse"),
}


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
    clock = Clock()
    with clock.phase(OTHER):
        for name, module in _IMPORTS.items():
            with clock.phase(name):
                import_module(module)
        with clock.phase("our own imports"):
            import_module("edu_pipeline.orchestration.run")
        for name, (module, attribute) in _WORK.items():
            place = import_module(module)
            setattr(place, attribute, clock.wrap(name, getattr(place, attribute)))
        _time_events(clock)
        from edu_pipeline.cli.main import main as command

        with contextlib.redirect_stdout(io.StringIO()):
            code = command(["run", "--seeds", seeds, "--warehouse", warehouse])
    if code != 0:
        raise SystemExit(code)
    print(json.dumps({name: round(seconds, 3) for name, seconds in clock.seconds.items()}))


def _time_events(clock: Clock) -> None:
    import dagster as dg

    store = dg.DagsterInstance.handle_new_event
    dg.DagsterInstance.handle_new_event = clock.wrap(_EVENTS, store)  # type: ignore[method-assign]


if __name__ == "__main__":
    main(*sys.argv[1:])

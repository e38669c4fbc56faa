"""Run the benchmarks and write their results to docs/benchmarks.md.

python -m edu_pipeline_tests.bench                 every part
python -m edu_pipeline_tests.bench extraction      one part; the others keep their last results
"""

import argparse
import pkgutil
import platform
import sys
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

import edu_pipeline_tests.bench as bench

RESULTS = Path(__file__).parent.parent.parent / "docs" / "benchmarks.md"
HEAD = "# Benchmarks\n\nWritten by `make bench`; one part alone: `python -m edu_pipeline_tests.bench NAME`.\n"


def parts() -> dict[str, Callable[[], str]]:
    """Name → the function that measures and returns Markdown, for every module here that has a ``report``."""
    out = {}
    for info in pkgutil.iter_modules(bench.__path__):
        if not info.name.startswith(("_", "test_")) and info.name != "peer_worker":
            report = getattr(import_module(f"{bench.__name__}.{info.name}"), "report", None)
            if report is not None:
                out[info.name] = report
    return out


def _marker(name: str) -> str:
    return f"<!-- part: {name} -->\n"


def read_sections(text: str) -> dict[str, str]:
    """Name → Markdown of the parts that a results file holds."""
    chunks = text.split("<!-- part: ")[1:]
    return {name: body.rstrip("\n") for name, _, body in (chunk.partition(" -->\n") for chunk in chunks)}


def write_sections(sections: dict[str, str]) -> str:
    """The whole results file."""
    return HEAD + "".join(f"\n{_marker(name)}{body}\n" for name, body in sorted(sections.items()))


def main(argv: list[str] | None = None) -> int:
    """Measure the wanted parts, print and store them."""
    known = parts()
    parser = argparse.ArgumentParser(prog="python -m edu_pipeline_tests.bench", description="Run the benchmarks.")
    parser.add_argument("names", nargs="*", help=f"parts to run (default: all): {', '.join(known)}")
    wanted = parser.parse_args(argv).names or list(known)
    if unknown := set(wanted) - set(known):
        parser.error(f"no such part: {', '.join(sorted(unknown))} (there are: {', '.join(known)})")
    sections = read_sections(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in wanted:
        stamp = f"{date.today()}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
        sections[name] = f"{known[name]().rstrip()}\n\nMeasured {stamp}."
        print(sections[name] + "\n")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(write_sections(sections), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

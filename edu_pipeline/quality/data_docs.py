"""Data Docs: the pages that Great Expectations makes of its validations, made to look right without a network.

GX's pages load their styles and scripts from other hosts and leave what they quote unescaped. Here everything that a
report may have said is escaped before GX sees it, and the head and frame of each page are replaced by our own.
"""

import html
import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from edu_pipeline.quality.expectation import SEVERITIES, STAGES
from edu_pipeline.quality.findings import first_error

_SCRIPT = re.compile(r"<script\b[^<]*(?:<(?!/script>)[^<]*)*</script>")
_FRAME_START = '<div class="container-fluid'
_FRAME_END = "<footer>"


def write_data_docs(validations: Path, target: Path) -> Path:
    """Build the site of the validations that ``gx.run_suites`` keeps; it replaces the one in ``target`` at once.

    Returns:
        The first page, ``target/index.html``. Without validations it says so.
    """
    from edu_pipeline.quality.gx import build_site

    told = [one for path in sorted(validations.glob("*.json")) if (one := _read(path)) is not None]
    told.sort(key=lambda one: (STAGES.index(one["meta"]["stage"]), one["suite_name"]))
    building = target.with_name(f"{target.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    if told:
        build_site([_shown(one) for one in told], building)
        shutil.rmtree(building / "static", ignore_errors=True)
    pages = {path: path.read_text("utf-8") for path in sorted(building.rglob("*.html"))}
    for path, page in pages.items():
        path.write_text(_reframed(page, path.stem, "../" * (len(path.relative_to(building).parts) - 1)), "utf-8")
    (building / "index.html").write_text(_index(told, building), "utf-8")
    _replace(building, target)
    return target / "index.html"


def _read(validation: Path) -> Any:
    """A validation that was kept, or None for a damaged one: the run that checks that suite again makes it anew."""
    try:
        told = json.loads(validation.read_text("utf-8"))
        whole = told["meta"]["stage"] in STAGES and all("expectation_config" in item for item in told["results"])
    except (ValueError, TypeError, KeyError):
        return None
    return told if whole else None


def _replace(building: Path, target: Path) -> None:
    old = target.with_name(f"{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    building.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _escaped(value: Any) -> Any:
    """The value with every text in it safe to stand in HTML."""
    if isinstance(value, str):
        return html.escape(value)
    if isinstance(value, dict):
        return {html.escape(key): _escaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    return value


def _shown(validation: Mapping[str, Any]) -> dict[str, Any]:
    """The validation as GX gets it: what was found is escaped, each expectation tells its severity and name, and an
    error is one line and no traceback.
    """
    results = []
    for item in validation["results"]:
        config = item["expectation_config"]
        words = (
            f"{_badge(config['severity'])} {html.escape(config['description'])}<br><code>{config['meta']['id']}</code>"
        )
        error = first_error(item["exception_info"])
        info = {"raised_exception": error is not None, "exception_message": error, "exception_traceback": ""}
        found = {"result": _escaped(item["result"]), "exception_info": _escaped(info)}
        results.append(item | found | {"expectation_config": config | {"description": words}})
    return {**validation, "results": results}


def _badge(severity: str) -> str:
    return f'<span class="badge badge-{severity}">{severity}</span>'


def _reframed(page: str, title: str, home: str) -> str:
    """GX's page without its head, navigation, scripts and footer, in our frame."""
    content = page[page.index(_FRAME_START) : page.rindex(_FRAME_END)]
    # GX puts everything that is more than a condition on one column under this heading.
    content = content.replace("Table-Level Expectations", "Expectations")
    return _framed(_SCRIPT.sub("", content), title, home)


def _framed(content: str, title: str, home: str = "") -> str:
    resources = files("edu_pipeline.quality")
    style, script = ((resources / f"data_docs.{kind}").read_text("utf-8") for kind in ("css", "js"))
    return f"""<!DOCTYPE html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)} · Data Docs</title>
<style>
{style}</style>
</head>
<body>
<header class="top"><a href="{home}index.html">Data Docs</a> <span>{html.escape(title)}</span></header>
{content}
<script>
{script}</script>
</body>
</html>
"""


def _index(validations: Sequence[Mapping[str, Any]], site: Path) -> str:
    """The first page: what failed, then every suite with its counts."""
    if not validations:
        return _framed("<main><h1>Data Docs</h1><p>Nothing has been checked yet.</p></main>", "Overview")
    latest = max(validations, key=lambda one: str(one["meta"]["validation_time"]))["meta"]
    checked = sum(len(one["results"]) for one in validations)
    failed = [(one, item) for one in validations for item in one["results"] if not item["success"]]
    failed.sort(key=lambda pair: SEVERITIES.index(pair[1]["expectation_config"]["severity"]))
    told = f"{checked} expectations checked, {len(failed)} not met" if failed else f"All {checked} expectations are met"
    moment = html.escape(str(latest["validation_time"])[:16].replace("T", " "))
    return _framed(
        f"""<main>
<h1>What was checked</h1>
<p class="lead">{told}. Run {html.escape(str(latest["run"]))}, {moment} UTC.</p>
{_failures(failed, site)}
<h2>Suites</h2>
{_suites(validations, site)}
</main>
<footer>Made with Great Expectations {html.escape(str(latest["great_expectations_version"]))}.</footer>""",
        "Overview",
    )


def _failures(failed: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], site: Path) -> str:
    if not failed:
        return ""
    rows = []
    for validation, item in failed:
        config, result = item["expectation_config"], item["result"]
        count = result.get("unexpected_count")
        rows.append(
            (
                _badge(config["severity"]),
                _link(validation, site),
                f"{html.escape(config['description'])}<br><code>{html.escape(config['meta']['id'])}</code>",
                "not evaluated" if count is None else f"{count:,} of {result.get('element_count', 0):,}",
            )
        )
    return "<h2>Not met</h2>\n" + _table(("Severity", "Suite", "Expectation", "Rows"), rows)


def _suites(validations: Iterable[Mapping[str, Any]], site: Path) -> str:
    rows = []
    for one in validations:
        met = sum(item["success"] for item in one["results"])
        total = len(one["results"])
        mark = f'<span class="{"good" if met == total else "bad"}">{"✓" if met == total else "✗"}</span>'
        about = html.escape(one["meta"]["description"])
        rows.append((mark, html.escape(one["meta"]["stage"]), _link(one, site), about, f"{met} of {total}"))
    return _table(("", "Stage", "Suite", "About", "Met"), rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    last = len(header) - 1
    head = "".join(f"<th{_number(i == last)}>{name}</th>" for i, name in enumerate(header))
    body = "".join(
        "<tr>" + "".join(f"<td{_number(i == last)}>{cell}</td>" for i, cell in enumerate(row)) + "</tr>\n"
        for row in rows
    )
    return f'<table class="table"><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>'


def _number(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _link(validation: Mapping[str, Any], site: Path) -> str:
    name = validation["suite_name"]
    page = next(iter(sorted((site / "validations" / name).rglob("*.html"))), None)
    label = html.escape(name)
    return f'<a href="{html.escape(page.relative_to(site).as_posix())}">{label}</a>' if page else label

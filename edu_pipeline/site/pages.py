"""The pages as text: contents in, HTML out."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from edu_pipeline.site.charts import chart_of
from edu_pipeline.site.contents import DocumentContents, Overview, Row
from edu_pipeline.site.entries import correction_entry
from edu_pipeline.site.facts import facts_of
from edu_pipeline.site.passages import marked_text, pieces
from edu_pipeline.site.words import amount, beijing, chinese, number

ASSETS = ("site.css", "site.js")
_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def asset(name: str) -> str:
    """The stylesheet or the script."""
    return (files("edu_pipeline.site") / "assets" / name).read_text("utf-8")


def document_page(contents: DocumentContents) -> str:
    """The text as printed with its figures marked, and what the inspector says of each."""
    doubtful = {row["metric_id"] for row in contents.doubts}
    figures = [
        {**row, "classes": [row["status"], "doubt"] if row["metric_id"] in doubtful else [row["status"]]}
        for row in contents.metrics
    ]
    unclaimed = [{**row, "reason": chinese("unclaimed", row["reason"])} for row in contents.unclaimed]
    cut = pieces(contents.document["text"], figures, unclaimed, contents.sections)
    indicators = sorted({(row["name_zh"], row["indicator_id"]) for row in contents.metrics if row["indicator_id"]})
    return _rendered(
        "document",
        root="../",
        document=contents.document,
        text=marked_text(cut, figures),
        data=_json(facts_of(contents)),
        figures=len(figures),
        targets=sum(row["status"] == "target" for row in figures),
        unclaimed=len(unclaimed),
        doubts=len(doubtful),
        indicators=indicators,
    )


def doubts_page(contents: DocumentContents) -> str:
    """The figures of a document that should not be used, each with the correction to copy."""
    metrics = {row["metric_id"]: row for row in contents.metrics}
    told = [
        {
            "figure": metrics[row["metric_id"]],
            "reasons": row["why"].split("；"),
            "entry": correction_entry(contents.document, metrics[row["metric_id"]], contents.metrics),
        }
        for row in contents.doubts
    ]
    told.sort(key=lambda one: int(one["figure"]["char_start"]))
    return _rendered("report_doubts", root="../", document=contents.document, doubts=told)


def overview_pages(view: Overview) -> dict[str, str]:
    """The pages beside those of the documents, by their place in the folder."""
    doubtful = [row for row in view.documents if row["doubts"]]
    doubtful.sort(key=lambda row: -int(row["doubts"]))
    pages = {
        "index.html": _rendered("index", root="", view=view, doubtful=doubtful),
        "doubts.html": _rendered("doubts", root="", view=view, doubtful=doubtful),
    }
    for indicator in view.indicators:
        key = indicator["indicator_id"]
        if key in view.points:
            pages[f"indicators/{key}.html"] = _indicator_page(indicator, view.points[key], view.progress.get(key, []))
    return pages


def search_index(labels: Iterable[Row], documents: Sequence[Row], indicators: Sequence[Row]) -> str:
    """The script file that the search reads: assignments of data, nothing else.

    A figure is the document's position and the rest of its id, for there are many.
    """
    positions = {row["doc_id"]: position for position, row in enumerate(documents)}

    def figure(one: Mapping[str, Any]) -> list[Any]:
        doc_id, _, rest = one["id"].partition(":")
        return [positions[doc_id], rest, one["text"], one["year"], chinese("status", one["status"])]

    known = {
        "documents": [[row["doc_id"], row["title"], row["region"], row["year"], row["file_name"]] for row in documents],
        "indicators": [[row["indicator_id"], row["name_zh"], row["points"]] for row in indicators if row["points"]],
    }
    # Thousands of reports have hundreds of thousands of row headers: they become text one at a time.
    told = ",\n".join(
        _json([row["label"], row["region"], row["figures"], [figure(one) for one in row["some"]]]) for row in labels
    )
    return f"var EDU_INDEX = {_json(known)};\nEDU_INDEX.labels = [{told}];\n"


def _indicator_page(indicator: Row, points: Sequence[Row], progress: Sequence[Row]) -> str:
    return _rendered(
        "indicator", root="../", indicator=indicator, points=points, progress=progress, chart=chart_of(points)
    )


def _rendered(template: str, **values: Any) -> str:
    return _environment().get_template(f"{template}.html").render(**values)


def _json(value: Any) -> Markup:
    """JSON that can stand in a script element: nothing in it ends the element or begins a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_IN_SCRIPT))  # every sign that means something in HTML is written as \\u


@cache
def _environment() -> Environment:
    folder = files("edu_pipeline.site") / "templates"
    environment = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=number, amount=amount, beijing=beijing)
    environment.globals.update(chinese=chinese)
    return environment

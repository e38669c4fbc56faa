"""The site brought up to date with the published file."""

import time
from collections.abc import Iterator, Sequence

import duckdb

from edu_pipeline.settings import Settings
from edu_pipeline.site.contents import document_contents, document_states, keep_views, overview, searched
from edu_pipeline.site.folder import SiteFolder
from edu_pipeline.site.pages import ASSETS, asset, document_page, doubts_page, overview_pages, search_index
from edu_pipeline.stages import completion
from edu_pipeline.stages.digests import digest, source_hash
from edu_pipeline.stages.result import StageResult
from edu_pipeline.storage.published import open_published

BATCH = 200
"""Documents whose contents are in memory at once."""
DOUBTS_SHOWN = 5
"""Doubts of a report on the page of all reports; its own page has all."""
FIGURES_FOUND = 6
"""Figures that the search shows of a row header in a place."""


def write_site(settings: Settings) -> StageResult:
    """Write the pages that changed and remove those of reports that are gone; ``rows`` counts pages."""
    started = time.perf_counter()
    folder = SiteFolder.opened(settings.report_dir)
    with open_published(settings.published_file, settings.query_seconds) as connection:
        keep_views(connection)
        pages = [*_documents(connection, folder), *_overview(connection, folder)]
    for name in ASSETS:
        folder.write(f"assets/{name}", asset(name))
    folder.close(pages)
    return StageResult(
        table="report",
        rows=len(pages),
        extracted=len(folder.written),
        unchanged=len(pages) - len(set(folder.written) & set(pages)),
        removed=len(folder.removed),
        seconds=time.perf_counter() - started,
    )


def try_site(settings: Settings) -> tuple[StageResult, str | None]:
    """``write_site``, and in one line why it could not be done: what is published stays published without its pages.

    Then the next run has something left to do.
    """
    try:
        return write_site(settings), None
    except Exception as error:
        completion.forget(settings)
        why = f"the pages could not be written: {type(error).__name__}: {error}".splitlines()[0]
        return StageResult(table="report", rows=0, notes=(why,)), why


def _documents(connection: duckdb.DuckDBPyConnection, folder: SiteFolder) -> Iterator[str]:
    """Bring the documents' pages up to date; yields every page that has to be there."""
    program = source_hash(("site",), (".py", ".html", ".css", ".js"))
    names = str(connection.execute("SELECT sum(hash(i)) FROM indicators AS i").fetchone())
    states = {key: digest(program, names, state) for key, state in sorted(document_states(connection).items())}
    changed = [key for key, state in states.items() if not folder.is_current(_page(key), state)]
    for ids in _batches(changed):
        for contents in document_contents(connection, ids):
            key = contents.document["doc_id"]
            if contents.doubts:
                folder.write(_doubts(key), doubts_page(contents))
            folder.write(_page(key), document_page(contents), states[key])
    doubtful = connection.execute("SELECT DISTINCT doc_id FROM untrusted_metrics").fetchall()
    yield from (_page(key) for key in states)
    yield from (_doubts(key) for (key,) in doubtful)


def _overview(connection: duckdb.DuckDBPyConnection, folder: SiteFolder) -> Iterator[str]:
    view = overview(connection, DOUBTS_SHOWN)
    for page, content in overview_pages(view).items():
        folder.write(page, content)
        yield page
    found = searched(connection, FIGURES_FOUND)
    folder.write("assets/search.js", search_index(found, view.documents, view.indicators))


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[first : first + BATCH] for first in range(0, len(ids), BATCH))


def _page(doc_id: str) -> str:
    return f"documents/{doc_id}.html"


def _doubts(doc_id: str) -> str:
    return f"doubts/{doc_id}.html"

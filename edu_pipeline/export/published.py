"""Rows of the published file in batches, and the pages that show where they come from."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from edu_pipeline.storage.published import QueryError

BATCH_ROWS = 5_000
"""Rows that are in memory at a time."""

_LONGEST_LINK = 255  # characters of a text in a formula; with a longer one Excel calls the file damaged

Row = tuple[object, ...]


@dataclass(frozen=True)
class Published:
    """The published file, the folder that the export goes to, and the folder of the report pages if there is one."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    report: Path | None = None

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of an answer. Raises QueryError where the file lacks a table or column, or is damaged."""
        try:
            answer = self.connection.execute(sql, list(parameters))
            while batch := answer.fetchmany(BATCH_ROWS):
                yield from batch
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise QueryError(
                "the published file was made by another version of the program: run `edu-pipeline run` first."
            ) from error
        except duckdb.InterruptException:  # of the limit of time, whose words say more
            raise
        except duckdb.Error as error:
            raise QueryError(f"the published file can't be read: {str(error).splitlines()[0]}") from error

    def link(self, doc_id: object, metric_id: object = None) -> str | None:
        """The report page of a document, at one figure of it, as seen from the folder of the export."""
        if self.report is None:
            return None
        page = self.report / "documents" / f"{doc_id}.html"
        try:
            path = os.path.relpath(page.resolve(), self.folder.resolve()).replace(os.sep, "/")
        except ValueError:  # another drive of Windows
            path = str(page.resolve())
        address = path.replace("%", "%25").replace("#", "%23") + (f"#{metric_id}" if metric_id else "")
        return address if len(address) <= _LONGEST_LINK else None

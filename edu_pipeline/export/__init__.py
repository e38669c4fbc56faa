"""What is published, for people without SQL: an Excel workbook, CSV files, or a Frictionless data package."""

from collections.abc import Callable
from pathlib import Path

from edu_pipeline.export.files import ExportError, replaced_together
from edu_pipeline.export.package import write_package
from edu_pipeline.export.published import Published
from edu_pipeline.export.spreadsheets import write_csv_files
from edu_pipeline.export.workbook import write_workbook
from edu_pipeline.storage.published import DEFAULT_SECONDS, open_published

__all__ = ["FORMATS", "ExportError", "export_published"]

FORMATS: dict[str, Callable[[Published, Path], list[str]]] = {
    "xlsx": write_workbook,
    "csv": write_csv_files,
    "datapackage": write_package,
}
"""How each format is written into a folder: returned are the names of its files, what points to others last."""


def export_published(
    published_file: Path, format_name: str, folder: Path, report: Path | None = None, seconds: float = DEFAULT_SECONDS
) -> list[Path]:
    """Write the published file in one of FORMATS into ``folder`` and return the files.

    ``report`` is the folder of the report pages, for links to them. Files of the same names are replaced once all are
    written. Raises NotPublished or QueryError where nothing can be read, ExportError where nothing can be written.
    """
    with open_published(published_file, seconds) as connection, replaced_together(folder) as (made, names):
        pages = report if report is not None and (report / "index.html").is_file() else None
        names += FORMATS[format_name](Published(connection, folder, pages), made)
    return [folder / name for name in names]

"""``edu-pipeline export``: what is published as an Excel workbook, CSV files or a data package."""

import argparse
from pathlib import Path

from edu_pipeline.cli.errors import DONE, UsageError
from edu_pipeline.cli.folders import require_published, settings_of


def execute(options: argparse.Namespace) -> int:
    """Write the files and say which."""
    settings = settings_of(options)
    require_published(settings)
    folder = Path(options.to).expanduser() if options.to else settings.warehouse_dir / "export"

    from edu_pipeline.export import ExportError, export_published
    from edu_pipeline.storage.published import NotPublished, QueryError

    report = settings.warehouse_dir / "report"
    try:
        written = export_published(settings.published_file, options.format, folder, report, settings.query_seconds)
    except (NotPublished, QueryError, ExportError) as error:
        raise UsageError(str(error)) from error
    for path in written:
        print(path)
    return DONE

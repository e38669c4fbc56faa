"""What the views on series need beside the metrics: where each place lies, and how exactly each figure is printed."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

import polars as pl

from edu_pipeline.catalog import Catalog
from edu_pipeline.catalog.places import levels_above, resolve_places
from edu_pipeline.consistency.precision import bounds
from edu_pipeline.records import Metric
from edu_pipeline.settings import Settings
from edu_pipeline.stages.fingerprints import digest, relations_fingerprint
from edu_pipeline.storage import staging
from edu_pipeline.storage.formatting import plain_decimal
from edu_pipeline.storage.staging import Stamp

_TABLES = ("regions", "document_places", "metric_bounds")


@dataclass(frozen=True, slots=True)
class PrintedBounds:
    """The interval that a linked figure, as printed, stands for; None is an open end."""

    metric_id: str
    low: Decimal | None
    high: Decimal | None


def stage_series(settings: Settings, catalog: Catalog, metrics_fingerprint: str) -> None:
    """Stage ``regions``, ``document_places`` and ``metric_bounds`` for the staged metrics and documents.

    ``metrics_fingerprint`` is that of the staged metrics' content; nothing is done where the tables were made from it.
    """
    stamp = Stamp(digest(relations_fingerprint(catalog), metrics_fingerprint))
    if all(staging.read_stamp(settings, name) == stamp for name in _TABLES):
        return
    staging.write_table(settings, "regions", region_frame(catalog), stamp)
    staging.write_table(settings, "document_places", place_frame(settings, catalog), stamp)
    staging.write_table(settings, "metric_bounds", staging.frame_of("metric_bounds", read_bounds(settings)), stamp)


def region_frame(catalog: Catalog) -> pl.DataFrame:
    """Every place of the catalog with the prefecture and province it lies in."""
    regions = catalog.regions
    above = [levels_above(region, regions) for region in regions.all]
    prefectures, provinces = [pair[0] for pair in above], [pair[1] for pair in above]
    return staging.frame_of("regions", regions.all, prefecture=prefectures, province=provinces)


def place_frame(settings: Settings, catalog: Catalog) -> pl.DataFrame:
    """The places that staged metrics and documents are about, each as its document means it."""
    documents = staging.read_table(settings, "documents", ["doc_id", "region"])
    metrics = staging.read_table(settings, "metrics", ["doc_id", "region"])
    pairs = pl.concat([documents, metrics]).drop_nulls().unique().sort("doc_id", "region")
    places = resolve_places(pairs.iter_rows(), dict(documents.iter_rows()), catalog.regions)
    return staging.frame_of("document_places", places)


def read_bounds(settings: Settings) -> list[PrintedBounds]:
    """The interval of each staged metric that is a point of an indicator."""
    names = [field.name for field in fields(Metric)]
    frame = staging.read_table(settings, "metrics", [*names, "problem"])
    linked = frame.filter(pl.col("indicator_id").is_not_null() & pl.col("problem").is_null()).select(names)
    found = []
    for row in linked.iter_rows():
        cells: list[Any] = [Decimal(plain_decimal(cell)) if isinstance(cell, Decimal) else cell for cell in row]
        metric = Metric(*cells)
        interval = bounds(metric)
        found.append(PrintedBounds(metric.metric_id, _kept(interval.low), _kept(interval.high)))
    return found


def _kept(value: Decimal | None) -> Decimal | None:
    return None if value is None else staging.rounded(value)

"""The knowledge of the domain as data: indicators, regions, units, word lists, tables, suites, saved queries."""

from edu_pipeline.catalog.errors import CatalogError
from edu_pipeline.catalog.indicator import Indicator
from edu_pipeline.catalog.loading import Catalog, load_catalog
from edu_pipeline.catalog.regions import Region, RegionMention, Regions

__all__ = ["Catalog", "CatalogError", "Indicator", "Region", "RegionMention", "Regions", "load_catalog"]

"""The regions that figures name, resolved in the context of their report, for roll-ups and filters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from edu_pipeline.catalog.regions import Region, Regions
from edu_pipeline.records import RegionLevel

_TOWNSHIPS = ("镇", "乡", "街道", "苏木")
_DIVISIONS = (*_TOWNSHIPS, "县", "区", "市", "旗")


@dataclass(frozen=True, slots=True)
class Place:
    """What ``region`` means in document ``doc_id``; ``code`` is None for a functional body or an unknown place.

    ``name`` is what the place is called today, so that 祁阳县 and 祁阳市 are one series.
    """

    doc_id: str
    region: str
    name: str
    level: RegionLevel | None
    code: str | None
    parent: str | None
    prefecture: str | None
    province: str | None


def resolve_places(
    pairs: Iterable[tuple[str, str]], document_regions: Mapping[str, str | None], regions: Regions
) -> list[Place]:
    """The place of each (doc_id, region); ``document_regions`` gives the region that each document is about."""
    known: dict[tuple[str, str | None], Region | None] = {}
    places = []
    for doc_id, region in pairs:
        near = document_regions.get(doc_id)
        if (region, near) not in known:
            known[region, near] = regions.resolve(region, near)
        found = known[region, near]
        if found is None:
            places.append(_unknown(doc_id, region, near, regions))
        else:
            found = regions.today(found)
            above = levels_above(found, regions)
            places.append(Place(doc_id, region, found.name, found.level, found.code, found.parent, above[0], above[1]))
    return places


def _unknown(doc_id: str, region: str, near: str | None, regions: Regions) -> Place:
    """A place that no table holds, such as a township, lies in the one that its report is about."""
    level = RegionLevel.TOWNSHIP if region.endswith(_TOWNSHIPS) else None
    around = regions.resolve(near) if near and near != region and region.endswith(_DIVISIONS) else None
    if around is None:
        return Place(doc_id, region, region, level, None, None, None, None)
    around = regions.today(around)
    return Place(doc_id, region, region, level, None, around.name, *levels_above(around, regions))


def levels_above(region: Region, regions: Regions) -> tuple[str | None, str | None]:
    """The prefecture and the province that ``region`` is or lies in."""
    chain = {place.level: place.name for place in (*regions.ancestors(region), region)}
    return chain.get(RegionLevel.PREFECTURE), chain.get(RegionLevel.PROVINCE)

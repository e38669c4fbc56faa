"""An archive of reports for measuring: made from the seed reports, each of another place, year and figures.

Report number i is the same whatever the size of the archive. Places that a seed mentions beside its own stay, so that
many reports state the same figure differently, as those of an archive do.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from edu_pipeline.catalog import load_catalog
from edu_pipeline.records import RegionLevel
from edu_pipeline_tests.folders import SEEDS

FOLDER_REPORTS = 500
OLDEST = 6
"""How many years a report may be older than its seed, at most."""

_CITY, _DISTRICT = re.compile("南昌市"), re.compile("新建区|东湖区")
_YEAR = re.compile(r"20(?:1\d|2[0-4])(?=[年〕])")
_COUNT = re.compile(r"(?<![\d.])[1-9]\d{1,3}(?=[名所个家人])")


def write_archive(folder: Path, count: int) -> list[Path]:
    """Write ``count`` reports below ``folder``, FOLDER_REPORTS to a folder; their paths in order."""
    paths = []
    for number, text in enumerate(_texts(count)):
        path = folder / f"{number // FOLDER_REPORTS:03d}" / f"{number:05d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        paths.append(path)
    return paths


def _texts(count: int) -> Iterator[str]:
    seeds, places = [path.read_text("utf-8") for path in SEEDS], _places()
    for number in range(count):
        yield _another(seeds[number % len(seeds)], *places[number % len(places)], random.Random(number))


def _places() -> list[tuple[str, str]]:
    """Cities, each with one of its counties or districts, in an order that mixes the provinces."""
    counties = [region for region in load_catalog().regions.all if region.level == RegionLevel.COUNTY]
    places = [
        (region.parent, region.name)
        for region in counties
        if region.former_until is None and region.parent is not None and region.parent.endswith("市")
    ]
    random.Random(0).shuffle(places)
    return places


def _another(text: str, city: str, district: str, chance: random.Random) -> str:
    """The report as that place might have written it: its names, an earlier year, counts 30 % less to 30 % more."""
    earlier = chance.randint(0, OLDEST)

    def varied(count: re.Match[str]) -> str:
        return str(max(2, round(int(count[0]) * chance.uniform(0.7, 1.3))))

    text = _DISTRICT.sub(district, _CITY.sub(city, text))
    text = _YEAR.sub(lambda year: str(int(year[0]) - earlier), text)
    return _COUNT.sub(varied, text)

"""Sites of small warehouses, and their pages read as a browser reads them."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from edu_pipeline.settings import Settings
from edu_pipeline_tests.quality.small_warehouse import build


@dataclass
class Page(HTMLParser):
    """Ids, links, and the figures of a page: the characters marked as each one."""

    path: Path
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    marked: dict[int, str] = field(default_factory=dict)
    scripts: list[str | None] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)
    text: str = ""
    data: Any = None

    def __post_init__(self) -> None:
        super().__init__()
        self._inside: list[tuple[str, list[int]]] = []
        self._in_text = 0
        self._script: str | None = None
        self.feed(self.path.read_text("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.handlers += [name for name in told if name.startswith("on")]
        if told.get("id"):
            self.ids.append(str(told["id"]))
        self.links += [str(told[name]) for name in ("href", "src") if told.get(name)]
        if tag == "script":
            self._script = told.get("id")
            self.scripts.append(told.get("src"))
        if tag == "article":
            self._in_text = 1
        if self._in_text and tag in ("a", "b", "span"):
            self._inside.append((tag, [int(one) for one in (told.get("data-f") or "").split()]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._in_text = 0
        if tag == "script":
            self._script = None
        if self._in_text and self._inside and self._inside[-1][0] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if self._script == "data":
            self.data = json.loads(data)
        if self._in_text:
            self.text += data
            for _, figures in self._inside:
                for figure in figures:
                    self.marked[figure] = self.marked.get(figure, "") + data


def small_site(folder: Path) -> Settings:
    """The settings of the small warehouse, published; its pages are not written yet."""
    settings = Settings(folder / "seeds", folder / "warehouse")
    settings.warehouse_dir.mkdir(parents=True)
    build(settings.published_file)
    return settings


def broken_links(root: Path) -> list[str]:
    """Links of the pages that lead to no file or to no place in it; Data Docs lie beside the folder."""
    pages = {path.resolve(): Page(path) for path in root.rglob("*.html")}
    broken = []
    for path, page in pages.items():
        for link in page.links:
            place, _, anchor = link.partition("#")
            target = (path.parent / place).resolve() if place else path
            known = target in pages and (not anchor or anchor in pages[target].ids)
            if not (known or (target.is_file() and not anchor) or "data_docs" in link):
                broken.append(f"{path.name}: {link}")
    return broken

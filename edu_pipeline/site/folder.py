"""The folder of the pages: a page is written only where it changed, and goes when its report goes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

STATES = ".pages.json"


@dataclass(slots=True)
class SiteFolder:
    """The folder, what each page was made from when it was last written, and what was done in this run."""

    root: Path
    states: dict[str, str] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @classmethod
    def opened(cls, root: Path) -> "SiteFolder":
        """The folder as the last run left it; where it left no readable note, every page is made anew."""
        root.mkdir(parents=True, exist_ok=True)
        try:
            told = json.loads((root / STATES).read_text("utf-8"))
            states = {str(page): str(state) for page, state in told.items()}
        except (OSError, ValueError, AttributeError):
            states = {}
        return cls(root, states)

    def is_current(self, page: str, state: str) -> bool:
        """Whether the page was made from this state, and is still there."""
        return self.states.get(page) == state and (self.root / page).is_file()

    def write(self, page: str, content: str, state: str | None = None) -> None:
        """Write the page in one step unless it says the same already."""
        path = self.root / page
        data = content.encode("utf-8")
        if not (path.is_file() and path.read_bytes() == data):
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f"{path.name}.tmp")
            temporary.write_bytes(data)
            temporary.replace(path)
            self.written.append(page)
        if state is not None:
            self.states[page] = state

    def close(self, pages: Iterable[str]) -> None:
        """Remove every page that is not one of ``pages``, and note what the others were made from."""
        kept = set(pages)
        for path in sorted(self.root.rglob("*.html")):
            page = path.relative_to(self.root).as_posix()
            if page not in kept:
                path.unlink()
                self.removed.append(page)
        self.states = {page: state for page, state in self.states.items() if page in kept}
        (self.root / STATES).write_text(json.dumps(self.states), "utf-8")

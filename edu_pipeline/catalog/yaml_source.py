"""YAML read together with the line of every value, so that a complaint can point at it."""

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from edu_pipeline.catalog.errors import CatalogError

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Nothing in the catalog nests deeper; a file that does would only exhaust the stack.
MAX_DEPTH = 12


@dataclass(frozen=True)
class YamlSource:
    """The value of a YAML file and the line (from 1) of each value, by its path of keys and list positions."""

    file: str
    value: Any
    lines: dict[tuple[Hashable, ...], int]

    def line(self, path: tuple[Hashable, ...]) -> int | None:
        """Line of the value at ``path``, or of the nearest value around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None

    def error(self, path: tuple[Hashable, ...], message: str, mend: str) -> CatalogError:
        """A CatalogError that points at the value at ``path``."""
        return CatalogError(self.file, self.line(path), message, mend)


def read_yaml(path: Path) -> YamlSource:
    """The YAML of ``path``. Raises CatalogError when it is absent, not UTF-8, not YAML, or has a key twice."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CatalogError(path.name, None, f"cannot be read ({error.strerror})", "Check the path") from error
    except UnicodeDecodeError as error:
        raise CatalogError(path.name, None, "is not UTF-8", "Save the file as UTF-8") from error
    return parse_yaml(text, path.name)


def parse_yaml(text: str, file: str) -> YamlSource:
    """The YAML in ``text``; ``file`` is the name that complaints carry."""
    try:
        loader = Loader(text)
        try:
            node = loader.get_single_node()
            lines: dict[tuple[Hashable, ...], int] = {}
            if node is not None:
                _collect(node, (), lines, file)
            value = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, CatalogError):
            raise
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = None if mark is None else mark.line + 1
        raise CatalogError(file, line, f"is not YAML: {problem}", "Check indentation and quotes there") from error
    return YamlSource(file, value, lines)


def _collect(node: Any, path: tuple[Hashable, ...], lines: dict[tuple[Hashable, ...], int], file: str) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > MAX_DEPTH:
        raise CatalogError(file, node.start_mark.line + 1, "nests too deeply", "Flatten it")
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            _collect(item, (*path, position), lines, file)
    elif isinstance(node, yaml.MappingNode):
        for key, item in node.value:
            inner = (*path, key.value)
            if inner in lines:
                message = f"has the key “{key.value}” twice, first in line {lines[inner]}"
                raise CatalogError(file, key.start_mark.line + 1, message, "Remove or rename one of them")
            lines[inner] = key.start_mark.line + 1
            _collect(item, inner, lines, file)

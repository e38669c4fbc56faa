"""The sheets that people get: which rows, which columns, and their Chinese headers, taken from ``tables.yml``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from edu_pipeline.export.published import Published
from edu_pipeline.records import MetricKind, Qualifier, Status, Vocabulary
from edu_pipeline.storage.tables import load_tables, load_views

_BRACKET = re.compile(r"[(]([^()]*[\u4e00-\u9fff][^()]*)[)]")
_POSITION = "'第' || (m.char_start + 1) || '–' || m.char_end || '字'"
_WORDS: dict[str, type[Vocabulary]] = {"kind": MetricKind, "status": Status, "qualifier": Qualifier}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet or file. The last two columns of its answer, doc_id and metric_id, are not shown: they make the link.

    ``words`` holds, by column, what is shown in place of the words of a vocabulary.
    """

    name: str
    title: str
    headers: tuple[str, ...]
    words: dict[int, dict[str, str]]
    sql: str
    parameters: tuple[object, ...] = ()

    def rows(self, published: Published) -> Iterator[tuple[tuple[object, ...], str | None]]:
        """The cells of each row, and the link to its place in its report."""
        for row in published.rows(self.sql, self.parameters):
            cells = list(row[:-2])
            for column, words in self.words.items():
                cells[column] = words.get(str(cells[column]), cells[column])
            yield tuple(cells), published.link(row[-2], row[-1])


def observations() -> Sheet:
    """One tidy row a figure, with what a pivot table wants and where it stands."""
    shown = [name for name in load_views()["observations"].columns if name not in ("metric_id", "file_name")]
    more = ["value_max", "qualifier", "period_start", "period_end", "text"]
    columns = [("observations", f"o.{name}") for name in shown] + [("metrics", f"m.{name}") for name in more]
    source = "FROM observations AS o JOIN metrics AS m USING (metric_id)"
    return _of_figures("observations", _bracket(load_views()["observations"].comment), columns, "o", source)


def series(published: Published) -> list[Sheet]:
    """The points of the indicators' series, a sheet for each domain that has any."""
    source = (
        "FROM indicator_timeseries AS t JOIN metrics AS m USING (metric_id) JOIN documents AS d ON d.doc_id = m.doc_id "
        "JOIN indicators AS i ON i.indicator_id = t.indicator_id"
    )
    names = ("name_zh", "region", "year", "status", "qualifier", "value", "unit")
    columns = [("indicator_timeseries", f"t.{name}") for name in names]
    found = published.rows(f"SELECT DISTINCT i.domain {source} ORDER BY 1")
    order = "t.name_zh, t.region, t.year, "
    return [
        _of_figures("series", str(domain), columns, "d", f"{source} WHERE i.domain = ?", order, (domain,))
        for (domain,) in list(found)
    ]


def all_series() -> Sheet:
    """The points of all series in one."""
    names = ("indicator_id", "name_zh", "region", "year", "status", "qualifier", "value", "unit")
    columns = [("indicator_timeseries", f"t.{name}") for name in names]
    source = (
        "FROM indicator_timeseries AS t JOIN metrics AS m USING (metric_id) JOIN documents AS d ON d.doc_id = m.doc_id"
    )
    title = _bracket(load_views()["indicator_timeseries"].comment)
    return _of_figures("indicator_timeseries", title, columns, "d", source, "t.indicator_id, t.region, t.year, ")


def documents() -> Sheet:
    """One row a report."""
    names = ("file_name", "title", "doc_number", "issuer", "region", "year", "published_on", "char_count", "staged_at")
    headers = tuple(_header("documents", name) for name in names)
    sql = f"SELECT {', '.join(names)}, doc_id, NULL FROM documents ORDER BY file_name"
    return Sheet("documents", _bracket(load_tables()["documents"].comment), headers, {}, sql)


def doubts() -> Sheet:
    """The figures that should not be used unchecked, and why."""
    names = ("label", "text", "value", "unit", "region", "year", "status", "why", "sentence")
    columns = [("untrusted_metrics", f"u.{name}") for name in names]
    source = "FROM untrusted_metrics AS u JOIN metrics AS m USING (metric_id)"
    return _of_figures("untrusted_metrics", _bracket(load_views()["untrusted_metrics"].comment), columns, "u", source)


def _of_figures(
    name: str,
    title: str,
    columns: list[tuple[str, str]],
    file_of: str,
    source: str,
    order: str = "",
    parameters: tuple[object, ...] = (),
) -> Sheet:
    """A sheet of figures: the columns, each with the table that describes it, then report and characters."""
    names = [column.split(".")[1] for _, column in columns]
    headers = [_header(table, name) for (table, _), name in zip(columns, names, strict=True)]
    selected = ", ".join(column for _, column in columns)
    sql = (
        f"SELECT {selected}, {file_of}.file_name, {_POSITION}, m.doc_id, m.metric_id {source} "
        f"ORDER BY {order}{file_of}.file_name, m.char_start, m.metric_id"
    )
    words = {number: _in_chinese(_WORDS[name]) for number, name in enumerate(names) if name in _WORDS}
    return Sheet(name, title, (*headers, _header("documents", "file_name"), "原文位置"), words, sql, parameters)


def _header(table: str, column: str) -> str:
    views = load_views()
    if table in views:
        return _bracket(views[table].columns[column])
    return _bracket(next(known.comment for known in load_tables()[table].columns if known.name == column))


def _bracket(comment: str) -> str:
    """The Chinese in the first bracket of a comment that holds any; the comment itself where none does."""
    found = _BRACKET.search(comment)
    return found[1] if found else comment


def _in_chinese(vocabulary: type[Vocabulary]) -> dict[str, str]:
    """What is shown for each word; a word without Chinese says nothing beyond the value, and the cell stays empty."""
    found = {word.value: _BRACKET.search(word.meaning) for word in vocabulary}
    return {word: meaning[1] if meaning else "" for word, meaning in found.items()}

"""The outline of a report as a tree, from the marks, bold runs and titles that its lines begin with."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

from edu_pipeline.records import SectionRole
from edu_pipeline.structure.clean import CleanText
from edu_pipeline.structure.headings import (
    Paragraph,
    find_colophon,
    find_titles,
    heads_notes,
    inline_parts,
    read_heading,
    read_paragraphs,
)
from edu_pipeline.structure.markers import RANK
from edu_pipeline.structure.roles import (
    name_of_plan,
    opens_plan,
    opens_planned_year,
    role_of_document,
    role_of_part,
    told_year,
    years_of_head,
)

_LOW = RANK["plain"]


@dataclass(slots=True)
class OutlineNode:
    """A part of the report: clean ``start``..``end`` with its children, ``heading_end`` where its own text begins.

    ``marker`` is the mark as written (一、), ``heading`` the words after it, ``path`` the headings from the top,
    ``depth`` 0 for the root.
    """

    position: int
    parent: int | None
    depth: int
    marker: str | None
    heading: str | None
    path: str
    start: int
    end: int
    heading_end: int
    role: SectionRole


@dataclass(slots=True)
class _Open:
    """An open node on the way down: the kind of its mark and its number."""

    kind: str
    ordinal: int
    node: int


def outline(clean: CleanText, title: str | None = None) -> list[OutlineNode]:
    """The nodes in document order; node 0 is the root and spans everything."""
    return _Outliner(clean, title).run()


class _Outliner:
    def __init__(self, clean: CleanText, title: str | None) -> None:
        self.clean = clean
        self.text = clean.text
        self.paragraphs = read_paragraphs(clean)
        self.titles = find_titles(self.paragraphs)
        self.colophon = find_colophon(self.paragraphs, self.titles)
        first_chapter = next((p.start for p in self.paragraphs if p.marker), len(self.text))
        head = f"{title or ''}\n{self.text[: min(first_chapter, 600)]}"
        self.years = years_of_head(head)
        self.plan_name = name_of_plan(head)
        role = role_of_document(title if title is not None else head[:200])
        self.nodes = [OutlineNode(0, None, 0, None, title, title or "全文", 0, len(self.text), 0, role)]
        self.told = self.years[0] if role == SectionRole.SUMMARY else None
        self.stack = [_Open("root", 0, 0)]
        self.by_kind: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for paragraph in self.paragraphs:
            if paragraph.marker:
                self.by_kind[paragraph.marker.kind].append((paragraph.start, paragraph.marker.ordinal))
        self.inline = inline_parts(clean)
        self.next_inline = 0
        self.limits: dict[int, int] = {}

    def run(self) -> list[OutlineNode]:
        for index, paragraph in enumerate(self.paragraphs):
            self._leave("inline", "bold")
            if index <= self.colophon:
                self._line_node(index, paragraph)
            self._inline_nodes(paragraph)
            for entry in self.stack:
                if entry.kind in ("inline", "bold"):
                    self.limits[entry.node] = paragraph.end
        self._set_ends()
        return self.nodes

    def _set_ends(self) -> None:
        """A node ends where the next one starts that is not below it; one inside a paragraph with the paragraph."""
        starts = [len(self.text)] * (max(node.depth for node in self.nodes) + 1)
        for node in reversed(self.nodes):
            end = min(starts[node.depth], self.limits.get(node.position, len(self.text)))
            node.end = end - 1 if 0 < end < len(self.text) and self.text[end - 1] == "\n" else end
            for depth in range(node.depth, len(starts)):
                starts[depth] = node.start
        self.nodes[0].end = len(self.text)

    def _line_node(self, index: int, paragraph: Paragraph) -> None:
        """Open the node that the paragraph begins, if it begins one."""
        marker = paragraph.marker
        if index == self.colophon or self._are_notes(paragraph):
            self._close_above(0)
            words = self.text[paragraph.start : paragraph.start + paragraph.text.find("：")] or None
            words = words if self._are_notes(paragraph) else None
            heading_end = paragraph.start + (len(words) + 1 if words else 0)
            self._open("plain", 0, paragraph.start, None, words, heading_end, SectionRole.OTHER)
        elif paragraph.level == 1 and len(self.nodes) == 1 and self._is_only_top_heading():
            return  # the report's own title
        elif paragraph.level:
            self._open_heading(paragraph)
        elif marker:
            self._make_room(marker.kind)
            label: str | None = self.text[marker.start : marker.end]
            heading, heading_end = read_heading(self.text, marker.end, paragraph.end)
            if marker.kind == "bracket":
                label, heading, heading_end = None, self.text[marker.start + 1 : marker.end - 1], marker.end
            self._open(marker.kind, marker.ordinal, paragraph.start, label, heading, heading_end)
        elif index in self.titles:
            level = self._going_on(paragraph.start)
            self._close_above(level if level != self._article_level() else 0)
            heading_end = self.paragraphs[self.titles[index]].end
            self._open("plain", 0, paragraph.start, None, self.text[paragraph.start : paragraph.end], heading_end)
        elif len(self.nodes) > 1:
            self._plan_node(paragraph)

    def _are_notes(self, paragraph: Paragraph) -> bool:
        return heads_notes(paragraph) and self._going_on(paragraph.start) == self._article_level()

    def _is_only_top_heading(self) -> bool:
        return sum(paragraph.level == 1 for paragraph in self.paragraphs) == 1

    def _open_heading(self, paragraph: Paragraph) -> None:
        """A Markdown heading: its level is its place."""
        kind = f"heading{paragraph.level}"
        keep = next(
            (
                i
                for i, entry in enumerate(self.stack)
                if i and not (entry.kind.startswith("heading") and entry.kind < kind)
            ),
            len(self.stack),
        )
        self._close_above(keep - 1)
        start = paragraph.marker.end if paragraph.marker else paragraph.start
        label = self.text[paragraph.start : start] or None
        self._open(kind, 0, paragraph.start, label, self.text[start : paragraph.end] or None, paragraph.end)

    def _plan_node(self, paragraph: Paragraph) -> None:
        """A paragraph without a mark that turns from what was done to what is planned."""
        if self.nodes[self.stack[-1].node].role == SectionRole.PLAN:
            return
        opening = self.text[paragraph.start : min(paragraph.end, paragraph.start + 200)]
        year = opens_planned_year(opening, self.years)
        if not year and not opens_plan(opening):
            return
        last = self.nodes[-1]
        if last.marker and last.heading_end >= paragraph.start - 1:
            last.role = SectionRole.PLAN  # the first words below a heading that doesn't say so itself
            return
        level = self._going_on(paragraph.start)
        if level == self._article_level():
            self._close_above(level)
            heading = self.plan_name if year else None
            self._open("plan", 0, paragraph.start, None, heading, paragraph.start, SectionRole.PLAN)
        else:
            self._open("inline", 0, paragraph.start, None, None, paragraph.start, SectionRole.PLAN)

    def _inline_nodes(self, paragraph: Paragraph) -> None:
        while self.next_inline < len(self.inline) and self.inline[self.next_inline].start < paragraph.end:
            part = self.inline[self.next_inline]
            self.next_inline += 1
            if part.start <= self.nodes[-1].start:
                continue  # the paragraph's own mark or heading begins here
            self._leave("bold")
            kind = part.kind
            if kind == "inline" and self.stack[-1].kind == "ordinal" and part.ordinal == self.stack[-1].ordinal + 1:
                kind = "ordinal"  # 二是 in the paragraph that 一是 began
                self.stack.pop()
            elif kind == "inline":
                self._leave("inline", "bold")
            marker = self.text[part.start : part.marker_end] or None
            self._open(kind, part.ordinal, part.start, marker, part.heading, part.heading_end)

    def _make_room(self, kind: str) -> None:
        """Close what a mark of this kind ends: its elder sibling, or what ranks below it where it is new."""
        depth = next((i for i, entry in enumerate(self.stack) if entry.kind == kind), None)
        if depth is not None:
            self._close_above(depth - 1)
            return
        rank = RANK[kind]
        lowest = RANK["part"] if rank <= RANK["han"] else _LOW if rank <= RANK["num_pause"] else RANK["plan"]
        keep = len(self.stack) - 1
        while keep > 0:
            entry = self.stack[keep]
            if entry.kind in ("plan", "plain") or RANK.get(entry.kind, 0) <= max(lowest, 0):
                break
            keep -= 1
        self._close_above(keep)

    def _going_on(self, position: int) -> int:
        """The depth on the stack of the innermost numbered node whose numbering goes on after ``position``.

        Without one it is the article or, where there are no articles, the root.
        """
        for depth in range(len(self.stack) - 1, 0, -1):
            entry = self.stack[depth]
            following = self.by_kind.get(entry.kind)
            if following is None or RANK.get(entry.kind, 0) > RANK["num_pause"]:
                continue
            index = bisect_right(following, (position, 0))
            if index < len(following) and following[index][1] == entry.ordinal + 1:
                return depth
        return self._article_level()

    def _article_level(self) -> int:
        return 1 if len(self.stack) > 1 and self.stack[1].kind in ("plain", "heading1") else 0

    def _open(
        self,
        kind: str,
        ordinal: int,
        start: int,
        marker: str | None,
        heading: str | None,
        heading_end: int,
        role: SectionRole | None = None,
    ) -> None:
        parent = self.nodes[self.stack[-1].node]
        label = f"{marker or ''}{heading or ''}"
        path = parent.path if not label else label if parent.position == 0 else f"{parent.path} > {label}"
        role = role or role_of_part(heading, parent.role, self.told)
        self.told = told_year(heading, role) or self.told
        node = OutlineNode(
            len(self.nodes), parent.position, parent.depth + 1, marker, heading, path, start, start, heading_end, role
        )
        self.nodes.append(node)
        self.stack.append(_Open(kind, ordinal, node.position))

    def _leave(self, *kinds: str) -> None:
        while self.stack[-1].kind in kinds:
            self.stack.pop()

    def _close_above(self, depth: int) -> None:
        del self.stack[depth + 1 :]

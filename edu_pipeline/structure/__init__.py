"""From a document's text to its clean text, outline and sentences, with the way back to the text's positions."""

from bisect import bisect_right
from dataclasses import dataclass

from edu_pipeline.reading.files import MARKDOWN
from edu_pipeline.reading.markdown import Markdown, Omitted, read_markdown
from edu_pipeline.reading.tables import Table
from edu_pipeline.records import Section
from edu_pipeline.structure.clean import CleanText, clean
from edu_pipeline.structure.outline import OutlineNode, outline
from edu_pipeline.structure.sentences import Sentence, sentences

__all__ = [
    "CleanText",
    "OutlineNode",
    "Sentence",
    "Structure",
    "clean",
    "outline",
    "read_structure",
    "sentences",
    "to_sections",
]


@dataclass(frozen=True, slots=True)
class Structure:
    """A document's clean text with its outline and sentences; all their positions are clean ones.

    ``tables`` and ``omitted`` (what a format leaves out of the text, with what its numbers are) count the source.
    """

    clean: CleanText
    nodes: list[OutlineNode]
    sentences: list[Sentence]
    tables: tuple[Table, ...] = ()
    omitted: tuple[Omitted, ...] = ()

    def node_at(self, position: int) -> int:
        """The position of the last outline node that begins at or before a ``position`` of the source."""
        starts = [node.start for node in self.nodes[1:]]
        return bisect_right(starts, position, key=self.clean.original)


def read_structure(text: str, title: str | None = None, media_type: str = "text/plain") -> Structure:
    """Read the structure of a document's ``text``; ``title``, where known, heads the outline's root."""
    markdown = read_markdown(text) if media_type == MARKDOWN else Markdown(text)
    cleaned = clean(markdown.masked)
    nodes = outline(cleaned, title)
    return Structure(cleaned, nodes, sentences(cleaned, nodes), markdown.tables, markdown.omitted)


def to_sections(structure: Structure, doc_id: str) -> list[Section]:
    """The outline as rows with positions in the document's text; the root spans all of it."""
    sections = []
    for node in structure.nodes:
        start, end = (0, structure.clean.length) if node.parent is None else structure.clean.span(node.start, node.end)
        parent_id = None if node.parent is None else section_id(doc_id, node.parent)
        sections.append(
            Section(
                section_id(doc_id, node.position),
                doc_id,
                parent_id,
                node.position,
                node.depth,
                node.marker,
                node.heading,
                node.path,
                start,
                end,
                node.role,
            )
        )
    return sections


def section_id(doc_id: str, position: int) -> str:
    """The id of the section at ``position`` of the outline."""
    return f"{doc_id}:s{position}"

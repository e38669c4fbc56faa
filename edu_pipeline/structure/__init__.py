"""From a document's text to its clean text, outline and sentences, with the way back to the text's positions."""

from dataclasses import dataclass

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
    """A document's clean text with its outline and sentences; all their positions are clean ones."""

    clean: CleanText
    nodes: list[OutlineNode]
    sentences: list[Sentence]


def read_structure(text: str, title: str | None = None) -> Structure:
    """Read the structure of a document's ``text``; ``title``, where known, heads the outline's root."""
    cleaned = clean(text)
    nodes = outline(cleaned, title)
    return Structure(cleaned, nodes, sentences(cleaned, nodes))


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

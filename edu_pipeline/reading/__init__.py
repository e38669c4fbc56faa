"""From the files below the seeds folder to documents: found, decoded without loss, their front matter read."""

from edu_pipeline.reading.decoding import Decoded, Undecodable, decode
from edu_pipeline.reading.files import (
    MARKDOWN,
    MAX_FILE_BYTES,
    MEDIA_TYPES,
    SeedFile,
    content_hash,
    discover,
    read_document,
)
from edu_pipeline.reading.front_matter import FrontMatter, read_front_matter

__all__ = [
    "MARKDOWN",
    "MAX_FILE_BYTES",
    "MEDIA_TYPES",
    "Decoded",
    "FrontMatter",
    "SeedFile",
    "Undecodable",
    "content_hash",
    "decode",
    "discover",
    "read_document",
    "read_front_matter",
]

"""Whether the figures of a report agree: relations, doubts about single figures, and corrections.

Pure: it takes and returns records. Words are data in catalog/relations.yml.
"""

from edu_pipeline.consistency.doubts import Doubt, find_doubts
from edu_pipeline.consistency.relations import find_relations

__all__ = ["Doubt", "find_doubts", "find_relations"]

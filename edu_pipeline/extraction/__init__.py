"""Reading metrics out of prose: ``find_quantities`` finds the numbers, ``extract_document`` says what they are."""

from edu_pipeline.extraction.document import Extraction, extract_document
from edu_pipeline.extraction.quantities import find_quantities
from edu_pipeline.extraction.tokens import Quantity

__all__ = ["Extraction", "Quantity", "extract_document", "find_quantities"]

"""What the scan of a text gives: quantities, and tokens that are a quantity or say why they are none."""

from dataclasses import dataclass, replace
from decimal import Decimal

from edu_pipeline.records import Qualifier, UnclaimedReason


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text: ``text[start:end]`` is sign + numeral + 万/亿 + unit + attached 余/多/以上.

    ``value`` is exact and in the base unit (57.8 万 → 578000, 93.71% → 93.71); ``value_max`` only for a range.
    ``unit`` is "" where none is printed.
    """

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    qualifier: Qualifier


@dataclass(frozen=True, slots=True)
class Token:
    """A number as scanned: a quantity, or the reason why it is none (date, document_number, cut_number, …)."""

    start: int
    end: int
    reason: UnclaimedReason | None
    quantity: Quantity | None
    chinese: bool = False
    scaled: bool = False

    def shifted(self, by: int) -> "Token":
        """The same token with its offsets counted from elsewhere."""
        quantity = self.quantity
        if quantity:
            quantity = replace(quantity, start=quantity.start + by, end=quantity.end + by)
        return replace(self, start=self.start + by, end=self.end + by, quantity=quantity)

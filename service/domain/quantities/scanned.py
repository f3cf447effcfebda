"""A number found in a text, before its unit is looked for."""

from dataclasses import dataclass
from decimal import Decimal

from service.domain.quantities.numerals import Numeral
from service.domain.quantities.quantity import BARE, Dimension, Hedge, Unit

DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,30})(?:\.\d{1,20})?"
"""Digits, with separators of thousands or without, and decimals."""

SHARE, COUNT, ORDINAL = Unit(Dimension.SHARE), Unit(Dimension.COUNT), Unit(Dimension.ORDINAL)
MULTIPLE, SCORE, MONTHS = Unit(Dimension.MULTIPLE), Unit(Dimension.SCORE), Unit(Dimension.MONTHS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """A number at its place.

    ``scale`` is what its digits were multiplied by (亿, million); ``suffix`` says that a letter did it ("5m"), which
    only behind a currency is sure; ``unit`` is known where the number's own words say it; the rest as in Quantity.
    """

    start: int
    end: int
    numeral: Numeral
    scale: Decimal = Decimal(1)
    suffix: str = ""
    unit: Unit = BARE
    hedge: Hedge = Hedge.NONE
    vague: bool = False
    weak: bool = False

"""Quantities in Chinese and English text: read, found again, compared."""

from service.domain.quantities.comparing import Verdict, compare
from service.domain.quantities.counting import numbers_in, states_numbers
from service.domain.quantities.index import Placed, QuantityIndex
from service.domain.quantities.quantity import Dimension, Quantity
from service.domain.quantities.reading import MOST_QUANTITIES, read_quantities
from service.domain.quantities.wording import in_words

__all__ = [
    "MOST_QUANTITIES",
    "Dimension",
    "Placed",
    "Quantity",
    "QuantityIndex",
    "Verdict",
    "compare",
    "in_words",
    "numbers_in",
    "read_quantities",
    "states_numbers",
]

"""Reads the quantities of a text."""

from collections.abc import Sequence

from service.domain.quantities.quantity import Quantity
from service.domain.summary import Span


def read_quantities(text: str, taken: Sequence[Span] = ()) -> tuple[Quantity, ...]:
    """Return the quantities in a text, in its order, none of them in the spans that are taken."""
    del text, taken
    return ()

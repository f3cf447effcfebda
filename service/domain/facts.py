"""The dates and quantities of a text, read together: a digit belongs to one of them only."""

from dataclasses import dataclass

from service.domain.dates import Date, read_dates
from service.domain.quantities import Quantity, read_quantities


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states that can be compared across languages, in the order of the text."""

    dates: tuple[Date, ...] = ()
    quantities: tuple[Quantity, ...] = ()


def read_facts(text: str, published_at: str) -> Facts:
    """Return the dates and quantities in a Chinese, English or mixed text; linear in the text.

    ``published_at`` is RFC 3339 or "": relative dates ("last November") are resolved from it, in its own offset.
    """
    dates = read_dates(text, published_at)
    return Facts(dates, read_quantities(text, [date.span for date in dates]))

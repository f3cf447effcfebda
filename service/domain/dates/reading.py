"""Reads the dates and periods of a text."""

from service.domain.dates.date import Date


def read_dates(text: str, published_at: str) -> tuple[Date, ...]:
    """Return the dates and periods in a text, in its order."""
    del text, published_at
    return ()

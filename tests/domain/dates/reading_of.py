"""Short forms of what is read, for the tables of these tests."""

from service.domain.dates import Date, read_dates

PUBLISHED = "2025-08-13T12:33:00+08:00"  # a Wednesday


def said(date: Date) -> str:
    """Return a date's components, e.g. "year=2025 month=8 late"."""
    order = "century decade year half quarter month week day weekday hour minute".split()
    components = [f"{name}={date.components[name]}" for name in order if name in date.components]
    return " ".join([*components, *([date.part.value] if date.part else [])])


def reading(text: str, published_at: str = PUBLISHED) -> list[tuple[str, str]]:
    """Return the words and the components of all dates in a text."""
    return [(date.text, said(date)) for date in read_dates(text, published_at)]

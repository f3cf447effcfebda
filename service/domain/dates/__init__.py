"""Dates and periods in Chinese and English text."""

from service.domain.dates.comparing import Context, agree, context_of, rival
from service.domain.dates.date import EVIDENCE, ON_YEAR, Date, Part
from service.domain.dates.reading import published_day, read_dates
from service.domain.dates.telling import in_english

__all__ = [
    "EVIDENCE",
    "ON_YEAR",
    "Context",
    "Date",
    "Part",
    "agree",
    "context_of",
    "in_english",
    "published_day",
    "read_dates",
    "rival",
]

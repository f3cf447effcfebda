"""Dates and periods in Chinese and English text."""

from service.domain.dates.date import Date
from service.domain.dates.reading import read_dates

__all__ = ["Date", "read_dates"]

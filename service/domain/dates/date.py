"""A date or period as a text states it."""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.summary import Span


class Part(StrEnum):
    """Which part of a period is meant."""

    EARLY = "early"
    MID = "mid"
    LATE = "late"
    UP_TO = "up to"  # from the beginning of the year: the first three quarters, 前8个月


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A date, period or clock time, with the words that state it and their place in the text.

    Components that the words neither state nor (being relative) give from the day of publication are None.
    ``weekday`` counts from Monday = 1; ``week`` is the ordinal of its Monday; ``decade`` its first year; a year before
    our era is negative. ``hour`` is below 12 where a text does not say which half of the day it means. ``relative``
    names what a relative word counts in and how far ("year-1"), resolved or not; a date with no component is vague.
    """

    text: str
    span: Span
    year: int | None = None
    half: int | None = None
    quarter: int | None = None
    month: int | None = None
    week: int | None = None
    day: int | None = None
    weekday: int | None = None
    decade: int | None = None
    century: int | None = None
    hour: int | None = None
    minute: int | None = None
    part: Part | None = None
    relative: str = ""

    @property
    def components(self) -> dict[str, int]:
        """Return what is known, the coarse before the fine; the part of a period aside."""
        values = ((name, getattr(self, name)) for name in COMPONENTS)
        return {name: value for name, value in values if value is not None}


COMPONENTS = "century decade year half quarter month week day weekday hour minute".split()
"""The components of a date, the coarse before the fine."""

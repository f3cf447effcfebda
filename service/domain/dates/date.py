"""A date or period as a text states it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from service.domain.summary import Span


class Part(StrEnum):
    """Which part of a period is meant."""

    EARLY = "early"
    MID = "mid"
    LATE = "late"
    UP_TO = "up to"  # from the beginning of the year: the first three quarters, 前8个月


COMPONENTS = "century decade year half quarter month week day weekday hour minute half_day".split()
"""The components of a date, the coarse before the fine."""

ON_YEAR = "on year"
"""What ``relative`` is for the year before, where a text names it as what it compares with only."""

EVIDENCE = "evidence"
"""What ``relative`` is where the words say a date too loosely for a claim: "two days later", of whatever day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A date, period or clock time, with the words that state it and their place in the text.

    ``components`` holds what the words state or, being relative, give from the day of publication, by the names in
    COMPONENTS. ``weekday`` counts from Monday = 1; ``week`` is the ordinal of its Monday, ``decade`` its first year; a
    year before our era is negative; ``hour`` is below 12 where a text does not say which half of the day it means;
    ``half_day`` is 0 or 1.
    ``relative`` names what a relative word counts in and how far ("year-1"), resolved or not; ON_YEAR is the year
    that a comparison implies ("year on year"), EVIDENCE a date that is none of a claim. A date
    without components and ``relative`` is vague ("recently").
    """

    text: str
    span: Span
    components: Mapping[str, int] = field(default_factory=dict, hash=False)
    part: Part | None = None
    relative: str = ""

    def get(self, name: str) -> int | None:
        """Return a component, None where it is not known."""
        return self.components.get(name)

    @property
    def vague(self) -> bool:
        """Whether the words name no time that could be compared."""
        return not (self.components or self.relative)

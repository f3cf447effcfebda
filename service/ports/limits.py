"""The seams to what counts how much callers ask for."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from service.domain.usage import Tally, Usage


@dataclass(frozen=True, slots=True)
class Permit:
    """Whether a request may be served, how many more may in this minute, and the seconds until it ends."""

    granted: bool
    left: int
    seconds: int


class Place(Protocol):
    """One of the requests that a caller may have under way at the same time."""

    @property
    def left(self) -> int:
        """How many more it may have, when this one came."""

    def leave(self) -> None:
        """Give the place back; twice is once."""


class RequestLimits(Protocol):
    """Counts requests over all processes, this one's alone where the others' cannot be had. No method raises."""

    def take(self, caller: str, most: int) -> Permit:
        """Take one of so many permits of this minute, mostly without asking anybody outside of this process."""

    def enter(self, caller: str, most: int) -> Place | None:
        """Take one of so many places; None where all are taken. Those of a process that was killed come back."""


class UsageLedger(Protocol):
    """Knows who used how much, for ``KEPT_DAYS``; shared by all processes."""

    def count(self, caller: str, model: str, tally: Tally) -> None:
        """Add it to this day's usage, for others to see within a second or so; never raises, never waits."""

    def tokens_today(self, caller: str) -> int:
        """Return how many tokens the caller used on this day of UTC, as far as is known here; never raises."""

    def between(self, first: date, last: date, caller: str | None) -> tuple[Usage, ...]:
        """Return the usage of these days, both included, in order of day, key and model; None is all callers.

        Raise UsageOutOfReach.
        """

"""The seam to those who are told that a job has ended."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class DueCallback:
    """A job whose end is to be told now, and how often that failed."""

    job_id: str
    failures: int


@dataclass(frozen=True, slots=True)
class CallbackMessage:
    """What is told: to which address, by an id that is the same at every attempt, as JSON."""

    id: str
    url: str
    body: bytes


@dataclass(frozen=True, slots=True)
class CallbackOutcome:
    """What became of an attempt: ``reason`` says it in a word for the log; after a ``final`` one no other is made.

    The receiver asked to be left alone for ``pause`` seconds.
    """

    delivered: bool
    reason: str
    final: bool = False
    pause: float = 0


class CallbackSchedule(Protocol):
    """Which jobs' ends are to be told when; shared by all processes. All of it raises JobsOutOfReach."""

    def claim(self) -> DueCallback | None:
        """Return what has been due longest and give it to nobody else for a minute; None where nothing is due."""

    def postpone(self, callback: DueCallback, seconds: float) -> None:
        """Have it due in so many seconds, with its number of failures, unless it was removed meanwhile."""

    def remove(self, job_id: str) -> None:
        """Have it never due again."""


class CallbackSender(Protocol):
    """Tells receivers."""

    def send(self, message: CallbackMessage) -> CallbackOutcome:
        """Make one attempt, of some seconds at most. Nothing is raised: whatever goes wrong is an outcome."""

"""When the work for a request must have ended."""

import time
from dataclasses import dataclass, field
from threading import Event

from service.domain.errors import Abandoned, DeadlineExceeded


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, on the monotonic clock in seconds, by which a whole request must have ended; sooner if cancelled."""

    at: float
    _cancelled: Event = field(default_factory=Event, compare=False, repr=False)

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """Return the deadline that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def within(self, seconds: float) -> "Deadline":
        """Return the deadline that many seconds from now, this one at the latest; both are cancelled together."""
        return Deadline(min(self.at, time.monotonic() + seconds), self._cancelled)

    def remaining(self) -> float:
        """Return the seconds left: negative once it has passed, 0 once it is cancelled."""
        return min(0.0, self.at - time.monotonic()) if self.cancelled else self.at - time.monotonic()

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for the work any more."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Stop the work, and all that shares this deadline: nobody waits for it any more."""
        self._cancelled.set()

    def wait(self, seconds: float) -> None:
        """Sleep that long; less where the deadline passes or is cancelled meanwhile."""
        self._cancelled.wait(max(0.0, min(seconds, self.remaining())))

    def check(self) -> None:
        """Raise Abandoned where it is cancelled, DeadlineExceeded where it has passed."""
        if self.cancelled:
            raise Abandoned
        if self.remaining() <= 0:
            raise DeadlineExceeded

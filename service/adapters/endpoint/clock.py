"""How long a call may still wait."""

import math
import time
from dataclasses import dataclass

from service.domain.errors import BackendUnavailable, BackendUnreachable
from service.ports import Deadline

SLICE_SECONDS = 0.5  # a cancelled call that hears nothing ends this late; 500 that wait take 2.5 % of a core


@dataclass(slots=True)
class Clock:
    """The clock of one call: it ends with its deadline, or where no first word of an answer comes in time."""

    deadline: Deadline
    first_word_by: float = math.inf
    ends_by: float = math.inf

    @classmethod
    def started(cls, deadline: Deadline, patience: float = math.inf) -> "Clock":
        """Return the clock of a call that begins now and waits so many seconds for the first word."""
        return cls(deadline, first_word_by=time.monotonic() + patience)

    def heard(self) -> None:
        """Take note that the model has begun to answer."""
        self.first_word_by = math.inf

    def end_within(self, seconds: float) -> None:
        """Wait no longer than that for what may still come."""
        self.ends_by = min(self.ends_by, time.monotonic() + seconds)

    def wait(self) -> float:
        """Return the seconds that the next wait may take before it looks here again.

        Raise Abandoned, DeadlineExceeded, BackendUnreachable (no first word), or BackendUnavailable (no end).
        """
        self.deadline.check()
        now = time.monotonic()
        if now >= self.first_word_by:
            raise BackendUnreachable("the model endpoint did not begin to answer in time")
        if now >= self.ends_by:
            raise BackendUnavailable("the model endpoint did not end its answer")
        soonest = min(self.first_word_by, self.ends_by) - now
        return max(0.001, min(SLICE_SECONDS, self.deadline.remaining(), soonest))

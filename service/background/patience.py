"""Patience with model endpoints: work that nobody waits for on the line outlasts an outage."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import SystemRandom
from typing import TypeVar

from service.domain.errors import Abandoned, CoreInsightsError, DeadlineExceeded, OutputError

PATIENCE = 300.0  # seconds after the first failure: a restart or a rollout of an endpoint takes minutes
TRIES = 3  # of what an endpoint answers and nobody can use: each try costs tokens, or a whole request's time
ENDS_AT_LAST = 3_600.0  # seconds: patience and a request's time-out, several times
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0  # seconds
_chance = SystemRandom()

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Patience:
    """Tries again what may succeed later, for ``seconds``, after growing pauses or when the error says.

    ``wait`` sleeps that many seconds and says whether to give up, as ``threading.Event.wait`` does.
    """

    wait: Callable[[float], bool]
    seconds: float = PATIENCE

    def with_(self, work: Callable[[], Value]) -> Value:
        """Return what the work returns; raise what it raised last, and Abandoned where it was given up meanwhile."""
        ends, tries = time.monotonic() + self.seconds, 1
        while True:
            try:
                return work()
            except CoreInsightsError as error:
                pause = pause_before_next(error, tries)
                if pause is None or time.monotonic() + pause > ends:
                    raise
            if self.wait(pause):
                raise Abandoned
            tries += 1


def pause_before_next(error: CoreInsightsError, tries: int) -> float | None:
    """Return the seconds to wait after so many tries, None where the work is not to be tried again."""
    if not error.retryable or isinstance(error, Abandoned):
        return None
    if tries >= TRIES and isinstance(error, OutputError | DeadlineExceeded):
        return None
    pause: float = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (tries - 1)) * _chance.uniform(0.5, 1.0)
    return max(pause, error.retry_after or 0.0)

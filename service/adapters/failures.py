"""What the failures of one request decide: who may be asked again, when, and what the caller is told."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.errors import (
    BackendBusy,
    BackendOverloaded,
    BackendRefused,
    BackendResting,
    BackendUnavailable,
    BackendUnreachable,
    ContentFiltered,
    ContextTooLong,
    CoreInsightsError,
    OutputError,
)

UNREACHABLE_CALLS = 3  # of one request; faults.md row 1: "two more tries"
FAILED_CALLS = 5  # of one request: 0.3 ** 5 leaves 0.2 % without an answer at 30 % random failures (row 5: 1 %)
UNREADABLE_ANSWERS = 2  # of one backend; row 9: "one retry, then the next backend"

NOT_ASKED = (BackendResting, BackendBusy)
_PASSING = (BackendUnavailable, BackendOverloaded)

# From who mends it most easily: this service by smaller pieces, time, another try, the caller, the operator. While
# another backend may serve the article in a while, "filtered" would be a final word that is not true.
_TELLING = ((ContextTooLong,), _PASSING, (OutputError,), (ContentFiltered,), (BackendRefused,))


@dataclass(frozen=True, slots=True)
class BackendFailure:
    """A backend, by its name, and why it gave no answer."""

    backend: str
    error: CoreInsightsError

    @property
    def passing(self) -> bool:
        """Whether a call was made that may fare better a little later."""
        return isinstance(self.error, _PASSING) and not isinstance(self.error, NOT_ASKED)


def may_help(backend: str, failures: Sequence[BackendFailure]) -> bool:
    """Return whether the backend may still answer this request."""
    own = [failure for failure in failures if failure.backend == backend]
    unreadable = sum(isinstance(failure.error, OutputError) for failure in own)
    return unreadable < UNREADABLE_ANSWERS and all(one.passing or isinstance(one.error, OutputError) for one in own)


def may_repeat(failures: Sequence[BackendFailure]) -> bool:
    """Return whether the request may ask a backend again that failed."""
    passing = [failure.error for failure in failures if failure.passing]
    unreachable = sum(isinstance(error, BackendUnreachable) for error in passing)
    return len(passing) < FAILED_CALLS and unreachable < UNREACHABLE_CALLS


def asks_for(backend: str, failures: Sequence[BackendFailure]) -> float:
    """Return for how many seconds the backend wants to be left alone, by its last failure."""
    return next((one.error.retry_after or 0.0 for one in reversed(failures) if one.backend == backend), 0.0)


def most_telling(failures: Sequence[BackendFailure]) -> CoreInsightsError:
    """Return the error that the caller is to hear: of the last of each backend the most mendable, the soonest first."""
    last = {failure.backend: failure.error for failure in failures}
    return min(last.values(), key=lambda error: (_rank(error), error.retry_after or math.inf))


def _rank(error: CoreInsightsError) -> int:
    return next(rank for rank, kinds in enumerate(_TELLING) if isinstance(error, kinds))

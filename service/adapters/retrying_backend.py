"""A backend asked again where that may help."""

import random
import time
from dataclasses import dataclass

from service.domain.errors import BackendOverloaded, BackendUnavailable
from service.ports import Backend, Completion, CompletionRequest

RETRIES = 2  # faults.md row 1: "alone: two more tries"
_FIRST_PAUSE = 0.2  # seconds, doubled each time; the pause itself is random below that ("full jitter")


@dataclass(frozen=True, slots=True)
class RetryingBackend:
    """Asks once more, and once again, where an endpoint was unavailable or overloaded and the deadline allows it.

    Issue 4 brings the failover, the retry budget and the breaker; this is the one retry layer until then.
    """

    backend: Backend

    @property
    def name(self) -> str:
        """The name of the backend asked."""
        return self.backend.name

    def complete(self, request: CompletionRequest) -> Completion:
        """Return what the backend answers; raise what it raises last."""
        for attempt in range(RETRIES):
            try:
                return self.backend.complete(request)
            except (BackendUnavailable, BackendOverloaded) as error:
                pause = error.retry_after or random.uniform(0, _FIRST_PAUSE * 2**attempt)  # noqa: S311
                if pause >= request.deadline.remaining():
                    raise
            time.sleep(pause)
        return self.backend.complete(request)

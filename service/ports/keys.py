"""The seam to what knows the keys."""

from typing import Protocol

from service.domain.callers import Caller


class KeyRing(Protocol):
    """Knows whose a key is. It is asked for every request, so it answers from memory."""

    def caller_of(self, key: str) -> Caller | None:
        """Return whose key it is; None of one that is unknown, revoked or expired, which take the same time."""

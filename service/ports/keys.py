"""The seam to what knows the keys."""

from typing import Protocol

from service.domain.callers import Caller, Limits


class KeyRing(Protocol):
    """Knows whose a key is. It is asked for every request, so it answers from memory."""

    def caller_of(self, key: str) -> Caller | None:
        """Return whose key it is; None of one that is unknown, revoked or expired, which take the same time."""

    def limits_of(self, key_id: str) -> Limits:
        """Return the limits of the key with that id, of a revoked one, too: its jobs may be under way; else none."""

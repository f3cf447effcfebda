"""The seam to what remembers how requests under an Idempotency-Key were answered."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """How the first request under a key was answered, and the digest of all that shaped the request."""

    digest: str
    answer: str


class IdempotencyKeys(Protocol):
    """Remembers keys and the answers under them; shared by all processes. Its methods raise JobsOutOfReach."""

    def claim(self, key: str) -> str | KeptAnswer:
        """Return a token for the right to answer under the key, or what was answered; raise IdempotencyKeyInUse.

        The right lasts a minute unless it is renewed: a process that dies must not block the key for longer.
        """

    def renew(self, key: str, token: str) -> None:
        """Have the right for another minute, unless it is over."""

    def keep(self, key: str, token: str, kept: KeptAnswer) -> None:
        """Keep the answer for a day, unless another request has the right meanwhile, or was answered."""

    def release(self, key: str, token: str) -> None:
        """Give the right back: nothing was answered that need be remembered."""

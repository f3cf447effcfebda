"""The seam to where briefs are kept, and who may compute one."""

from contextlib import AbstractContextManager
from typing import Protocol

from service.ports.flights import EventLog


class Lease(Protocol):
    """The right to compute a key: renewed while held, told apart from others by a token."""

    @property
    def held(self) -> bool:
        """Whether this is the holder; False where another computes the key, or took the lease over."""

    @property
    def token(self) -> str:
        """What tells this lease from every other one."""


class Cache(Protocol):
    """A bounded store of briefs as JSON bytes. No method raises: a broken cache is a slow cache."""

    @property
    def available(self) -> bool:
        """Whether it answered when it was last asked."""

    @property
    def events(self) -> EventLog:
        """What is told of keys while they are computed, kept beside their values."""

    def get(self, key: str) -> bytes | None:
        """Return the value kept under the key; None where there is none or it is damaged (then it is deleted)."""

    def put(self, key: str, value: bytes) -> None:
        """Keep the value for about the configured lifetime, whatever was there before."""

    def replace(self, key: str, value: bytes, instead_of: bytes) -> bool:
        """Put the value in the place of that one, for what is left of its lifetime; False where that is not kept."""

    def settle(self, key: str, value: bytes, lease: Lease) -> bytes:
        """Return the value that is kept already, else keep this one and return it: the first that is kept wins.

        Where the lease was lost, who took it over loses it with that.
        """

    def delete(self, key: str) -> None:
        """Forget the value."""

    def lease(self, key: str) -> AbstractContextManager[Lease]:
        """Try, without waiting, for the right to compute the key; renewed until the block ends, then released."""

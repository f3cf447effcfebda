"""Who asks, what they may do, and how much of it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Scope(StrEnum):
    """What a key may be used for.

    Making, reading and checking briefs (also behind ``/v1`` and the page); signing, correcting and withdrawing them;
    jobs; and what the people who run the service ask: metrics, and everybody's usage.
    """

    BRIEFS = "briefs"
    REVIEWS = "reviews"
    JOBS = "jobs"
    OPERATIONS = "operations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a key may ask for, 0 for any number: requests a minute, requests at a time, tokens of a model a day."""

    requests: int = 0
    concurrent: int = 0
    tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The holder of a key. ``id`` is public and names the key in logs and in the usage; "" is everybody.

    The briefs of a ``private`` caller are shown to no other one, and are not shared with any.
    """

    id: str = ""
    scopes: frozenset[Scope] = frozenset(Scope)
    limits: Limits = field(default_factory=Limits)
    private: bool = False

    @property
    def owner(self) -> str:
        """Whose the briefs are that this caller asks for: "" for everybody's."""
        return self.id if self.private else ""


ANYONE = Caller()
"""Who asks where no keys are configured."""

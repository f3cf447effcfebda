"""The seam to computations that several callers wait for, and what is told of them meanwhile."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from service.ports.deadlines import Deadline

LAST = "done"
"""The name of the last event of a run: its data is the value."""

_BINDING = frozenset({"group", "insight", "withheld", LAST})


class Notice:
    """One thing told of a brief in the making: the name of an event, and its data as one line of JSON.

    The data is written when somebody first reads it: mostly nobody does.
    """

    __slots__ = ("_data", "_write", "name")

    def __init__(self, name: str, write: Callable[[], str]) -> None:
        self.name = name
        self._write = write
        self._data: str | None = None

    @property
    def data(self) -> str:
        """The data; it never holds a line break."""
        if self._data is None:
            self._data = self._write()
        return self._data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Notice) and (self.name, self.data) == (other.name, other.data)

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"Notice({self.name})"  # the data is article text

    @property
    def binding(self) -> bool:
        """Whether who was told this has seen a part of one answer, in whose place no other may come unsaid."""
        return self.name in _BINDING

    @property
    def last(self) -> bool:
        """Whether nothing comes after this: its data is the value."""
        return self.name == LAST


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with its place: the run, which is one answer's, and its number in it from 1.

    What every stream begins with has no place: ``run`` is "".
    """

    notice: Notice
    run: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What was told of a run, from some place on; whether its last notice is among that."""

    run: str
    notices: tuple[Notice, ...]
    ended: bool


class EventLog(Protocol):
    """What was told in the latest run of each key, for minutes. No method raises: at worst nothing is heard."""

    def append(self, key: str, told: Sequence[Told]) -> None:
        """Add notices of one run, in order: number 1 takes the place of any other run, after a gap none is taken."""

    def read(self, key: str, run: str = "", after: int = 0) -> Heard | None:
        """Return the latest run of the key, of this run only what came after that number.

        None where nothing is known, or where the run has not ended and its lease is no longer held.
        """

    def forget(self, key: str) -> None:
        """Forget what was told of the key: its run was given up."""

    def attend(self, key: str) -> None:
        """Say, for a few seconds, that somebody in this process waits for the key that another computes."""

    def attended(self, key: str) -> bool:
        """Whether somebody in another process has said so."""


class Teller(Protocol):
    """Who tells those who wait for a computation how it comes along."""

    @property
    def committed(self) -> bool:
        """Whether a part of this answer was shown, to all who wait."""

    def begin(self) -> None:
        """Take back what was told: another answer takes its place."""

    def tell(self, notice: Notice) -> None:
        """Tell the next notice."""


class _Untold:
    """The teller of a computation that nobody follows."""

    committed = False

    def begin(self) -> None:
        """Do nothing."""

    def tell(self, notice: Notice) -> None:
        """Do nothing."""


UNTOLD = _Untold()


@dataclass(frozen=True, slots=True)
class Computed:
    """A value just made, and whether it may be kept."""

    value: bytes
    keep: bool = True


Compute = Callable[[Teller], Computed]
"""A computation, which tells how it comes along."""

Feed = Generator[Told | Computed | None, None, None]
"""What is told of a computation, None for every second in which nothing was, and at last its value.

Closing it is leaving: the work stops where nobody else waits for it. Raises what the computation raised, and
DeadlineExceeded.
"""


class SingleFlight(Protocol):
    """One computation of a key at a time, over all threads and processes that share the cache."""

    def run(self, key: str, compute: Compute, deadline: Deadline) -> tuple[Computed, bool]:
        """Return the value of the key and whether another made it.

        The leader computes; followers wait for its value, share its exception within the process, and take over when
        it dies. Raise DeadlineExceeded where no value came in time, and whatever ``compute`` raises.
        """

    def follow(self, key: str, compute: Compute, deadline: Deadline) -> Feed:
        """Return what is told of the key's computation, from its beginning on; led by a thread of its own.

        The deadline is the one that ``compute`` works to: cancelled when nobody waits any more. Where another
        computation takes over, the run changes.
        """

    def alone(self, compute: Compute, deadline: Deadline) -> Feed:
        """Return what is told of a computation that is shared with nobody: neither notices nor value are kept here."""

    def ended(self, key: str) -> tuple[Told, ...]:
        """Return all that was told in the key's latest run where it ended and is still known."""

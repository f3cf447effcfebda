"""Permits of a minute, of which each process reserves a few at a time."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from service.ports import Permit

WINDOW = 60  # seconds; windows begin with the minutes of the clock
SHARE = 16
"""The part of what is left that a process reserves: few round trips, and little lies unused where others want it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reservation says: ``taken`` are the caller's permits of this window in this process, all in all.

    ``alone`` are those of them that nobody else knows of yet.
    """

    caller: str
    window: int
    most: int
    taken: int
    alone: int


@dataclass(frozen=True, slots=True)
class Reserved:
    """How many permits were reserved, 0 where none is left, and how many are left for everybody."""

    number: int
    left: int


Reserve = Callable[[Wanted], Reserved | None]
"""Reserves permits over all processes; None where those cannot be asked."""


@dataclass(slots=True)
class _Window:
    """What this process knows of a caller's minute."""

    lock: Lock = field(default_factory=Lock)
    number: int = 0
    most: int = 0
    reserved: int = 0
    left: int = 0
    taken: int = 0
    alone: int = 0
    spent: bool = False

    def turn_to(self, number: int, most: int) -> None:
        if self.number != number or self.most != most:  # a limit may be changed at any time
            self.number, self.most = number, most
            self.reserved = self.left = self.taken = self.alone = 0
            self.spent = False

    def keep(self, reserved: Reserved) -> None:
        self.reserved, self.left = reserved.number, reserved.left
        self.alone = 0
        self.spent = not reserved.number


class Permits:
    """Hands out permits of callers: those reserved first, then more, one thread at a time for each caller.

    Over all processes never more than the limit are given in a window. Where the others cannot be asked, this process
    gives what it would have alone, and makes it known with its next reservation.
    """

    def __init__(self, reserve: Reserve, clock: Callable[[], float] = time.time) -> None:
        self._reserve = reserve
        self._clock = clock
        self._windows: dict[str, _Window] = {}

    def take(self, caller: str, most: int) -> Permit:
        """Take one of so many permits of this minute."""
        window = self._windows.get(caller) or self._windows.setdefault(caller, _Window())
        with window.lock:
            now = self._clock()
            window.turn_to(int(now // WINDOW), most)
            return Permit(self._granted(caller, window), window.reserved + window.left, WINDOW - int(now % WINDOW))

    def _granted(self, caller: str, window: _Window) -> bool:
        if not window.reserved and not window.spent and not self._reserved(caller, window):
            if window.taken >= window.most:
                return False
            window.alone += 1
            window.left = window.most - window.taken - 1
        elif window.spent:
            return False
        else:
            window.reserved -= 1
        window.taken += 1
        return True

    def _reserved(self, caller: str, window: _Window) -> bool:
        """Reserve more, if it is known how many are left."""
        taken, alone = window.taken, window.alone
        wanted = Wanted(caller=caller, window=window.number, most=window.most, taken=taken, alone=alone)
        reserved = self._reserve(wanted)
        if reserved is not None:
            window.keep(reserved)
        return reserved is not None

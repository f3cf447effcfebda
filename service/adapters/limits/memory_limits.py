"""Limits counted by this process alone."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Lock

from service.adapters.limits.permits import Permits
from service.ports import Permit, Place


class HeldPlace:
    """A place that is given back once, by ``leave``."""

    def __init__(self, left: int, leave: Callable[[], None]) -> None:
        self.left = left
        self._leave = leave
        self._lock = Lock()
        self._held = True

    def leave(self) -> None:
        """Give the place back; twice is once."""
        with self._lock:
            held, self._held = self._held, False
        if held:
            self._leave()


class PlacesHere:
    """How many requests callers have under way in this process."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, caller: str, most: int) -> int | None:
        """Take one of so many places and return how many are left; None where all are taken."""
        with self._lock:
            if self._taken[caller] >= most:
                return None
            self._taken[caller] += 1
            return most - self._taken[caller]

    def free(self, caller: str) -> None:
        """Give one back."""
        with self._lock:
            self._taken[caller] -= 1
            if self._taken[caller] <= 0:
                del self._taken[caller]


class MemoryLimits:
    """Limits where there is one process, or where each is to count for itself."""

    def __init__(self) -> None:
        self._permits = Permits(lambda _: None)
        self._places = PlacesHere()

    def take(self, caller: str, most: int) -> Permit:
        """Take one of so many permits of this minute."""
        return self._permits.take(caller, most)

    def enter(self, caller: str, most: int) -> Place | None:
        """Take one of so many places; None where all are taken."""
        left = self._places.take(caller, most)
        return None if left is None else HeldPlace(left, partial(self._places.free, caller))

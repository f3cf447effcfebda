"""What requests leave to be dealt with soon, many at a time, so that none of them waits for it."""

from abc import ABC, abstractmethod
from collections import deque
from threading import Lock
from typing import Generic, TypeVar

from service.adapters.soon import Soon

_PAUSE = 0.05  # seconds that items are gathered for
_MOST = 100_000  # items that wait where nobody takes them, 25 MB of lines; then the oldest are lost

_T = TypeVar("_T")


class Gatherer(ABC, Generic[_T]):
    """Hands items on together, from a thread of its own.

    What waits is handed on when the process ends; a killed one loses that of a twentieth of a second.
    """

    def __init__(self) -> None:
        self._items: deque[_T] = deque(maxlen=_MOST)
        self._soon = Soon(self.flush, pause=_PAUSE, name=type(self).__name__)
        self._taking = Lock()  # held where nobody takes what is handed on, for however long

    def put(self, item: _T) -> None:
        """Hand it on soon."""
        self._items.append(item)
        self._soon.ask()

    def flush(self) -> bool:
        """Hand on what waits, and say that it was."""
        with self._taking:
            self._take([self._items.popleft() for _ in range(len(self._items))])
        return True

    @abstractmethod
    def _take(self, items: list[_T]) -> None:
        """Deal with the items; raise nothing."""

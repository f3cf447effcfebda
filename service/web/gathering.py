"""What requests leave to be dealt with soon, many at a time, so that none of them waits for it."""

import atexit
import time
from abc import ABC, abstractmethod
from collections import deque
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

_PAUSE = 0.05  # seconds that items are gathered for
_MOST = 100_000  # items that wait where nobody takes them, 25 MB of lines; then the oldest are lost

_T = TypeVar("_T")


class Gatherer(ABC, Generic[_T]):
    """Hands items on together, from a thread of its own.

    What waits is handed on when the process ends; a killed one loses that of a twentieth of a second.
    """

    def __init__(self) -> None:
        self._items: deque[_T] = deque(maxlen=_MOST)
        self._waiting = Event()
        self._thread: Thread | None = None
        self._starting = Lock()
        self._taking = Lock()  # held where nobody takes what is handed on, for however long

    def put(self, item: _T) -> None:
        """Hand it on soon."""
        self._items.append(item)
        if not self._waiting.is_set():
            self._wake()

    def flush(self) -> None:
        """Hand on what waits."""
        with self._taking:
            self._take([self._items.popleft() for _ in range(len(self._items))])

    @abstractmethod
    def _take(self, items: list[_T]) -> None:
        """Deal with the items; raise nothing."""

    def _wake(self) -> None:
        self._waiting.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():  # the first item, or the first after a fork
                self._start()

    def _start(self) -> None:
        thread = Thread(target=self._run, name=type(self).__name__, daemon=True)
        try:
            thread.start()
        except RuntimeError:  # as many threads as the system allows: the next item tries again
            self._waiting.clear()
            return
        if self._thread is None:
            atexit.register(self.flush)
        self._thread = thread

    def _run(self) -> None:
        while self._waiting.wait():
            time.sleep(_PAUSE)
            self._waiting.clear()
            self.flush()

"""Which requests are let in, and in what order they are read."""

import time
from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

from service.domain.errors import Overloaded
from service.ports.computing import seconds_elsewhere

DEFAULT_LINE_SECONDS = 2.0
"""Of computing that may be ahead of a request: an editor's patience."""

LEAST = 16
"""So many are let in, however much they cost: a few requests at once are no overload."""

_AT_FIRST = 0.02  # seconds of computing that a request takes, until some have been seen
_LATEST = 1 / 16  # of the latest request in what is known of them
_SLOWER = 1.001  # for each call: a model is taken to be as quick as it was, for calls are slow in an overload, too


class Place:
    """A request that was let in; ``counted`` where its work is its own. It belongs to one thread."""

    def __init__(self, line: "Line", key: Hashable, *, counted: bool) -> None:
        self._line = line
        self._key = key
        self._counted = counted
        self._article = False
        self._began = _spent()

    def article_is_read(self) -> None:
        """Take note that there is an article to work on."""
        self._article = True

    def waited(self, seconds: float) -> None:
        """Take note of how long a model took."""
        self._line.heard(seconds)

    def close(self) -> None:
        """Have done with the request."""
        self._line.done(self._key, _spent() - self._began if self._counted else None, worked=self._article)


def _spent() -> float:
    """Return the seconds of CPU that were spent for this thread, in this process or in the one that computes for it."""
    return time.thread_time() + seconds_elsewhere()


class Line:
    """Lets in no more requests than a process can compute in ``longest`` seconds, beside those that wait for a model.

    So late is a request at most, about, and so is the end of an overload.

    A process computes one thing at a time, and a brief costs computing in front of the model's answer as well as behind
    it: let in without end, all would be late. What one costs, and how long a model takes, is seen from those that are
    done, so nothing has to be known of the machine, the articles or the model. A request that is the same as one under
    way is always let in, since that one's answer is its own.
    """

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._cost = _AT_FIRST
        self._model = 0.0
        self._let_in = 0
        self._under_way: Counter[Hashable] = Counter()
        self._lock = Lock()

    def enter(self, key: Hashable = None) -> Place:
        """Return the request's place; raise Overloaded, with ``retry_after``. Requests of one key are the same."""
        with self._lock:
            shared = key is not None and key in self._under_way
            if not shared:
                self._admit()
            if key is not None:
                self._under_way[key] += 1
        return Place(self, key, counted=not shared)

    def heard(self, seconds: float) -> None:
        """Take note of how long a model took."""
        self._model = min(seconds, self._model * _SLOWER) if self._model else seconds

    def done(self, key: Hashable, cost: float | None, *, worked: bool = True) -> None:
        """Have done with a request, which cost so many seconds of computing, None where it was not counted.

        Where no article was ``worked`` on, as in what is refused, it says nothing of what the others cost.
        """
        with self._lock:
            if cost is not None:
                self._let_in -= 1
            if cost is not None and worked:
                self._cost += _LATEST * (cost - self._cost)
            if key is not None:
                self._under_way[key] -= 1
                if not self._under_way[key]:
                    del self._under_way[key]

    def _admit(self) -> None:
        cost = max(self._cost, 0.001)
        if self._let_in >= max(LEAST, (self._longest + self._model) / cost):  # Little's law, and so many seconds
            message = "more is asked of this process than it can do: try again"
            raise Overloaded(message, retry_after=max(1.0, self._let_in * cost - self._model))
        self._let_in += 1


STANDING: ContextVar[Place | None] = ContextVar("standing", default=None)
"""That of the request that is worked on."""


def article_is_read() -> None:
    """Take note that there is an article to work on, where the request was let in by a line."""
    place = STANDING.get()
    if place is not None:
        place.article_is_read()


@contextmanager
def waiting_for_a_model() -> Iterator[None]:
    """Take note of how long the block takes, where the request was let in by a line."""
    place, began = STANDING.get(), time.monotonic()
    try:
        yield
    finally:
        if place is not None:
            place.waited(time.monotonic() - began)

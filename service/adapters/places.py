"""How many calls an endpoint gets at the same time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

from service.adapters.line import waiting_for_a_model
from service.domain.errors import BackendBusy
from service.ports import Deadline, recording
from service.ports.metrics import CALLS_WAITING
from service.ports.phases import phase

THREADS = 1024  # of a worker, where WEB_THREADS does not say: a burst of 1,000 came to two of them as 853 and 147
# Three quarters of the threads are places, and a quarter as many calls may wait: a sixteenth is left for kept briefs.
_SHARE = 0.75
_QUEUE = 12  # at least
PATIENT_SECONDS = 5.0  # a brief takes about that long: whoever waits longer meets a queue that grows
IMPATIENT_SECONDS = 0.3  # for who has another backend to ask
LONGEST_RETRY = 60.0  # seconds that a caller is told to wait at most
_LATEST = 1 / 16  # of the latest call in what is known of how long they take
_LOOK_SECONDS = 0.1  # how often a waiting call looks whether its caller is still there


def places_of(threads: int) -> int:
    """Return how many places an endpoint has in a worker of so many threads, where nothing else is said."""
    return max(1, int(threads * _SHARE))


class Places:
    """A number of places, and a queue before them that is bounded in length (a quarter as many) and in time.

    ``name`` is that of the endpoint, for whoever counts those who wait.
    """

    def __init__(self, places: int, queue: int | None = None, *, name: str = "") -> None:
        self._name = name
        self._number = places
        self._queue = max(_QUEUE, places // 4) if queue is None else queue
        self._free = BoundedSemaphore(places)
        self._waiting = 0
        self._held = 0.0  # seconds that a call takes, as far as is known
        self._lock = Lock()

    @contextmanager
    def one(self, deadline: Deadline, *, patient: bool) -> Iterator[None]:
        """Hold a place during the block; raise BackendBusy where none is had soon, Abandoned, DeadlineExceeded."""
        free = self._free
        if not free.acquire(blocking=False):
            free = self._queued(deadline, PATIENT_SECONDS if patient else IMPATIENT_SECONDS)
        began = time.monotonic()
        try:
            with waiting_for_a_model():
                yield
        finally:
            free.release()
            self._held += _LATEST * (time.monotonic() - began - self._held)

    def clear(self) -> None:
        """Make all places free: whoever holds one now gives it back to nobody."""
        self._free = BoundedSemaphore(self._number)

    def _queued(self, deadline: Deadline, seconds: float) -> BoundedSemaphore:
        with self._lock:
            expected = (self._waiting + 1) * self._held / self._number
            if self._waiting >= self._queue or expected > seconds:  # it would wait in vain
                raise _busy(expected)
            self._waiting += 1
        try:
            with recording.during(CALLS_WAITING, self._name), phase("queue"):
                return self._waited(deadline, time.monotonic() + seconds)
        finally:
            with self._lock:
                self._waiting -= 1

    def _waited(self, deadline: Deadline, ends: float) -> BoundedSemaphore:
        while True:
            free = self._free  # looked up anew: it may have been cleared
            if free.acquire(timeout=_LOOK_SECONDS):
                return free
            deadline.check()
            if time.monotonic() >= ends:
                raise _busy(PATIENT_SECONDS)


def _busy(seconds: float) -> BackendBusy:
    message = "as many calls as the model endpoint may get are under way"
    return BackendBusy(message, retry_after=min(max(1.0, seconds), LONGEST_RETRY))

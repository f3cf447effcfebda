"""One computation of a key at a time, over threads and processes."""

import copy
from collections.abc import Callable, Iterator
from contextvars import Context, copy_context
from functools import partial
from threading import Lock

from service.adapters import feeds
from service.adapters.elsewhere import Elsewhere
from service.adapters.flight import Flight
from service.domain.errors import Abandoned, DeadlineExceeded
from service.ports import Cache, Compute, Computed, Deadline, Feed, Lease, Told

_FIRST_PAUSE = 0.02  # seconds; a cached neighbour answers within it
_LAST_PAUSE = 0.1  # seconds; ten questions a second for a call that takes a model seconds
_PAUSE_GROWTH = 1.5

_Turn = Callable[[Flight], tuple[Computed, bool]]


class LeasedSingleFlight:
    """Threads share a flight of this process, processes a lease of the cache.

    The first thread to ask for a key leads and the others wait; for a stream a thread of its own leads. The leader
    takes the key's lease, or else looks for the value, and for the lease again, until one of them is there: a lease
    that ran out means its holder died. Nothing is left behind by a key that is done, or that nobody waits for.
    """

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._flights: dict[str, Flight] = {}
        self._lock = Lock()

    def run(self, key: str, compute: Compute, deadline: Deadline) -> tuple[Computed, bool]:
        """Return the value of the key and whether another made it.

        Raise DeadlineExceeded where no value came in time, and whatever ``compute`` raises: in followers of the same
        process a copy of it, caused by it. Only the leader's own lack of time, or that nobody waits for it any more, is
        not theirs: one of them leads next.
        """
        while True:
            mine = Flight(deadline)
            with self._lock:
                flight = self._flights.setdefault(key, mine)
                flight.callers += 1
            if flight is mine:
                return self._lead(flight, key, partial(self._take_turns, key, compute))
            try:
                if not flight.landed.wait(max(0.0, deadline.remaining())):
                    raise DeadlineExceeded
            finally:
                self._leave(flight, key, callers=1)
            value = _outcome(flight, deadline)
            if value is not None:
                return value, True

    def follow(self, key: str, compute: Compute, deadline: Deadline) -> Feed:
        """Return what is told of the key's computation, from its beginning on, and at last its value."""
        return self._followed(key, deadline, partial(self._take_turns, key, compute), copy_context())

    def alone(self, compute: Compute, deadline: Deadline) -> Feed:
        """Return what is told of a computation that is shared with nobody, and at last its value."""
        return feeds.alone(compute, deadline, copy_context())

    def ended(self, key: str) -> tuple[Told, ...]:
        """Return all that was told in the key's latest run where it ended and is still known."""
        heard = self._cache.events.read(key)
        if heard is None or not heard.ended:
            return ()
        return tuple(Told(notice, heard.run, number) for number, notice in enumerate(heard.notices, start=1))

    def _followed(self, key: str, deadline: Deadline, turn: _Turn, context: Context) -> Feed:
        value = None
        while value is None:
            mine = Flight(deadline)
            with self._lock:
                flight = self._flights.setdefault(key, mine)
                flight.streams += 1
            try:
                if flight is mine:
                    feeds.in_thread(context, partial(self._lead, flight, key, turn))
                yield from feeds.told_in(flight, deadline)
            finally:
                self._leave(flight, key, streams=1)
            value = _outcome(flight, deadline)
        yield value

    def _lead(self, flight: Flight, key: str, turn: _Turn) -> tuple[Computed, bool]:
        try:
            flight.value, by_another = turn(flight)
        except Exception as e:
            flight.error = e
            raise
        else:
            return flight.value, by_another
        finally:
            with self._lock:
                self._forget(flight, key)
            flight.land()

    def _leave(self, flight: Flight, key: str, *, callers: int = 0, streams: int = 0) -> None:
        """Wait no longer; the work stops where nobody else waits for it, here or in another process."""
        with self._lock:
            flight.callers -= callers
            flight.streams -= streams
        if not flight.deserted or self._cache.events.attended(key):
            return
        self._cache.events.forget(key)
        with self._lock:
            if flight.deserted:  # still: somebody may have come meanwhile
                self._forget(flight, key)
                flight.give_up()

    def _forget(self, flight: Flight, key: str) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]

    def _take_turns(self, key: str, compute: Compute, flight: Flight) -> tuple[Computed, bool]:
        elsewhere = Elsewhere(self._cache.events, key, flight)
        for _ in _pauses(flight.deadline):
            with self._cache.lease(key) as lease:
                # Also, and above all, with the lease: its last holder may just have kept a value.
                kept = self._cache.get(key)
                told = elsewhere.last_word() if lease.held else elsewhere.listen()
                if told is not None:
                    return (told if kept is None else Computed(kept)), True
                if kept is not None and (lease.held or not flight.streams):  # else its last notices are still to come
                    return Computed(kept), True
                if lease.held:
                    return self._computed(key, compute, flight, lease)
        flight.deadline.check()
        raise DeadlineExceeded

    def _computed(self, key: str, compute: Compute, flight: Flight, lease: Lease) -> tuple[Computed, bool]:
        flight.lead(lease, self._cache.events, key)
        computed = compute(flight)
        value = self._cache.settle(key, computed.value, lease) if computed.keep else computed.value
        if value != computed.value:
            flight.begin()  # what was told here is not what all are served
            return Computed(value), True
        flight.tell(feeds.last_of(computed))
        return computed, False


def _outcome(flight: Flight, deadline: Deadline) -> Computed | None:
    """Return the leader's value, or raise its error; None where the leader left neither and the caller can go on."""
    if flight.error is None:
        return flight.value
    if isinstance(flight.error, DeadlineExceeded | Abandoned) and deadline.remaining() > 0:
        return None
    raise _copied(flight.error) from flight.error


def _copied(error: Exception) -> Exception:
    """Return a copy, so that threads do not grow one traceback together; the error itself where it has no copies."""
    try:
        return copy.copy(error)
    except TypeError:  # a constructor that wants more than ``args``
        return error


def _pauses(deadline: Deadline) -> Iterator[None]:
    """Yield at once, and again after growing pauses, until the deadline."""
    pause = _FIRST_PAUSE
    while deadline.remaining() > 0:
        yield
        deadline.wait(pause)
        pause = min(pause * _PAUSE_GROWTH, _LAST_PAUSE)

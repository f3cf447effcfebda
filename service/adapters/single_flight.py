"""One computation of a key at a time, over threads and processes."""

import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event, Lock

from service.domain.errors import DeadlineExceeded
from service.ports import Cache, Computed, Deadline, Lease

_FIRST_PAUSE = 0.02  # seconds; a cached neighbour answers within it
_LAST_PAUSE = 0.1  # seconds; ten questions a second for a call that takes a model seconds
_PAUSE_GROWTH = 1.5


@dataclass(slots=True)
class _Flight:
    """What the leading thread of a key leaves for its followers; neither value nor error where it was torn down."""

    done: Event = field(default_factory=Event)
    value: Computed | None = None
    error: Exception | None = None


class LeasedSingleFlight:
    """Threads share a flight of this process, processes a lease of the cache.

    The first thread to ask for a key leads and the others wait. The leader takes the key's lease, or else looks for
    the value, and for the lease again, until one of them is there: a lease that ran out means its holder died.
    Nothing is left behind by a key that is done.
    """

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._flights: dict[str, _Flight] = {}
        self._lock = Lock()

    def run(self, key: str, compute: Callable[[], Computed], deadline: Deadline) -> tuple[Computed, bool]:
        """Return the value of the key and whether another made it.

        Raise DeadlineExceeded where no value came in time, and whatever ``compute`` raises: in followers of the same
        process a copy of it, caused by it. Only the leader's own lack of time is not theirs: one of them leads next.
        """
        while True:
            mine = _Flight()
            with self._lock:
                flight = self._flights.setdefault(key, mine)
            if flight is mine:
                return self._lead(flight, key, lambda: self._take_turns(key, compute, deadline))
            value = _follow(flight, deadline)
            if value is not None:
                return value, True

    def _lead(self, flight: _Flight, key: str, turn: Callable[[], tuple[Computed, bool]]) -> tuple[Computed, bool]:
        try:
            flight.value, by_another = turn()
        except Exception as e:
            flight.error = e
            raise
        else:
            return flight.value, by_another
        finally:
            with self._lock:
                del self._flights[key]
            flight.done.set()

    def _take_turns(self, key: str, compute: Callable[[], Computed], deadline: Deadline) -> tuple[Computed, bool]:
        for _ in _pauses(deadline):
            with self._cache.lease(key) as lease:
                # Also, and above all, with the lease: its last holder may just have kept a value.
                kept = self._cache.get(key)
                if kept is not None:
                    return Computed(kept), True
                if lease.held:
                    return self._settled(key, compute(), lease)
        raise DeadlineExceeded

    def _settled(self, key: str, computed: Computed, lease: Lease) -> tuple[Computed, bool]:
        if not computed.keep:
            return computed, False
        value = self._cache.settle(key, computed.value, lease)
        return Computed(value), value != computed.value


def _follow(flight: _Flight, deadline: Deadline) -> Computed | None:
    """Return the leader's value, or raise its error; None where the leader left neither and the caller can go on."""
    if not flight.done.wait(max(0.0, deadline.remaining())):
        raise DeadlineExceeded
    if flight.error is None:
        return flight.value
    if isinstance(flight.error, DeadlineExceeded) and deadline.remaining() > 0:
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
        time.sleep(max(0.0, min(pause, deadline.remaining())))
        pause = min(pause * _PAUSE_GROWTH, _LAST_PAUSE)

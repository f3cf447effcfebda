"""Copies of Redis's values in this process, kept true by Redis's own messages about what changes."""

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Lock

from service.adapters.recent import Recent
from service.adapters.redis_cache import RedisCache
from service.adapters.redis_keys import key_of
from service.adapters.redis_tracking import STEADY, RedisTracking, Rhythm
from service.ports import EventLog, Lease

MAX_BYTES = 64 * 1024 * 1024  # of each process: 1,000 to 6,000 briefs
LONGEST = 60.0
"""Seconds until a copy is read again, so that Redis does not take the most wanted values for the least used."""


@dataclass(frozen=True, slots=True)
class _Copy:
    value: bytes
    ends: float


class NearCache:
    """A cache in Redis that answers with the same object, without asking Redis, as long as nothing changed.

    Only values are copied, never that there is none: who waits for another process's value asks Redis. A value is
    copied where no change of it was heard since before it was read, and is given while changes are heard for certain:
    no later than ``Rhythm.trust`` after Redis or the way to it fell silent nothing old is given. Where Redis refuses to
    tell of changes nothing is copied. The least recently used go first when ``max_bytes`` run out. Thread-safe.
    """

    def __init__(self, far: RedisCache, url: str, *, max_bytes: int = MAX_BYTES, rhythm: Rhythm = STEADY) -> None:
        self._far = far
        self._copies = Recent[str, _Copy](max_bytes)
        self._readings: dict[str, object] = {}
        self._lock = Lock()
        self._tracking = RedisTracking(url, self._changed, rhythm)

    @property
    def available(self) -> bool:
        """Whether Redis answered when it was last asked."""
        return self._far.available

    @property
    def events(self) -> EventLog:
        """What is told of keys while they are computed: in Redis alone."""
        return self._far.events

    def get(self, key: str) -> bytes | None:
        """Return the value kept under the key, None where there is none or it is damaged (then it is deleted)."""
        copy = self._copies.get(key)
        if copy is not None:
            now = time.monotonic()
            if now < copy.ends and now < self._tracking.trusted_until:
                return copy.value
        return self._read(key)

    def put(self, key: str, value: bytes) -> None:
        """Keep the value, whatever was there before."""
        try:
            self._far.put(key, value)
        finally:
            self._forget(key)

    def replace(self, key: str, value: bytes, instead_of: bytes) -> bool:
        """Put the value in the place of that one, for what is left of its lifetime; False where that is not kept."""
        try:
            return self._far.replace(key, value, instead_of)
        finally:
            self._forget(key)

    def settle(self, key: str, value: bytes, lease: Lease) -> bytes:
        """Keep the leaseholder's value and return it; without the lease, the first value that is kept wins."""
        try:
            return self._far.settle(key, value, lease)
        finally:
            self._forget(key)

    def delete(self, key: str) -> None:
        """Forget the value."""
        try:
            self._far.delete(key)
        finally:
            self._forget(key)

    def lease(self, key: str) -> AbstractContextManager[Lease]:
        """Try, without waiting, for the right to compute the key; renewed until the block ends, then released."""
        return self._far.lease(key)

    def close(self) -> None:
        """Close the connections and give no copies any more."""
        self._tracking.close()
        self._far.close()

    def _read(self, key: str) -> bytes | None:
        self._tracking.start()
        if time.monotonic() >= self._tracking.trusted_until:
            return self._far.get(key)
        reading = object()
        self._readings[key] = reading  # of several at once the last may copy
        value = self._far.get(key)
        ends = time.monotonic() + min(self._far.seconds_left(key), LONGEST) if value is not None else 0.0
        with self._lock:
            if self._readings.get(key) is reading:  # nothing changed meanwhile, and no thread read it later
                del self._readings[key]
                if value is not None:
                    self._copies.put(key, _Copy(value, ends), len(key) + len(value))
        return value

    def _changed(self, name: bytes | None) -> None:
        if name is None:
            with self._lock:
                self._readings.clear()
                self._copies.clear()
        elif (key := key_of(name, "value")) is not None:
            self._forget(key)

    def _forget(self, key: str) -> None:
        with self._lock:
            self._readings.pop(key, None)
            self._copies.drop(key)

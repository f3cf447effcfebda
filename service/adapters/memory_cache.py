"""The cache of one process."""

import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import RLock

from service.adapters.leases import TokenLease
from service.adapters.lifetime import spread
from service.adapters.memory_events import MemoryEventLog
from service.ports import Lease

MAX_ENTRIES = 1_024  # a newsroom's week at 150 articles a day
MAX_BYTES = 64 * 1024 * 1024  # a brief is 10 to 60 kB; this is what a worker can spare


@dataclass(frozen=True, slots=True)
class _Entry:
    value: bytes
    size: int
    ends: float


class MemoryCache:
    """Briefs in the memory of this process: the least recently used go first when entries or bytes run out.

    Thread-safe. Each lives for ``ttl_seconds`` ±10 %. A value greater than ``max_bytes`` is not kept.
    A lease cannot outlive its holder here, so it has no lifetime of its own.
    """

    def __init__(self, ttl_seconds: float, *, max_entries: int = MAX_ENTRIES, max_bytes: int = MAX_BYTES) -> None:
        self._ttl_seconds = ttl_seconds
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._bytes = 0
        self._leases: dict[str, TokenLease] = {}
        self._lock = RLock()
        self.events = MemoryEventLog(self._holder)

    @property
    def available(self) -> bool:
        """Always: it is this process."""
        return True

    def get(self, key: str) -> bytes | None:
        """Return the value kept under the key, None where there is none or its time is over."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if entry.ends <= time.monotonic():
                self.delete(key)
                return None
            self._entries.move_to_end(key)
            return entry.value

    def put(self, key: str, value: bytes) -> None:
        """Keep the value, whatever was there before."""
        size = len(key) + len(value)
        with self._lock:
            self.delete(key)
            if size > self._max_bytes:
                return
            self._entries[key] = _Entry(value, size, time.monotonic() + spread(self._ttl_seconds))
            self._bytes += size
            while len(self._entries) > self._max_entries or self._bytes > self._max_bytes:
                self.delete(next(iter(self._entries)))

    def replace(self, key: str, value: bytes, instead_of: bytes) -> bool:
        """Put the value in the place of that one, for what is left of its lifetime; False where that is not kept."""
        with self._lock:
            if self.get(key) != instead_of:
                return False
            ends = self._entries[key].ends
            self.put(key, value)
            if key in self._entries:  # not, where it is greater than everything that may be kept
                self._entries[key] = replace(self._entries[key], ends=ends)
            return key in self._entries

    def settle(self, key: str, value: bytes, lease: Lease) -> bytes:
        """Return the value that is kept already, else keep this one and return it: the first that is kept wins."""
        with self._lock:
            kept = self.get(key)
            if kept is not None:
                return kept
            holder = self._leases.get(key)
            if holder is not None and holder.token != lease.token:
                self._revoke(key)
            self.put(key, value)
            return value

    def delete(self, key: str) -> None:
        """Forget the value."""
        with self._lock:
            entry = self._entries.pop(key, None)
            if entry is not None:
                self._bytes -= entry.size

    @contextmanager
    def lease(self, key: str) -> Iterator[Lease]:
        """Try, without waiting, for the right to compute the key, until the block ends."""
        lease = TokenLease(held=False)
        with self._lock:
            if self._leases.setdefault(key, lease) is lease:
                lease.take()
        try:
            yield lease
        finally:
            with self._lock:
                if self._leases.get(key) is lease:
                    self._revoke(key)

    def _holder(self, key: str) -> str:
        lease = self._leases.get(key)
        return lease.token if lease else ""

    def _revoke(self, key: str) -> None:
        holder = self._leases.pop(key, None)
        if holder is not None:
            holder.lose()

"""What was used lately, as much of it as a number of bytes allows."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key: the least recently used go first when ``max_bytes`` run out. Thread-safe.

    What is greater than ``max_bytes`` is not held.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._held: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """Return the value; None where it is not held. Takes no lock: this is the path of every repeated request."""
        held = self._held.get(key)
        if held is None:
            return None
        try:  # noqa: SIM105  contextlib.suppress costs as much as all the rest
            self._held.move_to_end(key)
        except KeyError:  # just dropped
            pass
        return held[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Hold the value, of so many bytes, whatever was there before."""
        with self._lock:
            self._drop(key)
            if size > self._max_bytes:
                return
            self._held[key] = value, size
            self._bytes += size
            while self._bytes > self._max_bytes:
                _, (_, gone) = self._held.popitem(last=False)  # in one step: an iterator fails where ``get`` moves keys
                self._bytes -= gone

    def drop(self, key: K) -> None:
        """Let go of the value, if it is held."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._held.clear()
            self._bytes = 0

    def _drop(self, key: K) -> None:
        _, size = self._held.pop(key, (None, 0))
        self._bytes -= size

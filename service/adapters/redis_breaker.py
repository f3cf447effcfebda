"""What stands between this service and a Redis that fails."""

import time
from collections.abc import Callable
from enum import Enum, auto
from threading import Lock
from typing import TypeVar

import structlog
from redis.exceptions import RedisError

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

_FAILURES = (RedisError, OSError, ValueError)
"""redis-py lets a ValueError through where the other side does not speak the protocol."""


class _Turn(Enum):
    USE = auto()
    PROBE = auto()
    KEEP_AWAY = auto()


class Breaker:
    """Closed, calls reach Redis; after one failure it is open, and calls cost nothing for ``retry`` seconds.

    Then a single caller runs ``probe`` and its own call, while all others still keep away: success closes it again.
    Each change of state is logged once, by the kind of error alone: its words may hold the address.

    Not pybreaker: its ``call`` holds one lock over the call, so a slow Redis would line up every thread, its
    ``calling`` lets all threads probe at once, and it reads the wall clock, which may be set back.
    """

    def __init__(self, retry: float, probe: Callable[[], None]) -> None:
        self._retry = retry
        self._probe = probe
        self._retry_at: float | None = None
        self._lock = Lock()

    @property
    def closed(self) -> bool:
        """Whether calls reach Redis."""
        return self._retry_at is None

    def call(self, operation: Callable[[], _T], otherwise: _T) -> _T:
        """Return what the operation returns, ``otherwise`` where it fails or Redis is to be left alone."""
        turn = self._turn()
        if turn is _Turn.KEEP_AWAY:
            return otherwise
        try:
            if turn is _Turn.PROBE:
                self._probe()
            answer = operation()
        except _FAILURES as e:
            self._open(type(e).__name__)
            return otherwise
        if turn is _Turn.PROBE:
            self._close()
        return answer

    def _turn(self) -> _Turn:
        if self.closed:  # without the lock: the path of every call on a good day
            return _Turn.USE
        with self._lock:
            if self._retry_at is None:
                return _Turn.USE
            if time.monotonic() < self._retry_at:
                return _Turn.KEEP_AWAY
            self._retry_at = time.monotonic() + self._retry  # the others wait for what this one finds
            return _Turn.PROBE

    def _open(self, error: str) -> None:
        with self._lock:
            was_closed = self._retry_at is None
            self._retry_at = time.monotonic() + self._retry
        if was_closed:
            _log.warning("redis-unavailable", error=error, retry_seconds=self._retry)

    def _close(self) -> None:
        with self._lock:
            self._retry_at = None
        _log.info("redis-available")

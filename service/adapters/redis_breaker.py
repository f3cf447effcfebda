"""What stands between this service and a Redis that fails."""

from collections.abc import Callable
from typing import TypeVar

import structlog
from redis.exceptions import RedisError

from service.adapters.circuit import Circuit

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

_FAILURES = (RedisError, OSError, ValueError)
"""redis-py lets a ValueError through where the other side does not speak the protocol."""


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
        self._circuit = Circuit(tolerance=1, rest=retry)

    @property
    def closed(self) -> bool:
        """Whether calls reach Redis."""
        return self._circuit.closed

    def call(self, operation: Callable[[], _T], otherwise: _T) -> _T:
        """Return what the operation returns, ``otherwise`` where it fails or Redis is to be left alone."""
        turn = self._circuit.turn()
        if turn is None:
            return otherwise
        try:
            if turn.probe:
                self._probe()
            answer = operation()
        except _FAILURES as e:
            if self._circuit.failed(turn):
                _log.warning("redis-unavailable", error=type(e).__name__, retry_seconds=self._retry)
            return otherwise
        if turn.probe and self._circuit.succeeded(turn):
            _log.info("redis-available")
        return answer

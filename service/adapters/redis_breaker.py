"""What stands between this service and a Redis that fails."""

from collections.abc import Callable
from contextlib import suppress
from threading import Semaphore
from typing import TypeVar

import structlog
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as NoAnswer

from service.adapters.circuit import Circuit, Turn
from service.ports import recording
from service.ports.metrics import BREAKERS_OPEN

TRIES = 3  # not by a clock: between two tries, a thread may wait long for its turn
# Calls under way at the same time. One takes 0.1 ms of Redis: more would only wait there, each with a connection of its
# own, and a thousand that connect at once overflow its backlog (511), which looks like a failure.
CALLS = 32
_NAME = "redis"  # among what may be left alone

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

_UNHEARD = (NoConnection, NoAnswer, OSError)  # of OSError, both TimeoutError and ConnectionError of Python's own
_FAILURES = (RedisError, OSError, ValueError)
"""redis-py lets a ValueError through where the other side does not speak the protocol."""


class Breaker:
    """Closed, calls reach Redis; after a call that failed it is open, and calls cost nothing for ``retry`` seconds.

    A call that got no answer is made again, so it must be one that does no harm when made twice: one late answer, or
    one lost connection, must not make a process believe that nothing is kept and every lease is free. A call fails
    where that did not help either, or Redis refuses it. So whoever gets ``otherwise`` finds the breaker open.

    Then a single caller runs ``probe`` and its own call, while all others still keep away: success closes it again.
    Each change of state is logged once, by the kind of error alone: its words may hold the address.

    Not pybreaker: its ``call`` holds one lock over the call, so a slow Redis would line up every thread, its
    ``calling`` lets all threads probe at once, and it reads the wall clock, which may be set back.
    """

    def __init__(self, retry: float, probe: Callable[[], None]) -> None:
        self._retry = retry
        self._probe = probe
        self._circuit = Circuit(tolerance=1, rest=retry)
        self._free = Semaphore(CALLS)

    @property
    def closed(self) -> bool:
        """Whether calls reach Redis."""
        return self._circuit.closed

    def call(self, operation: Callable[[], _T], otherwise: _T, *, tries: int = TRIES) -> _T:
        """Return what the operation returns, ``otherwise`` where it fails or Redis is to be left alone.

        ``tries`` is 1 for an operation that must not be made twice.
        """
        with self._free:
            turn = self._circuit.turn()  # asked for here: those before may have failed
            if turn is None:
                return otherwise
            try:
                answer = self._probed(operation) if turn.probe else _repeated(operation, tries)
            except _FAILURES as e:
                self._failed(turn, e)
                return otherwise
        if turn.probe and self._circuit.succeeded(turn):
            recording.count(BREAKERS_OPEN, _NAME, by=-1)
            _log.info("redis-available")
        return answer

    def _probed(self, operation: Callable[[], _T]) -> _T:
        self._probe()
        return operation()

    def _failed(self, turn: Turn, error: Exception) -> None:
        if self._circuit.failed(turn):
            recording.count(BREAKERS_OPEN, _NAME)
            _log.warning("redis-unavailable", error=type(error).__name__, retry_seconds=self._retry)


def _repeated(operation: Callable[[], _T], tries: int) -> _T:
    for _ in range(tries - 1):
        with suppress(*_UNHEARD):
            return operation()
    return operation()

"""Usage written in batches, so that nobody who uses the service waits for it."""

import os
import secrets
from collections.abc import Callable
from datetime import date
from threading import Lock

from service.adapters.limits.memory_usage import today
from service.adapters.limits.redis_usage import RedisUsage
from service.adapters.soon import Soon
from service.domain.usage import Tally, Usage

_PAUSE = 1.0  # seconds that are gathered, and that a process which is killed loses
_Key = tuple[date, str, str]


class BatchedUsage:
    """Gathers what is counted here and writes it every second, from a thread of its own.

    What Redis did not take is written again as the same batch, so that it counts once; what comes meanwhile is added
    up, by day, key and model, for however long that takes. A process that ends writes what it has.
    """

    def __init__(self, store: RedisUsage, day: Callable[[], date] = today) -> None:
        self._store = store
        self._day = day
        self._name = secrets.token_hex(6)
        self._number = 0
        self._gathered: dict[_Key, Tally] = {}
        self._batch: dict[_Key, Tally] = {}
        self._known: dict[str, tuple[date, int]] = {}
        self._lock = Lock()
        self._writing = Lock()
        self._soon = Soon(self.flush, pause=_PAUSE, name="usage")

    def count(self, caller: str, model: str, tally: Tally) -> None:
        """Add it to this day's usage, for others to see within a second or so."""
        key = (self._day(), caller, model)
        with self._lock:
            before = self._gathered.get(key)
            self._gathered[key] = tally if before is None else before + tally
        self._soon.ask()

    def tokens_today(self, caller: str) -> int:
        """Return how many tokens the caller used on this day: what all wrote, and what this process has not yet."""
        day = self._day()
        self.flush()
        written = self._store.tokens(caller, day)
        if written is not None:
            self._known[caller] = day, written
        known_of, known = self._known.get(caller, (day, 0))
        with self._lock:
            here = [tally.tokens for held in (self._batch, self._gathered) for key, tally in held.items()
                    if key[:2] == (day, caller)]  # fmt: skip
        return sum(here) + (known if known_of == day else 0)

    def between(self, first: date, last: date, caller: str | None) -> tuple[Usage, ...]:
        """Return the usage of these days, this process's up to now; raise UsageOutOfReach."""
        self.flush()
        return self._store.between(first, last, caller)

    def flush(self) -> bool:
        """Write what was gathered; False where some of it is still to be written."""
        with self._writing:
            while batch := self._next_batch():
                if not self._store.add(f"{self._name}.{os.getpid()}", self._number, batch):
                    return False
                with self._lock:
                    self._batch = {}
        return True

    def _next_batch(self) -> list[Usage]:
        """Return what is to be written: the last batch where it was not taken, else what came since."""
        with self._lock:
            if not self._batch and self._gathered:
                self._batch, self._gathered = self._gathered, {}
                self._number += 1
            return [Usage(day, caller, model, tally) for (day, caller, model), tally in self._batch.items()]

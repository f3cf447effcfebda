"""What is told of keys while they are computed, in the memory of this process."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from service.adapters.flight import RUN_TOKEN
from service.adapters.lifetime import ATTENDED_SECONDS, KEPT_SECONDS
from service.ports import Heard, Notice, Told

MAX_RUNS = 256
MAX_CHARACTERS = 16 * 1024 * 1024


@dataclass(slots=True)
class _Run:
    name: str
    notices: list[Notice] = field(default_factory=list)
    size: int = 0
    ends: float = 0.0


class MemoryEventLog:
    """The latest run of each key, for ``KEPT_SECONDS`` after its last notice; the oldest go when there are too many.

    ``holder`` names the token of a key's lease, "" where it is free. Thread-safe.
    """

    def __init__(self, holder: Callable[[str], str]) -> None:
        self._holder = holder
        self._runs: OrderedDict[str, _Run] = OrderedDict()
        self._attended: dict[str, float] = {}
        self._size = 0
        self._lock = Lock()

    def append(self, key: str, told: Sequence[Told]) -> None:
        """Add notices of one run, in order: number 1 takes the place of any other run, after a gap none is taken."""
        with self._lock:
            if told[0].number == 1:
                self._drop(key)
                self._runs[key] = _Run(told[0].run)
            run = self._runs.get(key)
            if run is None or run.name != told[0].run or len(run.notices) != told[0].number - 1:
                return
            run.notices += (one.notice for one in told)
            run.ends = time.monotonic() + KEPT_SECONDS
            added = sum(len(one.notice.data) for one in told)
            run.size += added
            self._size += added
            self._runs.move_to_end(key)
            while self._runs and (len(self._runs) > MAX_RUNS or self._size > MAX_CHARACTERS):
                self._drop(next(iter(self._runs)))

    def read(self, key: str, run: str = "", after: int = 0) -> Heard | None:
        """Return the latest run of the key, of this run only what came after that number."""
        with self._lock:
            kept = self._runs.get(key)
            if kept is None:
                return None
            if kept.ends <= time.monotonic():
                self._drop(key)
                return None
            ended = kept.notices[-1].last
            if not ended and self._holder(key)[:RUN_TOKEN] != kept.name[:RUN_TOKEN]:
                return None
            return Heard(kept.name, tuple(kept.notices[after if run == kept.name else 0 :]), ended)

    def forget(self, key: str) -> None:
        """Forget what was told of the key: its run was given up."""
        with self._lock:
            self._drop(key)

    def attend(self, key: str) -> None:
        """Say, for a few seconds, that somebody waits for the key."""
        now = time.monotonic()
        with self._lock:
            self._attended = {one: until for one, until in self._attended.items() if until > now}
            self._attended[key] = now + ATTENDED_SECONDS

    def attended(self, key: str) -> bool:
        """Whether somebody has said so."""
        with self._lock:
            return self._attended.get(key, 0.0) > time.monotonic()

    def _drop(self, key: str) -> None:
        run = self._runs.pop(key, None)
        if run is not None:
            self._size -= run.size

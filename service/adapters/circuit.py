"""When a thing that fails is to be left alone, and when somebody may look whether it is back."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to make one call; a probe is the one call that finds out whether an open circuit may close."""

    probe: bool
    era: int


class Circuit:
    """Closed, everybody gets a turn; open, nobody, save one probe in every ``rest`` seconds.

    Failures in a row open it once their weights reach ``tolerance``; any success between them begins the count anew. A
    probe that succeeds closes it. Calls that began before it last opened or closed tell nothing of its state now, so
    what becomes of them is passed over.
    """

    def __init__(self, *, tolerance: int, rest: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._tolerance = tolerance
        self._rest = rest
        self._clock = clock
        self._failed = 0
        self._probe_at: float | None = None
        self._era = 0
        self._lock = Lock()

    @property
    def closed(self) -> bool:
        """Whether calls are made."""
        return self._probe_at is None

    @property
    def until_probe(self) -> float:
        """The seconds until the next probe; 0 where it is due, or none is needed."""
        probe_at = self._probe_at
        return 0.0 if probe_at is None else max(0.0, probe_at - self._clock())

    def turn(self) -> Turn | None:
        """Return the right to make a call, None where none is to be made now."""
        if self.closed:  # without the lock: the path of every call on a good day
            return Turn(probe=False, era=self._era)
        with self._lock:
            if self._probe_at is None:
                return Turn(probe=False, era=self._era)
            if self._clock() < self._probe_at:
                return None
            self._probe_at = self._clock() + self._rest  # the others wait for what this one finds
            return Turn(probe=True, era=self._era)

    def succeeded(self, turn: Turn) -> bool:
        """Take note of a success; return whether it closed the circuit."""
        with self._lock:
            if turn.era != self._era:
                return False
            self._failed = 0
            if not turn.probe:
                return False
            self._turn_over(None)
            return True

    def failed(self, turn: Turn, weight: int = 1) -> bool:
        """Take note of a failure; return whether it opened the circuit."""
        with self._lock:
            if turn.era != self._era or turn.probe:
                return False
            self._failed += weight
            if self._failed < self._tolerance:
                return False
            self._turn_over(self._clock() + self._rest)
            return True

    def _turn_over(self, probe_at: float | None) -> None:
        self._probe_at = probe_at
        self._failed = 0
        self._era += 1

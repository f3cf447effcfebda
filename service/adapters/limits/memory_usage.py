"""Usage kept by this process."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Lock

from service.domain.usage import KEPT_DAYS, Tally, Usage

_NOTHING = Tally()


def today() -> date:
    """Return the day of UTC."""
    return datetime.now(UTC).date()


class MemoryUsage:
    """What callers used since this process began."""

    def __init__(self, day: Callable[[], date] = today) -> None:
        self._day = day
        self._tallies: dict[date, dict[tuple[str, str], Tally]] = {}
        self._lock = Lock()

    def count(self, caller: str, model: str, tally: Tally) -> None:
        """Add it to this day's usage."""
        day = self._day()
        with self._lock:
            if day not in self._tallies:
                self._begin(day)
            tallies = self._tallies[day]
            tallies[caller, model] = tallies.get((caller, model), _NOTHING) + tally

    def tokens_today(self, caller: str) -> int:
        """Return how many tokens the caller used on this day."""
        with self._lock:
            tallies = self._tallies.get(self._day(), {})
            return sum(tally.tokens for (key, _), tally in tallies.items() if key == caller)

    def between(self, first: date, last: date, caller: str | None) -> tuple[Usage, ...]:
        """Return the usage of these days, in order of day, key and model; None is all callers."""
        with self._lock:
            usage = [
                Usage(day, key, model, tally)
                for day, tallies in self._tallies.items()
                for (key, model), tally in tallies.items()
                if first <= day <= last and caller in {None, key}
            ]
        return in_order(usage)

    def _begin(self, day: date) -> None:
        self._tallies = {old: kept for old, kept in self._tallies.items() if day - old < timedelta(KEPT_DAYS)}
        self._tallies[day] = {}


def in_order(usage: list[Usage]) -> tuple[Usage, ...]:
    """Return it in order of day, key and model."""
    return tuple(sorted(usage, key=lambda one: (one.day, one.key, one.model)))

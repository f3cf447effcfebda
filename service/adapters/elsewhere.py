"""A key that another process computes: what it tells, heard while waiting for the value."""

import time

from service.adapters.flight import Flight
from service.ports import Computed, EventLog

_ATTEND_EVERY = 1.0  # seconds; a third of what an attendance holds


class Elsewhere:
    """Takes what another process tells of the key over into a flight, so that all streams here follow it."""

    def __init__(self, log: EventLog, key: str, flight: Flight) -> None:
        self._log = log
        self._key = key
        self._flight = flight
        self._attend_at = 0.0
        self._listened = False
        self._past = ""  # a run that had ended before: kept for those who resume, no answer to a new request

    def listen(self) -> Computed | None:
        """Say that somebody waits here, and take over what is new; return the value where its run has ended."""
        if time.monotonic() >= self._attend_at:
            self._log.attend(self._key)
            self._attend_at = time.monotonic() + _ATTEND_EVERY
        return self._heard() if self._flight.streams else None

    def last_word(self) -> Computed | None:
        """Return the value of a run that has ended, since somebody listened, without its value being kept."""
        return self._heard() if self._listened else None

    def _heard(self) -> Computed | None:
        heard = self._log.read(self._key, *self._flight.so_far())
        first, self._listened = not self._listened, True
        if heard is None:
            return None
        if heard.ended and first:
            self._past = heard.run
        if heard.run == self._past:
            return None
        self._flight.relay(heard)
        return Computed(heard.notices[-1].data.encode(), keep=False) if heard.ended else None

"""The log line, and the count, of a request answered in front of Flask: the same as every other's, made cheaply."""

import contextlib
import json
import logging
import os
import time

from service.ports import recording
from service.ports.metrics import BRIEFS, REQUEST_SECONDS, REQUESTS
from service.web.gathering import Gatherer

_STANDARD_ERROR = 2  # where all lines go


class LineWriter(Gatherer[str]):
    """Writes lines together, so that no request waits for a pipe or gives up its turn; a closed pipe fails nobody.

    Each write costs a request of 0.16 ms about 0.02 ms.
    """

    def __init__(self, file: int = _STANDARD_ERROR) -> None:
        super().__init__()
        self._file = file

    def _take(self, items: list[str]) -> None:
        lines = "".join(items).encode()
        with contextlib.suppress(OSError):
            while lines:
                lines = lines[os.write(self._file, lines) :]


class Counted(Gatherer[float]):
    """Counts the requests that were answered with this status, by their seconds."""

    def __init__(self, route: str, status: int) -> None:
        super().__init__()
        self._route = route
        self._status = status

    def _take(self, items: list[float]) -> None:
        if items:
            recording.count(REQUESTS, self._route, "POST", str(self._status), by=len(items))
            recording.observe(REQUEST_SECONDS, self._route, seconds=items)


class Hits(Counted):
    """Counts the requests that were answered again, by their seconds."""

    def __init__(self, route: str) -> None:
        super().__init__(route, 200)

    def _take(self, items: list[float]) -> None:
        super()._take(items)
        if items:
            recording.count(BRIEFS, "hit", by=len(items))


class RepeatedLine:
    """Makes the line of ``web/access.py`` for answers that are all alike: the time, the ids and the duration are new.

    Nothing in those needs escaping in JSON.
    """

    def __init__(self, logger: str, writer: LineWriter, *, route: str, **fields: str | int | None) -> None:
        self._log = logging.getLogger(logger)
        self._writer = writer
        asked = {"method": "POST", "route": route, "status": fields.pop("status")}
        self._begins = f'{json.dumps(asked)[:-1]}, "milliseconds": '
        self._goes_on = f', {json.dumps({"cache": None, "problem": None} | fields)[1:-1]}, "caller": "'
        self._then = '", "event": "request", "request_id": "'
        self._ends = f'", "level": "info", "logger": "{logger}", "timestamp": "'
        self._second = (0, "")

    def write(self, request_id: str, caller: str, seconds: float) -> None:
        """Write it, if lines of its level are wanted."""
        if self._log.isEnabledFor(logging.INFO):
            told = f"{self._begins}{seconds * 1000:.1f}{self._goes_on}{caller}{self._then}{request_id}"
            self._writer.put(f'{told}{self._ends}{self._now()}"}}\n')

    def _now(self) -> str:
        nanoseconds = time.time_ns()
        second, text = self._second
        if nanoseconds // 10**9 != second:
            second = nanoseconds // 10**9
            text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
            self._second = second, text
        return f"{text}.{nanoseconds // 1000 % 10**6:06d}Z"

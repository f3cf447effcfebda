"""The log line of a request that was answered again: the same as every other request's, made and written cheaply."""

import atexit
import contextlib
import json
import logging
import os
import time
from collections import deque
from threading import Event, Lock, Thread

_STANDARD_ERROR = 2  # where all lines go
_PAUSE = 0.05  # seconds that lines are gathered for
_MOST = 100_000  # lines that wait where nobody takes them, 25 MB; then the oldest are lost, and no request waits


class LineWriter:
    """Writes lines together, from a thread of its own, so that no request waits for a pipe or gives up its turn.

    Each write costs a request of 0.16 ms about 0.02 ms. What waits is written when the process ends; a killed one
    loses a twentieth of a second of lines.
    """

    def __init__(self, file: int = _STANDARD_ERROR) -> None:
        self._file = file
        self._lines: deque[str] = deque(maxlen=_MOST)
        self._waiting = Event()
        self._thread: Thread | None = None
        self._starting = Lock()
        self._writing = Lock()  # held where nobody takes the lines, for however long

    def write(self, line: str) -> None:
        """Write the line soon; a closed pipe fails nobody."""
        self._lines.append(line)
        if not self._waiting.is_set():
            self._wake()

    def flush(self) -> None:
        """Write what waits."""
        with self._writing, contextlib.suppress(OSError):
            lines = "".join(self._lines.popleft() for _ in range(len(self._lines))).encode()
            while lines:
                lines = lines[os.write(self._file, lines) :]

    def _wake(self) -> None:
        self._waiting.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():  # the first line, or the first after a fork
                self._start()

    def _start(self) -> None:
        thread = Thread(target=self._run, name="request-lines", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # as many threads as the system allows: the next line tries again
            self._waiting.clear()
            return
        if self._thread is None:
            atexit.register(self.flush)
        self._thread = thread

    def _run(self) -> None:
        while self._waiting.wait():
            time.sleep(_PAUSE)
            self._waiting.clear()
            self.flush()


class RepeatedLine:
    """Makes the line of ``web/access.py`` for answers that are all alike: the time, the id and the duration are new.

    Nothing in those needs escaping in JSON.
    """

    def __init__(self, logger: str, writer: LineWriter, *, route: str, cache: str) -> None:
        constant = {"cache": cache, "problem": None, "event": "request"}
        self._log = logging.getLogger(logger)
        self._writer = writer
        self._begins = json.dumps({"method": "POST", "route": route, "status": 200})[:-1] + ', "milliseconds": '
        self._goes_on = f', {json.dumps(constant)[1:-1]}, "request_id": "'
        self._ends = f'", "level": "info", "logger": "{logger}", "timestamp": "'
        self._second = (0, "")

    def write(self, request_id: str, seconds: float) -> None:
        """Write it, if lines of its level are wanted."""
        if self._log.isEnabledFor(logging.INFO):
            told = f"{self._begins}{seconds * 1000:.1f}{self._goes_on}{request_id}{self._ends}"
            self._writer.write(f'{told}{self._now()}"}}\n')

    def _now(self) -> str:
        nanoseconds = time.time_ns()
        second, text = self._second
        if nanoseconds // 10**9 != second:
            second = nanoseconds // 10**9
            text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
            self._second = second, text
        return f"{text}.{nanoseconds // 1000 % 10**6:06d}Z"

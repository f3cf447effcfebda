"""One computation of a key in this process: who waits for it, what was told of it, how it ended."""

import secrets
import time
from collections.abc import Iterator, Sequence
from threading import Condition, Event, Lock

from service.ports import Computed, Deadline, EventLog, Heard, Lease, Notice, Told

RUN_TOKEN = 16  # characters of a lease's token that its runs begin with: what tells whose a run is
_UNHURRIED = 0.5  # seconds between writes while nobody here follows: a quick answer is written nowhere
_QUICK = 0.005  # seconds; a slower write is followed by a pause of ten times what it took:
_SHARE = 10  # so that a slow Redis takes no more than a tenth of the time


class Flight:
    """What a leader leaves for its followers: notices, and in the end value or error, or neither if it was torn down.

    ``callers`` wait for the value alone, ``streams`` for the notices as well; who keeps the flights guards both.
    """

    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline
        self.callers = 0
        self.streams = 0
        self.value: Computed | None = None
        self.error: Exception | None = None
        self.landed = Event()
        self._changed = Condition()
        self._stem, self._attempt = secrets.token_hex(RUN_TOKEN // 2), 1
        self._notices: list[Notice] = []
        self._run = self._name()
        self._writer: _Writer | None = None

    @property
    def deserted(self) -> bool:
        """Whether nobody in this process waits for it."""
        return not self.callers and not self.streams and not self.landed.is_set()

    @property
    def committed(self) -> bool:
        """Whether a part of this answer was shown, to all who wait: nobody of them could take another one."""
        return self.streams > 0 and not self.callers and any(notice.binding for notice in self._notices)

    def lead(self, lease: Lease, log: EventLog, key: str) -> None:
        """Begin a run of the lease, which other processes may hear."""
        with self._changed:
            self._stem, self._attempt = lease.token[:RUN_TOKEN], 1
            self._writer = _Writer(log, key)
            self._restart(self._name())

    def begin(self) -> None:
        """Take back what was told: a new run begins."""
        with self._changed:
            self._attempt += 1
            self._restart(self._name())

    def tell(self, notice: Notice) -> None:
        """Tell the next notice of the run."""
        with self._changed:
            self._notices.append(notice)
            self._changed.notify_all()
        self.catch_up()

    def catch_up(self) -> None:
        """Write what is still to be written, if it is time."""
        writer = self._writer
        if writer is None:
            return
        with writer.lock:
            with self._changed:
                told = tuple(self._since(writer.written_of(self._run)))
            if told:
                writer.write(told, eager=self.streams > 0)

    def relay(self, heard: Heard) -> None:
        """Tell here what another process told."""
        with self._changed:
            if heard.run != self._run:
                self._restart(heard.run)
            self._notices += heard.notices
            self._changed.notify_all()

    def so_far(self) -> tuple[str, int]:
        """Return the run and how many notices it has."""
        with self._changed:
            return self._run, len(self._notices)

    def wait(self, run: str, number: int, seconds: float) -> Sequence[Told]:
        """Return what came after that number of the run, or all of another run; wait so long for the first of it."""

        def heard() -> int:
            return number if self._run == run else 0

        with self._changed:
            self._changed.wait_for(lambda: len(self._notices) > heard() or self.landed.is_set(), max(0.0, seconds))
            return tuple(self._since(heard()))

    def land(self) -> None:
        """Let everybody know that it has ended."""
        with self._changed:
            self.landed.set()
            self._changed.notify_all()

    def give_up(self) -> None:
        """Stop the work; other processes hear no more of it."""
        self._writer = None
        self.deadline.cancel()

    def _name(self) -> str:
        return f"{self._stem}.{self._attempt}"

    def _restart(self, run: str) -> None:
        self._run = run
        self._notices = []
        self._changed.notify_all()

    def _since(self, number: int) -> Iterator[Told]:
        for place, notice in enumerate(self._notices[number:], start=number + 1):
            yield Told(notice, self._run, place)


class _Writer:
    """Writes the notices of a run to the log as they come, in no more of its time than may be spent on it."""

    def __init__(self, log: EventLog, key: str) -> None:
        self.lock = Lock()
        self._log = log
        self._key = key
        self._run = ""
        self._written = 0
        self._next = time.monotonic() + _UNHURRIED
        self._slow = 0.0

    def written_of(self, run: str) -> int:
        """Return how many notices of the run are written."""
        if run != self._run:
            self._run, self._written = run, 0
        return self._written

    def write(self, told: Sequence[Told], *, eager: bool) -> None:
        """Write them if it is time; the last ones always where any were written, so that nobody waits in vain."""
        now = time.monotonic()
        if now < (self._slow if eager else self._next) and not (self._written and told[-1].notice.last):
            return
        self._log.append(self._key, told)
        self._written += len(told)
        ended = time.monotonic()
        took = ended - now
        self._slow = ended + (_SHARE * took if took > _QUICK else 0.0)
        self._next = max(self._slow, ended + _UNHURRIED)

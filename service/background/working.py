"""Workers: take articles of jobs, brief them, settle them, and look after what other workers lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Thread

import structlog
from structlog.contextvars import bound_contextvars

from service.background.briefing import Briefing, given_up
from service.background.holding import Holding
from service.background.patience import Patience
from service.domain.errors import Abandoned, JobsOutOfReach
from service.domain.jobs import JobResult, Taken
from service.domain.raising import raised_at
from service.ports import Deadline, JobQueue, WorkStore, phases, recording
from service.ports.metrics import JOB_ARTICLES

_RENEWED_EVERY = 2.0  # seconds: a canceled job stops so soon; what is held for 15 s outlasts some lost renewals
_LOOKED_EVERY = 3.0
_MOST_LOST = (
    10  # workers that an article may take with it; those beside it are lost as often only where they are as slow
)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done every so many seconds, whatever comes."""

    seconds: float
    action: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Worker:
    """Works on the messages of jobs. ``stopping`` is set when the process is told to end."""

    store: WorkStore
    queue: JobQueue
    briefing: Briefing
    stopping: Event
    _holding: Holding = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_holding", Holding(self.store))

    def start(self) -> None:
        """Begin to hold what is in work and to look for what was lost, in threads that end with the process."""
        keep_doing(Duty(_RENEWED_EVERY, self._holding.renew), until=Event())  # what is in work may end, held
        keep_doing(Duty(_LOOKED_EVERY, self.send_again), until=self.stopping)

    def work(self, job_id: str, number: int) -> None:
        """Take the next article of the job and work on it to its end; raise nothing.

        Where the store does not answer, the message is lost: it is sent again, as are those of workers that died.
        """
        try:
            taken = self.store.take(job_id, number)
            if taken is not None:
                self._follow(job_id, taken)
                self._work(job_id, taken)
        except Abandoned:
            _log.info("article-abandoned", job=job_id)
        except JobsOutOfReach:
            _log.warning("jobs-out-of-reach", job=job_id)

    def send_again(self) -> None:
        """Send the messages of jobs that seem lost; raise JobsOutOfReach."""
        for job_id, number in self.store.waiting():
            _log.info("message-sent-again", job=job_id)
            self.queue.put(job_id, number)

    def _follow(self, job_id: str, taken: Taken) -> None:
        if not taken.following:
            return
        try:
            self.queue.put(job_id, taken.following)
        except JobsOutOfReach:
            _log.warning("jobs-out-of-reach", job=job_id)  # it is sent again later

    def _work(self, job_id: str, taken: Taken) -> None:
        with bound_contextvars(job=job_id, position=taken.position, caller=""), phases.watched():
            with self._holding.holding(job_id, taken.position) as deadline:
                result = self._result(taken, deadline)
                settled = Patience(self.stopping.wait).with_(partial(self.store.settle, job_id, result))
            _log.info("article", done=result.done, settled=settled, phases=phases.spent())
        if settled:
            recording.count(JOB_ARTICLES, "done" if result.done else "failed")

    def _result(self, taken: Taken, deadline: Deadline) -> JobResult:
        if taken.lost < _MOST_LOST:
            return self.briefing.result(taken.position, taken.order, deadline)
        _log.error("article-given-up", lost=taken.lost)
        return given_up(taken.position, taken.order)


def keep_doing(duty: Duty, *, until: Event) -> None:
    """Do the duty in a thread of its own, which ends with the process, until then."""
    Thread(target=_doing, args=(duty, until), daemon=True).start()


def _doing(duty: Duty, until: Event) -> None:
    in_reach = True
    while not until.wait(duty.seconds):
        try:
            duty.action()
        except JobsOutOfReach:
            if in_reach:  # an outage is told once
                _log.warning("jobs-out-of-reach")
            in_reach = False
        except Exception as error:  # noqa: BLE001  # a duty that ended unseen would be missed much later
            _log.error("unexpected-error", error=type(error).__name__, place=raised_at(error))
        else:
            in_reach = True

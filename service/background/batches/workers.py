"""Lines answered by the workers of jobs: put into some jobs at a time, whose results are read as they come."""

from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Event

from service.background.batches.answers import Answer, InputLine, briefed, failed, refused
from service.background.batches.briefing import read
from service.background.patience import Patience
from service.domain.errors import Abandoned, CoreInsightsError, JobNotFound
from service.domain.jobs import Job
from service.schema.jobs import ArticleError, read_result
from service.schema.orders import QueuedOrder
from service.schema.reports import LineId
from service.summarizer.jobs import Jobs

_JOB_LINES = 500
_JOB_BYTES = 8 * 1024 * 1024  # more lines are taken until there are so many
_MOST_LINES = 4 * _JOB_LINES  # under way: as many as 30 workers have threads
_PAGE = 100  # results read at a time
_PAUSE = 0.5  # seconds, where none came


@dataclass(slots=True)
class _Sent:
    """A job, its lines by their positions, and how many of them were answered."""

    job: Job
    lines: list[tuple[InputLine, LineId]]
    answered: int = 0

    @property
    def left(self) -> int:
        return len(self.lines) - self.answered


@dataclass(frozen=True, slots=True)
class Workers:
    """The workers behind these jobs.

    A job that was read is dropped, so that an archive does not fill the queue's memory. One that a batch left behind
    when it was killed ends by itself: its lines are asked again, and what was briefed by then is in the cache.
    """

    jobs: Jobs

    def answers(self, lines: Iterator[InputLine], stop: Event) -> Generator[Answer | None, None, None]:
        """Yield answers as they come, None now and then where none came; raise JobsOutOfReach, JobNotFound.

        Once it is to stop, what is not answered is canceled.
        """
        sent: list[_Sent] = []
        patience = Patience(stop.wait)  # with a queue that does not answer
        try:
            while not stop.is_set():
                yield from self._send(lines, sent, patience)
                if not sent:
                    return
                left = sum(one.left for one in sent)
                yield from self._hear(sent, patience)
                if left == sum(one.left for one in sent):
                    yield None
                    stop.wait(_PAUSE)
        except Abandoned:
            return
        finally:
            with suppress(CoreInsightsError):
                for one in sent:
                    self._give_up(one.job.id)

    def _send(self, lines: Iterator[InputLine], sent: list[_Sent], patience: Patience) -> Iterator[Answer]:
        """Send jobs until enough lines are under way, and yield the answers to lines that no worker need look at."""
        while sum(one.left for one in sent) <= _MOST_LINES - _JOB_LINES:
            some = list(_some(lines))
            if not some:
                return
            orders, asked = [], []
            for line in some:
                try:
                    wanted = read(line)
                except ValueError as error:
                    yield failed(line, error)
                else:
                    orders.append(QueuedOrder(wanted.order()))
                    asked.append((line, wanted.id))
            if orders:
                sent.append(_Sent(patience.with_(partial(self.jobs.accept, orders)), asked))

    def _hear(self, sent: list[_Sent], patience: Patience) -> Iterator[Answer]:
        for one in tuple(sent):
            yield from self._results(one, patience)
            if not one.left:
                patience.with_(partial(self.jobs.drop, one.job.id))
                sent.remove(one)

    def _results(self, one: _Sent, patience: Patience) -> Iterator[Answer]:
        for result in patience.with_(partial(self.jobs.results, one.job.id, one.answered, _PAGE)):
            settled = read_result(result)
            line, line_id = one.lines[settled.position]
            one.answered += 1
            if settled.error is None:
                yield briefed(line, line_id, settled.brief)
            else:
                detail = f"line {line.number}: {settled.error.detail}"
                yield refused(line, ArticleError(**{**dict(settled.error), "detail": detail}), line_id)

    def _give_up(self, job_id: str) -> None:
        with suppress(JobNotFound):
            self.jobs.cancel(job_id)
        self.jobs.drop(job_id)


def _some(lines: Iterator[InputLine]) -> Iterator[InputLine]:
    """Yield the lines of a job."""
    count = size = 0
    while count < _JOB_LINES and size < _JOB_BYTES and (line := next(lines, None)):
        count, size = count + 1, size + len(line.content)
        yield line

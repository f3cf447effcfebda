"""The seam to what keeps jobs, and to what gives them to workers."""

from collections.abc import Iterable
from typing import Protocol

from service.domain.jobs import Job, JobResult, Taken


class JobStore(Protocol):
    """Keeps jobs with their orders and results until some time after their end; shared by all processes.

    Nothing here degrades as a cache may: every method raises JobsOutOfReach where the store does not answer. Orders and
    results are JSON bytes, which the store does not read.
    """

    def add(self, job: Job, orders: Iterable[bytes]) -> Job:
        """Keep a new job, whose total is the number of ``orders``, and return it with its total.

        The orders are taken one after the other; what they raise leaves nothing behind. Raise JobsBusy where there is
        no room.
        """

    def job(self, job_id: str) -> Job:
        """Return the job as it stands; raise JobNotFound."""

    def results(self, job_id: str, after: int, most: int) -> tuple[bytes, ...]:
        """Return results in the order in which they came, at most so many, without the first ``after``.

        Raise JobNotFound.
        """

    def cancel(self, job_id: str) -> Job:
        """Have nothing more done of the job and return it as it stands; of one that ended nothing changes.

        Raise JobNotFound. Its results so far stay; its orders go.
        """

    def drop(self, job_id: str) -> None:
        """Forget the job with all that is kept of it."""


class WorkStore(Protocol):
    """The same jobs as workers see them: each article is worked on by one of them, or again where that one died.

    A job has one message in the queue, which stands for "the next article of this job". Who gets it takes an article
    and sends the following message before the work begins. Messages are numbered: only the newest has a following one,
    so what is delivered twice, or sent anew because it seemed lost, does not multiply.
    """

    def take(self, job_id: str, number: int) -> Taken | None:
        """Take an article, of the job's message with that number; None where nothing is to be done now.

        It is held for some seconds, after which others may take it, first of all articles.
        """

    def hold(self, job_id: str, positions: Iterable[int]) -> frozenset[int]:
        """Hold these articles for some more seconds; return those not to be worked on any more: settled, canceled."""

    def settle(self, job_id: str, result: JobResult) -> bool:
        """Keep the result of an article, the first one only; False where it had one, or the job was canceled.

        The last one ends the job; a job with a callback is then due in the same step.
        """

    def waiting(self) -> Iterable[tuple[str, int]]:
        """Yield the jobs whose message, or whose worker, seems lost, each with the number of the message to be sent."""


class JobQueue(Protocol):
    """Gives jobs to workers, each message at least once, save for those lost on the way."""

    def put(self, job_id: str, number: int) -> None:
        """Send the message of the job with that number; raise JobsOutOfReach."""

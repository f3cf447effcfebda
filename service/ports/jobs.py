"""The seam to what keeps jobs, and to what gives them to workers."""

from collections.abc import Iterable
from typing import Protocol

from service.domain.jobs import Job, JobResult


class JobStore(Protocol):
    """Keeps jobs with their orders and results until some time after their end; shared by all processes.

    Nothing here degrades as a cache may: every method raises JobsOutOfReach where the store does not answer. Orders and
    results are JSON bytes, which the store does not read.
    """

    def add(self, job: Job, orders: Iterable[bytes]) -> None:
        """Keep a new job; ``orders`` are taken a few at a time, and what they raise leaves nothing behind."""

    def job(self, job_id: str) -> Job:
        """Return the job as it stands; raise JobNotFound."""

    def order(self, job_id: str, position: int) -> bytes | None:
        """Return the order at the position, None where nothing is to be done: settled, canceled, unknown."""

    def settle(self, job_id: str, result: JobResult) -> bool:
        """Keep the result of a position, the first one only; False where it had one, or the job was canceled.

        The last one ends the job; a job with a callback is then due in the same step.
        """

    def results(self, job_id: str, after: int, most: int) -> tuple[bytes, ...]:
        """Return results in the order in which they came, at most so many, without the first ``after``."""

    def cancel(self, job_id: str) -> Job:
        """Have nothing more done of the job and return it as it stands; of one that ended nothing changes.

        Raise JobNotFound. Its results so far stay; its orders go.
        """


class JobQueue(Protocol):
    """Gives jobs to workers, each article at least once; raises JobsOutOfReach where it cannot be reached."""

    def put(self, job_id: str, total: int) -> None:
        """Queue the articles at the positions from 0 to ``total`` - 1 of a job that is kept."""

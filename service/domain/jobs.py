"""Jobs: articles that are briefed in the background, up to 10,000 at a time."""

from dataclasses import dataclass
from enum import StrEnum

MOST_ARTICLES = 10_000
FIRST_MESSAGE = 1
"""The number of the message that is sent when a job is accepted."""

NO_SUCH_JOB = "no job is kept under this id"
"""What is said of a job that is not known, and the same of another caller's."""


class JobStatus(StrEnum):
    """How far a job has come: nothing done yet, some, all, or no more to be done."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job and how far it has come: ``done`` and ``failed`` count articles, whose sum never passes ``total``.

    Times are RFC 3339, "" where there is none yet. ``callback_url`` is told when the job ends, "" for nobody.
    ``caller`` is the id of the key that sent it, "" for anyone.
    """

    id: str
    created_at: str
    total: int
    done: int = 0
    failed: int = 0
    canceled: bool = False
    ended_at: str = ""
    callback_url: str = ""
    caller: str = ""

    @property
    def status(self) -> JobStatus:
        """How far it has come."""
        if self.canceled:
            return JobStatus.CANCELED
        if self.done + self.failed == self.total:
            return JobStatus.DONE
        return JobStatus.RUNNING if self.done + self.failed else JobStatus.QUEUED

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in {JobStatus.DONE, JobStatus.CANCELED}


@dataclass(frozen=True, slots=True)
class JobResult:
    """What became of one article: its position in the job, from 0; whether it has a brief; the JSON of the result."""

    position: int
    done: bool
    payload: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """An article that a worker took: its position in the job, and its order, which is JSON.

    ``following`` is the number of the message to be sent, which has the job's next article taken; 0 for none. ``lost``
    is how often a worker that had taken it was lost.
    """

    position: int
    order: bytes
    following: int
    lost: int = 0

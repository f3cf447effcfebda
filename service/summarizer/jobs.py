"""Jobs as callers know them: accepted, looked at, their results read, canceled."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from service.domain.callbacks import NOBODY, CallbackPolicy
from service.domain.errors import JobNotFound, JobsOutOfReach
from service.domain.jobs import FIRST_MESSAGE, NO_SUCH_JOB, Job
from service.ports import IdempotencyKeys, JobQueue, JobStore, recording, tracing
from service.ports.metrics import JOBS_ACCEPTED
from service.schema.orders import QueuedOrder, dump_order


@dataclass(frozen=True, slots=True)
class Jobs:
    """Keeps orders to be worked on later and tells what became of them. All of it may raise JobsOutOfReach.

    ``keys`` remember which requests for jobs were answered already; ``callbacks`` says who may be told of their ends,
    which is for the door to ask. ``caller`` is the id of whose jobs these are, "" for everybody's: what others sent is
    as unknown as what nobody did.
    """

    store: JobStore
    queue: JobQueue
    keys: IdempotencyKeys
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    callbacks: CallbackPolicy = NOBODY
    caller: str = ""

    def of(self, caller: str) -> "Jobs":
        """Return the jobs of that caller."""
        return replace(self, caller=caller)

    def accept(self, orders: Iterable[QueuedOrder], *, callback_url: str = "") -> Job:
        """Keep a job of these orders, at least one, and have it worked on.

        The orders are taken one after the other as they come; what they raise leaves nothing behind.
        """
        opened = Job(
            id=uuid4().hex, created_at=self.clock().isoformat(), total=0, callback_url=callback_url, caller=self.caller
        )
        trace = tracing.here()
        job = self.store.add(opened, (dump_order(replace(order, trace=trace)) for order in orders))
        try:
            self.queue.put(job.id, FIRST_MESSAGE)
        except JobsOutOfReach:
            with suppress(JobsOutOfReach, JobNotFound):
                self.store.drop(job.id)  # nobody will work on it, and nobody was told of it
            raise
        recording.count(JOBS_ACCEPTED)
        return job

    def job(self, job_id: str) -> Job:
        """Return the job as it stands; raise JobNotFound."""
        job = self.store.job(job_id)
        if job.caller not in {"", self.caller}:
            raise JobNotFound(NO_SUCH_JOB)
        return job

    def results(self, job_id: str, after: int, most: int) -> tuple[bytes, ...]:
        """Return the JSON of results in the order in which they came, at most so many, without the first ``after``.

        Raise JobNotFound.
        """
        self.job(job_id)
        return self.store.results(job_id, after, most)

    def cancel(self, job_id: str) -> Job:
        """Have nothing more done of the job and return it as it stands; raise JobNotFound."""
        self.job(job_id)
        return self.store.cancel(job_id)

    def drop(self, job_id: str) -> None:
        """Forget the job, whose results are all read, before its time; one that is not known changes nothing."""
        self.store.drop(job_id)

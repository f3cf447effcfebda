"""Jobs as callers know them, over a store and a queue in memory."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from service.domain.errors import ArticleTooShort, JobNotFound, JobsOutOfReach
from service.domain.jobs import JobResult, JobStatus, Taken
from service.domain.orders import UnreadOrder
from service.schema.orders import QueuedOrder, dump_order
from service.summarizer.jobs import Jobs
from tests.fakes import MemoryIdempotencyKeys, MemoryJobQueue, MemoryJobStore

ORDERS = tuple(QueuedOrder(UnreadOrder(text=f"text {n}"), id=f"a{n}") for n in range(3))


@pytest.fixture
def jobs() -> Jobs:
    return Jobs(
        MemoryJobStore(), MemoryJobQueue(), MemoryIdempotencyKeys(), lambda: datetime(2026, 11, 28, 12, tzinfo=UTC)
    )


def test_accepted_job_is_kept_and_queued(jobs: Jobs):
    job = jobs.accept(iter(ORDERS), callback_url="https://news.example/hook")
    assert (job.total, job.status, job.created_at) == (3, JobStatus.QUEUED, "2026-11-28T12:00:00+00:00")
    assert job.callback_url == "https://news.example/hook"
    assert jobs.job(job.id) == job
    assert jobs.queue.queued == [(job.id, 1)]
    assert jobs.store.take(job.id, 1) == Taken(0, dump_order(ORDERS[0]), following=2)


def test_orders_that_end_in_an_error_leave_nothing(jobs: Jobs):
    def broken() -> Iterator[QueuedOrder]:
        yield ORDERS[0]
        raise ArticleTooShort

    with pytest.raises(ArticleTooShort):
        jobs.accept(broken())
    assert (jobs.store._jobs, jobs.queue.queued) == ({}, [])


def test_job_that_cannot_be_queued_is_not_kept(jobs: Jobs):
    jobs.queue.error = JobsOutOfReach()
    with pytest.raises(JobsOutOfReach):
        jobs.accept(ORDERS)
    assert jobs.store._jobs == {}


def test_results_are_read_in_pages(jobs: Jobs):
    job = jobs.accept(ORDERS)
    for position in (2, 0):
        jobs.store.settle(job.id, JobResult(position, done=True, payload=b"%d" % position))
    assert jobs.results(job.id, 0, 10) == (b"2", b"0")
    assert jobs.results(job.id, 1, 10) == (b"0",)
    assert jobs.results(job.id, 0, 1) == (b"2",)
    assert jobs.job(job.id).status is JobStatus.RUNNING


def test_canceled_job_has_nothing_left_to_do(jobs: Jobs):
    job = jobs.accept(ORDERS)
    assert jobs.cancel(job.id).status is JobStatus.CANCELED
    assert jobs.store.take(job.id, 1) is None


def test_unknown_job_is_told_so(jobs: Jobs):
    for ask in (jobs.job, jobs.cancel, lambda unknown: jobs.results(unknown, 0, 1)):
        with pytest.raises(JobNotFound):
            ask("0" * 32)

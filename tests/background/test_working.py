"""What a worker does with articles that cost others their lives."""

import json
from threading import Event

import pytest

from service.background.working import Worker
from service.domain.jobs import JobResult, Taken
from service.domain.orders import UnreadOrder
from service.schema.orders import QueuedOrder, dump_order
from tests.fakes import MemoryJobQueue


class Store:
    """Gives one article, which so many workers were lost with."""

    def __init__(self, lost: int) -> None:
        self.taken = Taken(7, dump_order(QueuedOrder(UnreadOrder(text="News"), "a-7")), 0, lost)
        self.settled: list[JobResult] = []

    def take(self, job_id, number):
        return self.taken

    def settle(self, job_id, result):
        self.settled.append(result)
        return True


class Done:
    """Briefs anything."""

    def result(self, position, order, deadline):
        return JobResult(position, done=True, payload=b"{}")


@pytest.mark.parametrize(("lost", "done"), [(0, True), (9, True), (10, False), (11, False)])
def test_article_that_kills_its_workers_fails_in_the_end(lost: int, done: bool):
    store = Store(lost)
    Worker(store, MemoryJobQueue(), Done(), Event()).work("1" * 32, 1)
    [result] = store.settled
    assert (result.position, result.done) == (7, done)
    if not done:
        told = json.loads(result.payload)
        assert (told["id"], told["error"]["code"]) == ("a-7", "internal-error")

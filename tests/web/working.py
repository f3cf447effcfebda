"""A worker of one's own, who does as many articles of a job in memory as a test asks for."""

import io
from threading import Event

from service.adapters.order_reader import OrderReader
from service.domain.errors import CoreInsightsError
from service.domain.jobs import FIRST_MESSAGE
from service.schema.jobs import done, failed
from service.schema.orders import load_order


class Worker:
    def __init__(self, jobs, summarizer, articles):
        self._store = jobs.store
        self._summarizer = summarizer
        self._orders = OrderReader(articles)

    def work(self, job_id, most=1_000):
        """Settle the next articles of a job, at most so many."""
        for _ in range(most):
            if not (taken := self._store.take(job_id, FIRST_MESSAGE)):
                return
            self._store.settle(job_id, self._result(taken.position, taken.order))

    def _result(self, position, payload):
        queued = load_order(payload)
        try:
            served = self._summarizer.summarize(self._orders.read(queued.order))
        except CoreInsightsError as error:
            return failed(position, queued.id, error)
        return done(position, queued.id, served.payload)


class Stalled(io.BytesIO):
    """A body whose sender stops in the middle, until they go on."""

    def __init__(self, body):
        super().__init__(body)
        self.began, self.go_on = Event(), Event()

    def readinto(self, buffer):
        if self.tell() > 1_500:
            self.began.set()
            assert self.go_on.wait(10)
        return super().readinto(buffer)

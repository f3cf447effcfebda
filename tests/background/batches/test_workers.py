"""An archive through the workers of jobs: some jobs at a time, none left in the queue's memory."""

import json
from threading import Event

import pytest

from service.background.batches import InputLine, Workers
from service.domain.errors import ArticleTooShort, JobNotFound, JobsOutOfReach
from service.schema.jobs import done, failed
from service.schema.orders import load_order
from service.summarizer.jobs import Jobs
from tests.fakes import MemoryIdempotencyKeys, MemoryJobQueue, MemoryJobStore


class Store(MemoryJobStore):
    """Settles all articles of a job as soon as somebody looks for results, the last one first."""

    most = added = 0
    asleep = False

    def add(self, job, orders):
        job = super().add(job, orders)
        self.added += 1
        self.most = max(self.most, sum(map(len, self._orders.values())))
        return job

    def results(self, job_id, after, most):
        for position, order in sorted(self._orders.get(job_id, {}).items(), reverse=True):
            text = load_order(order).order.text
            if not self.asleep:
                brief = json.dumps({"of": text}).encode()
                short = failed(position, "", ArticleTooShort("too short"))
                self.settle(job_id, short if text == "short" else done(position, "", brief))
        return super().results(job_id, after, most)

    def kept(self):
        return list(self._jobs)


@pytest.fixture
def store():
    return Store()


def workers_of(store, **queue):
    return Workers(Jobs(store, MemoryJobQueue(**queue), MemoryIdempotencyKeys()))


def lines(count, text="{}"):
    rows = ({"id": f"a{number}", "text": text.format(number)} for number in range(1, count + 1))
    return (InputLine(number, json.dumps(row).encode()) for number, row in enumerate(rows, start=1))


def told(answers):
    return {answer["line"]: answer for answer in (json.loads(answer.text) for answer in answers if answer)}


def test_each_line_gets_the_result_of_its_own_article(store):
    """Whatever the order in which articles are done, and in how many jobs."""
    answers = told(workers_of(store).answers(lines(3_210), Event()))
    assert len(answers) == 3_210
    assert all(answer["id"] == f"a{n}" and answer["brief"] == {"of": str(n)} for n, answer in answers.items())
    assert (store.added, store.most, store.kept()) == (7, 2_000, [])


def test_errors_are_those_of_the_line(store):
    """One that no worker need see is answered at once; the detail of each names its line."""
    rows = [InputLine(1, b"no json"), InputLine(4, b'{"id": 4, "text": "short"}')]
    answers = told(workers_of(store).answers(iter(rows), Event()))
    assert answers[1]["error"]["code"] == "malformed-body"
    expected = {"code": "article-too-short", "detail": "line 4: too short", "retryable": False}
    assert (answers[4]["id"], answers[4]["error"]) == (4, expected)
    assert told(workers_of(store).answers(iter(rows[:1]), Event()))[1]["error"]["code"] == "malformed-body"


def test_what_is_under_way_is_canceled_when_it_is_to_stop(store):
    store.asleep, stop = True, Event()
    answers = workers_of(store).answers(lines(3), stop)
    assert next(answers) is None
    assert len(store.kept()) == 1
    stop.set()
    assert list(answers) == []
    assert store.kept() == []


class StopsWhenWaitedFor(Event):
    """Set as soon as somebody waits for it."""

    def wait(self, timeout=None):
        self.set()
        return True


def test_waiting_for_a_queue_that_does_not_answer_ends_with_the_run(store):
    workers = workers_of(store, error=JobsOutOfReach())
    assert list(workers.answers(lines(1), StopsWhenWaitedFor())) == []
    assert store.kept() == []


def test_job_that_the_queue_lost_is_told(store):
    store.asleep = True
    answers = workers_of(store).answers(lines(1), Event())
    next(answers)
    store.drop(*store.kept())
    with pytest.raises(JobNotFound):
        list(answers)

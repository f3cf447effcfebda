"""Of a process one thread computes at a time."""

import os
import pickle
import signal
import threading

import pytest
from structlog.testing import capture_logs

from service.bootstrap.computing import compute_apart
from service.domain import errors
from service.ports.computing import compute


def test_one_thread_computes_at_a_time():
    entered, go_on, second = threading.Event(), threading.Event(), threading.Event()

    def first():
        entered.set()
        assert go_on.wait(20)

    threads = [threading.Thread(target=compute, args=(function,)) for function in (first, second.set)]
    threads[0].start()
    assert entered.wait(20)
    threads[1].start()
    assert not second.wait(0.05)
    go_on.set()
    assert second.wait(20)
    for thread in threads:
        thread.join()


def test_what_is_computed_may_compute():
    assert compute(compute, int, "5") == 5


def test_where_no_process_can_be_had_this_one_computes(monkeypatch):
    def fork():
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", fork)
    with capture_logs() as told:
        compute_apart({}, alone=False)
    assert [line["event"] for line in told] == ["computing-process-missing"]
    assert compute(os.getpid) == os.getpid()
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, ())


def every(parent):
    for child in parent.__subclasses__():
        yield child
        yield from every(child)


@pytest.mark.parametrize("kind", sorted(set(every(errors.ArticleError)), key=str))
def test_errors_of_articles_can_be_raised_in_another_process(kind):
    error = kind("too much", pointer="/text")
    sent = pickle.loads(pickle.dumps(error))
    assert (type(sent), vars(sent), str(sent)) == (kind, vars(error), str(error))

"""The guard before an endpoint: what it lets through, and what it tells the others."""

import contextlib
import threading
import time
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from service.adapters.guarded_backend import GuardedBackend
from service.adapters.places import Places
from service.domain.errors import (
    Abandoned,
    AnswerUnreadable,
    BackendBusy,
    BackendError,
    BackendOverloaded,
    BackendRefused,
    BackendResting,
    BackendUnavailable,
    BackendUnreachable,
    ContentFiltered,
    ContextTooLong,
    CoreInsightsError,
    DeadlineExceeded,
)
from tests.adapters.clock import Clock
from tests.adapters.scripted_backends import Scripted, question

ELSEWHERE = replace(question(600.0), patience=30.0)  # asked by a caller who has another backend to ask
ALONE = question(600.0)


def ask(guard, request=ALONE, times=1):
    """Return the last outcome: the text, or the error that came out."""
    outcome = None
    for _ in range(times):
        try:
            outcome = guard.complete(request).text
        except CoreInsightsError as error:
            outcome = error
    return outcome


def resting(backend, clock):
    guard = GuardedBackend(backend, clock=clock)
    assert isinstance(ask(guard, times=20), BackendResting)
    return guard


@pytest.mark.parametrize(
    ("error", "calls"),
    [
        (BackendUnreachable(), 3),
        (BackendUnavailable(), 10),
        (BackendOverloaded(), 10),
        (DeadlineExceeded(), 10),
        (BackendRefused(), 40),
        (ContentFiltered(), 40),
        (ContextTooLong(), 40),
        (AnswerUnreadable(), 40),
        (Abandoned(), 40),
    ],
)
def test_breaker_opens_after_that_many_in_a_row(error, calls):
    """Row 8: what is the article's or the key's matter never opens it."""
    backend = Scripted("a", error)
    ask(GuardedBackend(backend), times=40)
    assert backend.calls == calls


def test_article_that_does_not_fit_tells_nothing_of_the_endpoint():
    """It may not have been asked at all: such a probe closes no breaker."""
    clock, backend = Clock(), Scripted("a", BackendUnreachable())
    guard = resting(backend, clock)
    clock.now += 6.0
    guard._backend = Scripted("a", ContextTooLong())
    assert isinstance(ask(guard), ContextTooLong)
    assert isinstance(ask(guard), BackendResting)


def test_open_breaker_says_when_to_come_back():
    clock = Clock()
    guard = resting(Scripted("a", BackendUnreachable()), clock)
    clock.now += 2.5
    error = ask(guard)
    assert (error.code, error.retry_after) == ("backend-unavailable", 3.5)


def test_own_call_is_the_probe_without_another_backend():
    clock = Clock()
    backend = Scripted("a", *[BackendUnreachable()] * 3, "good")
    guard = resting(backend, clock)
    clock.now += 6.0
    assert ask(guard) == "good"
    assert ask(guard, ELSEWHERE) == "good"


def test_nobody_waits_for_the_probe_with_another_backend():
    """A hung endpoint is looked at aside, by a question of one word; it is back for the calls after that."""
    clock, looked = Clock(), threading.Event()
    backend = Scripted("a", *[BackendUnreachable()] * 3, "yes", "good")
    guard = GuardedBackend(backend, clock=clock, release=looked.set)
    ask(guard, times=3)
    clock.now += 6.0
    assert isinstance(ask(guard, ELSEWHERE), BackendResting)
    assert looked.wait(2)
    assert ask(guard, ELSEWHERE) == "good"


def test_failing_probe_leaves_it_open():
    clock = Clock()
    backend = Scripted("a", BackendUnreachable())
    guard = resting(backend, clock)
    for _ in range(60):  # a minute
        clock.now += 1.0
        assert isinstance(ask(guard), BackendUnavailable)
    assert backend.calls == 3 + 10


def test_each_change_of_state_is_logged_once():
    clock = Clock()
    with capture_logs() as logs:
        guard = resting(Scripted("a/x", *[BackendUnavailable("secret")] * 10, "good"), clock)
        clock.now += 6.0
        ask(guard, times=5)
    assert [(entry["event"], entry["backend"]) for entry in logs] == [
        ("backend-resting", "a/x"),
        ("backend-back", "a/x"),
    ]
    assert "secret" not in str(logs)


def test_pause_is_remembered_for_all():
    """Row 3: one 429 is enough; who has another backend goes there, who has none waits or hears when."""
    clock = Clock()
    backend = Scripted("a", BackendOverloaded(retry_after=30), "good")
    guard = GuardedBackend(backend, clock=clock)
    ask(guard)
    clock.now += 10
    for request in (ELSEWHERE, question(39.0)):
        error = ask(guard, request)
        assert (type(error), error.retry_after) == (BackendBusy, 20.0)
    assert backend.calls == 1
    clock.now += 19.9
    assert ask(guard) == "good"  # after 0.1 s


def test_pause_of_an_hour_is_looked_at_again_in_a_minute():
    clock = Clock()
    guard = GuardedBackend(Scripted("a", BackendOverloaded(retry_after=3600), "good"), clock=clock)
    ask(guard)
    clock.now += 60
    assert ask(guard) == "good"


class Slow:
    """Answers when it is let."""

    name = "slow"
    window = None

    def __init__(self):
        self.go = threading.Event()
        self.under_way = threading.Semaphore(0)

    def complete(self, request):
        self.under_way.release()
        assert self.go.wait(10)
        return Scripted("slow", "good").complete(request)


@contextlib.contextmanager
def occupied(guard, slow, calls):
    """So many calls are under way during the block."""
    threads = [threading.Thread(target=ask, args=(guard,)) for _ in range(calls)]
    for thread in threads:
        thread.start()
        assert slow.under_way.acquire(timeout=5)
    yield
    slow.go.set()
    for thread in threads:
        thread.join()


def test_full_places_send_callers_elsewhere_at_once():
    slow = Slow()
    guard = GuardedBackend(slow, places=Places(3, queue=2))
    with occupied(guard, slow, 3):
        started = time.monotonic()
        error = ask(guard, ELSEWHERE)
        assert time.monotonic() - started < 0.5
    assert isinstance(error, BackendBusy)
    assert error.retry_after


def test_queue_is_bounded_in_number():
    slow = Slow()
    guard = GuardedBackend(slow, places=Places(1, queue=2))
    with occupied(guard, slow, 1):
        waiting = [threading.Thread(target=ask, args=(guard,)) for _ in range(2)]
        for thread in waiting:
            thread.start()
        time.sleep(0.1)
        started = time.monotonic()
        assert isinstance(ask(guard), BackendBusy)
        assert time.monotonic() - started < 0.1
    for thread in waiting:
        thread.join()


def test_queue_is_bounded_in_time(monkeypatch):
    monkeypatch.setattr("service.adapters.places.PATIENT_SECONDS", 0.2)
    slow = Slow()
    guard = GuardedBackend(slow, places=Places(1, queue=2))
    with occupied(guard, slow, 1):
        assert isinstance(ask(guard), BackendBusy)


def test_caller_in_the_queue_gets_the_next_place():
    slow = Slow()
    guard = GuardedBackend(slow, places=Places(1, queue=1))
    with occupied(guard, slow, 1):
        threading.Timer(0.1, slow.go.set).start()
        assert ask(guard) == "good"


def test_cancelled_caller_leaves_the_queue():
    slow, leaving = Slow(), question()
    guard = GuardedBackend(slow, places=Places(1, queue=1))
    with occupied(guard, slow, 1):
        threading.Timer(0.05, leaving.deadline.cancel).start()
        assert isinstance(ask(guard, leaving), Abandoned)


def test_calls_that_hang_since_the_outage_hold_no_place_after_it():
    clock, slow = Clock(), Slow()
    guard = GuardedBackend(slow, places=Places(1, queue=0), clock=clock)
    with occupied(guard, slow, 1):
        for _ in range(10):  # as if the calls before them had failed
            guard._circuit.failed(guard._circuit.turn())
        clock.now += 6.0
        guard._backend = Scripted("slow", "good")
        assert ask(guard, times=2) == "good"


def test_any_other_error_is_no_matter_of_the_guard():
    with pytest.raises(BackendError, match="backend-refused"):
        GuardedBackend(Scripted("a", BackendRefused())).complete(ALONE)

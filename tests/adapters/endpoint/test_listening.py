"""Of a process few answers are read at the same moment, and whatever becomes of one, the next is read."""

import json
import threading

import pytest

from service.adapters.endpoint.answer import Answer
from service.adapters.endpoint.clock import Clock
from service.adapters.endpoint.listening import listen
from service.domain.errors import AnswerUnreadable, BackendUnavailable
from service.ports import Deadline, computing

PLACES = 3


def event(text):
    return b"data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]}).encode() + b"\n\n"


class Reader:
    def __init__(self, read=lambda _: None):
        self.read = read


def heard(pieces, read=lambda _: None):
    listen(iter(pieces), Answer(), clock=Clock.started(Deadline.after(20)), reader=Reader(read))


def places():
    """Return how many may be at work now."""
    free = computing._here.places
    taken = sum(iter(lambda: free.acquire(blocking=False), False))
    free.release(taken)
    return taken


def broken():
    yield event("Shares")
    raise BackendUnavailable("the connection broke")


def refuse(_):
    raise ValueError


@pytest.mark.parametrize(
    ("pieces", "read", "error"),
    [
        ([event("Shares fell.")], lambda _: None, None),
        (broken(), lambda _: None, BackendUnavailable),
        ([event("Shares"), b"data: []\n\n"], lambda _: None, AnswerUnreadable),
        ([event("Shares"), b"data: {\n\n"], lambda _: None, AnswerUnreadable),
        ([event("Shares")], refuse, ValueError),
    ],
    ids=["well", "broken", "no completion", "no JSON", "reader"],
)
def test_place_is_given_back_at_once(pieces, read, error):
    try:
        heard(pieces, read)
    except Exception as raised:  # noqa: BLE001
        assert type(raised) is error
        assert places() == PLACES
    else:
        assert error is None
        assert places() == PLACES


def test_few_answers_are_read_at_a_time():
    go_on, now, most = threading.Event(), [], []
    lock = threading.Lock()

    def read(_):
        with lock:
            now.append(1)
            most.append(len(now))
        assert go_on.wait(20)
        with lock:
            now.pop()

    threads = [threading.Thread(target=heard, args=([event("Shares fell.")], read)) for _ in range(10)]
    for thread in threads:
        thread.start()
    threading.Event().wait(0.3)
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert max(most) == PLACES
    assert len(most) == 10

"""No call outlives its deadline, its patience, or those who wait for it."""

import socket
import threading
import time

import pytest
from structlog.testing import capture_logs

from service.adapters.endpoint import sockets
from service.domain import errors
from service.ports import CompletionRequest, Deadline
from tests.adapters.endpoint.asking import TEXT, Recorder, ask, backend_for, until
from tests.stub_endpoint import Reply, StubEndpoint, chat, chunk, events, forever, silence

DRIPS = {
    "silence": silence(),
    "blank lines": forever(b"\n", pause=0.05),
    "comments": forever(b": keep-alive\n\n", pause=0.05),
    "one byte at a time": Reply(b" " * 1000, drip=0.05),
    "empty chunks": forever(chunk(role="assistant", content=""), pause=0.05),
    "silence in mid-stream": chat(TEXT, after=3, end="silence"),
    "the same line": forever(chunk(content="- the same [1]\n"), pause=0.05),
    "a flood": forever(b": keep-alive\n\n"),
}


@pytest.fixture
def black_hole():
    """An address that accepts no connection and refuses none: its queue is full."""
    with socket.socket() as listening, socket.socket() as first:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        first.connect(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"


@pytest.mark.parametrize("reply", DRIPS.values(), ids=DRIPS)
def test_deadline_ends_any_answer(endpoint, reply):
    """Faults row 2: never later than a second past the deadline."""
    endpoint.replies(reply)
    start = time.monotonic()
    with pytest.raises((errors.DeadlineExceeded, errors.BackendUnavailable)) as caught:
        ask(backend_for(endpoint), seconds=0.4)
    assert time.monotonic() - start < 1.2
    assert (
        isinstance(caught.value, errors.DeadlineExceeded) or reply is DRIPS["a flood"]
    )  # which may be too large first
    until(lambda: endpoint.in_flight == 0)


def test_passed_deadline_asks_nobody(endpoint):
    with pytest.raises(errors.DeadlineExceeded):
        ask(backend_for(endpoint), seconds=-1)
    assert endpoint.calls == 0


@pytest.mark.parametrize("kind", [kind for kind in DRIPS if kind != "a flood"])  # which may be too large before
def test_cancelled_call_ends_at_once(endpoint, kind):
    """Within 0.3 s, from another thread, while the endpoint is silent or not; it notices, and is not said to fail."""
    endpoint.replies(DRIPS[kind])
    deadline = Deadline.after(30)
    threading.Timer(0.2, deadline.cancel).start()
    start = time.monotonic()
    with capture_logs() as logs, pytest.raises(errors.Abandoned):
        backend_for(endpoint).complete(CompletionRequest("rules", "article", deadline))
    assert time.monotonic() - start < 0.8
    assert not logs
    until(lambda: len(endpoint.abandoned) == 1)


def test_connecting_is_cancelled_too(endpoint, black_hole):
    deadline = Deadline.after(30)
    threading.Timer(0.2, deadline.cancel).start()
    start = time.monotonic()
    with pytest.raises(errors.Abandoned):
        backend_for(endpoint, LLM_BASE_URL=black_hole).complete(CompletionRequest("rules", "article", deadline))
    assert time.monotonic() - start < 0.8


def test_black_hole_is_unreachable(endpoint, black_hole, monkeypatch):
    monkeypatch.setattr(sockets, "CONNECT_SECONDS", 0.3)
    start = time.monotonic()
    with pytest.raises(errors.BackendUnreachable):
        ask(backend_for(endpoint, LLM_BASE_URL=black_hole), seconds=10)
    assert time.monotonic() - start < 1.5


def test_refused_connection_is_unreachable_at_once():
    with StubEndpoint() as gone:
        backend = backend_for(gone)
    start = time.monotonic()
    with pytest.raises(errors.BackendUnreachable):
        ask(backend)
    assert time.monotonic() - start < 0.5


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 70, "xn--a"])
def test_unknown_name_is_unreachable(endpoint, host):
    with pytest.raises((errors.BackendUnreachable, errors.DeadlineExceeded)):
        ask(backend_for(endpoint, LLM_BASE_URL=f"http://{host}/v1"), seconds=2)


def test_slow_lookup_is_bounded_by_the_deadline(endpoint, monkeypatch):
    """A lookup knows no timeout: it is left behind."""
    monkeypatch.setattr(sockets.socket, "getaddrinfo", lambda *_, **__: time.sleep(2) or [])
    start = time.monotonic()
    with pytest.raises(errors.DeadlineExceeded):
        ask(backend_for(endpoint, LLM_BASE_URL="http://model.example/v1"), seconds=0.3)
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("kind", ["silence", "blank lines", "comments", "empty chunks"])
def test_patience_ends_without_a_first_word(endpoint, kind):
    """Comments, blank lines and chunks that only name a role are no sign of a model that answers."""
    endpoint.replies(DRIPS[kind])
    start = time.monotonic()
    with pytest.raises(errors.BackendUnreachable):
        ask(backend_for(endpoint), patience=0.3)
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("first", [{"content": "Core"}, {"reasoning_content": "Hm"}, {"reasoning": "Hm"}])
def test_first_word_ends_the_patience(endpoint, first):
    endpoint.replies(events(chunk(**first), 0.6, chunk(content="x", finish_reason="stop")))
    assert ask(backend_for(endpoint), patience=0.3).text.endswith("x")


def test_whole_answers_are_not_asked_to_begin(endpoint, tmp_path):
    (tmp_path / "p.toml").write_text("[custom]\nstream = false\n")
    endpoint.replies(chat(TEXT, delay=0.5))
    backend = backend_for(endpoint, PRESETS_FILE=str(tmp_path / "p.toml"))
    assert ask(backend, patience=0.2).text == TEXT
    assert endpoint.requests[0]["stream"] is False


def test_reader_that_raises_ends_the_call(endpoint):
    """The connection is closed at once, so that the endpoint stops writing, and the error comes out untouched."""
    endpoint.replies(forever(chunk(content="again "), pause=0.01))
    stopped = errors.AnswerUnreadable("the same line over and over")
    with pytest.raises(errors.AnswerUnreadable) as caught:
        ask(backend_for(endpoint), reader=Recorder(stopped, stop_at="again again again"))
    assert caught.value is stopped
    until(lambda: len(endpoint.abandoned) == 1)
    assert endpoint.abandoned[0] < 50


def test_call_after_an_abandoned_one_is_whole(endpoint):
    """Nothing of the answer that was left behind is read as the next one."""
    backend = backend_for(endpoint)
    endpoint.replies(forever(chunk(content="old ")), chat(TEXT))
    with pytest.raises(KeyError):
        ask(backend, reader=Recorder(KeyError("x"), stop_at="old"))
    assert ask(backend).text == TEXT

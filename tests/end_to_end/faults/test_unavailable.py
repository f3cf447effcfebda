"""Rows 1 to 6: endpoints that cannot be had, want a pause, or fail now and then."""

import random
import statistics
import time

import pytest
from structlog.testing import capture_logs

from service.adapters import failover_backend, guarded_backend
from tests.end_to_end.faults.newsroom import FIRST, KEY, SECOND, newsroom
from tests.stub_endpoint import Reply, as_json, brief_of, completion, forever, silence
from tests.tcp_proxy import BLACK_HOLE, PASS, REFUSE, Fault, never_accepting

AT_ONCE = 0.5  # seconds
LATE = 1.0  # seconds past the deadline


def typical(answers):
    """Return the median of the seconds: any single one may meet a busy moment of the machine."""
    return statistics.median(answer.seconds for answer in answers)


@pytest.mark.fault(1, "refused connection: the next backend in < 0.5 s")
def test_refused_connection_goes_to_the_next_at_once():
    with newsroom() as room:
        room.proxy.become(REFUSE)
        before, after = ([room.ask() for _ in range(3)] for _ in "xx")  # the breaker opens between
    assert {answer.outcome for answer in before + after} == {SECOND}
    assert typical(before) < AT_ONCE
    assert typical(after) < AT_ONCE


@pytest.mark.fault(1, "refused connection, alone: two more tries, then 503 with Retry-After")
def test_refused_connection_alone_is_tried_twice_more():
    with newsroom(alone=True) as room, capture_logs() as logs:
        room.proxy.become(REFUSE)
        answer = room.ask()
    tries = sum(log["event"] == "backend-failed" for log in logs)
    assert (answer.status, answer.outcome) == (503, "backend-unavailable")
    assert int(answer.response.headers["Retry-After"]) >= 1
    assert tries == 3


DRIPS = {
    "silence": silence(),
    "blank lines": forever(b"\n", pause=0.1),
    "comments": forever(b": keep-alive\n\n", pause=0.1),
    "one byte a second": Reply(as_json(completion("word " * 99)).body, drip=1.0),
    "one token a second": forever({"choices": [{"index": 0, "delta": {"content": "word "}}]}, pause=1.0),
}


@pytest.mark.fault(2, "silence and drips end at the deadline, at most 1 s past it")
@pytest.mark.parametrize("reply", DRIPS.values(), ids=DRIPS)
def test_dripping_endpoint_ends_at_the_deadline(reply):
    with newsroom(alone=True, seconds=2) as room:
        room.first.script = lambda _: reply
        answer = room.ask()
    assert (answer.status, answer.outcome) == (504, "deadline-exceeded")
    assert 2 - 0.1 <= answer.seconds <= 2 + LATE


@pytest.mark.fault(2, "a black hole and a drip on the way end at the deadline too")
@pytest.mark.parametrize("fault", [BLACK_HOLE, Fault(after=100, end="hole"), Fault(drip=0.3)], ids=str)
def test_black_hole_ends_at_the_deadline(fault):
    with newsroom(alone=True, seconds=2) as room:
        room.proxy.become(fault)
        answer = room.ask()
    assert answer.status in {503, 504}
    assert answer.seconds <= 2 + LATE


@pytest.mark.fault(2, "a port that accepts nobody ends at the deadline too")
def test_full_port_ends_at_the_deadline():
    with never_accepting() as url, newsroom(alone=True, seconds=2, first_url=url) as room:
        answer = room.ask()
    assert answer.status in {503, 504}
    assert answer.seconds <= 2 + LATE


@pytest.mark.fault(2, "an endpoint that hangs leaves the next one time to answer")
@pytest.mark.parametrize("reply", [silence(), forever(b": keep-alive\n\n", pause=0.1)], ids=["silence", "comments"])
def test_hanging_endpoint_leaves_time_for_the_next(reply):
    with newsroom(seconds=2) as room:
        room.first.script = lambda _: reply
        answer = room.ask()
    assert answer.outcome == SECOND
    assert answer.seconds < 2


def pause(seconds):
    return as_json({"error": {"message": "slow down", "type": "rate_limit"}}, 429, **{"Retry-After": str(seconds)})


@pytest.mark.fault(3, "429 with Retry-After 1: waits where it fits the deadline")
@pytest.mark.parametrize("alone", [True, False])
def test_pause_that_fits_is_waited_for(alone):
    with newsroom(alone=alone) as room:
        room.first.script = lambda _: pause(1) if room.first.calls == 1 else brief_of(_)
        answer = room.ask()
        assert (answer.outcome, room.first.calls) == (FIRST, 2)
    assert 1 <= answer.seconds < 2.5


@pytest.mark.fault(3, "429 with Retry-After 30: else the next backend at once, alone 503")
def test_pause_that_does_not_fit_is_left_to_the_others():
    with newsroom() as room:
        room.ask()
        room.first.replies(pause(30))
        before = room.first.calls
        answers = [room.ask() for _ in range(3)]
        assert room.first.calls == before + 1  # remembered: the others do not ask
        assert {answer.outcome for answer in answers} == {SECOND}
        assert typical(answers) < AT_ONCE
        alone = room.ask(backend=FIRST)
    assert (alone.status, alone.outcome, room.first.calls) == (503, "backend-overloaded", before + 1)
    assert 25 <= int(alone.response.headers["Retry-After"]) <= 30


REFUSALS = {
    "arrears (openai)": as_json({"error": {"code": "insufficient_quota", "message": KEY}}, 429),
    "arrears (glm)": as_json({"error": {"code": "1113", "message": "您的账户已欠费"}}, 429),
    "key": as_json({"error": {"message": f"Incorrect API key: {KEY}"}}, 401),
    "balance": as_json({"error": {"message": "Insufficient Balance"}}, 402),
    "forbidden": as_json({"error": KEY}, 403),
    "model": as_json({"error": {"message": "no such model"}}, 404),
}


@pytest.mark.fault(4, "arrears, 401, 402, 403, 404: no retry, next backend, nothing secret told")
def test_refusals_are_not_repeated():
    """What a process of its own logs of them, whatever the level, is looked at in ``test_secrets.py``."""
    with newsroom() as room, capture_logs() as logs:
        for reply in REFUSALS.values():
            room.first.replies(reply)
            before = room.first.calls
            answer = room.ask()
            alone = room.ask(backend=FIRST)
            assert (answer.outcome, alone.status, alone.outcome) == (SECOND, 502, "backend-refused")
            assert room.first.calls - before == 2
            assert KEY not in answer.response.text + alone.response.text
    assert KEY not in str(logs)
    refused = [log for log in logs if (log.get("backend"), log.get("code")) == (FIRST, "backend-refused")]
    assert len(refused) == 2 * len(REFUSALS)


@pytest.mark.fault(5, "30 % of calls fail: >= 99 % of requests succeed, calls <= 1.2 x needed")
def test_third_of_calls_failing_is_hardly_seen(monkeypatch):
    """One after the other and from a fixed seed, so that the same calls fail each time."""
    monkeypatch.setattr(failover_backend, "FIRST_PAUSE", 0.01)
    chance = random.Random(30)
    with newsroom(alone=True) as room:
        room.first.script = lambda body: (
            as_json({"error": "x"}, chance.choice([500, 502, 503, 529])) if chance.random() < 0.3 else brief_of(body)
        )
        answers = [room.ask() for _ in range(200)]
        calls = room.first.calls
    succeeded = sum(answer.status == 200 for answer in answers)
    assert succeeded >= 0.99 * len(answers)
    assert calls <= 1.2 * succeeded / 0.7


@pytest.mark.fault(6, "outage: <= 12 calls a minute while open, back <= 30 s after recovery (20 times faster here)")
@pytest.mark.parametrize("alone", [True, False])
def test_outage_is_left_alone_and_noticed_when_over(monkeypatch, alone):
    """Everything that is counted in seconds is 20 times shorter: 3 s for a minute."""
    faster = 20
    monkeypatch.setattr(guarded_backend, "REST", guarded_backend.REST / faster)
    monkeypatch.setattr(failover_backend, "FIRST_PAUSE", 0.01)
    with newsroom(alone=alone) as room:
        room.first.replies(as_json({"error": "x"}, 500))
        for _ in range(10):
            room.ask()
        opened = room.first.calls
        _ask_for(room, 60 / faster)
        assert room.first.calls - opened <= 12
        room.first.script = brief_of
        back = _ask_for(room, 30 / faster)
    assert back[-1] == FIRST
    assert set(back) <= {FIRST, "backend-unavailable" if alone else SECOND}


def _ask_for(room, seconds):
    """Return the outcomes of asking all the time."""
    ends, outcomes = time.monotonic() + seconds, []
    while time.monotonic() < ends:
        outcomes.append(room.ask().outcome)
        time.sleep(0.02)
    return outcomes


@pytest.mark.fault(6, "total outage of the first: <= 0.5 s added once the breaker is open, whatever the outage")
@pytest.mark.parametrize("outage", [REFUSE, BLACK_HOLE], ids=["refuses", "hangs"])
def test_outage_costs_nothing_once_the_breaker_is_open(monkeypatch, outage):
    """Probes included: with another backend to ask, nobody waits for one."""
    monkeypatch.setattr(guarded_backend, "REST", 0.2)
    with newsroom(seconds=2) as room:
        usual = typical([room.ask() for _ in range(5)])
        room.proxy.become(outage)
        for _ in range(3):
            room.ask()
        answers = [room.ask() for _ in range(40)]
        assert {answer.outcome for answer in answers} == {SECOND}
        assert typical(answers) - usual < AT_ONCE
        assert sum(answer.seconds > 1 for answer in answers) < 3  # about every third of them was due for a probe
        room.proxy.become(PASS)
        assert FIRST in _ask_for(room, 2)

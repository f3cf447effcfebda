"""Streams over real sockets: gunicorn, a Redis-compatible server, chat endpoints that stream."""

import http.client
import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from operator import gt

import httpx2
import pytest

from tests.domain.samples import CHINESE
from tests.end_to_end.faults.processes import counts, worker_connected_to, workers_of
from tests.end_to_end.held import Held
from tests.end_to_end.server import served
from tests.end_to_end.stream_caller import StreamCaller, wait_until
from tests.event_stream import insights_of
from tests.redis_server import RedisServer
from tests.stub_endpoint import StubEndpoint, chat

BODY = {"paragraphs": list(CHINESE), "title": "星河智能发布新模型", "source": "观察者网", "language": "en"}
TEXT = """Core Insights
- The open model was downloaded more than 350 million times [1: “下载量已超3.5亿次”]
- Every small company shall be able to afford a large model, chief executive Lin Yue said [2: “用得起大模型”]

Group 1: Figures
- Revenue rose 15% in the first half, Science and Technology Daily reported [3: “同比增长15%”]
"""
OTHER = TEXT.replace("The open model", "The firm's open model")
NAMES = ["meta", "insight", "insight", "group", "insight", "done"]
FIRST_LINE = 45  # tokens after which the first insight is out, and the second is not


def held_model(text=TEXT, **end):
    """A model that stops after its first insight until it is told to go on; in the end it may break off."""
    return Held(text, FIRST_LINE, **end)


def model(endpoint, **more):
    return {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url} | more


def two_models(first, second):
    return {
        "LLM": "custom/stub,vllm/stub",
        "LLM_BASE_URL": first.base_url,
        "VLLM_BASE_URL": second.base_url,
    }


def post(address, body):
    return httpx2.post(f"{address}/summarize", json=body, timeout=30, trust_env=False)


@pytest.fixture
def endpoint():
    with StubEndpoint() as stub:
        yield stub


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One worker, one endpoint, no Redis: each test briefs an article with a title of its own."""
    log = tmp_path_factory.mktemp("shared") / "log"
    with StubEndpoint() as stub, served(log, **model(stub)) as address:
        yield address, stub, log


@pytest.fixture(scope="module")
def spare(tmp_path_factory):
    """The same with two endpoints, the second to take over when the first fails."""
    log = tmp_path_factory.mktemp("spare") / "log"
    with StubEndpoint() as first, StubEndpoint() as second, served(log, **two_models(first, second)) as address:
        second.script = lambda _: chat(OTHER)
        yield address, first


def test_first_insight_comes_while_the_model_writes(shared):
    address, endpoint, _ = shared
    endpoint.script = held = held_model()
    caller = StreamCaller(address, BODY | {"title": "writing"}).has(2)
    assert endpoint.in_flight == 1
    assert caller.names == NAMES[:2]
    held.go_on()
    assert caller.end().names == NAMES
    plain = post(address, BODY | {"title": "writing"})
    assert plain.headers["Cache-Status"] == "core-insights; hit"
    assert caller.last.data.encode() == plain.content
    assert list(insights_of(caller.events).values()) == [
        insight["text"]
        for insights in (plain.json()["core_insights"], *(group["insights"] for group in plain.json()["groups"]))
        for insight in insights
    ]


def test_kept_brief_streams_at_once(shared):
    address, endpoint, _ = shared
    endpoint.script = lambda _: chat(TEXT)
    plain = post(address, BODY | {"title": "kept"})
    caller = StreamCaller(address, BODY | {"title": "kept"}).end()
    assert caller.response.headers["Cache-Status"] == "core-insights; hit"
    assert caller.names == NAMES
    assert caller.last.data.encode() == plain.content
    assert caller.times[-1] < 1  # on a busy machine; milliseconds on an idle one


@pytest.mark.fault(19, "caller leaves a stream: the call to the model ends")
@pytest.mark.parametrize("after", [FIRST_LINE, 0], ids=["in the middle", "before the first word"])
def test_leaving_a_silent_model_stops_the_call(shared, after):
    """Row 19: noticed though nothing is written to the caller but comments, one a second."""
    address, endpoint, _ = shared
    endpoint.script = lambda _: chat(TEXT, after=after, end="silence")
    gone = len(endpoint.abandoned)
    caller = StreamCaller(address, BODY | {"title": f"left {after}"}).has(2 if after else 1)
    wait_until(lambda: endpoint.in_flight == 1)
    caller.leave()
    assert wait_until(lambda: len(endpoint.abandoned) > gone) < 4  # two beats, and what a busy machine takes
    endpoint.script = lambda _: chat(TEXT)
    assert post(address, BODY | {"title": f"left {after}"}).status_code == 200


@pytest.mark.fault(19, "work that others wait for goes on")
def test_work_goes_on_while_another_waits(shared):
    address, endpoint, _ = shared
    endpoint.script = held = held_model()
    calls, gone = endpoint.calls, list(endpoint.abandoned)
    body = BODY | {"title": "another waits"}
    first = StreamCaller(address, body).has(2)
    with ThreadPoolExecutor(1) as pool:
        plain = pool.submit(post, address, body)
        second = StreamCaller(address, body).has(2)
        first.leave()
        held.go_on()
        assert second.end().names == NAMES
        assert plain.result().content.decode() == second.last.data
    assert endpoint.calls == calls + 1
    assert endpoint.abandoned == gone


def test_broken_stream_resumes(shared):
    """The caller is back before the service has noticed that the connection is gone."""
    address, endpoint, _ = shared
    endpoint.script = held = held_model()
    calls = endpoint.calls
    body = BODY | {"title": "broken"}
    first = StreamCaller(address, body).has(2)
    second = StreamCaller(address, body, **{"Last-Event-ID": first.events[1].id})
    first.leave()
    held.go_on()
    second.end()
    assert first.names + second.names == NAMES
    assert endpoint.calls == calls + 1
    third = StreamCaller(address, body, **{"Last-Event-ID": first.events[1].id}).end()
    assert third.events == second.events


@pytest.mark.fault(19, "no leaked thread or descriptor")
def test_left_streams_leave_no_thread_and_no_descriptor(shared):
    """Row 19."""
    address, endpoint, _ = shared
    endpoint.script = lambda _: chat(TEXT, after=FIRST_LINE, end="silence")

    def leave_twenty(title):
        callers = [StreamCaller(address, BODY | {"title": f"{title} {n}"}) for n in range(20)]
        for caller in callers:
            caller.has(2).leave()

    leave_twenty("warm")  # gunicorn's threads start as they are needed, and stay
    wait_until(lambda: endpoint.in_flight == 0)
    (worker,) = workers_of(address)
    before = counts(worker)
    leave_twenty("counted")
    wait_until(lambda: endpoint.in_flight == 0)
    wait_until(lambda: counts(worker)[0] <= before[0] and counts(worker)[1] <= before[1] + 2)


MANY = 15  # callers: whoever else comes may be refused where a busy machine makes briefs dear (adapters/line.py)


@pytest.mark.fault(19, "callers who leave without an answer leak no thread or descriptor; who waits on is answered")
def test_left_plain_requests_leave_nothing(shared, figure):
    """Nobody notices while a plain answer is made: its work ends by itself, and is kept."""
    address, endpoint, _ = shared
    endpoint.script = lambda _: chat(TEXT, delay=0.5)

    def leave_many(title):
        for n in range(MANY):
            leave(address, BODY | {"title": f"{title} {n}"})

    for n in range(3):  # threads start as they are needed, and how many are at once depends on how soon they get a turn
        called = endpoint.calls
        leave_many(f"plain warm {n}")
        wait_until(lambda: endpoint.calls >= called + MANY and endpoint.in_flight == 0)  # noqa: B023  called at once
    (worker,) = workers_of(address)
    for n in range(4):  # and never more are started than were once needed, where a leak would be 15 each time
        before, calls = counts(worker), endpoint.calls
        with ThreadPoolExecutor(1) as pool:
            staying = pool.submit(post, address, BODY | {"title": f"plain counted {n} 0"})
            leave_many(f"plain counted {n}")
            assert staying.result().status_code == 200
        wait_until(lambda: endpoint.calls >= calls + MANY and endpoint.in_flight == 0)  # noqa: B023
        assert endpoint.calls == calls + MANY
        after = settled(worker, before)
        if all(now < was + 10 for now, was in zip(after, before, strict=True)):
            break
    else:
        pytest.fail(f"{before} threads and descriptors became {after}")
    figure(f"{before} threads and descriptors before {MANY} callers left, {after} after")


def settled(worker, before):
    """Return the threads and descriptors of a worker once they are no more than before, or after three seconds."""
    ends = time.monotonic() + 3
    while any(map(gt, counts(worker), before)) and time.monotonic() < ends:
        time.sleep(0.1)
    return counts(worker)


def leave(address, body):
    """Post, and hang up without reading."""
    connection = http.client.HTTPConnection(address.partition("//")[2], timeout=10)
    connection.request("POST", "/summarize", json.dumps(body), {"Content-Type": "application/json"})
    connection.close()


CUTS = [
    pytest.param({"end": "closed"}, id="closed"),
    pytest.param({"end": "cut"}, id="cut"),
    pytest.param({"end": "reset"}, id="reset"),
]


@pytest.mark.parametrize("cut", CUTS)
def test_cut_before_the_first_insight_is_silent(spare, cut):
    """Row 10: the second backend answers, as if nothing had been."""
    address, first = spare
    first.script = lambda _: chat(TEXT, after=15, **cut)
    caller = StreamCaller(address, BODY | {"title": f"early {cut}"}).end()
    assert caller.names == NAMES
    assert caller.last.json["provenance"]["backend"] == "vllm/stub"


@pytest.mark.parametrize("cut", CUTS)
def test_cut_after_it_is_an_error_and_incomplete(spare, cut):
    """Row 10: no other answer takes the place of what the caller has seen."""
    address, first = spare
    first.script = held = held_model(after=FIRST_LINE, **cut)
    body = BODY | {"title": f"late {cut}"}
    caller = StreamCaller(address, body).has(2)
    held.go_on()
    caller.end()
    assert caller.names == ["meta", "insight", "error"]
    assert caller.last.json["incomplete"] is True
    assert caller.last.json["retryable"] is True
    assert caller.last.json["code"] in {"answer-incomplete", "backend-unavailable"}
    assert caller.last.json["request_id"] == caller.response.headers["X-Request-Id"]
    assert "hit" not in post(address, body).headers["Cache-Status"]


def test_plain_caller_gets_the_second_answer_that_a_stream_cannot_take(spare):
    """Row 10 for both at once: the work goes on for who has seen nothing yet."""
    address, first = spare
    first.script = held = held_model(after=FIRST_LINE, end="reset")
    body = BODY | {"title": "both"}
    with ThreadPoolExecutor(1) as pool:
        plain = pool.submit(post, address, body)
        wait_until(lambda: first.in_flight == 1)
        caller = StreamCaller(address, body).has(2)
        held.go_on()
        caller.end()
        assert plain.result().json()["provenance"]["backend"] == "vllm/stub"
    assert caller.names == ["meta", "insight", "error"]
    assert (caller.last.json["code"], caller.last.json["incomplete"]) == ("answer-incomplete", True)


def test_endpoint_that_fails_before_a_word_is_an_event(shared):
    address, endpoint, _ = shared
    endpoint.script = lambda _: chat("I am sorry, I cannot help with that.")
    caller = StreamCaller(address, BODY | {"title": "no brief"}).end()
    assert caller.response.status == 200
    assert caller.names[0] == "meta"
    assert (caller.last.name, caller.last.json["code"], caller.last.json["incomplete"]) == (
        "error", "answer-unreadable", False,
    )  # fmt: skip
    assert caller.last.json["status"] == 502


@pytest.fixture(scope="module")
def pair(tmp_path_factory, redis_server):
    """Two workers, one endpoint, a Redis: each test briefs an article with a title of its own."""
    log = tmp_path_factory.mktemp("pair") / "log"
    with StubEndpoint() as stub:
        settings = model(stub, REDIS_URL=redis_server.url, WEB_CONCURRENCY="2")
        with served(log, **settings) as address:
            yield address, stub


def in_both_workers(address, redis_server, body):
    """Return callers of one stream, as many as it takes until both workers have some: one then attends to the other."""
    callers = [StreamCaller(address, body).has(1)]
    attended = f"core-insights:2:attended:{{{callers[0].events[0].json['id']}}}"
    while redis_server.command("EXISTS", attended) != b":1\r\n":
        assert len(callers) < 60  # a worker has 64 threads
        callers.append(StreamCaller(address, body).has(1))
        time.sleep(0.1)
    return callers


def test_followers_in_both_workers_hear_the_same(pair, redis_server):
    address, endpoint = pair
    endpoint.script = held = held_model()
    body = BODY | {"title": "followed"}
    called, left = endpoint.calls, len(endpoint.abandoned)
    callers = in_both_workers(address, redis_server, body)
    for caller in callers:
        caller.has(2)
    assert endpoint.in_flight == 1
    for caller in callers[:-1]:  # whoever leads is among them, or there is no need
        caller.leave()
    held.go_on()
    last = callers[-1].end()
    assert last.names == NAMES
    for caller in callers[:-1]:
        assert caller.events == last.events[: len(caller.events)]
    assert post(address, body).content.decode() == last.last.data
    assert (endpoint.calls - called, len(endpoint.abandoned) - left) == (1, 0)


def test_withheld_insights_stream_in_both_workers(pair, redis_server):
    """Such a brief is not kept: the other worker has it from what is told."""
    address, endpoint = pair
    wrong = TEXT.replace("350 million", "3.5 billion")
    held, called = held_model(wrong), endpoint.calls
    endpoint.script = lambda body: held(body) if endpoint.calls == called + 1 else chat("1. DROP")
    callers = in_both_workers(address, redis_server, BODY | {"title": "withheld"})
    held.go_on()
    told = [caller.end().events for caller in callers]
    assert [event.name for event in told[0]] == ["meta", "insight", "group", "insight", "progress", "withheld", "done"]
    for events in told:
        assert [(e.name, e.id, e.data) for e in events] == [(e.name, e.id, e.data) for e in told[0]]
    assert endpoint.calls - called == 2
    assert "3.5 billion" not in "".join(insights_of(told[0]).values())


@pytest.mark.fault(18, "leader of a stream killed: replaced, its answer is not continued by another")
def test_killed_leader_is_replaced_and_its_answer_is_not_continued(tmp_path, endpoint, redis_url, redis_server):
    """Row 18 for streams. It takes 10 seconds, for that is how long the lease of a dead leader stands."""
    endpoint.script = held = held_model()
    settings = model(endpoint, REDIS_URL=redis_url, WEB_CONCURRENCY="2")
    with served(tmp_path / "log", **settings) as address:
        callers = [caller.has(2) for caller in in_both_workers(address, redis_server, BODY)]
        os.kill(worker_connected_to(address, endpoint.port), signal.SIGKILL)
        held.go_on()
        ended = [caller.end() for caller in callers]
        replaced = [caller.last.json for caller in ended if caller.names == ["meta", "insight", "error"]]
        assert {(problem["code"], problem["incomplete"]) for problem in replaced} == {("answer-incomplete", True)}
        assert {tuple(caller.names) for caller in ended} <= {("meta", "insight"), ("meta", "insight", "error")}
        assert post(address, BODY).status_code == 200


@pytest.mark.fault(15, "killed during streams: they go on")
def test_redis_that_dies_meanwhile_stops_no_stream(tmp_path, endpoint):
    server = RedisServer()
    server.start()
    endpoint.script = held = held_model()
    settings = model(endpoint, REDIS_URL=server.url, WEB_CONCURRENCY="1")
    with served(tmp_path / "log", **settings) as address:
        callers = [StreamCaller(address, BODY).has(2) for _ in range(3)]
        server.kill()
        held.go_on()
        assert [caller.end().names for caller in callers] == [NAMES] * 3
    server.close()

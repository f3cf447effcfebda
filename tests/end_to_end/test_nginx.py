"""The service behind nginx, configured as it is deployed: two instances, one Redis."""

import json
import socket
import threading
import time
from collections import Counter
from contextlib import ExitStack
from itertools import count

import httpx2
import pytest

from tests.domain.samples import ENGLISH
from tests.end_to_end.proxy import nginx, proxied
from tests.end_to_end.server import instance
from tests.end_to_end.stream_caller import wait_until
from tests.redis_server import RedisServer, free_port
from tests.stub_endpoint import StubEndpoint

pytestmark = pytest.mark.alone  # requests go on while instances end and begin
THREADS = "8"


class Desk:
    """Two instances behind nginx, which may be ended and begun."""

    def __init__(self, folder, environ):
        self.folder = folder
        self.environ = environ
        self.ports = [free_port(), free_port()]
        self.running = {}
        self.address = ""

    def begin(self, port):
        stack = ExitStack()
        log = self.folder / f"log-{port}-{time.monotonic_ns()}"
        stack.enter_context(instance(log, PORT=str(port), **self.environ))
        self.running[port] = stack

    def end(self, port):
        self.running.pop(port).close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    nginx()
    folder, redis = tmp_path_factory.mktemp("desk"), RedisServer()
    redis.start()
    with StubEndpoint() as endpoint, ExitStack() as stack:
        stack.callback(redis.close)
        environ = {
            "LLM": "custom/stub",
            "LLM_BASE_URL": endpoint.base_url,
            "REDIS_URL": redis.url,
            "WEB_CONCURRENCY": "1",
            "WEB_THREADS": THREADS,
        }
        desk = Desk(folder, environ)
        stack.callback(lambda: [desk.end(port) for port in list(desk.running)])
        for port in desk.ports:
            desk.begin(port)
        desk.address = stack.enter_context(proxied(folder, *desk.ports))
        yield desk


@pytest.fixture
def client(desk):
    with httpx2.Client(base_url=desk.address, timeout=60, trust_env=False) as client:
        yield client


_written = count()


def article():
    return {"paragraphs": [*ENGLISH, f"This is article {next(_written)} of many."]}


@pytest.mark.parametrize(("path", "allowed"), [("/summarize", False), ("/verify", False), ("/jobs", True)])
def test_body_larger_than_the_service_takes_is_refused(client, path, allowed):
    response = client.post(path, json={"text": "x" * 1_100_000}, headers={"X-Request-Id": "cms-7"})
    problem = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (problem["request_id"], response.headers["X-Request-Id"]) == ("cms-7", "cms-7")
    assert (problem["status"] == response.status_code == 413) is not allowed
    assert (problem["code"] == "request-entity-too-large") is not allowed


def test_slow_callers_hold_no_thread(desk, client):
    """More than each instance has threads, in mid-body."""
    where = desk.address.removeprefix("http://").split(":")
    head = (
        f"POST /summarize HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(ENGLISH)}0\r\n"
    )
    with ExitStack() as stack:
        for _ in range(6 * int(THREADS)):
            slow = stack.enter_context(socket.create_connection((where[0], int(where[1]))))
            slow.sendall(f'{head}\r\n{{"text"'.encode())
        assert client.post("/summarize", json=article(), timeout=20).status_code == 200


def test_what_is_logged_holds_neither_query_nor_key(desk, client):
    headers = {"Authorization": "Bearer canary-91d4", "Content-Type": "text/plain", "X-Forwarded-Proto": "canary-91d5"}
    answer = client.post("/summarize?title=canary-91d6", content="\n".join(ENGLISH), headers=headers)
    client.get("/briefs/canary-91d7?canary-91d8")
    assert answer.status_code == 200
    assert "Server" not in answer.headers or "/" not in answer.headers["Server"]
    logs = "".join(one.read_text() for one in desk.folder.iterdir() if one.is_file() and one.name != "nginx.conf")
    assert "canary" not in logs

    def routes():
        return {json.loads(line)["route"] for line in (desk.folder / "access").read_text().splitlines()}

    wait_until(lambda: {"/summarize", "/briefs/…"} <= routes())  # nginx writes a line after its answer


def test_addresses_are_those_that_callers_know(desk, client):
    """Host passes nginx as it was sent, and that there was TLS before it."""
    answer = client.post("/summarize?format=ninjs", json=article(), headers={"X-Forwarded-Host": "canary-91d4"})
    assert f"{desk.address}/briefs/" in answer.text
    assert "canary" not in answer.text
    answer = client.post("/summarize?format=ninjs", json=article(), headers={"X-Forwarded-Proto": "https"})
    assert f"{desk.address.replace('http', 'https')}/briefs/" in answer.text


def test_events_come_as_they_are_told(client):
    with client.stream("POST", "/summarize", json=article(), headers={"Accept": "text/event-stream"}) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert next(answer.iter_lines()).startswith(("event:", ":", "retry:", "id:"))


class Callers:
    """Callers who ask without a pause: for new briefs, for kept ones, and what they were."""

    def __init__(self, address, number):
        self.address = address
        self.outcomes = Counter()
        self.slowest = 0.0
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._call, args=(one,)) for one in range(number)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def _call(self, number):
        kept = article()
        with httpx2.Client(base_url=self.address, timeout=60, trust_env=False) as client:
            while not self.stopping.is_set():
                for path, body in (
                    ("/summarize", article()),
                    ("/summarize", kept),
                    ("/verify", {**kept, "summary": ENGLISH[0]}),
                ):
                    self._count(client, "POST", path, json=body)
                self._count(client, "GET", "/openapi.json")
                time.sleep(0.05)

    def _count(self, client, method, path, **more):
        began = time.monotonic()
        try:
            outcome = str(client.request(method, path, **more).status_code)
        except httpx2.HTTPError as error:
            outcome = type(error).__name__
        self.outcomes[outcome] += 1
        self.slowest = max(self.slowest, time.monotonic() - began)


@pytest.mark.fault(20, "a rolling restart of two instances under load behind nginx: no failed request")
def test_rolling_restart_fails_no_request(desk, figure):
    with Callers(desk.address, 4) as callers:
        for port in desk.ports:
            time.sleep(0.5)
            desk.end(port)
            time.sleep(0.5)
            desk.begin(port)
        time.sleep(0.5)
    failed = callers.outcomes.total() - callers.outcomes["200"]
    figure(f"{callers.outcomes.total()} requests, {failed} failed, slowest {callers.slowest * 1000:.0f} ms")
    assert set(callers.outcomes) == {"200"}, callers.outcomes
    assert callers.outcomes["200"] > 20


def test_no_instance_is_a_problem(desk, client):
    """The last test of the module: both are gone."""
    for port in desk.ports:
        desk.end(port)
    answer = client.post("/summarize", json=article())
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (502, "bad-gateway", "5")

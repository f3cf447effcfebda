"""Row 20: an instance that is told to end, by what callers and probes see of it."""

import os
import signal
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.children import children_of
from tests.domain.samples import ENGLISH
from tests.end_to_end.server import instance

IN_FLIGHT = 50
DRAIN = "1.5"
pytestmark = pytest.mark.alone  # what is in flight must still be so when the port is left


def settings(endpoint, **more):
    return {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url, "REQUEST_TIMEOUT_SECONDS": "60"} | more


def ask(address, number):
    body = {"paragraphs": [*ENGLISH, f"This is article {number} of many."]}
    return httpx2.post(f"{address}/summarize", json=body, timeout=60, trust_env=False)


def until(condition):
    ends = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)


def refuses(address):
    where = urlsplit(address)
    try:
        socket.create_connection((where.hostname, where.port), 1).close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.mark.fault(20, "TERM with 50 in flight: /readyz 503 first, then the port is left, all 50 are answered")
def test_told_to_end_with_requests_in_flight(endpoint, tmp_path):
    log = tmp_path / "log"
    with (
        instance(log, **settings(endpoint, DRAIN_SECONDS=DRAIN, WEB_CONCURRENCY="2")) as one,
        ThreadPoolExecutor(IN_FLIGHT) as pool,
    ):
        endpoint.goes_on.clear()
        in_flight = [pool.submit(ask, one.address, number) for number in range(IN_FLIGHT)]
        until(lambda: endpoint.calls == IN_FLIGHT)
        one.process.send_signal(signal.SIGTERM)
        with httpx2.Client(base_url=one.address, trust_env=False) as client:
            until(lambda: client.get("/readyz").status_code == 503)
            told = client.get("/readyz")
            late = client.get("/openapi.json")
        until(lambda: refuses(one.address))
        assert not any(one.done() for one in in_flight)
        endpoint.goes_on.set()
        answers = [one.result() for one in in_flight]
        assert one.process.wait(20) == 0
    assert (told.json()["code"], told.headers["Retry-After"]) == ("draining", "5")
    assert (late.status_code, late.headers["Connection"]) == (200, "close"), "others are still being told"
    assert Counter(answer.status_code for answer in answers) == {200: IN_FLIGHT}


@pytest.mark.fault(
    20, "connections that the kernel has accepted when the port is left are answered, later ones refused"
)
def test_connections_that_wait_to_be_accepted_are_answered(endpoint, tmp_path):
    """As they do before a paused worker; gunicorn's own worker would reset them."""
    log = tmp_path / "log"
    with instance(log, **settings(endpoint)) as one, ThreadPoolExecutor(IN_FLIGHT) as pool:
        (worker,) = children_of(one.process.pid)
        os.kill(worker, signal.SIGSTOP)
        waiting = [pool.submit(ask, one.address, number) for number in range(IN_FLIGHT)]
        time.sleep(0.5)
        one.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        os.kill(worker, signal.SIGCONT)
        assert Counter(one.result().status_code for one in waiting) == {200: IN_FLIGHT}
        assert refuses(one.address)


@pytest.mark.fault(20, "INT does not wait, and a second TERM ends the drain")
@pytest.mark.parametrize("signals", [[signal.SIGINT], [signal.SIGTERM, signal.SIGTERM]])
def test_who_will_not_wait_need_not(endpoint, tmp_path, signals):
    with instance(tmp_path / "log", **settings(endpoint, DRAIN_SECONDS="60")) as one:
        for number in signals:
            one.process.send_signal(number)
            time.sleep(0.2)
        assert one.process.wait(20) == 0

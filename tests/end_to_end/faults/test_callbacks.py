"""Row 27, the part of callbacks: a real web and a real worker, Redis, and receivers on loopback."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from types import SimpleNamespace

import httpx2
import pytest
from standardwebhooks import Webhook

from service.adapters.queue_redis import CALLBACKS_DUE
from tests.domain.samples import ENGLISH
from tests.end_to_end.server import ROOT, served
from tests.receiver import receiving
from tests.redis_server import RedisServer

SECRET = "whsec_Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5"  # base64 of canary, four times
DOOR = "callbacks to listed hosts only, whatever the notation: 422"
WAY = "callbacks are signed, follow no redirect, and go to no address that is not allowed"


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    """A service with a queue, which may call a receiver; beside it a port of the same host that is not listed."""
    folder, queue = tmp_path_factory.mktemp("callbacks"), RedisServer()
    queue.start()
    with receiving() as listed, receiving() as other, socket.create_server(("127.0.0.2", 0)) as inner:
        environ = {
            "QUEUE_URL": queue.url,
            "WEBHOOK_SECRET": SECRET,
            "WEBHOOK_HOSTS": f"127.0.0.1:{listed.port},127.0.0.2:{inner.getsockname()[1]}",
            "WEBHOOK_NETWORKS": "127.0.0.1/32",
        }
        logs = folder / "web", folder / "worker"
        with (
            served(logs[0], **environ) as address,
            worker(logs[1], **environ),
            httpx2.Client(trust_env=False) as client,
        ):
            inner.settimeout(0)
            yield SimpleNamespace(
                url=address, client=client, listed=listed, other=other, inner=inner, queue=queue, logs=logs
            )
    queue.close()


@contextmanager
def worker(log, **environ):
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "service.worker"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]} | environ,
            stdout=output,
            stderr=output,
        )
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(40)


def post(newsroom, callback_url):
    job = {"articles": [{"paragraphs": list(ENGLISH)}], "callback_url": callback_url}
    return newsroom.client.post(f"{newsroom.url}/jobs", json=job)


@pytest.mark.fault(27, DOOR)
@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "[::ffff:127.0.0.1]",
        "127.0.0.1.",
        "user@127.0.0.1",
        "127.0.0.2",
        "169.254.169.254",
        "example.org",
    ],
)
def test_other_notation_of_a_listed_host_is_refused(newsroom, host):
    answer = post(newsroom, f"http://{host}:{newsroom.listed.port}/ended?token=canary")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/callback_url"]
    assert "canary" not in answer.text


@pytest.mark.fault(27, DOOR)
def test_port_beside_the_listed_one_is_refused(newsroom):
    assert post(newsroom, newsroom.other.url()).status_code == 422
    assert newsroom.other.received == []


@pytest.mark.fault(27, "an address in a request for a brief: unknown field, 422")
@pytest.mark.parametrize("field", ["callback_url", "base_url", "fetch"])
def test_request_for_a_brief_brings_no_address(newsroom, field):
    body = {"paragraphs": list(ENGLISH), field: newsroom.listed.url()}
    assert newsroom.client.post(f"{newsroom.url}/summarize", json=body).status_code == 422


@pytest.mark.fault(27, WAY)
def test_end_is_told_once_signed_and_redirects_are_not_followed(newsroom):
    newsroom.listed.statuses[:] = [307, 204]
    newsroom.listed.headers = {"Location": newsroom.other.url()}
    first = post(newsroom, newsroom.listed.url(target="/ended?token=canary")).json()
    newsroom.listed.waited(1, seconds=40)
    second = post(newsroom, newsroom.listed.url(target="/ended?token=canary")).json()
    newsroom.listed.waited(2, seconds=20)
    newsroom.queue.command("ZADD", CALLBACKS_DUE, "XX", 0, first["id"])  # as if the 5 s had gone by
    told = newsroom.listed.waited(3, seconds=20)
    assert [request.headers["webhook-id"] for request in told] == [f"msg_{job['id']}" for job in (first, second, first)]
    for request, job in zip(told, (first, second, first), strict=True):
        event = Webhook(SECRET).verify(request.body, request.headers)
        assert event["type"] == "job.ended"
        assert event["data"] == newsroom.client.get(f"{newsroom.url}/jobs/{job['id']}").json()
        assert event["timestamp"] == event["data"]["ended_at"]
    assert newsroom.other.received == []
    for log in newsroom.logs:
        assert "canary" not in log.read_text()
        assert SECRET not in log.read_text()


@pytest.mark.fault(27, WAY)
def test_listed_host_whose_address_is_not_allowed_is_not_called(newsroom):
    port = newsroom.inner.getsockname()[1]
    job = post(newsroom, f"https://127.0.0.2:{port}/").json()["id"]
    failed = f'"job": "{job}"', '"reason": "AddressRefused"'
    ends = time.monotonic() + 40
    while not any(all(part in line for part in failed) for line in newsroom.logs[1].read_text().splitlines()):
        assert time.monotonic() < ends
        time.sleep(0.05)
    with pytest.raises(BlockingIOError):
        newsroom.inner.accept()

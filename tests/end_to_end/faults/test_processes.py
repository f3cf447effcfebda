"""Rows 21 and 33: a worker that is killed; no disk, no log, no vocabulary, no network."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from service.adapters.token_counter import FILE_NAME
from tests.domain.samples import ENGLISH
from tests.end_to_end.faults.processes import computing_for, connections, workers_of
from tests.end_to_end.server import ROOT, served
from tests.end_to_end.stream_caller import wait_until
from tests.redis_server import RedisServer, free_port
from tests.started import wait_for
from tests.stub_endpoint import StubEndpoint, brief_of

FELL = {"RemoteProtocolError", "ReadError"}  # how a connection ends whose other end was killed


def post(address, title, **fields):
    body = {"paragraphs": list(ENGLISH), "title": title} | fields
    try:
        return httpx2.post(f"{address}/summarize", json=body, timeout=30, trust_env=False).status_code
    except httpx2.HTTPError as error:
        return type(error).__name__


@contextmanager
def twenty_under_way(tmp_path):
    """Yield the address of two workers with twenty requests under way, the port of their model, and what answers them."""
    server = RedisServer()
    server.start()
    with StubEndpoint() as endpoint:
        go_on = threading.Event()
        endpoint.script = lambda body: go_on.wait(60) and brief_of(body)
        environ = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url, "REDIS_URL": server.url}
        with served(tmp_path / "log", WEB_CONCURRENCY="2", **environ) as address, ThreadPoolExecutor(20) as pool:
            under_way = [pool.submit(post, address, f"under way {n}") for n in range(20)]
            wait_until(lambda: endpoint.in_flight == 20, 60)

            def answers():
                go_on.set()
                return [answer.result() for answer in under_way]

            yield address, endpoint.port, answers
    server.close()


@pytest.mark.fault(21, "kill -9 of a gunicorn worker: only its own requests fail, another takes its place")
def test_killed_web_worker_fails_its_own_requests_only(tmp_path, figure):
    with twenty_under_way(tmp_path) as (address, port, answered):
        own = {worker: connections(worker, port) for worker in workers_of(address)}
        victim = min((worker for worker in own if own[worker]), key=lambda worker: own[worker])
        os.kill(victim, signal.SIGKILL)
        killed = time.monotonic()
        answers = answered()
        assert {post(address, f"after {n}") for n in range(10)} == {200}
        wait_until(lambda: len(workers_of(address)) == 2 and victim not in workers_of(address), 30)
        back = time.monotonic() - killed
    assert answers.count(200) == 20 - own[victim]
    assert set(answers) <= {200} | FELL
    figure(f"{own[victim]} of 20 requests fell with their worker; two workers again after {back:.1f} s")


@pytest.mark.fault(21, "kill -9 of the process that computes for a worker: nothing fails, another pair takes its place")
def test_killed_computing_process_fails_nobody(tmp_path, figure):
    with twenty_under_way(tmp_path) as (address, _, answered):
        workers = workers_of(address)
        time.sleep(1)  # what dies at once is not replaced, lest that go on for ever
        for worker in workers:
            os.kill(computing_for(worker), signal.SIGKILL)
        killed = time.monotonic()
        answers = answered()

        def replaced():  # each finds out as it is asked
            answers.append(post(address, f"after {len(answers)}"))
            return len(workers_of(address)) == 2 and not set(workers) & set(workers_of(address))

        wait_until(replaced, 60)
        back = time.monotonic() - killed
        wait_until(lambda: all(map(computing_for, workers_of(address))), 30)
    assert set(answers) == {200}
    figure(f"{len(answers)} of {len(answers)} requests answered; two workers and their processes after {back:.1f} s")


@contextmanager
def without_disk(errors):
    """Yield the address of a service that may not write a byte into any file, its standard error being ``errors``."""
    port = free_port()
    environ = {"PATH": os.environ["PATH"], "PORT": str(port), "WEB_CONCURRENCY": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "service", "serve"],
        cwd=ROOT,
        env=environ,
        stderr=errors,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),  # noqa: PLW1509  one thread has begun
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", process, Path(os.devnull))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(40)


def serves_all(address):
    """Briefs in JSON, of a form with a long text, and of a file, which others would write to the disk first."""
    long = "\n\n".join(f"Northwind Labs has opened model number {n} to every newsroom." for n in range(2_000))
    form = {"text": long, "language": "en"}
    chinese = "\n\n".join(f"北风实验室向每一家编辑部开放了第{n:04}号模型。" * 4 for n in range(1_990))
    assert len(chinese.encode()) > 500_000  # up to there Werkzeug would keep it in memory by itself
    file = {"file": ("article.txt", chinese.encode(), "text/plain")}
    return [
        post(address, "full"),
        httpx2.post(f"{address}/", data=form, timeout=30, trust_env=False).status_code,
        httpx2.post(f"{address}/", data={"language": "source"}, files=file, timeout=30, trust_env=False).status_code,
    ]


@pytest.mark.fault(33, "disk full, log lost: still serves")
def test_full_disk_fails_no_request():
    with Path("/dev/full").open("wb") as full, without_disk(full) as address:
        assert serves_all(address) == [200, 303, 303]


@pytest.mark.fault(33, "disk full, log lost: still serves")
def test_closed_pipe_of_the_log_fails_no_request():
    reading, writing = os.pipe()
    with without_disk(writing) as address:
        os.close(writing)
        os.close(reading)
        assert serves_all(address) == [200, 303, 303]


OFFLINE = """
import os, sys

def refuse(event, arguments):
    host = arguments[1][0] if event == "socket.connect" and isinstance(arguments[1], tuple) else "127.0.0.1"
    if event == "socket.getaddrinfo":
        host = arguments[0]
    if host not in ("127.0.0.1", "localhost", None):
        os.write(2, b"network-was-asked-for\\n")
        raise OSError("no network")

sys.addaudithook(refuse)
"""


@pytest.mark.fault(33, "no tokenizer file, no network: still serves, says so once")
def test_no_vocabulary_and_no_network_fail_no_request(tmp_path):
    """A copy of this service lacks the file; nothing but loopback can be reached, and nothing else is tried."""
    other = tmp_path / "other"
    for folder in ("service", "prompts", "deploy"):
        shutil.copytree(ROOT / folder, other / folder, ignore=shutil.ignore_patterns("__pycache__", FILE_NAME))
    (other / "sitecustomize.py").write_text(OFFLINE)
    with StubEndpoint() as endpoint:
        environ = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url, "PYTHONPATH": str(other)}
        with served(tmp_path / "log", folder=other, WEB_CONCURRENCY="1", **environ) as address:
            assert {post(address, f"offline {n}") for n in range(5)} == {200}
    told = (tmp_path / "log").read_text()
    assert told.count("vocabulary is missing") == 1
    assert "network-was-asked-for" not in told
    assert all(json.loads(line)["level"] != "error" for line in told.splitlines() if line.startswith("{"))

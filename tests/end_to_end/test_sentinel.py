"""Redis behind sentinels: the master dies, and nobody who asks the service notices."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.end_to_end.server import served
from tests.end_to_end.worker import Worker, working
from tests.redis_sentinels import WatchedRedis

pytestmark = pytest.mark.alone  # elections take seconds of the clock on the wall

ELECTED_IN = 30.0  # seconds at most; measured: 3 s for the election, 5 s until Redis is tried again
TEXT = "Northwind Labs said on Tuesday that its open model had been downloaded {} million times."


@pytest.fixture(scope="module")
def watched() -> Iterator[WatchedRedis]:
    watched = WatchedRedis()
    yield watched
    watched.close()


@pytest.fixture(scope="module")
def environ(watched: WatchedRedis) -> dict[str, str]:
    return {"REDIS_URL": watched.url(0), "QUEUE_URL": watched.url(1), "WEB_CONCURRENCY": "1"}


@pytest.fixture(scope="module")
def worker(environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    with working(tmp_path_factory.mktemp("worker") / "log", **environ) as worker:
        yield worker


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("web") / "log"


@pytest.fixture(scope="module")
def address(environ: dict[str, str], log: Path) -> Iterator[str]:
    with served(log, **environ) as address:
        yield address


def brief(address: str, millions: int) -> str:
    """Return what the cache did for it, having checked that the brief came."""
    answer = requests.post(f"{address}/summarize", json={"text": TEXT.format(millions)}, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.headers["Cache-Status"]


def have_done(address: str) -> None:
    """Send a job, as soon as jobs are taken, and wait until it is done."""
    ends = time.monotonic() + 2 * ELECTED_IN
    while True:
        assert time.monotonic() < ends
        sent = requests.post(f"{address}/jobs", json={"articles": [{"text": TEXT.format(1)}]}, timeout=10)
        if sent.status_code == 202:
            break
        assert (sent.status_code, sent.headers["Content-Type"]) == (503, "application/problem+json")
        time.sleep(0.2)
    while requests.get(address + sent.headers["Location"], timeout=10).json()["status"] != "done":
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_killed_master_is_replaced_and_all_are_answered_meanwhile(watched, address, log, worker: Worker) -> None:
    """Briefs go on without a cache until the election is over, then are kept by the new master; and so do jobs."""
    brief(address, 350)
    assert "hit" in brief(address, 350)
    have_done(address)
    watched.master.kill()
    began, asked = time.monotonic(), 0
    while "redis-available" not in log.read_text():
        assert time.monotonic() - began < ELECTED_IN
        asked += 1
        brief(address, 350 + asked)
        time.sleep(0.05)
    assert b"role:master" in watched.replica.command("INFO", "replication")
    brief(address, 7)
    assert "hit" in brief(address, 7)
    have_done(address)

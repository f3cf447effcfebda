"""Where the system allows no further thread: what a thread would have helped is missed, and no request fails."""

import math
import os
from pathlib import Path
from threading import Thread

import httpcore2
import pytest

from service.adapters.endpoint.clock import Clock
from service.adapters.endpoint.sockets import WatchedSockets
from service.adapters.leases import Renewer, TokenLease
from service.adapters.near_cache import NearCache
from service.adapters.redis_cache import RedisCache
from service.ports import Deadline
from service.web.request_lines import LineWriter
from tests.adapters.near import copied, until


@pytest.fixture
def no_threads(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    def start(thread: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", start)
    return monkeypatch


def test_values_are_read_from_redis(redis_url: str, no_threads: pytest.MonkeyPatch) -> None:
    cache = NearCache(RedisCache(redis_url, 60), redis_url)
    cache.put("no thread", b"value")
    assert cache.get("no thread") == b"value"
    no_threads.undo()
    until(lambda: copied(cache, "no thread"))
    cache.close()


def test_next_lease_renews_those_before(no_threads: pytest.MonkeyPatch) -> None:
    renewer, renewed = Renewer(every=0.01), set()
    with renewer.renewing(TokenLease(held=True), lambda: renewed.add("first") is None):
        no_threads.undo()
        with renewer.renewing(TokenLease(held=True), lambda: renewed.add("second") is None):
            until(lambda: renewed == {"first", "second"})


def test_lines_wait_for_a_thread(tmp_path: Path, no_threads: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log"
    file = os.open(log, os.O_WRONLY | os.O_CREAT)
    writer = LineWriter(file)
    writer.put("first\n")
    no_threads.undo()
    writer.put("second\n")
    until(lambda: log.read_text() == "first\nsecond\n")
    os.close(file)


def test_name_that_cannot_be_looked_up_is_no_connection(no_threads: pytest.MonkeyPatch) -> None:
    sockets = WatchedSockets()
    sockets.clock = Clock.started(Deadline.after(5), math.inf)
    with pytest.raises(httpcore2.ConnectError):
        sockets.connect_tcp("localhost", 9)

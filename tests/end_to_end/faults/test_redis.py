"""Rows 15, 16, 30 and 34: the service in gunicorn, and a Redis that fails, lies, or belongs to two versions."""

import shutil
import statistics
import time

import httpx2
import pytest

from tests.domain.samples import CHINESE, ENGLISH
from tests.end_to_end.server import ROOT, served
from tests.redis_server import RedisServer

A_FEW = 5  # requests that may meet a failing Redis at once
ONCE = 0.5  # seconds each of these may be slower: 0.3 by the list, and what a busy machine of two cores adds


@pytest.fixture(scope="module")
def redis():
    server = RedisServer()
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def address(redis, tmp_path_factory):
    """One worker that extracts."""
    log = tmp_path_factory.mktemp("redis") / "log"
    with served(log, REDIS_URL=redis.url, WEB_CONCURRENCY="1") as address:
        yield address


def post(address, title, texts=ENGLISH, **headers):
    body = {"paragraphs": list(texts), "title": title, "language": "source"}
    return httpx2.post(f"{address}/summarize", json=body, headers=headers, timeout=30, trust_env=False)


def timed(address, title):
    started = time.monotonic()
    assert post(address, title).status_code == 200
    return time.monotonic() - started


def kept(redis, brief_id):
    return redis.command("EXISTS", f"core-insights:2:value:{{{brief_id}}}") == b":1\r\n"


@pytest.mark.alone
@pytest.mark.fault(15, "a Redis that hangs costs a few requests <= 0.3 s, later ones nothing; used again <= 6 s after")
def test_hung_redis_costs_a_few_requests(address, redis, figure):
    calm = statistics.median(timed(address, f"calm {n}") for n in range(20))
    redis.pause()
    added = [timed(address, f"hung {n}") - calm for n in range(30)]
    redis.resume()
    back, attempts = time.monotonic(), 0
    while not kept(redis, post(address, f"back {(attempts := attempts + 1)}").json()["id"]):
        assert time.monotonic() - back < 6
        time.sleep(0.05)
    slow = [seconds for seconds in added if seconds > 0.1]
    figure(f"added {max(added):.2f} s to {len(slow)} of 30 requests, back after {time.monotonic() - back:.1f} s")
    assert len(slow) <= A_FEW
    assert max(added) < ONCE


SPOILED = {
    "swapped": lambda redis, one, other: redis.command("COPY", other, one, "REPLACE"),
    "cut": lambda redis, one, other: redis.command("SET", one, "core-insights-envelope/1 0 0"),
    "changed": lambda redis, one, other: redis.command("SETRANGE", one, 400, "0000"),
    "of another type": lambda redis, one, other: (redis.command("DEL", one), redis.command("RPUSH", one, "x")),
    "of another version": lambda redis, one, other: redis.command("SETRANGE", one, 0, "core-insights-envelope/9"),
}


@pytest.mark.fault(16, "spoiled or swapped value: never served, recomputed, kept anew")
@pytest.mark.parametrize("how", SPOILED)
def test_spoiled_value_is_recomputed(address, redis, how):
    first = post(address, f"one {how}")
    other = post(address, f"other {how}", CHINESE)
    one, another = (f"core-insights:2:value:{{{response.json()['id']}}}" for response in (first, other))
    SPOILED[how](redis, one, another)
    again = post(address, f"one {how}")
    assert again.headers["Cache-Status"].endswith("stored")
    assert again.json()["core_insights"] == first.json()["core_insights"]
    assert post(address, f"one {how}").headers["Cache-Status"] == "core-insights; hit"


@pytest.mark.fault(30, "no-store is honoured: nothing is left in Redis, and nobody can tell that it was asked for")
def test_embargoed_text_leaves_nothing(address, redis):
    redis.command("FLUSHALL")
    never = [post(address, "never sent", **{"Cache-Control": "only-if-cached"}) for _ in range(2)]
    for _ in range(2):
        embargoed = post(address, "embargoed", **{"Cache-Control": "no-store"})
        assert (embargoed.status_code, "hit" in embargoed.headers["Cache-Status"]) == (200, False)
    left = redis.command("KEYS", "*").replace(b":usage:", b"").replace(b":callers:", b"")  # how much was used
    assert b"core-insights:2:" not in left
    sent = post(address, "embargoed", **{"Cache-Control": "only-if-cached"})
    assert {response.status_code for response in (sent, *never)} == {504}
    assert httpx2.get(f"{address}/briefs/{embargoed.json()['id']}", trust_env=False).status_code == 404


@pytest.mark.fault(34, "two versions on one Redis: each ignores the other's entries")
def test_other_versions_briefs_are_ignored(address, redis, tmp_path):
    """The other version is a copy of this one in which one line differs."""
    other = tmp_path / "other"
    for folder in ("service", "prompts", "deploy"):
        shutil.copytree(ROOT / folder, other / folder, ignore=shutil.ignore_patterns("__pycache__"))
    gate = other / "service" / "domain" / "gate.py"
    changed = gate.read_text().replace('\nVERIFIER_VERSION = "', '\nVERIFIER_VERSION = "9')
    assert changed != gate.read_text()
    gate.write_text(changed)
    with served(tmp_path / "log", folder=other, REDIS_URL=redis.url, WEB_CONCURRENCY="1") as newer:
        ours = post(address, "rolling")
        theirs = post(newer, "rolling")
        assert theirs.headers["Cache-Status"].endswith("stored")
        assert theirs.json()["id"] != ours.json()["id"]
        for version, brief in ((address, ours), (newer, theirs)):
            again = post(version, "rolling")
            assert again.headers["Cache-Status"] == "core-insights; hit"
            assert again.content == brief.content

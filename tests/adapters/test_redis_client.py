"""Clients of Redis behind sentinels; what happens when the master dies stands in end_to_end/test_sentinel.py."""

import time
from collections.abc import Iterator

import pytest

from service.adapters.near_cache import NearCache
from service.adapters.queue_redis import connect, queue_answers
from service.adapters.redis_address import Sentinels, sentinels_of
from service.adapters.redis_cache import RedisCache
from service.adapters.redis_client import Patience, celery_address
from tests.adapters.near import listening, until
from tests.redis_sentinels import WatchedRedis
from tests.redis_server import NeverAnswers, free_port

PATIENCE = Patience(connect=0.1, answer=0.1)


@pytest.fixture(scope="module")
def watched() -> Iterator[WatchedRedis]:
    watched = WatchedRedis()
    yield watched
    watched.close()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis+sentinel://a/m", Sentinels((("a", 26379),), "m")),
        ("redis+sentinel://a:1,b:2/m%20n/3", Sentinels((("a", 1), ("b", 2)), "m n", 3)),
        ("redis+sentinel://:p%40ss@[::1]:1/m/", Sentinels((("::1", 1),), "m", 0, None, "p@ss")),
        ("redis+sentinel://me:pass@a/m", Sentinels((("a", 26379),), "m", 0, "me", "pass")),
        ("redis://a:1/0", None),
    ],
)
def test_address_is_read(url: str, expected: Sentinels | None) -> None:
    assert sentinels_of(url) == expected
    assert "pass" not in repr(sentinels_of(url))


def test_celery_is_told_every_sentinel_in_its_own_form() -> None:
    address, options = celery_address("redis+sentinel://me:p%2Fw@a:1,[::1]:2/newsroom/4", PATIENCE)
    assert address == "sentinel://me:p%2Fw@a:1/4;sentinel://me:p%2Fw@[::1]:2/4"
    assert options["master_name"] == "newsroom"
    assert celery_address("redis://a:1/0", PATIENCE) == ("redis://a:1/0", {})


def test_cache_and_queue_find_the_master(watched: WatchedRedis) -> None:
    """One of the sentinels named is dead: it is passed over, and later asked last."""
    cache = RedisCache(watched.url(), 60)
    cache.put("key", b"value")
    assert (cache.get("key"), cache.available) == (b"value", True)
    cache.close()
    assert queue_answers(watched.url(1))
    with connect(watched.url(1)) as redis:
        redis.set("job", "1")
    assert b"$1\r\n1\r\n" not in watched.master.command("GET", "job")  # it is in the other database
    assert b"db1:keys=1" in watched.master.command("INFO", "keyspace")


def test_near_cache_hears_what_changes_at_the_master(watched: WatchedRedis) -> None:
    near = listening(NearCache(RedisCache(watched.url(), 60), watched.url()))
    other = RedisCache(watched.url(), 60)
    other.put("story", b"old")
    until(lambda: near.get("story") == b"old")
    other.put("story", b"new")
    until(lambda: near.get("story") == b"new")
    near.close()
    other.close()


@pytest.mark.alone
@pytest.mark.parametrize("hung", [False, True])
def test_sentinels_out_of_reach_cost_once(hung: bool) -> None:
    """Each of three is asked once: 0.06 s where it hangs. Then the breaker is open."""
    servers = [NeverAnswers() for _ in range(3)] if hung else []
    ports = [server.port for server in servers] or [free_port() for _ in range(3)]
    cache = RedisCache("redis+sentinel://" + ",".join(f"127.0.0.1:{port}" for port in ports) + "/newsroom", 60)
    started = time.perf_counter()
    assert cache.get("key") is None
    with cache.lease("key") as lease:
        assert lease.held
    assert time.perf_counter() - started < 0.4  # 0.3 by row 15 of the faults, and what a busy machine adds
    assert not cache.available
    for server in servers:
        server.close()

"""What only the cache in Redis does: damage, lifetimes, leases between processes."""

import time
from collections.abc import Iterator

import pytest

from service.adapters.envelope import seal
from service.adapters.redis_cache import RedisCache, Timings
from tests.redis_server import AlwaysAnswers, RedisServer


@pytest.fixture
def cache(redis_url: str) -> Iterator[RedisCache]:
    cache = RedisCache(redis_url, 60, Timings(lease=0.6))
    yield cache
    assert cache.available
    cache.close()


VALUE, LEASE = "core-insights:2:value:{key}", "core-insights:2:lease:{key}"


@pytest.mark.fault(16, "corrupt, cut or foreign value: noticed, deleted")
@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "no envelope",
        seal("key", b"value")[:-1].decode(),
        seal("key", b"value").replace(b"envelope/1", b"envelope/0").decode(),
        seal("another key", b"value").decode(),
    ],
    ids=["empty", "foreign", "truncated", "version", "swapped"],
)
def test_damaged_value_is_deleted(cache: RedisCache, redis_server: RedisServer, damaged: str) -> None:
    redis_server.command("SET", VALUE, damaged)
    with cache.lease("key") as late:
        pass
    assert cache.settle("key", b"over it", late) == b"over it"
    assert cache.get("key") == b"over it"
    redis_server.command("SET", VALUE, damaged)
    assert cache.get("key") is None
    assert redis_server.command("EXISTS", VALUE) == b":0\r\n"


@pytest.mark.fault(16, "corrupt, cut or foreign value: noticed, deleted")
def test_value_of_foreign_type_is_deleted(cache: RedisCache, redis_server: RedisServer) -> None:
    redis_server.command("RPUSH", VALUE, "x")
    assert cache.get("key") is None
    assert redis_server.command("EXISTS", VALUE) == b":0\r\n"


def test_every_key_has_a_lifetime(cache: RedisCache, redis_server: RedisServer) -> None:
    lifetimes = set()
    for number in range(20):
        cache.put(str(number), b"value")
        lifetimes.add(int(redis_server.command("PTTL", f"core-insights:2:value:{{{number}}}")[1:]))
    assert all(53_000 < lifetime <= 66_000 for lifetime in lifetimes)
    assert max(lifetimes) - min(lifetimes) > 1_000
    with cache.lease("key"):
        assert 0 < int(redis_server.command("PTTL", LEASE)[1:]) <= 600
        cache.put("key", b"value")
        names = redis_server.command("KEYS", "*")
        assert names.count(b"core-insights:2:") == names.count(b"$") == 22


def test_lease_outlives_its_lifetime_while_used(cache: RedisCache) -> None:
    with cache.lease("key") as lease:
        time.sleep(1.5)
        with cache.lease("key") as other:
            assert (lease.held, other.held) == (True, False)


def test_lease_taken_by_another_is_lost(cache: RedisCache, redis_server: RedisServer) -> None:
    with cache.lease("key") as lease:
        redis_server.command("SET", LEASE, "another")
        time.sleep(0.4)
        assert not lease.held
    assert redis_server.command("GET", LEASE) == b"$7\r\nanother\r\n"


def test_lease_that_redis_forgot_is_set_again(cache: RedisCache, redis_server: RedisServer) -> None:
    with cache.lease("key") as lease:
        redis_server.command("FLUSHALL")
        time.sleep(0.4)
        with cache.lease("key") as other:
            assert (lease.held, other.held) == (True, False)


def test_overtaken_lease_is_not_set_again(cache: RedisCache, redis_server: RedisServer) -> None:
    with cache.lease("key") as lease:
        redis_server.command("DEL", LEASE)
        cache.put("key", b"taker's")
        time.sleep(0.4)
        assert not lease.held
        assert cache.settle("key", b"mine", lease) == b"taker's"


def test_two_caches_share_values_and_leases(cache: RedisCache, redis_url: str) -> None:
    neighbour = RedisCache(redis_url, 60)
    with cache.lease("key") as lease, neighbour.lease("key") as other:
        assert (lease.held, other.held) == (True, False)
        cache.settle("key", b"value", lease)
    assert neighbour.get("key") == b"value"
    neighbour.close()


def test_wrong_address_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="scheme"):
        RedisCache("localhost:6379", 60)


def test_nothing_is_asked_before_the_first_call() -> None:
    server = AlwaysAnswers(b"+OK\r\n")
    RedisCache(server.url, 60).close()
    time.sleep(0.05)
    assert server.connections == 0
    server.close()

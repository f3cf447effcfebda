"""What every Cache does, whoever keeps the values."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from service.adapters.memory_cache import MemoryCache
from service.adapters.near_cache import NearCache
from service.adapters.redis_cache import RedisCache
from service.ports import Cache
from tests.adapters.near import listening

MakeCache = Callable[[float], Cache]


@pytest.fixture(params=["memory", "redis", "near"])
def make_cache(request: pytest.FixtureRequest) -> Iterator[MakeCache]:
    """Return a maker of empty caches with a given lifetime in seconds."""
    if request.param == "memory":
        yield MemoryCache
        return
    url = request.getfixturevalue("redis_url")
    made: list[RedisCache | NearCache] = []

    def make(lifetime: float) -> RedisCache | NearCache:
        far = RedisCache(url, lifetime)
        made.append(far if request.param == "redis" else listening(NearCache(far, url)))
        return made[-1]

    yield make
    for cache in made:
        assert cache.available
        cache.close()


@pytest.fixture
def cache(make_cache: MakeCache) -> Cache:
    return make_cache(60)


@pytest.mark.parametrize("value", [b"", b"{}", "观点\n".encode(), bytes(range(256)), b"x" * 500_000])
def test_kept_value_comes_back(cache: Cache, value: bytes) -> None:
    cache.put("key", value)
    assert cache.get("key") == value


def test_unknown_key_has_no_value(cache: Cache) -> None:
    cache.put("key", b"value")
    assert cache.get("kez") is None


def test_later_value_replaces_earlier(cache: Cache) -> None:
    cache.put("key", b"first")
    cache.put("key", b"second")
    assert cache.get("key") == b"second"


def test_replaced_value_keeps_its_lifetime(make_cache: MakeCache) -> None:
    cache = make_cache(0.5)
    cache.put("key", b"first")
    assert cache.replace("key", b"second", b"first")
    assert cache.get("key") == b"second"
    time.sleep(0.7)
    assert cache.get("key") is None


def test_nothing_is_replaced_where_nothing_is_kept(cache: Cache) -> None:
    cache.put("gone", b"first")
    cache.delete("gone")
    assert not cache.replace("gone", b"second", b"first")
    assert not cache.replace("never there", b"second", b"first")
    assert cache.get("gone") is None


def test_nothing_is_replaced_that_changed_meanwhile(cache: Cache) -> None:
    cache.put("key", b"other")
    assert not cache.replace("key", b"second", b"first")
    assert cache.get("key") == b"other"


def test_deleted_value_is_gone(cache: Cache) -> None:
    cache.put("key", b"value")
    cache.delete("key")
    cache.delete("never there")
    assert cache.get("key") is None


@pytest.mark.parametrize("key", ["", "a b\r\nc", "观察者网", "\ud800", "k" * 10_000, "{x}:value"])
def test_any_text_is_a_key(cache: Cache, key: str) -> None:
    with cache.lease(key) as lease:
        assert lease.held
        assert cache.settle(key, b"settled", lease) == b"settled"
    assert cache.get(key) == b"settled"
    cache.put(key, b"value")
    assert cache.get(key) == b"value"


@pytest.mark.parametrize("how", ["put", "settle"])
def test_value_ends_with_its_lifetime(make_cache: MakeCache, how: str) -> None:
    cache = make_cache(0.3)
    if how == "put":
        cache.put("key", b"value")
    else:
        with cache.lease("key") as lease:
            cache.settle("key", b"value", lease)
    assert cache.get("key") == b"value"
    time.sleep(0.35)
    assert cache.get("key") is None


def test_one_lease_at_a_time(cache: Cache) -> None:
    with cache.lease("key") as first, cache.lease("key") as second, cache.lease("other") as third:
        assert (first.held, second.held, third.held) == (True, False, True)


def test_refused_lease_takes_nothing_along(cache: Cache) -> None:
    with cache.lease("key") as first:
        with cache.lease("key"):
            pass
        with cache.lease("key") as third:
            assert (first.held, third.held) == (True, False)


def test_lease_is_free_after_its_block(cache: Cache) -> None:
    with cache.lease("key"):
        pass
    with cache.lease("key") as second:
        assert second.held


def test_lease_is_free_after_an_error(cache: Cache) -> None:
    with pytest.raises(KeyError), cache.lease("key"):
        raise KeyError
    with cache.lease("key") as second:
        assert second.held


def test_one_of_many_threads_holds_the_lease(cache: Cache) -> None:
    all_tried = threading.Barrier(20)
    held: list[bool] = []

    def try_it() -> None:
        with cache.lease("key") as lease:
            held.append(lease.held)
            all_tried.wait(10)

    threads = [threading.Thread(target=try_it) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(held) == [False] * 19 + [True]


def test_holder_gets_the_kept_value(cache: Cache) -> None:
    """It asked before it computed: what is kept came meanwhile, and was served."""
    with cache.lease("key") as lease:
        cache.put("key", b"kept")
        assert cache.settle("key", b"mine", lease) == b"kept"
        assert lease.held
    assert cache.get("key") == b"kept"


def test_late_settler_gets_the_kept_value(cache: Cache) -> None:
    with cache.lease("key") as late:
        pass
    with cache.lease("key") as taker:
        cache.settle("key", b"taker's", taker)
    assert cache.settle("key", b"late", late) == b"taker's"
    assert cache.get("key") == b"taker's"


def test_late_settler_keeps_where_nobody_did(cache: Cache) -> None:
    with cache.lease("key") as late:
        pass
    assert cache.settle("key", b"late", late) == b"late"
    assert cache.get("key") == b"late"


def test_first_to_finish_wins(cache: Cache) -> None:
    """The holder that was overtaken serves the value that is served already, not a second one."""
    with cache.lease("key") as late:
        pass
    with cache.lease("key") as taker:
        assert cache.settle("key", b"late", late) == b"late"
        assert cache.settle("key", b"taker's", taker) == b"late"
    assert cache.get("key") == b"late"

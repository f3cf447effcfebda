"""What every implementation of RequestLimits keeps to: in memory, and in a real Redis."""

import threading
import time
from itertools import count

import pytest
from redis import Redis

from service.adapters.limits.memory_limits import MemoryLimits
from service.adapters.limits.permits import Permits, Reserved
from service.adapters.limits.redis_limits import RedisLimits
from service.adapters.redis_cache import RedisCache, Timings
from tests.adapters.near import until
from tests.redis_server import RedisServer

QUICK = Timings(retry=0.2)
NOON = 1_763_000_000 // 60 * 60  # the beginning of a minute


@pytest.fixture
def own_redis():
    """A server that a test may harm."""
    server = RedisServer()
    server.start()
    yield server
    server.close()


def process(url):
    """The limits as one more process has them."""
    return RedisCache(url, 60, QUICK).limits()


@pytest.fixture(params=["memory", "redis"])
def limits(request):
    return MemoryLimits() if request.param == "memory" else process(request.getfixturevalue("redis_url"))


def granted(limits, times, most, caller="a"):
    return sum(limits.take(caller, most).granted for _ in range(times))


def within_a_minute(ask):
    """What is asked for within one minute of the clock: asked again where a minute ended meanwhile."""
    while True:
        began = time.time() // 60
        answer = ask()
        if time.time() // 60 == began:
            return answer


def test_no_more_than_the_limit_of_a_minute(limits):
    callers = map(str, count())
    assert within_a_minute(lambda: granted(limits, 100, 40, next(callers))) == 40


def test_callers_have_permits_of_their_own(limits):
    def ask():
        granted(limits, 9, 3, "a")
        return limits.take("b", 3).granted

    assert ask()


def test_permits_left_and_seconds_are_told(limits):
    first, second, third = (limits.take("left", 2) for _ in range(3))
    if 60 > first.seconds >= second.seconds >= third.seconds > 0:  # all in one minute
        assert [one.left for one in (first, second, third)] == [1, 0, 0]
        assert not third.granted


def test_place_comes_back_when_it_is_left(limits):
    first, second = limits.enter("a", 2), limits.enter("a", 2)
    assert [place.left for place in (first, second)] == [1, 0]
    assert limits.enter("a", 2) is None
    assert limits.enter("b", 2)
    first.leave()
    first.leave()
    third = limits.enter("a", 2)
    assert third
    assert limits.enter("a", 2) is None


def test_threads_together_get_no_more_than_the_limit(limits):
    def ask():
        name, granted = str(next(callers)), []

        def work():
            granted.extend(limits.take(name, 200).granted for _ in range(50))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(granted)

    callers = count()
    assert within_a_minute(ask) == 200


def test_processes_together_get_no_more_than_the_limit(redis_url):
    callers = map(str, count())

    def ask():
        name = next(callers)
        return [granted(one, 1, 100, name) for _ in range(80) for one in processes]

    processes = [process(redis_url) for _ in range(3)]
    assert sum(within_a_minute(ask)) == 100


def test_most_requests_ask_nobody(redis_url):
    with Redis.from_url(redis_url) as redis:
        limits = process(redis_url)
        asked = redis.info("commandstats").get("cmdstat_eval", {}).get("calls", 0)
        granted(limits, 1_000, 10_000)
        assert redis.info("commandstats")["cmdstat_eval"]["calls"] - asked <= 4  # two, or where a minute ends, four


def test_every_key_has_a_lifetime_and_names_no_more_than_the_caller(redis_url):
    limits = process(redis_url)
    limits.take("abcd2345", 5)
    limits.enter("abcd2345", 5)
    with Redis.from_url(redis_url) as redis:
        lifetimes = {name.decode().split(":{")[0]: redis.pttl(name) for name in redis.scan_iter()}
    assert lifetimes.keys() == {"core-insights:2:permits", "core-insights:2:places"}
    assert 0 < lifetimes["core-insights:2:permits"] <= 120_000
    assert 0 < lifetimes["core-insights:2:places"] <= 15_000


def test_new_minute_and_new_limit_begin_anew():
    now = [float(NOON)]
    permits = Permits(lambda _: None, lambda: now[0])
    assert granted(permits, 5, 3) == 3
    assert permits.take("a", 4).granted  # raised meanwhile: what was taken of the old limit is not remembered here
    now[0] += 60
    assert granted(permits, 5, 3) == 3
    now[0] += 59.9
    assert permits.take("a", 3).seconds == 1


def test_refusal_is_remembered_until_the_minute_ends():
    asked = []
    permits = Permits(lambda wanted: asked.append(wanted) or Reserved(0, 0), lambda: float(NOON))
    assert granted(permits, 50, 3) == 0
    assert len(asked) == 1


def test_process_counts_alone_while_redis_is_away(own_redis):
    limits = process(own_redis.url)

    def ask():
        own_redis.kill()
        own_redis.start()
        limits.take("x", 9)
        name = str(next(callers))
        before = granted(limits, 20, 40, name)
        own_redis.kill()
        during = granted(limits, 10, 40, name)
        own_redis.start()
        until(lambda: limits._breaker.call(lambda: True, False))
        return before, during, granted(limits, 40, 40, name)

    callers = count()
    assert sum(within_a_minute(ask)) == 40


def test_places_are_counted_here_while_redis_is_away(own_redis):
    limits = process(own_redis.url)
    first = limits.enter("a", 2)
    own_redis.kill()
    second = limits.enter("a", 2)
    assert second
    assert limits.enter("a", 2) is None
    first.leave()
    assert limits.enter("a", 2)


def test_places_of_a_killed_process_come_back(redis_url):
    killed = RedisCache(redis_url, 60, QUICK)
    limits = RedisLimits(killed._redis, killed._breaker, held=0.3)
    limits._renewer._put_last = lambda _: None  # nobody renews
    assert limits.enter("a", 1)
    alive = process(redis_url)
    assert alive.enter("a", 1) is None
    until(lambda: alive.enter("a", 1))


def test_place_is_kept_for_as_long_as_it_is_held(redis_url):
    cache = RedisCache(redis_url, 60, QUICK)
    place = RedisLimits(cache._redis, cache._breaker, held=0.3).enter("a", 1)
    other = process(redis_url)
    for _ in range(8):
        time.sleep(0.1)
        assert other.enter("a", 1) is None
    place.leave()
    assert other.enter("a", 1)

"""What every implementation of UsageLedger keeps to: in memory, and in a real Redis."""

import threading
from datetime import date, timedelta

import pytest
from redis import Redis

from service.adapters.limits.batched_usage import BatchedUsage
from service.adapters.limits.memory_usage import MemoryUsage
from service.adapters.limits.redis_usage import RedisUsage
from service.adapters.redis_cache import RedisCache, Timings
from service.domain.errors import UsageOutOfReach
from service.domain.usage import KEPT_DAYS, Tally, Usage
from tests.adapters.near import until
from tests.redis_server import RedisServer, free_port

MONDAY = date(2026, 11, 23)
HIT = Tally(requests=1, hits=1)
MADE = Tally(calls=2, input_tokens=1_000, output_tokens=200)


class Calendar:
    def __init__(self):
        self.day = MONDAY

    def __call__(self):
        return self.day


def process(url, day=lambda: MONDAY):
    """The usage as one more process has it."""
    cache = RedisCache(url, 60, Timings(retry=0.2))
    return BatchedUsage(RedisUsage(cache._redis, cache._breaker), day)


@pytest.fixture
def calendar():
    return Calendar()


@pytest.fixture(params=["memory", "redis"])
def usage(request, calendar):
    return MemoryUsage(calendar) if request.param == "memory" else process(request.getfixturevalue("redis_url"), calendar)  # fmt: skip


def test_usage_is_told_by_day_key_and_model(usage, calendar):
    for caller, model in [("a", "m2"), ("a", "m1"), ("", "m1"), ("a", "m1"), ("a", "")]:
        usage.count(caller, model, HIT)
    calendar.day += timedelta(1)
    usage.count("a", "m1", MADE)
    both = (MONDAY, MONDAY + timedelta(1))
    assert usage.between(*both, None) == (
        Usage(MONDAY, "", "m1", HIT),
        Usage(MONDAY, "a", "", HIT),
        Usage(MONDAY, "a", "m1", Tally(requests=2, hits=2)),
        Usage(MONDAY, "a", "m2", HIT),
        Usage(both[1], "a", "m1", MADE),
    )
    assert {one.key for one in usage.between(*both, "")} == {""}
    assert usage.between(both[1], both[1], "a") == (Usage(both[1], "a", "m1", MADE),)
    assert usage.between(both[1] + timedelta(1), both[1] + timedelta(9), None) == ()


def test_tokens_of_the_day_are_those_of_all_models(usage, calendar):
    assert usage.tokens_today("a") == 0
    for model in ("m1", "m2"):
        usage.count("a", model, MADE)
    usage.count("b", "m1", MADE)
    usage.count("a", "m1", HIT)
    assert usage.tokens_today("a") == 2_400
    calendar.day += timedelta(1)
    assert usage.tokens_today("a") == 0


def test_names_of_models_may_be_anything(usage):
    usage.count("a", "custom/qwen3:8b {x} 星河", HIT)
    (told,) = usage.between(MONDAY, MONDAY, "a")
    assert told.model == "custom/qwen3:8b {x} 星河"


def test_memory_forgets_after_ninety_days(calendar):
    usage = MemoryUsage(calendar)
    usage.count("a", "m", HIT)
    calendar.day += timedelta(KEPT_DAYS)
    usage.count("a", "m", HIT)
    assert [one.day for one in usage.between(MONDAY, calendar.day, None)] == [calendar.day]


def test_processes_see_what_others_wrote(redis_url):
    one, other = process(redis_url), process(redis_url)
    one.count("a", "m", MADE)
    other.count("a", "m", MADE)
    until(lambda: other.tokens_today("a") == 2_400)  # written by a thread of its own
    assert one.between(MONDAY, MONDAY, "a") == (Usage(MONDAY, "a", "m", MADE + MADE),)


def test_counting_asks_nobody(redis_url):
    usage = process(redis_url)
    with Redis.from_url(redis_url) as redis:
        before = redis.info("stats")["total_commands_processed"]
        usage._soon._asked.set()  # no thread writes meanwhile
        for _ in range(100):
            usage.count("a", "m", HIT)
        assert redis.info("stats")["total_commands_processed"] == before + 1
        assert usage.flush()
        assert usage.between(MONDAY, MONDAY, "a") == (Usage(MONDAY, "a", "m", Tally(requests=100, hits=100)),)


def test_batch_whose_answer_was_lost_counts_once(redis_url):
    cache = RedisCache(redis_url, 60)
    store = RedisUsage(cache._redis, cache._breaker)
    batch = [Usage(MONDAY, "a", "m", MADE)]
    for number in (1, 1, 2, 1):
        assert store.add("p", number, batch)
    assert store.tokens("a", MONDAY) == 2_400


def test_every_key_has_a_lifetime_of_a_quarter(redis_url):
    usage = process(redis_url)
    usage.count("a", "m", MADE)
    assert usage.flush()
    with Redis.from_url(redis_url) as redis:
        assert {name: redis.ttl(name) > KEPT_DAYS * 86_400 for name in redis.scan_iter()} == {
            b"core-insights:2:usage:{a/2026-11-23}": True,
            b"core-insights:2:callers:{2026-11-23}": True,
        }


def test_usage_outlasts_a_redis_that_is_away():
    server = RedisServer()
    server.start()
    try:
        usage = process(server.url)
        usage.count("a", "m", MADE)
        assert usage.tokens_today("a") == 1_200
        server.kill()
        usage.count("a", "m", MADE)
        assert usage.tokens_today("a") == 2_400
        usage.count("b", "m", HIT)
        with pytest.raises(UsageOutOfReach):
            usage.between(MONDAY, MONDAY, "a")
        with pytest.raises(UsageOutOfReach):
            usage.between(MONDAY, MONDAY, None)
        server.start()  # empty: what was there is gone, what was not written is written
        until(lambda: usage._store.tokens("a", MONDAY) == 1_200)
        assert {one.key for one in usage.between(MONDAY, MONDAY, None)} == {"a", "b"}
    finally:
        server.close()


def test_more_callers_than_are_asked_for_at_a_time(redis_url):
    usage = process(redis_url)
    for number in range(450):
        usage.count(f"k{number:03}", "m", HIT)
    assert [one.key for one in usage.between(MONDAY, MONDAY, None)] == [f"k{number:03}" for number in range(450)]


def test_no_thread_to_be_had_loses_nothing(monkeypatch):
    def refuse(_):
        raise RuntimeError("can't start new thread")

    usage = process(f"redis://127.0.0.1:{free_port()}/0")
    monkeypatch.setattr(threading.Thread, "start", refuse)
    usage.count("a", "m", MADE)
    assert usage.tokens_today("a") == 1_200
    assert not usage._soon._asked.is_set()

"""Which ends of jobs are to be told when: each claimed by one, and again when its lease ends."""

import time

import pytest
from redis import Redis

from service.adapters.redis_callbacks import RedisCallbacks
from service.domain.errors import JobsOutOfReach
from service.ports import DueCallback
from tests.redis_server import AlwaysAnswers

DUE, FAILURES = "core-insights:jobs:1:callbacks-due", "core-insights:jobs:1:callbacks-failures"


@pytest.fixture
def redis(redis_url):
    with Redis.from_url(redis_url) as redis:
        yield redis


def due_in(redis, job_id):
    return redis.zscore(DUE, job_id) - time.time()


def test_oldest_is_claimed_first_and_by_one_only(redis):
    now = time.time()
    redis.zadd(DUE, {"later": now + 60, "second": now - 1, "first": now - 2})
    schedule, other = RedisCallbacks(redis), RedisCallbacks(redis)
    claimed = [schedule.claim(), other.claim(), schedule.claim()]
    assert claimed == [DueCallback("first", 0), DueCallback("second", 0), None]
    assert 58 < due_in(redis, "first") <= 60


def test_claimed_comes_again_when_its_lease_ends(redis):
    redis.zadd(DUE, {"j1": 0})
    schedule = RedisCallbacks(redis, lease_seconds=0.1)
    assert schedule.claim() == DueCallback("j1", 0)
    assert schedule.claim() is None
    time.sleep(0.15)
    assert schedule.claim() == DueCallback("j1", 0)


def test_postponed_is_due_then_with_its_failures(redis):
    redis.zadd(DUE, {"j1": 0})
    schedule = RedisCallbacks(redis)
    schedule.postpone(DueCallback("j1", 1), 0.1)
    assert schedule.claim() is None
    time.sleep(0.15)
    assert schedule.claim() == DueCallback("j1", 1)


def test_removed_is_not_brought_back_by_a_late_worker(redis):
    redis.zadd(DUE, {"j1": 0})
    schedule = RedisCallbacks(redis)
    schedule.postpone(DueCallback("j1", 1), 0)
    schedule.remove("j1")
    schedule.postpone(DueCallback("j1", 2), 0)
    assert not redis.exists(DUE, FAILURES)


def test_every_key_has_a_lifetime(redis):
    redis.zadd(DUE, {"j1": 0})
    schedule = RedisCallbacks(redis)
    schedule.claim()
    assert redis.ttl(DUE) > 6 * 86_400
    schedule.postpone(DueCallback("j1", 1), 1)
    assert redis.ttl(FAILURES) > 6 * 86_400


@pytest.mark.parametrize("answer", [b"", b"-LOADING Redis is loading the dataset in memory\r\n", b"-ERR unknown\r\n"])
def test_redis_that_fails_is_out_of_reach(answer):
    server = AlwaysAnswers(answer)
    try:
        with Redis.from_url(server.url) as redis, pytest.raises(JobsOutOfReach):
            RedisCallbacks(redis).claim()
    finally:
        server.close()

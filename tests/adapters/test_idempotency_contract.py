"""What every implementation of IdempotencyKeys keeps to: the stand-in in memory, and a real Redis."""

import time

import pytest
from redis import Redis

from service.adapters.redis_idempotency import RedisIdempotencyKeys
from service.domain.errors import IdempotencyKeyInUse, JobsOutOfReach
from service.ports import KeptAnswer
from tests.fakes import MemoryIdempotencyKeys
from tests.redis_server import RedisServer, free_port

ANSWER = KeptAnswer("d" * 64, '{"id": "星河"}')


@pytest.fixture(scope="module")
def server():
    server = RedisServer()
    server.start()
    yield server
    server.close()


@pytest.fixture
def redis(server):
    with Redis.from_url(server.url) as redis:
        redis.flushall()
        yield redis


@pytest.fixture(params=["memory", "redis"])
def keys(request):
    return MemoryIdempotencyKeys() if request.param == "memory" else RedisIdempotencyKeys(request.getfixturevalue("redis"))  # fmt: skip


def test_answer_is_told_again(keys):
    token = keys.claim("k")
    assert isinstance(token, str)
    keys.keep("k", token, ANSWER)
    assert keys.claim("k") == ANSWER
    assert isinstance(keys.claim("other"), str)


def test_first_request_in_flight_refuses_the_second(keys):
    keys.claim("k")
    with pytest.raises(IdempotencyKeyInUse):
        keys.claim("k")


def test_released_key_is_free(keys):
    keys.release("k", keys.claim("k"))
    assert isinstance(keys.claim("k"), str)


def test_strangers_token_neither_keeps_nor_releases(keys):
    token = keys.claim("k")
    keys.release("k", "0" * 32)
    keys.keep("k", "0" * 32, KeptAnswer("e" * 64, "{}"))
    with pytest.raises(IdempotencyKeyInUse):
        keys.claim("k")
    keys.keep("k", token, ANSWER)
    keys.keep("k", token, KeptAnswer("e" * 64, "{}"))
    keys.release("k", token)
    assert keys.claim("k") == ANSWER


def test_dead_process_blocks_a_key_for_a_while_only(redis):
    keys = RedisIdempotencyKeys(redis, in_flight_seconds=0.05)
    token = keys.claim("k")
    time.sleep(0.1)
    later = keys.claim("k")
    assert isinstance(later, str)
    keys.keep("k", token, ANSWER)  # too late: another answers
    keys.keep("k", later, KeptAnswer("e" * 64, "{}"))
    assert keys.claim("k") == KeptAnswer("e" * 64, "{}")


def test_right_is_renewed_by_who_has_it(redis):
    keys = RedisIdempotencyKeys(redis)
    token = keys.claim("k")
    (name,) = redis.keys()
    for whose, least in (("0" * 32, 0), (token, 59_000)):
        redis.pexpire(name, 30_000)
        keys.renew("k", whose)
        assert least < redis.pttl(name) <= (60_000 if least else 30_000)
    keys.release("k", token)
    keys.renew("k", token)
    assert not redis.keys()


def test_answer_that_comes_late_is_kept_where_nobody_else_answers(redis):
    keys = RedisIdempotencyKeys(redis, in_flight_seconds=0.05)
    token = keys.claim("k")
    time.sleep(0.1)
    keys.keep("k", token, ANSWER)
    assert keys.claim("k") == ANSWER


def test_every_key_has_a_lifetime(redis):
    keys = RedisIdempotencyKeys(redis)
    token = keys.claim("geheim")
    (name,) = redis.keys()
    assert b"geheim" not in name
    assert 59_000 < redis.pttl(name) <= 60_000
    keys.keep("geheim", token, ANSWER)
    assert 86_390 < redis.ttl(name) <= 86_400


@pytest.mark.parametrize("value", ["", "[1]", '{"x": '])
def test_what_is_none_of_ours_is_in_use(redis, value):
    keys = RedisIdempotencyKeys(redis)
    keys.claim("k")
    redis.set(redis.keys()[0], value)
    with pytest.raises(IdempotencyKeyInUse):
        keys.claim("k")


def test_redis_out_of_reach_is_said():
    with Redis(port=free_port(), socket_connect_timeout=0.2, socket_timeout=0.2) as redis:
        keys = RedisIdempotencyKeys(redis)
        for call in (lambda: keys.claim("k"), lambda: keys.keep("k", "t", ANSWER), lambda: keys.release("k", "t")):
            with pytest.raises(JobsOutOfReach):
                call()

"""Idempotency keys in the Redis of the queue."""

import hashlib
import secrets

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass
from redis import Redis

from service.adapters.queue_redis import JOBS, within_reach
from service.adapters.redis_leases import delete_if_same
from service.domain.errors import IdempotencyKeyInUse
from service.ports import KeptAnswer

_IN_FLIGHT_SECONDS = 60  # what a process that died blocks a key for
_KEPT_SECONDS = 86_400  # a day: how long callers may try again

# KEYS[1] the key; ARGV[1] the mark of who answers, ARGV[2] what is kept, ARGV[3] its seconds.
_KEEP = """
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""

# KEYS[1] the key; ARGV[1] the mark of who answers, ARGV[2] milliseconds. Has the key live so long if that stands there.
_RENEW = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"


@dataclass(frozen=True, slots=True)
class _Held:
    """What stands under a key: the mark of who answers, or the answer."""

    token: str = ""
    digest: str = ""
    answer: str = ""


_HELD = TypeAdapter(_Held)


class RedisIdempotencyKeys:
    """Keys and their answers, shared by all processes.

    One name for each, ``core-insights:jobs:1:idempotency:<digest>``: a key may be anything, so its SHA-256 stands for
    it. It holds JSON: ``{"token"}``, a minute at a time, while the first request is in flight, then ``{"digest",
    "answer"}``.
    """

    def __init__(self, redis: Redis, *, in_flight_seconds: float = _IN_FLIGHT_SECONDS) -> None:
        self._redis = redis
        self._in_flight = round(in_flight_seconds * 1000)

    def claim(self, key: str) -> str | KeptAnswer:
        """Return a token for the right to answer under the key, or what was answered; raise IdempotencyKeyInUse."""
        token = secrets.token_hex(16)
        with within_reach():
            if self._redis.set(_named(key), _mark(token), nx=True, px=self._in_flight):
                return token
            held = _read(self._redis.get(_named(key)))
        if held.token == token:  # the connection broke when it was set, and it was set again
            return token
        if not held.digest:
            raise IdempotencyKeyInUse("the first request under this Idempotency-Key is not answered yet")
        return KeptAnswer(held.digest, held.answer)

    def renew(self, key: str, token: str) -> None:
        """Have the right for another minute, unless it is over."""
        self._eval(_RENEW, key, (_mark(token), self._in_flight))

    def keep(self, key: str, token: str, kept: KeptAnswer) -> None:
        """Keep the answer for a day, unless another request has the right meanwhile, or was answered."""
        value = _HELD.dump_json(_Held(digest=kept.digest, answer=kept.answer), exclude_defaults=True)
        self._eval(_KEEP, key, (_mark(token), value, _KEPT_SECONDS))

    def release(self, key: str, token: str) -> None:
        """Give the right back: nothing was answered that need be remembered."""
        with within_reach():
            delete_if_same(self._redis, _named(key), _mark(token))

    def _eval(self, script: str, key: str, arguments: tuple[bytes | int, ...]) -> None:
        with within_reach():
            self._redis.eval(script, 1, _named(key), *arguments)


def _named(key: str) -> str:
    return f"{JOBS}:idempotency:{hashlib.sha256(key.encode()).hexdigest()}"


def _mark(token: str) -> bytes:
    return _HELD.dump_json(_Held(token=token), exclude_defaults=True)


def _read(value: object) -> _Held:
    """Return what stands there; what is gone by now, or none of ours, is in use for the moment."""
    try:
        return _HELD.validate_json(value if isinstance(value, bytes) else b"{}")
    except ValidationError:
        return _Held()

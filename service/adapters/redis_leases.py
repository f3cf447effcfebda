"""The right to compute a key, which all processes share."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from redis import Redis

from service.adapters.leases import Renewer, TokenLease
from service.adapters.redis_breaker import Breaker
from service.adapters.redis_keys import named
from service.ports import Lease

# KEYS[1] any key; ARGV[1] what must stand there. Deletes the key if that stands there.
_DELETE_IF_SAME = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"

# KEYS[1] lease; ARGV[1] token, ARGV[2] milliseconds. Returns 1 where the token holds the lease now: it may have been
# set by the same question, to which no answer came (redis_breaker.py).
_ACQUIRE = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""

# KEYS[1] lease, KEYS[2] value; ARGV[1] token, ARGV[2] milliseconds. Returns 1 where the token holds the lease now.
# A lease that is gone while no value came was lost by Redis, not taken by another: it is set again.
_RENEW = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
if not holder and redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""


class RedisLeases:
    """Leases in Redis, each for so many seconds and renewed by a third; where Redis fails, as if all were free.

    Their keys stand in redis_cache.py, beside those of the values.
    """

    def __init__(self, redis: Redis, breaker: Breaker, *, seconds: float) -> None:
        self._redis = redis
        self._breaker = breaker
        self._milliseconds = round(seconds * 1000)
        self._renewer = Renewer(every=seconds / 3)

    @contextmanager
    def lease(self, key: str) -> Iterator[Lease]:
        """Try, without waiting, for the right to compute the key; renewed until the block ends, then released."""
        lease = TokenLease(held=False)
        if not self._breaker.call(partial(self._acquire, key, lease.token), True):  # noqa: FBT003 (free, if unknown)
            yield lease
            return
        lease.take()
        try:
            with self._renewer.renewing(lease, partial(self._renew, key, lease.token)):
                yield lease
        finally:
            self._breaker.call(partial(delete_if_same, self._redis, named(key, "lease"), lease.token), None)

    def _acquire(self, key: str, token: str) -> bool:
        return bool(self._redis.eval(_ACQUIRE, 1, named(key, "lease"), token, self._milliseconds))

    def _renew(self, key: str, token: str) -> bool:
        keys = (named(key, "lease"), named(key, "value"))
        renewal = partial(self._redis.eval, _RENEW, 2, *keys, token, self._milliseconds)
        return bool(self._breaker.call(renewal, 1))  # no answer: nobody is known to have taken it over


def delete_if_same(redis: Redis, name: bytes | str, value: bytes | str) -> None:
    """Delete what stands under the name if it is this value."""
    redis.eval(_DELETE_IF_SAME, 1, name, value)

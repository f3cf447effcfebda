"""Limits that all processes keep together, in Redis."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from redis import Redis

from service.adapters.leases import Renewer, TokenLease
from service.adapters.limits.memory_limits import HeldPlace, PlacesHere
from service.adapters.limits.permits import SHARE, WINDOW, Permits, Reserved, Wanted
from service.adapters.redis_breaker import Breaker
from service.adapters.redis_keys import named
from service.ports import Permit, Place

_HELD_SECONDS = 15.0  # that the places of a killed process are missed for; renewed by a third
_ANY_NUMBER = 2**31

# KEYS[1] what is given of the window; ARGV[1] limit, ARGV[2] what the asking process took of it, ARGV[3] how much of
# that it took alone, ARGV[4] seconds, ARGV[5] the part of the rest to be reserved. Returns what is reserved and what is
# left. A Redis that forgot the window learns at least what who asks has taken. Where the answer is lost, what it
# reserved is given to nobody.
_RESERVE = """
local given = (tonumber(redis.call('GET', KEYS[1])) or 0) + ARGV[3]
given = math.max(given, tonumber(ARGV[2]))
local left = math.max(0, ARGV[1] - given)
local number = math.min(left, math.max(1, math.floor(left / ARGV[5])))
redis.call('SET', KEYS[1], given + number, 'EX', ARGV[4])
return {number, left - number}
"""

# KEYS[1] places; ARGV[1] token, ARGV[2] limit, ARGV[3] milliseconds. Takes a place, or keeps the token's for so long,
# and returns how many are left; -1 where all are taken.
_ENTER = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local left = ARGV[2] - redis.call('ZCARD', KEYS[1])
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then left = left - 1 end
if left < 0 then return -1 end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return left
"""


class RedisLimits:
    """Permits and places in Redis; where it fails, as if this process were alone.

    Keys, each with a lifetime:

    - ``core-insights:2:permits:{caller/window}``  how many permits of the minute are given, for two minutes
    - ``core-insights:2:places:{caller}``          sorted set: token of a request → until when it counts, unix ms
    """

    def __init__(
        self, redis: Redis, breaker: Breaker, *, held: float = _HELD_SECONDS, clock: Callable[[], float] = time.time
    ) -> None:
        self._redis = redis
        self._breaker = breaker
        self._permits = Permits(self._reserve, clock)
        self._here = PlacesHere()
        self._held = round(held * 1000)
        self._renewer = Renewer(every=held / 3)

    def take(self, caller: str, most: int) -> Permit:
        """Take one of so many permits of this minute."""
        return self._permits.take(caller, most)

    def enter(self, caller: str, most: int) -> Place | None:
        """Take one of so many places; None where all are taken. It counts until it is left, or this process dies."""
        lease = TokenLease(held=True)
        left = self._breaker.call(partial(self._entered, caller, lease.token, most), None)
        if left is None:
            left = self._here.take(caller, most)
        elif left >= 0:
            self._here.take(caller, _ANY_NUMBER)
        if left is None or left < 0:
            return None
        renewing = ExitStack()
        renewing.callback(self._left, caller, lease.token)
        renewing.enter_context(self._renewer.renewing(lease, partial(self._renewed, caller, lease.token)))
        return HeldPlace(left, renewing.close)

    def _reserve(self, wanted: Wanted) -> Reserved | None:
        return self._breaker.call(partial(self._reserved, wanted), None)

    def _reserved(self, wanted: Wanted) -> Reserved:
        name = named(f"{wanted.caller}/{wanted.window}", "permits")
        arguments = (wanted.most, wanted.taken, wanted.alone, 2 * WINDOW, SHARE)
        number, left = self._redis.eval(_RESERVE, 1, name, *arguments)
        return Reserved(number, left)

    def _entered(self, caller: str, token: str, most: int) -> int:
        left: int = self._redis.eval(_ENTER, 1, named(caller, "places"), token, most, self._held)
        return left

    def _renewed(self, caller: str, token: str) -> bool:
        self._breaker.call(partial(self._entered, caller, token, _ANY_NUMBER), None)
        return True

    def _left(self, caller: str, token: str) -> None:
        self._here.free(caller)
        self._breaker.call(lambda: self._redis.zrem(named(caller, "places"), token), None)

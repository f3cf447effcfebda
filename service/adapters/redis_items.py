"""The briefs of each item of a content system, in Redis."""

import hashlib
from functools import partial

from redis import Redis

from service.adapters.redis_breaker import Breaker
from service.adapters.redis_keys import named
from service.ports import MOST_OF_ITEM

# KEYS[1] briefs, KEYS[2] withdrawn; ARGV[1] brief id, ARGV[2] milliseconds, ARGV[3] how many are kept.
# Returns 0 where the item was withdrawn.
_LINK = """
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
if redis.call('TYPE', KEYS[1]).ok ~= 'list' then redis.call('DEL', KEYS[1]) end
redis.call('LREM', KEYS[1], 0, ARGV[1])
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, ARGV[3] - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""

# KEYS[1] briefs, KEYS[2] withdrawn; ARGV[1] milliseconds. Returns the briefs.
_WITHDRAW = """
local briefs = redis.pcall('LRANGE', KEYS[1], 0, -1)
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], '', 'PX', ARGV[1])
return briefs.err and {} or briefs
"""


class RedisItemIndex:
    """Items and their briefs, shared by all processes; where Redis fails, as if no item had any.

    Keys, each with a lifetime; an item's name may be anything, so its SHA-256 stands in for it:

    - ``core-insights:2:briefs:{item digest}``     a list of brief ids, the newest first, for ``ttl_seconds``
    - ``core-insights:2:withdrawn:{item digest}``  empty: no brief is linked meanwhile; for ``withdrawn_seconds``
    """

    def __init__(self, redis: Redis, breaker: Breaker, *, ttl_seconds: float, withdrawn_seconds: float) -> None:
        self._redis = redis
        self._breaker = breaker
        self._ttl = round(ttl_seconds * 1000)
        self._withdrawn = round(withdrawn_seconds * 1000)

    def link(self, item: str, brief_id: str) -> bool:
        """Remember that the brief is one of the item; False where the item was withdrawn a moment ago."""
        linking = partial(self._eval, _LINK, item, (brief_id, self._ttl, MOST_OF_ITEM))
        return self._breaker.call(linking, None) != 0

    def briefs(self, item: str) -> tuple[str, ...]:
        """Return the ids of the item's briefs, the newest first."""
        listed: list[bytes | str] = []
        return _ids(self._breaker.call(lambda: self._redis.lrange(_names(item)[0], 0, -1), listed))

    def withdraw(self, item: str) -> tuple[str, ...]:
        """Forget the item and return the ids of its briefs; for a while no brief is linked to it."""
        withdrawing = partial(self._eval, _WITHDRAW, item, (self._withdrawn,))
        return _ids(self._breaker.call(withdrawing, None, tries=1))  # a second time it would return nothing

    def _eval(self, script: str, item: str, arguments: tuple[str | int, ...]) -> object:
        answer: object = self._redis.eval(script, 2, *_names(item), *arguments)
        return answer


def _names(item: str) -> tuple[bytes, bytes]:
    digest = "item-" + hashlib.sha256(item.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return named(digest, "briefs"), named(digest, "withdrawn")


def _ids(answer: object) -> tuple[str, ...]:
    found = answer if isinstance(answer, list) else []
    return tuple(one.decode("ascii", "replace") for one in found if isinstance(one, bytes))

"""The cache that all processes share."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial

import structlog
from redis.exceptions import ResponseError

from service.adapters.envelope import seal, unseal
from service.adapters.lifetime import longest, spread
from service.adapters.limits.batched_usage import BatchedUsage
from service.adapters.limits.redis_limits import RedisLimits
from service.adapters.limits.redis_usage import RedisUsage
from service.adapters.redis_breaker import Breaker
from service.adapters.redis_client import Patience, client
from service.adapters.redis_events import RedisEventLog
from service.adapters.redis_items import RedisItemIndex
from service.adapters.redis_keys import PREFIX, named
from service.adapters.redis_leases import RedisLeases, delete_if_same
from service.adapters.redis_similarity import RedisSimilarityIndex
from service.ports import Lease

_log = structlog.get_logger(__name__)

# KEYS[1] value; ARGV[1] the sealed value that must stand there, ARGV[2] the one to come. Returns 1 where it came, or
# had come already by the same question, to which no answer came (redis_breaker.py).
_REPLACE = """
local kept = redis.pcall('GET', KEYS[1])
if kept == ARGV[2] then return 1 end
if kept ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
"""

# KEYS[1] lease, KEYS[2] value; ARGV[1] token, ARGV[2] sealed value, ARGV[3] its milliseconds, ARGV[4] a kept value
# known to be damaged, or ''. Returns the value that is kept already, for it was served, or keeps this one and returns
# nil. Where the lease was lost, that of who took it over is revoked, who then gets this value on settling.
_SETTLE = """
local kept = redis.pcall('GET', KEYS[2])
if type(kept) == 'string' and kept ~= ARGV[4] then return kept end
if redis.call('GET', KEYS[1]) ~= ARGV[1] then redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return false
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Seconds that connecting and one answer may take, that Redis is left alone after a failure, that a lease lives.

    A cold request asks five times: answers within 0.06 s keep it within the 0.3 s that Redis may cost, and so do three
    answers or connections that are late. Connecting may include TLS. Neither fires falsely on a busy machine: the
    kernel keeps the time, not the thread that waits for its turn (measured: 3 processes of 64 computing threads on 2
    cores, 20,000 reads, no failure even at 0.02 s); a Redis that itself waits for a core is asked again.
    5 s after the last failure, and a probe, Redis is used again: within 6 s.
    """

    connect: float = 0.1
    answer: float = 0.06
    retry: float = 5.0
    lease: float = 10.0


class RedisCache:
    """Briefs in Redis, shared by all processes; where Redis fails, as if nothing were kept and all leases were free.

    Keys, each with a lifetime in Redis (``{key}`` is the caller's and carries the version of what is kept; the braces
    stand in the name and put both keys of a script in one slot of a cluster):

    - ``core-insights:2:value:{key}``  the sealed value (see envelope.py), for ``ttl_seconds`` ±10 %
    - ``core-insights:2:lease:{key}``  the token of who computes the key, for ``Timings.lease``, renewed by a third
    - ``core-insights:2:probe``        empty, for a second: written to find out whether Redis takes writes again

    Connects at the first call, in the process that calls. Raises ValueError for an address that is none.
    """

    def __init__(self, url: str, ttl_seconds: float, timings: Timings = Timings()) -> None:
        self._redis = client(url, Patience(connect=timings.connect, answer=timings.answer))
        self._ttl_seconds = ttl_seconds
        self._breaker = Breaker(timings.retry, self._probe)
        self._leases = RedisLeases(self._redis, self._breaker, seconds=timings.lease)
        self.events = RedisEventLog(self._redis, self._breaker)

    @property
    def available(self) -> bool:
        """Whether Redis answered when it was last asked."""
        return self._breaker.closed

    def get(self, key: str) -> bytes | None:
        """Return the value kept under the key, None where there is none or it is damaged (then it is deleted)."""
        sealed = self._breaker.call(partial(self._read, key), None)
        if sealed is None:
            return None
        value = unseal(key, sealed)
        if value is None:
            _log.warning("cache-value-damaged")
            self._breaker.call(partial(delete_if_same, self._redis, named(key, "value"), sealed), None)
        return value

    def seconds_left(self, key: str) -> float:
        """Return how long the value will still be kept; 0 where there is none, or Redis does not say."""
        milliseconds = self._breaker.call(lambda: self._redis.pttl(named(key, "value")), 0)
        return milliseconds / 1000 if isinstance(milliseconds, int) and milliseconds > 0 else 0.0

    def put(self, key: str, value: bytes) -> None:
        """Keep the value, whatever was there before."""
        self._breaker.call(lambda: self._redis.set(named(key, "value"), seal(key, value), px=self._kept_for()), None)

    def replace(self, key: str, value: bytes, instead_of: bytes) -> bool:
        """Put the value in the place of that one, for what is left of its lifetime; False where that is not kept."""
        arguments = (seal(key, instead_of), seal(key, value))
        return self._breaker.call(partial(self._eval, _REPLACE, (named(key, "value"),), arguments), None) == 1

    def settle(self, key: str, value: bytes, lease: Lease) -> bytes:
        """Return the value that is kept already, else keep this one and return it: the first that is kept wins."""
        damaged = b""
        for _ in range(2):  # the second time over a damaged value
            arguments = (lease.token, seal(key, value), self._kept_for(), damaged)
            kept = self._breaker.call(
                partial(self._eval, _SETTLE, (named(key, "lease"), named(key, "value")), arguments), None
            )
            if not isinstance(kept, bytes):
                return value
            other = unseal(key, kept)
            if other is not None:
                return other
            damaged = kept
        return value

    def delete(self, key: str) -> None:
        """Forget the value."""
        self._breaker.call(lambda: self._redis.delete(named(key, "value")), None)

    def lease(self, key: str) -> AbstractContextManager[Lease]:
        """Try, without waiting, for the right to compute the key; renewed until the block ends, then released."""
        return self._leases.lease(key)

    def items(self, withdrawn_seconds: float) -> RedisItemIndex:
        """Return the index of items that lies beside the briefs, over the same connections and breaker."""
        lifetime = longest(self._ttl_seconds)
        return RedisItemIndex(self._redis, self._breaker, ttl_seconds=lifetime, withdrawn_seconds=withdrawn_seconds)

    def similarity(self) -> RedisSimilarityIndex:
        """Return the index of near-duplicates that lies beside the briefs, over the same connections and breaker."""
        return RedisSimilarityIndex(self._redis, self._breaker, ttl_seconds=self._ttl_seconds)

    def limits(self) -> RedisLimits:
        """Return the limits that all processes keep together, over the same connections and breaker."""
        return RedisLimits(self._redis, self._breaker)

    def usage(self) -> BatchedUsage:
        """Return the usage that all processes keep together, over the same connections and breaker."""
        return BatchedUsage(RedisUsage(self._redis, self._breaker))

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        self._redis.close()

    def _read(self, key: str) -> bytes | None:
        try:
            sealed = self._redis.get(named(key, "value"))
        except ResponseError as e:
            if not str(e).startswith("WRONGTYPE"):
                raise
            self._redis.delete(named(key, "value"))
            return None
        return sealed if isinstance(sealed, bytes) else None

    def _eval(self, script: str, keys: tuple[bytes, ...], arguments: tuple[bytes | str | int, ...]) -> object:
        # The script itself, not its digest: it is short, and a Redis that was started again knows no digests.
        answer: object = self._redis.eval(script, len(keys), *keys, *arguments)
        return answer

    def _probe(self) -> None:
        # A demoted primary keeps its connections open: only a new one finds the primary of now.
        self._redis.connection_pool.disconnect(inuse_connections=False)
        self._redis.set(f"{PREFIX}:probe", b"", px=1000)

    def _kept_for(self) -> int:
        return max(1, round(spread(self._ttl_seconds) * 1000))

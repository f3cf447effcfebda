"""Jobs in Redis, as workers see them: see redis_jobs.py for the keys."""

import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from redis import Redis

from service.adapters.queue_redis import (
    CALLBACKS_DUE,
    END_JOB,
    FORGOTTEN_SECONDS,
    MESSAGES,
    OPEN_JOBS,
    PATIENT,
    QueueTimings,
    named,
    within_reach,
)
from service.domain.jobs import JobResult, Taken

_LONGEST = 8  # doublings of the time that a message is waited for: to 43 minutes
_LOOKS = 200  # jobs at a time

# KEYS[1] job, [2] orders, [3] taken; ARGV[1] number of the message, [2] seconds that the article is held, [3] seconds
# until what never ends is forgotten.
# Returns position, order, the number of the following message and how often its worker was lost, or nil. Articles whose
# worker was lost come first.
# The hash of the job has for its message: next (the first position that was never taken), number (of the newest
# message), moved (unix seconds: when one arrived), waits (how often it was sent anew since); and lost:<position>.
_TAKE = """
local job = redis.call('HMGET', KEYS[1], 'total', 'next', 'number', 'ended_at')
if not job[1] or job[4] ~= '' then return false end
local total, next, newest = tonumber(job[1]), tonumber(job[2]), tonumber(job[3])
local now, lost = tonumber(redis.call('TIME')[1]), 0
redis.call('HSET', KEYS[1], 'moved', now, 'waits', 0)
local position = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 1)[1]
if not position then
  if next >= total then return false end
  position, next = tostring(job[2]), next + 1
  redis.call('HSET', KEYS[1], 'next', next)
else
  lost = redis.call('HINCRBY', KEYS[1], 'lost:' .. position, 1)
end
redis.call('ZADD', KEYS[3], now + ARGV[2], position)
redis.call('EXPIRE', KEYS[3], ARGV[3])
local following = 0
if newest == tonumber(ARGV[1]) and (next < total or redis.call('ZCOUNT', KEYS[3], '-inf', now) > 0) then
  following = newest + 1
  redis.call('HSET', KEYS[1], 'number', following)
end
return {tonumber(position), redis.call('HGET', KEYS[2], position), following, lost}
"""

# KEYS[1] orders, [2] taken; ARGV[1] seconds that the articles are held, [2...] positions. Returns those without order.
_HOLD = """
local until_then, gone = redis.call('TIME')[1] + ARGV[1], {}
for at = 2, #ARGV do
  if redis.call('HEXISTS', KEYS[1], ARGV[at]) == 1 then
    redis.call('ZADD', KEYS[2], until_then, ARGV[at])
  else
    gone[#gone + 1] = tonumber(ARGV[at])
  end
end
return gone
"""

# KEYS[1] job, [2] orders, [3] taken, [4] results, [5] open, [6] callbacks due; ARGV[1] job id, [2] now (RFC 3339),
# [3] seconds that an ended job is kept, [4] that one is that never ends, [5] position, [6] done or failed, [7] result.
# Returns 1 where the result is the first.
_SETTLE = (
    END_JOB
    + """
if redis.call('HDEL', KEYS[2], ARGV[5]) == 0 then return 0 end
redis.call('ZREM', KEYS[3], ARGV[5])
redis.call('RPUSH', KEYS[4], ARGV[7])
redis.call('EXPIRE', KEYS[4], ARGV[4])
redis.call('HINCRBY', KEYS[1], ARGV[6], 1)
if redis.call('EXISTS', KEYS[2]) == 0 then
  end_job(KEYS[1], KEYS[4], KEYS[5], KEYS[6], ARGV[1], ARGV[2], ARGV[3])
end
return 1
"""
)

# KEYS[1] job, [2] taken, [3] open, [4] messages; ARGV[1] job id, [2] seconds after which a message may be lost, [3]
# most doublings of them: while others stand in the queue, its turn may only come later.
# Returns the number of the message to be sent, or 0; and says when to look again.
_LOOK = """
local job = redis.call('HMGET', KEYS[1], 'total', 'next', 'number', 'moved', 'waits')
if not job[1] then
  redis.call('ZREM', KEYS[3], ARGV[1])
  return 0
end
local now, number, waits = tonumber(redis.call('TIME')[1]), 0, tonumber(job[5])
local free = tonumber(redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2] or math.huge)
local due = tonumber(job[4]) + ARGV[2] * 2 ^ (redis.call('LLEN', KEYS[4]) > 0 and waits or 0)
local unsent = tonumber(job[2]) < tonumber(job[1])
if due <= now and (unsent or free <= now) then
  number, waits = tonumber(job[3]) + 1, math.min(waits + 1, tonumber(ARGV[3]))
  due = now + ARGV[2]
  redis.call('HSET', KEYS[1], 'number', number, 'moved', now, 'waits', waits)
end
local again = math.min(unsent and due or math.huge, math.max(free, due), now + 2 * ARGV[2])
redis.call('ZADD', KEYS[3], math.max(again, now + 1), ARGV[1])
return number
"""


class RedisWork:
    """Articles to be worked on, in Redis, and what became of them; raises JobsOutOfReach."""

    def __init__(self, redis: Redis, ttl_seconds: int, timings: QueueTimings = PATIENT) -> None:
        self._redis = redis
        self._ttl_seconds = ttl_seconds
        self._timings = timings

    def take(self, job_id: str, number: int) -> Taken | None:
        """Take an article, of the job's message with that number; None where nothing is to be done now."""
        names = _names(job_id, "job", "orders", "taken")
        answer = self._eval(_TAKE, names, (number, self._timings.held, FORGOTTEN_SECONDS))
        match answer:
            case [int(position), bytes(order), int(following), int(lost)]:
                return Taken(position, zlib.decompress(order), following, lost)
        return None

    def hold(self, job_id: str, positions: Iterable[int]) -> frozenset[int]:
        """Hold these articles for some more seconds; return those not to be worked on any more."""
        gone = self._eval(_HOLD, _names(job_id, "orders", "taken"), (self._timings.held, *positions))
        return frozenset(one for one in gone if isinstance(one, int)) if isinstance(gone, list) else frozenset()

    def settle(self, job_id: str, result: JobResult) -> bool:
        """Keep the result of an article, the first one only; the last one ends the job."""
        names = (*_names(job_id, "job", "orders", "taken", "results"), OPEN_JOBS.encode(), CALLBACKS_DUE.encode())
        about = (job_id, datetime.now(UTC).isoformat(), self._ttl_seconds, FORGOTTEN_SECONDS)
        outcome = (result.position, "done" if result.done else "failed", zlib.compress(result.payload))
        return self._eval(_SETTLE, names, (*about, *outcome)) == 1

    def waiting(self) -> Iterator[tuple[str, int]]:
        """Yield the jobs whose message, or whose worker, seems lost, each with the number of the message to be sent."""
        with within_reach():
            now = self._redis.time()[0]
            due = self._redis.zrange(OPEN_JOBS, 0, now, byscore=True, offset=0, num=_LOOKS)
        for job_id in (one.decode() for one in due if isinstance(one, bytes)):
            names = (*_names(job_id, "job", "taken"), OPEN_JOBS.encode(), MESSAGES.encode())
            number = self._eval(_LOOK, names, (job_id, self._timings.lost, _LONGEST))
            if isinstance(number, int) and number:
                yield job_id, number

    def _eval(self, script: str, names: tuple[bytes, ...], arguments: tuple[bytes | str | int, ...]) -> object:
        with within_reach():
            answer: object = self._redis.eval(script, len(names), *names, *arguments)
        return answer


def _names(job_id: str, *structures: str) -> tuple[bytes, ...]:
    return tuple(named(job_id, what) for what in structures)

"""Which jobs' ends are to be told when, in Redis."""

from redis import Redis

from service.adapters.queue_redis import CALLBACKS_DUE, FORGOTTEN_SECONDS, JOBS, within_reach
from service.ports import DueCallback

_FAILURES = f"{JOBS}:callbacks-failures"
LEASE_SECONDS = 60  # for an attempt, which takes 10 s at most: then its worker has died

# KEYS[1] due, KEYS[2] failures; ARGV[1] lease, ARGV[2] lifetime, both in seconds. Returns a job that is due and its
# failures, nil where none is. The clock is the server's, so those of workers may differ.
_CLAIM = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local due = redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE', 'LIMIT', 0, 1)
if not due[1] then return false end
redis.call('ZADD', KEYS[1], now + ARGV[1], due[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return {due[1], tonumber(redis.call('HGET', KEYS[2], due[1]) or 0)}
"""

# KEYS[1] due, KEYS[2] failures; ARGV[1] job, ARGV[2] seconds from now, ARGV[3] failures, ARGV[4] lifetime in seconds.
_POSTPONE = """
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return end
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], time[1] + time[2] / 1000000 + ARGV[2], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[4]) end
"""

# KEYS[1] due, KEYS[2] failures; ARGV[1] job.
_REMOVE = """
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
"""


class RedisCallbacks:
    """Ends of jobs that are to be told, shared by all workers; the store of jobs adds to them.

    Keys, each with a lifetime that begins anew at every use:

    - ``core-insights:jobs:1:callbacks-due``       a sorted set of job ids, by the Unix time at which they are due; one
      that is claimed is due again a lease later, so that what a killed worker had begun is told by another
    - ``core-insights:jobs:1:callbacks-failures``  a hash: how often it failed, by job id
    """

    def __init__(self, redis: Redis, *, lease_seconds: float = LEASE_SECONDS) -> None:
        self._redis = redis
        self._lease = lease_seconds

    def claim(self) -> DueCallback | None:
        """Return what has been due longest and give it to nobody else during the lease; None where nothing is due."""
        answer = self._eval(_CLAIM, self._lease, FORGOTTEN_SECONDS)
        if not isinstance(answer, list):
            return None
        job_id, failures = answer
        return DueCallback(bytes(job_id).decode(), int(failures))

    def postpone(self, callback: DueCallback, seconds: float) -> None:
        """Have it due in so many seconds, with its number of failures, unless it was removed meanwhile."""
        self._eval(_POSTPONE, callback.job_id, seconds, callback.failures, FORGOTTEN_SECONDS)

    def remove(self, job_id: str) -> None:
        """Have it never due again."""
        self._eval(_REMOVE, job_id)

    def _eval(self, script: str, *arguments: str | float) -> object:
        with within_reach():
            answer: object = self._redis.eval(script, 2, CALLBACKS_DUE, _FAILURES, *arguments)
            return answer

"""Jobs in Redis, as their callers know them."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from redis import Redis
from redis.exceptions import ResponseError

from service.adapters.queue_redis import CALLBACKS_DUE, END_JOB, FORGOTTEN_SECONDS, OPEN_JOBS, named, within_reach
from service.domain.errors import JobNotFound, JobsBusy, JobsOutOfReach
from service.domain.jobs import FIRST_MESSAGE, NO_SUCH_JOB, Job

_BATCH = 100  # orders in one command: bounded memory on both sides
_FULL = 0.75  # of maxmemory: workers need the rest for messages, leases and results, or no job would ever end
_FULL_SECONDS = 60  # until a job may have ended, been dropped or forgotten
_RECEIVED_SECONDS = 3_600  # orders of a job that is still coming in: gone an hour after the last one
_Fields = dict[bytes | bytearray | memoryview | str | int | float, bytes | bytearray | memoryview | str | int | float]
_STRUCTURES = ("job", "orders", "taken", "results")

# KEYS[1] job, [2] orders, [3] taken, [4] results, [5] open, [6] callbacks due; ARGV[1] job id, [2] now (RFC 3339),
# [3] seconds that it is kept. Ends a job that has not ended. First comes what makes room, or a full Redis would refuse.
_CANCEL = (
    END_JOB
    + """
local job = redis.call('HMGET', KEYS[1], 'total', 'ended_at')
if not job[1] or job[2] ~= '' then return end
redis.call('UNLINK', KEYS[2], KEYS[3])
redis.call('HSET', KEYS[1], 'canceled', 1)
end_job(KEYS[1], KEYS[4], KEYS[5], KEYS[6], ARGV[1], ARGV[2], ARGV[3])
"""
)


class RedisJobs:
    """Jobs in Redis, shared by all processes.

    Keys, each with a lifetime: a week where the job never ends, from its end on ``ttl_seconds``. Texts are compressed.
    Scripts use names of several slots: a cluster will not do, nor would it for Celery.

    - ``core-insights:jobs:1:{id}:job``      hash: the fields of Job, and of its message (see redis_work.py)
    - ``core-insights:jobs:1:{id}:orders``   hash: position → order, until that is settled
    - ``core-insights:jobs:1:{id}:taken``    sorted set: position → until when a worker holds it, unix seconds
    - ``core-insights:jobs:1:{id}:results``  list of results in the order in which they came
    - ``core-insights:jobs:1:open``          sorted set: job → when to look whether its message or a worker was lost
    - ``core-insights:jobs:1:callbacks-due`` sorted set: job → when its caller is to be told that it ended
    """

    def __init__(self, redis: Redis, ttl_seconds: int) -> None:
        self._redis = redis
        self._ttl_seconds = ttl_seconds

    def add(self, job: Job, orders: Iterable[bytes]) -> Job:
        """Keep a new job, whose total is the number of ``orders``, and return it with its total; raise JobsBusy."""
        self._refuse_where_full()
        try:
            kept = replace(job, total=self._keep(named(job.id, "orders"), orders))
            with within_reach():
                self._open(kept)
        except BaseException:
            with suppress(JobsOutOfReach):
                self.drop(job.id)
            raise
        return kept

    def job(self, job_id: str) -> Job:
        """Return the job as it stands; raise JobNotFound."""
        with within_reach():
            fields = self._redis.hgetall(named(job_id, "job"))
        return _job(job_id, fields)

    def results(self, job_id: str, after: int, most: int) -> tuple[bytes, ...]:
        """Return results in the order in which they came, at most so many; raise JobNotFound."""
        with within_reach(), self._redis.pipeline(transaction=False) as pipe:
            pipe.exists(named(job_id, "job"))
            pipe.lrange(named(job_id, "results"), after, after + most - 1)
            known, results = pipe.execute()
        if not known:
            raise JobNotFound(NO_SUCH_JOB)
        return tuple(map(zlib.decompress, results))

    def cancel(self, job_id: str) -> Job:
        """Have nothing more done of the job and return it as it stands; raise JobNotFound."""
        names = (*(named(job_id, what) for what in _STRUCTURES), OPEN_JOBS.encode(), CALLBACKS_DUE.encode())
        with within_reach():
            self._redis.eval(_CANCEL, len(names), *names, job_id, datetime.now(UTC).isoformat(), self._ttl_seconds)
        return self.job(job_id)

    def drop(self, job_id: str) -> None:
        """Forget the job with all that is kept of it."""
        with within_reach(), self._redis.pipeline() as pipe:
            pipe.unlink(*(named(job_id, what) for what in _STRUCTURES))
            pipe.zrem(OPEN_JOBS, job_id)
            pipe.execute()

    def _refuse_where_full(self) -> None:
        with within_reach():
            try:
                memory = self._redis.info("memory")
            except ResponseError:  # a service that hides it
                return
        most = memory.get("maxmemory", 0)
        if most and memory["used_memory"] > _FULL * most:
            raise JobsBusy("the queue of jobs is full: try again later", retry_after=_FULL_SECONDS)

    def _keep(self, name: bytes, orders: Iterable[bytes]) -> int:
        total = 0
        for batch in _batches(orders):
            fields: _Fields = {str(total + at): zlib.compress(order) for at, order in enumerate(batch)}
            with within_reach(), self._redis.pipeline() as pipe:
                pipe.hset(name, mapping=fields)
                pipe.expire(name, _RECEIVED_SECONDS)
                pipe.execute()
            total += len(batch)
        return total

    def _open(self, job: Job) -> None:
        now = self._redis.time()[0]
        fields: _Fields = {
            "created_at": job.created_at,
            "total": job.total,
            "callback_url": job.callback_url,
            "caller": job.caller,
            "ended_at": "",
            "next": 0,
            "number": FIRST_MESSAGE,
            "moved": now,
            "waits": 0,
        }
        with self._redis.pipeline() as pipe:
            pipe.hset(named(job.id, "job"), mapping=fields)
            pipe.expire(named(job.id, "job"), FORGOTTEN_SECONDS)
            pipe.expire(named(job.id, "orders"), FORGOTTEN_SECONDS)
            pipe.zadd(OPEN_JOBS, {job.id: now})
            pipe.expire(OPEN_JOBS, FORGOTTEN_SECONDS)
            pipe.execute()


def _batches(orders: Iterable[bytes]) -> Iterator[list[bytes]]:
    remaining = iter(orders)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _job(job_id: str, fields: Mapping[bytes | str, bytes | str]) -> Job:
    text = {_text(name): _text(value) for name, value in fields.items()}
    if "total" not in text:
        raise JobNotFound(NO_SUCH_JOB)
    return Job(
        id=job_id,
        created_at=text["created_at"],
        total=int(text["total"]),
        done=int(text.get("done", 0)),
        failed=int(text.get("failed", 0)),
        canceled="canceled" in text,
        ended_at=text["ended_at"],
        callback_url=text["callback_url"],
        caller=text.get("caller", ""),  # of a job that another version accepted there is none
    )


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value

"""The Redis of jobs: the connection, the grammar of its names, its errors, and what it must not be set to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, RedisError, ResponseError  # noqa: A004
from redis.retry import Retry

from service.adapters.redis_client import Patience, client
from service.domain.errors import JobsOutOfReach, SettingsError

_log = structlog.get_logger(__name__)

JOBS = "core-insights:jobs:1"
"""Ahead of every name; the number changes with the grammar, so two versions of the service ignore each other's jobs."""

MESSAGES = f"{JOBS}:queue"
"""The list of messages that Celery keeps."""

OPEN_JOBS = f"{JOBS}:open"
CALLBACKS_DUE = f"{JOBS}:callbacks-due"
FORGOTTEN_SECONDS = 7 * 86_400  # a job that never ends

_MAX_CONNECTIONS = 4_096  # the threads are the bound
PATIENCE = Patience(
    connect=0.5,
    answer=2.0,  # a disk that is slow to take the append-only file makes Redis wait; jobs do not hurry
    retry=Retry(NoBackoff(), 1, (ConnectionError,)),  # started again, Redis has closed the pool's connections
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueTimings:
    """Seconds after which what a worker did not end, for it died, is another's.

    Its articles are held for ``held`` at a time, renewed every 2 s. A message that a job waits for may be lost after
    ``lost``; where others stand in the queue, after twice that when it was sent anew, and so on. Celery gives a message
    to another worker when its own has not been heard of for ``visibility``, which it is four times meanwhile; it looks
    for such messages every ``restore``, for at most ``mutex`` (its own 300: a worker killed in its look would keep all
    others from theirs).
    """

    held: int = 15
    lost: int = 10
    visibility: int = 15
    restore: int = 2
    mutex: int = 5


PATIENT = QueueTimings()

END_JOB = """
local function end_job(job, results, open, due, id, at, kept)
  redis.call('HSET', job, 'ended_at', at)
  redis.call('EXPIRE', job, kept)
  redis.call('EXPIRE', results, kept)
  redis.call('ZREM', open, id)
  if redis.call('HGET', job, 'callback_url') ~= '' then
    redis.call('ZADD', due, redis.call('TIME')[1], id)
    redis.call('EXPIRE', due, 604800)
  end
end
"""
"""A function for scripts: ends the job, keeps it for some seconds more, and has its callback made, if it has one."""


def named(job_id: str, what: str) -> bytes:
    """Return the name of what stands under a job."""
    return f"{JOBS}:{{{job_id}}}:{what}".encode("utf-8", "surrogatepass")


def connect(url: str) -> Redis:
    """Return a client of the queue's Redis; nothing is connected to before its first call."""
    return client(
        url,
        PATIENCE,
        encoding_errors="surrogatepass",  # an id may be anything that a caller made up
        max_connections=_MAX_CONNECTIONS,
    )


@contextmanager
def within_reach() -> Iterator[None]:
    """Turn what the client raises into JobsOutOfReach; its words may hold the address."""
    try:
        yield
    except (RedisError, OSError) as e:
        raise JobsOutOfReach("the queue of jobs does not answer") from e


def queue_answers(url: str) -> bool:
    """Return, in 2 seconds, whether the queue answers; raise SettingsError where it would lose what it keeps."""
    with connect(url) as redis:
        try:
            policy = redis.info("memory").get("maxmemory_policy")
        except ResponseError:  # a service that hides it
            policy = None
        except (RedisError, OSError) as e:
            _log.warning("jobs-out-of-reach", error=type(e).__name__)
            return False
    if policy not in {None, "noeviction"}:
        mistake = f"QUEUE_URL is a Redis that evicts ({policy}) and so would lose jobs: set maxmemory-policy noeviction"
        raise SettingsError((mistake,))
    return True

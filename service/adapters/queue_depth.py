"""How much stands in the queue of jobs, asked at each scrape."""

from collections.abc import Iterable

from redis.exceptions import RedisError

from service.adapters.queue_redis import CALLBACKS_DUE as DUE
from service.adapters.queue_redis import MESSAGES, OPEN_JOBS
from service.adapters.redis_client import Patience, client
from service.ports.metrics import CALLBACKS_DUE, JOBS_OPEN, JOBS_WAITING, QUEUE_UP
from service.ports.recording import Reading

_PATIENCE = Patience(connect=0.25, answer=0.25)  # seconds: a scrape must not wait for a queue that hangs


class QueueDepth:
    """Asks the queue's Redis; where it does not answer, that is what is told."""

    def __init__(self, url: str) -> None:
        self._redis = client(url, _PATIENCE)

    def __call__(self) -> Iterable[Reading]:
        """Return the lengths of its lists, and whether it answered; raise nothing."""
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                pipe.llen(MESSAGES)
                pipe.zcard(OPEN_JOBS)
                pipe.zcard(DUE)
                waiting, opened, due = pipe.execute()
        except (RedisError, OSError):
            return (Reading(QUEUE_UP, 0),)
        levels = (QUEUE_UP, 1), (JOBS_WAITING, waiting), (JOBS_OPEN, opened), (CALLBACKS_DUE, due)
        return tuple(Reading(metric, value) for metric, value in levels)

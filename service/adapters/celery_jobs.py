"""The queue of jobs: Celery over Redis."""

import time
import warnings
from collections.abc import Callable

import structlog
from celery import Celery, bootsteps, signals
from celery.platforms import SecurityWarning
from kombu.entity import Queue
from kombu.exceptions import OperationalError

from service.adapters.queue_redis import JOBS, MESSAGES, PATIENCE, PATIENT, QueueTimings
from service.adapters.redis_client import celery_address
from service.domain.errors import JobsOutOfReach

_log = structlog.get_logger(__name__)

_TASK = "core-insights.work"
_PUBLISHED = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
"""A message is tried twice: a Redis that was started again has closed the connections of the pool."""

Work = Callable[[str, int], None]


def celery_app(url: str, timings: QueueTimings = PATIENT) -> Celery:
    """Return the application; nothing is connected to before the first message."""
    queue = Queue(MESSAGES, exchange="", routing_key=MESSAGES)  # type: ignore[no-untyped-call]  # no exchange, no look-up
    address, sentinels = celery_address(url, PATIENCE)
    app = Celery("core-insights", broker=address, set_as_current=False, fixups=[])
    app.conf.update(
        accept_content=["json"],  # pickle would run what it is sent
        task_serializer="json",
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_queues=[queue],
        task_default_queue=MESSAGES,
        task_default_exchange="",
        task_create_missing_queues=False,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_prefetch_count_reduction=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,  # what is in work is held by redis_work.py
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # a worker outlasts any outage of the queue
        broker_connection_timeout=2,
        broker_transport_options={
            "visibility_timeout": timings.visibility,
            "unacked_restore_interval": timings.restore,
            "unacked_restore_throttle": 1,
            "unacked_mutex_expire": timings.mutex,
            "unacked_key": f"{JOBS}:unacked",
            "unacked_index_key": f"{JOBS}:unacked-index",
            "unacked_mutex_key": f"{JOBS}:unacked-mutex",
            "socket_connect_timeout": 1,
            "socket_timeout": 5,  # longer than the second for which a worker waits for a message
            "socket_keepalive": True,
            "health_check_interval": 5,
            **sentinels,
        },
    )
    return app


class CeleryJobQueue:
    """Sends the messages of jobs to workers."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def put(self, job_id: str, number: int) -> None:
        """Send the message of the job with that number; raise JobsOutOfReach."""
        try:
            self._app.send_task(_TASK, (job_id, number), retry=True, retry_policy=_PUBLISHED)
        except OperationalError as e:
            raise JobsOutOfReach("the queue of jobs does not answer") from e


def consume(app: Celery, work: Work, *, threads: int, stopping: Callable[[], None]) -> int:
    """Have so many threads work on messages until the process is told to end; return its exit code.

    ``stopping`` is called when it is told; what is in work may end then.
    """
    app.task(work, name=_TASK)
    app.steps["consumer"].add(_Heartbeat)

    def told(**_: object) -> None:
        stopping()

    def ready(**_: object) -> None:
        _log.info("worker-started", threads=threads)

    signals.worker_ready.connect(ready, weak=False)
    signals.setup_logging.connect(_leave_logging_alone, weak=False)
    signals.worker_shutting_down.connect(told, weak=False)
    warnings.simplefilter("ignore", SecurityWarning)  # of root and pickle: nothing but JSON is accepted
    worker = app.Worker(
        pool="threads",
        concurrency=threads,
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        loglevel="WARNING",
    )
    worker.start()
    return int(worker.exitcode or 0)


class _Heartbeat(bootsteps.StartStopStep):  # type: ignore[misc]  # Celery is untyped
    """Tells the queue that the messages of this worker are in work, as ChangeMessageVisibility does for SQS.

    Without it each article that takes longer than the visibility would be given to another worker, too.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def start(self, consumer) -> None:  # type: ignore[no-untyped-def]
        seconds = consumer.app.conf.broker_transport_options["visibility_timeout"] / 4
        consumer.timer.call_repeatedly(seconds, _touch, (consumer,))  # Celery cancels it with the connection


def _touch(consumer) -> None:  # type: ignore[no-untyped-def]
    if consumer.task_consumer is None:
        return
    channel = consumer.task_consumer.channel
    in_work = dict.fromkeys(list(channel.qos._delivered), time.time())  # kombu tells nobody else
    if in_work:
        with channel.conn_or_acquire() as redis:
            redis.zadd(channel.unacked_index_key, in_work, xx=True)  # of those that are not done with meanwhile


def _leave_logging_alone(**_: object) -> None:
    """Do nothing: that somebody listens keeps Celery from setting up logging."""

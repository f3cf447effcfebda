"""Jobs composed: for the web, which accepts them, and for workers, which do them."""

import time
from threading import Event

from service.adapters.celery_jobs import CeleryJobQueue, celery_app, consume
from service.adapters.queue_redis import PATIENT, QueueTimings, connect, queue_answers
from service.adapters.redis_callbacks import RedisCallbacks
from service.adapters.redis_idempotency import RedisIdempotencyKeys
from service.adapters.redis_jobs import RedisJobs
from service.adapters.redis_work import RedisWork
from service.adapters.webhook_sender import WebhookSender
from service.background.briefing import Briefing
from service.background.callbacks import Callbacks
from service.background.working import Worker
from service.bootstrap import build_order_reader, build_summarizer, configure_logging, warm_up_vocabulary
from service.bootstrap.garbage import spare_what_lasts
from service.bootstrap.operations import record, serve_metrics
from service.domain.errors import SettingsError
from service.settings import Settings
from service.summarizer.jobs import Jobs

_ASKED_EVERY = 2.0  # seconds


def build_jobs(settings: Settings) -> Jobs:
    """Return what accepts jobs; raise SettingsError where the queue would lose them.

    One that does not answer stops nothing: jobs are out of reach until it is back.
    """
    queue_answers(settings.queue_url)
    redis = connect(settings.queue_url)
    queue = CeleryJobQueue(celery_app(settings.queue_url))
    store, keys = RedisJobs(redis, settings.job_ttl_seconds), RedisIdempotencyKeys(redis)
    return Jobs(store, queue, keys, callbacks=settings.webhooks.callbacks)


def run_worker(settings: Settings, timings: QueueTimings = PATIENT) -> int:
    """Work on jobs until the process is told to end, and return its exit code; raise SettingsError.

    Where the queue does not answer, wait for it.
    """
    if not settings.queue_url:
        raise SettingsError(("QUEUE_URL must name the Redis that keeps the jobs to be worked on",))
    configure_logging(settings)
    serve_metrics(record(settings), settings)
    while not queue_answers(settings.queue_url):
        time.sleep(_ASKED_EVERY)
    app, stopping = celery_app(settings.queue_url, timings), Event()
    store = RedisWork(connect(settings.queue_url), settings.job_ttl_seconds, timings)
    worker = Worker(store, CeleryJobQueue(app), build_briefing(settings, stopping), stopping)
    worker.start()
    if settings.webhooks.keys:
        build_callbacks(settings).start(stopping)
    spare_what_lasts()
    return consume(app, worker.work, threads=settings.worker_threads, stopping=stopping.set)


def build_briefing(settings: Settings, stopping: Event) -> Briefing:
    """Return what briefs articles; raise SettingsError.

    Its first articles wait for imports, since nobody waits for them; the vocabulary each thread would load by itself.
    """
    warm_up_vocabulary(settings)
    return Briefing(build_summarizer(settings), build_order_reader(settings), stopping.wait)


def build_callbacks(settings: Settings) -> Callbacks:
    """Return what tells callers that their jobs have ended."""
    redis = connect(settings.queue_url)
    jobs = RedisJobs(redis, settings.job_ttl_seconds)
    return Callbacks(RedisCallbacks(redis), jobs, WebhookSender(settings.webhooks))

"""Tells receivers that jobs have ended, beside the work of a worker."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, Event, Lock, Thread

import structlog

from service.domain.callbacks import read_callback_url
from service.domain.errors import JobNotFound, JobsOutOfReach
from service.domain.jobs import Job
from service.domain.raising import raised_at
from service.ports import (
    CallbackMessage,
    CallbackOutcome,
    CallbackSchedule,
    CallbackSender,
    DueCallback,
    JobStore,
    recording,
)
from service.ports.metrics import CALLBACKS
from service.schema.callbacks import JobEnded

RETRY_SECONDS = (5, 30, 120, 600, 3_600, 10_800, 28_800, 36_000)  # 22 h in all: within the day that results are kept
_JITTER = 0.2  # of a delay, at most taken off it: what failed together does not come back together
_AT_ONCE = 16  # attempts of a worker
_OF_ONE_HOST = 8  # of them, so that a host that lets us wait leaves places to others
_HOST_BUSY_SECONDS = 1.0
_LOOK_SECONDS = 1.0  # between two looks where nothing was due
_OUT_OF_REACH_SECONDS = 2.0

_log = structlog.get_logger(__name__)


def delay_after(failures: int, outcome: CallbackOutcome, chance: float) -> float | None:
    """Return the seconds until the next attempt after so many failures, None where none is made.

    ``chance`` is a random number from 0 to 1.
    """
    if outcome.final or failures > len(RETRY_SECONDS):
        return None
    return max(RETRY_SECONDS[failures - 1] * (1 - _JITTER * chance), outcome.pause)


class Callbacks:
    """Takes what is due, one after the other, and has it told by a few threads; any number of workers may do so.

    Each end is told at least once: a worker that dies, or loses the store, after a receiver took the message leaves it
    to be told again, by the same id.
    """

    def __init__(self, schedule: CallbackSchedule, jobs: JobStore, sender: CallbackSender) -> None:
        self._schedule = schedule
        self._jobs = jobs
        self._sender = sender
        self._places = BoundedSemaphore(_AT_ONCE)
        self._hosts: Counter[str] = Counter()
        self._lock = Lock()
        self._in_reach = True

    def start(self, stop: Event) -> Thread:
        """Begin in a thread of its own, until ``stop`` is set; attempts under way then end first."""
        thread = Thread(target=self.run, args=(stop,), name="callbacks", daemon=True)
        thread.start()
        return thread

    def run(self, stop: Event) -> None:
        """Tell what is due until ``stop`` is set; return when the attempts under way have ended."""
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="callback") as threads:
            while not stop.is_set():
                if self._places.acquire(timeout=_LOOK_SECONDS):
                    stop.wait(self._next(threads))

    def _next(self, threads: ThreadPoolExecutor) -> float:
        """Hand out what is due next with the place that was taken; return the seconds until the next look."""
        begun, wait = False, _LOOK_SECONDS
        try:
            if callback := self._schedule.claim():
                begun, wait = self._begin(callback, threads), 0.0
            self._in_reach = True
        except JobsOutOfReach:
            if self._in_reach:
                _log.warning("callbacks-out-of-reach", retry_seconds=_OUT_OF_REACH_SECONDS)
            self._in_reach, wait = False, _OUT_OF_REACH_SECONDS
        except Exception as error:  # noqa: BLE001  the entry point of a thread: the next callback may fare better
            _log.error("callback-broken", error=type(error).__name__, place=raised_at(error))
            wait = _OUT_OF_REACH_SECONDS
        if not begun:
            self._places.release()
        return wait

    def _begin(self, callback: DueCallback, threads: ThreadPoolExecutor) -> bool:
        try:
            job = self._jobs.job(callback.job_id)
        except JobNotFound:
            self._schedule.remove(callback.job_id)
            _log.warning("callback-given-up", job=callback.job_id, reason="the job is no longer kept")
            return False
        host = _host(job)
        with self._lock:
            busy = self._hosts[host] >= _OF_ONE_HOST
            self._hosts[host] += not busy
        if busy:
            self._schedule.postpone(callback, _HOST_BUSY_SECONDS)
            return False
        threads.submit(self._attempt, callback, job, host)
        return True

    def _attempt(self, callback: DueCallback, job: Job, host: str) -> None:
        try:
            body = JobEnded.of(job).model_dump_json().encode()
            outcome = self._sender.send(CallbackMessage(f"msg_{job.id}", job.callback_url, body))
            self._settle(callback, host, outcome)
        except JobsOutOfReach:
            _log.warning("callback-not-noted", job=job.id, host=host)  # so it is told again, when its lease ends
        except Exception as error:  # noqa: BLE001  the entry point of a thread; its lease brings the callback back
            _log.error("callback-broken", job=job.id, error=type(error).__name__, place=raised_at(error))
        finally:
            with self._lock:
                self._hosts[host] -= 1
                if not self._hosts[host]:
                    del self._hosts[host]
            self._places.release()

    def _settle(self, callback: DueCallback, host: str, outcome: CallbackOutcome) -> None:
        told = _log.bind(job=callback.job_id, host=host, reason=outcome.reason)
        recording.count(CALLBACKS, "delivered" if outcome.delivered else "failed")
        if outcome.delivered:
            self._schedule.remove(callback.job_id)
            told.info("callback-delivered")
            return
        failures = callback.failures + 1
        delay = delay_after(failures, outcome, random.random())  # noqa: S311  spreads load, keeps no secret
        if delay is None:
            self._schedule.remove(callback.job_id)
            told.error("callback-given-up", failures=failures)
        else:
            self._schedule.postpone(DueCallback(callback.job_id, failures), delay)
            told.warning("callback-failed", failures=failures, retry_seconds=round(delay))


def _host(job: Job) -> str:
    url = read_callback_url(job.callback_url)
    return url.host if url else ""

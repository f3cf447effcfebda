"""Calls made side by side for one request."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextvars import copy_context
from threading import Event
from typing import TypeVar

from service.ports import Deadline

_T = TypeVar("_T")
_LOOK_SECONDS = 0.2  # how often a request looks whether its caller still waits, while its calls queue


def gathered(
    threads: Executor,
    calls: Sequence[Callable[[], _T]],
    deadline: Deadline,
    *,
    stop: Event,
    told: Callable[[int], None],
) -> list[_T]:
    """Return what the calls return, in their order; ``told`` hears how many are done.

    The first that fails is raised, and ends the others: ``stop`` is set, and those that wait for a thread never begin.
    Raise Abandoned or DeadlineExceeded as soon as the deadline says so.
    """
    futures = [threads.submit(copy_context().run, call) for call in calls]
    try:
        _await(futures, deadline, told)
        return [future.result() for future in futures]
    finally:
        stop.set()
        for future in futures:
            future.cancel()


def _await(futures: Sequence[Future[_T]], deadline: Deadline, told: Callable[[int], None]) -> None:
    pending = set(futures)
    while pending:
        deadline.check()
        done, pending = wait(pending, min(_LOOK_SECONDS, deadline.remaining()), FIRST_COMPLETED)
        for future in done:
            future.result()
        if done:
            told(len(futures) - len(pending))

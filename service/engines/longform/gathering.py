"""Calls made side by side for one request."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextvars import copy_context
from dataclasses import dataclass
from threading import Event
from typing import TypeVar

from service.ports import Deadline

_T = TypeVar("_T")
_LOOK_SECONDS = 0.2  # how often a request looks whether its caller still waits, while its calls queue


@dataclass(frozen=True, slots=True)
class Crew:
    """The threads that all requests share, and how many of them one request may hold at the same time."""

    threads: Executor
    most: int

    def gather(
        self,
        calls: Sequence[Callable[[], _T]],
        deadline: Deadline,
        *,
        stop: Event,
        told: Callable[[int], None],
    ) -> list[_T]:
        """Return what the calls return, in their order; ``told`` hears how many are done.

        The first that fails is raised, and ends the others: ``stop`` is set, and those that wait for a thread never
        begin. Raise Abandoned or DeadlineExceeded as soon as the deadline says so.
        """
        waiting = list(reversed(calls))
        futures: list[Future[_T]] = []
        pending: set[Future[_T]] = set()
        try:
            while waiting or pending:
                while waiting and len(pending) < self.most:
                    futures.append(self.threads.submit(copy_context().run, waiting.pop()))
                    pending.add(futures[-1])
                pending = _later(pending, deadline)
                told(len(futures) - len(pending))
            return [future.result() for future in futures]
        finally:
            stop.set()
            for future in pending:
                future.cancel()


def _later(pending: set[Future[_T]], deadline: Deadline) -> set[Future[_T]]:
    """Return those that are still pending once another one is done; raise what it raised."""
    while True:
        deadline.check()
        done, left = wait(pending, min(_LOOK_SECONDS, deadline.remaining()), FIRST_COMPLETED)
        for future in done:
            future.result()
        if done:
            return left

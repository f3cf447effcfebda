"""Several backends acting as one, each asked again where that may help: the one retry layer of the service."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from service.adapters.failures import NOT_ASKED, BackendFailure, asks_for, may_help, may_repeat, most_telling
from service.adapters.retry_budget import RetryBudget
from service.domain.brief import Usage
from service.domain.errors import BackendError, BackendOverloaded, ContentFiltered, DeadlineExceeded, OutputError
from service.ports import Backend, Completion, CompletionRequest, recording
from service.ports.metrics import FALLBACKS, RETRIES

FIRST_PAUSE = 0.2  # seconds, doubled with each round; the pause itself is random below that ("full jitter")


class FailoverBackend:
    """Asks the backends round by round in their order until one gives an answer that its reader takes.

    Within the first round there is no pause; between rounds there is one, as long as the soonest of them asks for.
    Repeated calls are counted on the ``budget`` of the process; the first call of each backend is free, since it makes
    no endpoint's load more than the requests themselves.
    """

    def __init__(self, backends: Sequence[Backend], budget: RetryBudget | None = None) -> None:
        self._backends = backends
        self._budget = budget or RetryBudget()
        self.name = ",".join(backend.name for backend in backends)

    @property
    def window(self) -> int | None:
        """The window of the first backend: the one that is to answer."""
        return self._backends[0].window

    def complete(self, request: CompletionRequest) -> Completion:
        """Return the first answer that the request's reader takes, its usage with that of the calls that failed.

        Raise Abandoned, DeadlineExceeded, what the reader raised, or the most telling of the backends' errors.
        """
        self._budget.deposit()
        course = _Course(request, self._backends, self._budget)
        while True:
            if completion := course.go_round():
                return completion
            course.pause()


@dataclass(slots=True)
class _Course:
    """The course of one request over its backends: what failed so far, and what it cost."""

    request: CompletionRequest
    backends: Sequence[Backend]
    budget: RetryBudget
    rounds: int = 0
    failures: list[BackendFailure] = field(default_factory=list)
    spent: list[Usage] = field(default_factory=list)

    def go_round(self) -> Completion | None:
        """Return the first answer of those that may help, None where there was none; raise the most telling error."""
        askable = self._askable()
        for place, backend in enumerate(askable, 1):
            if self.rounds and not self._take_repeat():
                raise most_telling(self.failures)
            if completion := self._ask(backend, has_others=place < len(askable)):
                return completion
        self.rounds += 1
        return None

    def pause(self) -> None:
        """Wait before the next round; raise the most telling error where there is none to come."""
        askable = self._askable()
        if not askable or not may_repeat(self.failures):
            raise most_telling(self.failures)
        self._wait(min(asks_for(backend.name, self.failures) for backend in askable))

    def _askable(self) -> list[Backend]:
        """Return the backends that may still help and want no longer pause than there is time for."""
        return [
            backend
            for backend in self.backends
            if may_help(backend.name, self.failures) and self._fits(asks_for(backend.name, self.failures))
        ]

    def _ask(self, backend: Backend, *, has_others: bool) -> Completion | None:
        """Return the backend's answer, asked once more before any other where it deserves that; None without one."""
        while True:
            try:
                return self._attempt(backend, has_others=has_others)
            except DeadlineExceeded:
                raise
            except (BackendError, ContentFiltered, OutputError) as error:
                self._note(BackendFailure(backend.name, error))
                if self.request.reader.committed:
                    raise
            if not self._is_asked_again(backend, has_others=has_others):
                return None

    def _attempt(self, backend: Backend, *, has_others: bool) -> Completion:
        request = self.request
        request.deadline.check()
        request.reader.begin()
        self._count(backend.name)
        self.spent.append(Usage(calls=1))  # what a call costs that brings no completion
        if any(one.backend == backend.name and isinstance(one.error, OutputError) for one in self.failures):
            request = replace(request, json=None)  # a JSON mode may be what spoils its answers (vllm's white space)
        if has_others:  # an endpoint that hangs must leave the next one time to answer
            request = replace(request, patience=min(request.patience, request.deadline.remaining() / 2))
        completion = backend.complete(request)
        self.spent[-1] = completion.usage
        request.reader.end(completion.text)
        return replace(completion, usage=sum(self.spent, Usage()))

    def _count(self, name: str) -> None:
        if any(one.backend == name and not isinstance(one.error, NOT_ASKED) for one in self.failures):
            recording.count(RETRIES, name)
        elif any(one.backend != name for one in self.failures):
            recording.count(FALLBACKS, name)

    def _note(self, failure: BackendFailure) -> None:
        self.failures.append(failure)
        if isinstance(failure.error, NOT_ASKED):
            self.spent.pop()

    def _is_asked_again(self, backend: Backend, *, has_others: bool) -> bool:
        """Return, once it may be, whether the same backend is asked again before any other."""
        own = [failure for failure in self.failures if failure.backend == backend.name]
        error = own[-1].error
        if isinstance(error, OutputError):
            return may_help(backend.name, self.failures)
        waits = has_others and len(own) == 1 and own[-1].passing and isinstance(error, BackendOverloaded)
        seconds = error.retry_after or 0.0
        if not (waits and seconds and self._fits(seconds) and self._take_repeat()):
            return False  # the last of a round waits with the round
        self._wait(seconds)
        return True

    def _take_repeat(self) -> bool:
        return may_repeat(self.failures) and self.budget.take()

    def _fits(self, seconds: float) -> bool:
        """Return whether a pause leaves at least as much time for the answer."""
        return seconds == 0 or 2 * seconds <= self.request.deadline.remaining()

    def _wait(self, seconds: float) -> None:
        """Wait that long and a random while more, so that not all who wait come back at once."""
        most = min(FIRST_PAUSE * 2**self.rounds, max(0.0, self.request.deadline.remaining()) / 4)
        self.request.deadline.wait(seconds + random.uniform(0, most))  # noqa: S311
        self.request.deadline.check()

"""Several backends acting as one, each asked again where that may help: the one retry layer of the service."""

import random
from dataclasses import replace

from service.domain.brief import Usage
from service.domain.errors import BackendError, BackendOverloaded, BackendUnavailable, ContentFiltered, OutputError
from service.ports import Backend, Completion, CompletionRequest

RETRIES = 2  # faults.md row 1: "alone: two more tries"
_FIRST_PAUSE = 0.2  # seconds, doubled each time; the pause itself is random below that ("full jitter")


class FailoverBackend:
    """Asks the backends in their order until one gives an answer that its reader takes."""

    def __init__(self, backends: tuple[Backend, ...]) -> None:
        self._backends = backends
        self.name = ",".join(backend.name for backend in backends)

    @property
    def window(self) -> int | None:
        """The window of the first backend: the one that is to answer."""
        return self._backends[0].window

    def complete(self, request: CompletionRequest) -> Completion:
        """Return the first answer that the request's reader takes, its usage with that of the calls that failed.

        Raise what the last backend raised.
        """
        spent: list[Usage] = []
        for backend in self._backends[:-1]:
            try:
                return _asked(backend, request, spent)
            except (BackendError, ContentFiltered, OutputError):
                if request.reader.committed:
                    raise
        return _asked(self._backends[-1], request, spent)


def _asked(backend: Backend, request: CompletionRequest, spent: list[Usage]) -> Completion:
    for attempt in range(RETRIES):
        try:
            return _attempt(backend, request, spent)
        except (BackendUnavailable, BackendOverloaded) as error:
            pause = error.retry_after or random.uniform(0, _FIRST_PAUSE * 2**attempt)  # noqa: S311
            if pause >= request.deadline.remaining() or request.reader.committed:
                raise
        except OutputError:
            if request.reader.committed or attempt:
                raise
            pause = 0.0
        request.deadline.wait(pause)
    return _attempt(backend, request, spent)


def _attempt(backend: Backend, request: CompletionRequest, spent: list[Usage]) -> Completion:
    request.reader.begin()
    spent.append(Usage(calls=1))  # what a call costs that brings no completion
    completion = backend.complete(request)
    spent[-1] = completion.usage
    request.reader.end(completion.text)
    return replace(completion, usage=sum(spent, Usage()))

"""What stands before one endpoint: who may ask it now, and who should rather ask another."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import structlog

from service.adapters.circuit import Circuit, Turn
from service.adapters.places import THREADS, Places, places_of
from service.domain.errors import (
    Abandoned,
    BackendBusy,
    BackendOverloaded,
    BackendResting,
    BackendUnavailable,
    BackendUnreachable,
    ContextTooLong,
    CoreInsightsError,
    DeadlineExceeded,
)
from service.ports import Backend, Completion, CompletionRequest, Deadline, recording
from service.ports.metrics import BREAKERS_OPEN

TOLERANCE = 10  # failures in a row: at 30 % random failures, one chance in 240,000 calls
UNREACHABLE_WEIGHT = 4  # so 3 in a row: no connection, or no word in time, is seldom chance, and may cost much time
REST = 6.0  # seconds between two probes: 10 calls a minute, where row 6 of faults.md allows 12
LONGEST_PAUSE = 60.0  # seconds that a 429 is remembered: "in an hour" is asked again once a minute
PROBE_SECONDS = 20.0  # for one word; a model that needs longer to begin is not back

_log = structlog.get_logger(__name__)


class GuardedBackend:
    """A backend that is not asked while it is known to fail, to be full or to want a pause; that costs no time.

    ``release`` frees what the calling thread holds of the backend (its connection). A caller whose ``patience`` is
    finite has another backend to ask: such a caller is sent there at once, and the breaker's probe is then a question
    of one word in a thread of its own, so that nobody waits for an endpoint that may still hang. For any other caller,
    its own call is the probe.
    """

    def __init__(
        self,
        backend: Backend,
        *,
        places: Places | None = None,
        release: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._backend = backend
        self._release = release
        self._clock = clock
        self._places = places or Places(places_of(THREADS))
        self._circuit = Circuit(tolerance=TOLERANCE, rest=REST, clock=clock)
        self._paused_until = -math.inf
        self._window: int | None = None

    @property
    def name(self) -> str:
        """The name of the backend behind it."""
        return self._backend.name

    @property
    def window(self) -> int | None:
        """The window of the backend behind it; as it was last known while that is to be left alone, for it may ask."""
        if self._circuit.closed:
            self._window = self._backend.window
        return self._window

    def complete(self, request: CompletionRequest) -> Completion:
        """Return the backend's answer.

        Raise BackendResting or BackendBusy where it was not asked, with ``retry_after``; else what the backend raised.
        """
        has_others = math.isfinite(request.patience)
        if not self._circuit.closed:
            return self._probe_with(request, has_others=has_others)
        self._sit_out_pause(request, has_others=has_others)
        with self._places.one(request.deadline, patient=not has_others):
            if turn := self._circuit.turn():  # once more: others may have failed while this call stood in the queue
                return self._ask(turn, request)
            raise self._resting()

    def _probe_with(self, request: CompletionRequest, *, has_others: bool) -> Completion:
        """Probe where it is time to, outside the places: they may be full of calls that hang."""
        turn = self._circuit.turn()
        if turn and not has_others:
            return self._ask(turn, request)
        if turn:
            with suppress(RuntimeError):  # as many threads as the system allows: the next probe may find room
                threading.Thread(target=self._probe, args=(turn,), daemon=True).start()
        raise self._resting()

    def _resting(self) -> BackendResting:
        return BackendResting("the model endpoint is not available", retry_after=self._circuit.until_probe)

    def _sit_out_pause(self, request: CompletionRequest, *, has_others: bool) -> None:
        pause = self._paused_until - self._clock()
        if pause <= 0:
            return
        if has_others or 2 * pause > request.deadline.remaining():  # as much must be left for the answer
            raise BackendBusy("the model endpoint asks for fewer calls", retry_after=pause)
        request.deadline.wait(pause)
        request.deadline.check()

    def _ask(self, turn: Turn, request: CompletionRequest) -> Completion:
        with self._judged(turn):
            return self._backend.complete(request)

    @contextmanager
    def _judged(self, turn: Turn) -> Iterator[None]:
        """Tell the breaker what became of a call: any answer is a success, even one that refuses or is no brief."""
        try:
            yield
        except (Abandoned, ContextTooLong):
            raise  # nothing was learnt: for what does not fit, the endpoint may not have been asked at all
        except CoreInsightsError as error:
            self._remember_pause(error)
            if weight := weight_of(error):
                self._failed(turn, error, weight)
            else:
                self._succeeded(turn)
            raise
        else:
            self._succeeded(turn)

    def _remember_pause(self, error: CoreInsightsError) -> None:
        if isinstance(error, BackendOverloaded) and error.retry_after:
            self._paused_until = self._clock() + min(error.retry_after, LONGEST_PAUSE)

    def _failed(self, turn: Turn, error: CoreInsightsError, weight: int) -> None:
        if self._circuit.failed(turn, weight):
            recording.count(BREAKERS_OPEN, self.name)
            _log.warning("backend-resting", backend=self.name, code=error.code, probe_seconds=REST)

    def _succeeded(self, turn: Turn) -> None:
        if self._circuit.succeeded(turn):
            self._places.clear()  # calls that hang since before the outage keep nobody waiting
            recording.count(BREAKERS_OPEN, self.name, by=-1)
            _log.info("backend-back", backend=self.name)

    def _probe(self, turn: Turn) -> None:
        question = CompletionRequest("You answer with one word.", "Answer: yes.", Deadline.after(PROBE_SECONDS))
        try:
            self._ask(turn, question)
        except CoreInsightsError:
            pass  # the breaker has been told
        finally:
            self._release()


def weight_of(error: CoreInsightsError) -> int:
    """Return how much an error says that its endpoint is out of order; 0 for what only this article or key meets."""
    match error:
        case BackendUnreachable():
            return UNREACHABLE_WEIGHT
        case BackendUnavailable() | BackendOverloaded() | DeadlineExceeded():  # a deadline may just have been short
            return 1
        case _:
            return 0

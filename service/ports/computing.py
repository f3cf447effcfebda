"""The seam to where a process computes: one thing at a time, in its own threads or in a process beside it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, RLock, local
from typing import Protocol, TypeVar, TypeVarTuple

_AT_WORK = 3  # enough for the process that computes to have the next thing to do at once
_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")


class ComputerLost(Exception):
    """What computes for this process is gone; what was asked of it can be computed here."""


class Computer(Protocol):
    """Computes for this process, in another."""

    def compute(self, function: Callable[[*_Ts], _T], *args: *_Ts) -> tuple[_T, float]:
        """Return what the function makes of the arguments, and the seconds of CPU that it took.

        Raise what the function raises, or ComputerLost.
        """


class _Here:
    """How this process computes."""

    def __init__(self) -> None:
        self.turn = RLock()
        self.places = BoundedSemaphore(_AT_WORK)
        self.computer: Computer | None = None
        self.of_thread = local()


_here = _Here()


def compute(function: Callable[[*_Ts], _T], *args: *_Ts) -> _T:
    """Return what the function makes of the arguments, where and when this process computes; raise what it raises.

    It waits for nothing, no endpoint, no Redis, no caller; function, arguments and result can be pickled.

    The interpreter runs one thread at a time anyway, and hands itself on to whoever asks for it, one after another. A
    thread that computes asks always; one that accepts a connection, or refuses a request, asks about ten times and for
    an instant. Among thirty that compute, each of these waits for thirty turns: bench/overload has what that costs.
    """
    computer = _here.computer
    if computer is not None:
        try:
            result, seconds = computer.compute(function, *args)
        except ComputerLost:
            _here.computer = None
        else:
            _here.of_thread.seconds = seconds_elsewhere() + seconds
            return result
    with _here.turn:
        return function(*args)


@contextmanager
def at_work() -> Iterator[None]:
    """Let few threads at a time do what has to be done here, beside what is computed; it waits for no caller or model.

    A hundred answers of a model that come at once are else a hundred threads that each want the interpreter, and
    whoever is refused meanwhile has it once in a hundred turns.
    """
    with _here.places:
        yield


def compute_by(computer: Computer | None) -> None:
    """Have this process compute there from now on, None for in its own threads."""
    _here.computer = computer


def seconds_elsewhere() -> float:
    """Return the seconds of CPU that another process has computed for this thread so far."""
    seconds: float = getattr(_here.of_thread, "seconds", 0.0)
    return seconds

"""What the time of a request, or of an article of a job, went to: its phases, each a span of the trace, too."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from service.ports.tracing import Start, span

_Spent = list[tuple[str, float]]
_spent: ContextVar[_Spent | None] = ContextVar("phases", default=None)


@contextmanager
def watched() -> Iterator[None]:
    """Have the phases of the block be those of one request."""
    token = _spent.set([])
    try:
        yield
    finally:
        _spent.reset(token)


def begin() -> None:
    """Begin a request on this thread: what was spent before is forgotten."""
    _spent.set([])


@contextmanager
def phase(name: str) -> Iterator[None]:
    """Add the time of the block to that phase, also where it fails, in this thread or another of its context."""
    began = time.perf_counter()
    try:
        with span(Start(name)):
            yield
    finally:
        spent = _spent.get()
        if spent is not None:
            spent.append((name, time.perf_counter() - began))


def spent() -> dict[str, float]:
    """Return the milliseconds of each phase so far, in the order in which they came."""
    total: dict[str, float] = {}
    for name, seconds in _spent.get() or ():
        total[name] = total.get(name, 0.0) + seconds * 1000
    return {name: round(milliseconds, 1) for name, milliseconds in total.items()}

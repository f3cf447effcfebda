"""The seam between threads that compute: of a process one does at a time, however many there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

_turn = RLock()


@contextmanager
def in_turn() -> Iterator[None]:
    """Let no other thread compute during the block, which waits for nothing: no endpoint, no Redis, no caller.

    The interpreter runs one thread at a time anyway, and hands itself on to whoever asks for it, one after another. A
    thread that computes asks always; one that accepts a connection, or refuses a request, asks about ten times and for
    an instant. Among thirty that compute, each of these waits for thirty turns: bench/overload has what that costs.
    """
    with _turn:
        yield

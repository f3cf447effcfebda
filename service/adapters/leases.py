"""Leases: the right to compute a key, and how it stays alive."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread


class TokenLease:
    """A lease that a random token tells from every other one; once lost it stays lost."""

    def __init__(self, *, held: bool) -> None:
        self.token = secrets.token_hex(16)
        self._held = held

    @property
    def held(self) -> bool:
        """Whether this is, as far as is known here, the holder."""
        return self._held

    def take(self) -> None:
        """Become the holder."""
        self._held = True

    def lose(self) -> None:
        """Stop being the holder."""
        self._held = False


@contextmanager
def renewed(lease: TokenLease, renew: Callable[[], bool], every: float) -> Iterator[None]:
    """Call ``renew`` every so many seconds in a thread of its own while the block runs; False from it loses the lease.

    A thread per lease, because a lease is rare: it stands for a call of a model. The thread has ended when the
    block has, so no late renewal can bring back what the holder gives up next.
    """
    ended = Event()

    def keep_alive() -> None:
        while not ended.wait(every):
            if not renew():
                lease.lose()
                return

    thread = Thread(target=keep_alive, name="lease-renewer", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()

"""Leases: the right to compute a key, and how it stays alive."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread


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


class _Renewal:
    """The renewing of one lease: when it is due, and a lock that is held while it is under way."""

    def __init__(self, lease: TokenLease, renew: Callable[[], bool]) -> None:
        self.due = 0.0
        self._lease = lease
        self._renew = renew
        self._lock = Lock()
        self._ended = False

    def happen(self) -> bool:
        """Renew the lease, unless its block has ended; return whether it is to be renewed again."""
        with self._lock:
            if self._ended:
                return False
            if self._renew():
                return True
            self._lease.lose()
            return False

    def end(self) -> None:
        """Let no further renewal begin, and wait for the one under way."""
        with self._lock:
            self._ended = True


class Renewer:
    """Renews leases every so many seconds, all of a process in one thread.

    The thread begins with a lease and sleeps until the first is due, so that leases which end sooner, as most do, wake
    nobody; it ends when it finds none. A lease that came later is due later, so they stand in order by themselves.
    """

    def __init__(self, every: float) -> None:
        self._every = every
        self._renewals: dict[_Renewal, None] = {}
        self._lock = Lock()
        self._running = False

    @contextmanager
    def renewing(self, lease: TokenLease, renew: Callable[[], bool]) -> Iterator[None]:
        """Call ``renew`` again and again while the block runs; False from it loses the lease.

        No renewal begins or goes on once the block has ended: it could bring back what the holder gives up next.
        """
        renewal = _Renewal(lease, renew)
        try:
            self._put_last(renewal)
            yield
        finally:
            renewal.end()
            with self._lock:
                self._renewals.pop(renewal, None)

    def _put_last(self, renewal: _Renewal) -> None:
        with self._lock:
            renewal.due = time.monotonic() + self._every
            self._renewals[renewal] = None
            if not self._running:
                with suppress(RuntimeError):  # as many threads as the system allows: the next lease tries again
                    Thread(target=self._renew_all, name="lease-renewer", daemon=True).start()
                    self._running = True

    def _renew_all(self) -> None:
        try:
            while renewal := self._first():
                time.sleep(max(0.0, renewal.due - time.monotonic()))
                if self._taken(renewal) and renewal.happen():
                    self._put_last(renewal)
        except BaseException:
            with self._lock:
                self._running = False  # the next lease begins another thread, for all that are left
            raise

    def _first(self) -> _Renewal | None:
        with self._lock:
            first = next(iter(self._renewals), None)
            self._running = first is not None
            return first

    def _taken(self, renewal: _Renewal) -> bool:
        """Take it out; False where it has ended meanwhile."""
        with self._lock:
            found = renewal in self._renewals
            self._renewals.pop(renewal, None)
            return found

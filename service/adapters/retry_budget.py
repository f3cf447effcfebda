"""How many calls may be repeated, over all requests of the process."""

from threading import Lock

SHARE = 0.6  # of a retry for each request: at 30 % random failures and 5 calls at most, 0.43 are needed (row 5)
RESERVE = 30.0  # retries: at 30 % failures the odds of using it up are below 1 in 10 million


class RetryBudget:
    """A bucket of retries: every request puts a share of one in, every repeated call takes one out.

    So however many requests fail, and however many failures each would forgive, no endpoint is ever asked more than
    1.6 times as often as there are requests, the reserve aside. It counts calls and no time: when nothing is asked,
    nothing is due.
    """

    def __init__(self, share: float = SHARE, reserve: float = RESERVE) -> None:
        self._share = share
        self._reserve = reserve
        self._left = reserve
        self._lock = Lock()

    def deposit(self) -> None:
        """Take note of a request, before its first call."""
        with self._lock:
            self._left = min(self._reserve, self._left + self._share)

    def take(self) -> bool:
        """Return whether a call may be repeated, and count it."""
        with self._lock:
            if self._left < 1:
                return False
            self._left -= 1
            return True

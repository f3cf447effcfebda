"""What is done soon, from a thread of its own, so that no request waits for it."""

import atexit
import time
from collections.abc import Callable
from threading import Event, Lock, Thread


class Soon:
    """Does a thing ``pause`` seconds after it was first asked for, once for all who asked meanwhile.

    ``do`` says whether all of it was done; what was not is tried again after the next pause. It is done at the end of
    the process, too. The thread starts with the first that asks, and again after a fork.
    """

    def __init__(self, do: Callable[[], bool], *, pause: float, name: str) -> None:
        self._do = do
        self._pause = pause
        self._name = name
        self._asked = Event()
        self._starting = Lock()
        self._thread: Thread | None = None

    def ask(self) -> None:
        """Have it done soon."""
        if not self._asked.is_set():
            self._wake()

    def _wake(self) -> None:
        self._asked.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():  # the first of all, or the first after a fork
                self._start()

    def _start(self) -> None:
        thread = Thread(target=self._run, name=self._name, daemon=True)
        try:
            thread.start()
        except RuntimeError:  # as many threads as the system allows: who asks next tries again
            self._asked.clear()
            return
        if self._thread is None:
            atexit.register(self._do)
        self._thread = thread

    def _run(self) -> None:
        while self._asked.wait():
            time.sleep(self._pause)
            self._asked.clear()
            if not self._do():
                self._asked.set()

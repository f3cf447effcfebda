"""Lines answered side by side in this process, a bounded number of them at a time."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread

from service.background.batches.answers import Answer, InputLine, failed

_MOST_BYTES = 64 * 1024 * 1024  # of lines under way; one more is taken in any case
_TICK = 0.5  # seconds
_Inbox = SimpleQueue[InputLine | None]
_Outbox = SimpleQueue[tuple[InputLine, Answer | None]]


@dataclass(frozen=True, slots=True)
class Threads:
    """So many threads, each of which answers one line after the other; they end with the process."""

    answer: Callable[[InputLine], Answer | None]
    count: int

    def answers(self, lines: Iterator[InputLine], stop: Event) -> Generator[Answer | None, None, None]:
        """Yield answers as they come, None now and then where none came or a line was given up.

        As many lines wait as there are threads, so that none of these does. Once it is to stop, no line is begun.
        Where this is closed, the threads end after the lines that they are at.
        """
        inbox, outbox = _Inbox(), _Outbox()
        for _ in range(self.count):
            Thread(target=self._work, args=(inbox, outbox, stop), daemon=True, name="batch").start()
        flying = size = 0
        try:
            while True:
                while flying < 2 * self.count and size < _MOST_BYTES and (line := _next(lines, stop)):
                    inbox.put(line)
                    flying, size = flying + 1, size + len(line.content)
                if not flying:
                    return
                try:
                    line, answer = outbox.get(timeout=_TICK)
                except Empty:
                    yield None
                    continue
                flying, size = flying - 1, size - len(line.content)
                yield answer
        finally:
            for _ in range(self.count):
                inbox.put(None)

    def _work(self, inbox: _Inbox, outbox: _Outbox, stop: Event) -> None:
        while line := inbox.get():
            try:
                outbox.put((line, None if stop.is_set() else self.answer(line)))
            except Exception as error:  # noqa: BLE001  # the last net: what waits for the line would wait for good
                outbox.put((line, failed(line, error)))


def _next(lines: Iterator[InputLine], stop: Event) -> InputLine | None:
    return None if stop.is_set() else next(lines, None)

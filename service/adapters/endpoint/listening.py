"""Reads an answer as it comes, and tells its reader."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field

from service.adapters.endpoint.answer import Answer
from service.adapters.endpoint.clock import Clock
from service.adapters.endpoint.events import values
from service.domain import errors
from service.ports import AnswerReader
from service.ports.computing import at_work

_END_SECONDS = 2.0  # what is waited for usage and the end of a stream, once the answer is complete


@dataclass(slots=True)
class _Teller:
    """Tells the reader what came together as one piece: endpoints that are near send many events at once."""

    reader: AnswerReader
    said: list[str] = field(default_factory=list)

    def each(self, pieces: Iterator[bytes]) -> Generator[bytes]:
        """Yield the pieces of the body; before the next one is waited for, what this one said is told."""
        for piece in pieces:
            with at_work():
                yield piece
                self.tell()

    def tell(self) -> None:
        if text := "".join(self.said):
            self.said.clear()
            self.reader.read(text)


def listen(pieces: Iterator[bytes], answer: Answer, *, clock: Clock, reader: AnswerReader) -> None:
    """Read the answer; once it is complete, whatever happens to the connection does not matter."""
    teller = _Teller(reader)
    try:
        with closing(teller.each(pieces)) as told:  # it gives its place back at once, however this ends
            for value in values(told):
                teller.said.append(answer.take(value))
                if answer.begun:
                    clock.heard()
                if answer.complete:
                    clock.end_within(_END_SECONDS)
    except (errors.BackendUnavailable, errors.DeadlineExceeded):
        if not answer.complete:
            raise
    teller.tell()

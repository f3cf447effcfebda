"""What a caller of a stream hears: from the beginning or from where it left off, and never of two answers as of one."""

import hashlib
from collections.abc import Iterator
from contextlib import closing

from service.domain.errors import AnswerIncomplete
from service.ports import Computed, Feed, Notice, Told
from service.schema.briefs import load_brief
from service.summarizer import notices
from service.summarizer.served import BEGINNING, Hearing, Place


def told_of_kept(payload: bytes) -> tuple[Told, ...]:
    """Return what is told of a brief that is there already; its run is named after its content."""
    run = hashlib.sha256(payload).hexdigest()[:16] + ".0"
    begin, *rest = notices.all_of(load_brief(payload), payload)
    return (Told(begin), *(Told(notice, run, number) for number, notice in enumerate(rest, start=1)))


def resumed(told: tuple[Told, ...], after: Place) -> Hearing:
    """Yield what comes after the place where it is one of the same run, else all; the last one in any case."""
    known = after.run == told[-1].run
    yield from (one for one in told if not known or one.number > after.number or one.notice.last)


class Stream:
    """What one caller hears of a computation; ``begin`` is what every stream begins with."""

    def __init__(self, begin: Notice, after: Place = BEGINNING) -> None:
        self._begin = begin
        self._after = after
        self._run = after.run
        self._shown = False  # whether this caller was told a part of an answer
        self._done = False

    def told(self, feed: Feed) -> Hearing:
        """Yield what the caller has not heard, None for every second without.

        Raise what the computation raises, and AnswerIncomplete where another answer took the place of the one that the
        caller was shown.
        """
        if not self._after.run:
            yield Told(self._begin)
        with closing(feed):
            for item in feed:
                if isinstance(item, Computed):
                    yield from self._rest(item.value)
                elif item is None:
                    yield None
                else:
                    yield from self._next(item)
        if not self._done:
            raise AnswerIncomplete("the work was broken off")

    def _next(self, told: Told) -> Iterator[Told]:
        if told.run != self._run:
            yield from self._anew()
            self._run = told.run
        if told.run == self._after.run and told.number <= self._after.number and not told.notice.last:
            return
        self._shown = self._shown or told.notice.binding
        self._done = told.notice.last
        yield told

    def _anew(self) -> Iterator[Told]:
        """Begin another answer; raise AnswerIncomplete where the caller was shown a part of one."""
        if self._shown:
            raise AnswerIncomplete("another answer took the place of the one that was shown")
        if self._after.run and self._run == self._after.run:
            yield Told(self._begin)  # what was heard before the connection broke stands no more

    def _rest(self, payload: bytes) -> Iterator[Told]:
        """Tell a value whose making was not heard here: another process kept it, or finished it first."""
        if self._done:
            return
        yield from self._anew()
        self._done = True
        yield from (told for told in told_of_kept(payload) if told.run)

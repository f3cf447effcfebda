"""Notes on a chunk: the passages that a model picked, found again in the article."""

import re
from collections.abc import Iterator, Sequence
from threading import Event

from service.domain.checks.citations import Index, gate_citations
from service.domain.errors import Abandoned, AnswerUnreadable
from service.domain.paragraph import Paragraph
from service.domain.summary import Citation, Insight
from service.engines.loops import LoopGuard
from service.engines.marks import usual
from service.engines.reasoning import bare
from service.formats.markers import split_citations

_LONGEST_LINE = 2_000  # characters: a line of notes has a quote of 30 or 15 words
_OPENING = 30  # characters: enough to find the sentence
_LINE = re.compile(r"\W{0,6}[Pp¶]?(\d{1,4})\W\W{0,6}(\S.*)")  # "17: words", "[17] words": the paragraph as it was shown


class NotesReader(LoopGuard):
    """Judges the notes on one chunk; ``quotes`` are those that stand in the article, the weightiest first.

    ``stop`` ends the call: the notes on another chunk have failed, and these are in vain.
    """

    def __init__(self, index: Index, most: int, stop: Event) -> None:
        self._index = index
        self._most = most
        self._stop = stop
        self.quotes: tuple[Citation, ...] = ()
        super().__init__()

    def begin(self) -> None:
        """Forget what was read of an earlier answer."""
        super().begin()
        self.quotes = ()
        self._check()

    def read(self, piece: str) -> None:
        """Take in the next piece; raise Abandoned where it is in vain, AnswerUnreadable where it has no end."""
        self._check()
        super().read(piece)

    def end(self, text: str) -> None:
        """Take in the complete answer; raise AnswerUnreadable where it quotes nothing of the article."""
        claimed = (citation for line in bare(text).split("\n") for citation in _claims(line[:_LONGEST_LINE]))
        found = (citation for one in claimed for citation in _anchored(self._index, one))
        self.quotes = tuple(dict.fromkeys(found))[: self._most]
        if not self.quotes:
            raise AnswerUnreadable("the model's notes quote nothing of the article")

    def _check(self) -> None:
        if self._stop.is_set():
            raise Abandoned


def opening(index: Index, chunk: Sequence[Paragraph]) -> tuple[Citation, ...]:
    """Return how a chunk begins, as its one note: what code can say of it where the model's notes are unreadable."""
    return tuple(_anchored(index, Citation(chunk[0].number, chunk[0].text[:_OPENING])))


def _anchored(index: Index, claimed: Citation) -> Iterator[Citation]:
    kept = gate_citations(index, Insight("", (claimed,)), "").citations
    return (citation for citation in kept if citation.anchored)


def _claims(line: str) -> Iterator[Citation]:
    """Yield what a line of notes quotes; it is only believed once it is found, so that any form will do."""
    _, citations = split_citations(usual(line))
    quoted = [citation for citation in citations if citation.quote]
    if quoted:
        yield from quoted
    elif found := _LINE.match(line):
        yield Citation(int(found[1]), found[2])

"""An article cut into chunks: runs of paragraphs that fit a window, about equally long."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from service.domain.paragraph import Paragraph
from service.domain.sentences import sentences
from service.engines.fenced import paragraph_line

Chunk = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts paragraphs into chunks of at most ``room`` tokens, as ``count`` counts them."""

    count: Callable[[str], int]
    room: int

    def chunks(self, paragraphs: Sequence[Paragraph]) -> tuple[Chunk, ...]:
        """Return the chunks in order; a paragraph longer than one is cut at sentences, its parts keep its number.

        Linear in the text.
        """
        pieces = [piece for paragraph in paragraphs for piece in self._pieces(paragraph)]
        return _packed(pieces, self.room)

    def _pieces(self, paragraph: Paragraph) -> Iterator[tuple[Paragraph, int]]:
        cost = self._cost(paragraph)
        if cost <= self.room:
            yield paragraph, cost
            return
        spans = sentences(paragraph.text)
        parts = (replace(paragraph, text=paragraph.text[span.start : span.end]) for span in spans)
        for chunk in _packed([piece for part in parts for piece in self._halves(part)], self.room):
            part = replace(paragraph, text=" ".join(piece.text for piece in chunk))
            yield part, self._cost(part)

    def _halves(self, part: Paragraph) -> Iterator[tuple[Paragraph, int]]:
        """Yield a sentence, or where it is too long to be one, pieces of it."""
        cost = self._cost(part)
        if cost <= self.room or len(part.text) == 1:
            yield part, cost
            return
        middle = len(part.text) // 2
        yield from self._halves(replace(part, text=part.text[:middle]))
        yield from self._halves(replace(part, text=part.text[middle:]))

    def _cost(self, paragraph: Paragraph) -> int:
        return self.count(f"{paragraph_line(paragraph)}\n")


def _packed(pieces: Sequence[tuple[Paragraph, int]], room: int) -> tuple[Chunk, ...]:
    """Return the pieces in as few runs as the room allows, cut where each has about its share of the whole."""
    total = sum(cost for _, cost in pieces)
    share = total / max(1, ceil(total / room))
    chunks: list[list[Paragraph]] = [[]]
    done, held = 0, 0
    for piece, cost in pieces:
        if chunks[-1] and (held + cost > room or done + cost / 2 > share * len(chunks)):
            chunks.append([])
            held = 0
        chunks[-1].append(piece)
        done += cost
        held += cost
    return tuple(tuple(chunk) for chunk in chunks if chunk)

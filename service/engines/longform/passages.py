"""Passages: the sentences of a long article that a brief is written from."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile

from service.domain.checks.evidence import Evidence
from service.domain.paragraph import Paragraph
from service.domain.sentences import sentences
from service.domain.summary import Citation, Span
from service.ports import Assignment

_LONGEST = 600  # characters: what is longer is a list or has no full stops, and the clause around the quote will do
_VICINITY = 600  # characters on either side of a place in a paragraph that is too long to be shown whole
_GAP = " … "  # between passages that do not follow each other: quotes over it are still found in order


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of a paragraph, by its number."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Source:
    """The long article of an assignment; the sentences of a paragraph are told apart when they are first asked for."""

    assignment: Assignment
    _evidence: Evidence
    _sentences: dict[int, tuple[Span, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, assignment: Assignment) -> "Source":
        """Return the source that the assignment's article is."""
        return cls(assignment, Evidence(assignment.article))

    def shown(self, passages: Iterable[Passage]) -> Assignment:
        """Return the assignment that shows these passages alone, in the article's order, each word once."""
        spans: dict[int, list[Span]] = {}
        for one in sorted(passages, key=lambda passage: (passage.number, passage.span.start, passage.span.end)):
            _add(spans.setdefault(one.number, []), one.span, self._paragraph(one.number).text)
        excerpt = (self._abridged(number, held) for number, held in spans.items())
        return replace(self.assignment, excerpt=tuple(excerpt))

    def lead(self, count: Callable[[str], int], room: int) -> tuple[Passage, ...]:
        """Return the first sentences of the story: one at least, and as many as the room holds, as ``count`` counts."""
        found: list[Passage] = []
        left = room
        for passage in self._all():
            left -= count(self._paragraph(passage.number).text[passage.span.start : passage.span.end])
            if found and left < 0:
                break
            found.append(passage)
        return tuple(found)

    def paragraph(self, number: int, near: int) -> Passage | None:
        """Return a paragraph, of a long one the part near that place; None where it is no part of the story."""
        paragraph = self.assignment.article.paragraph(number)
        if paragraph is None or paragraph.boilerplate:
            return None
        start = max(0, min(near - _VICINITY, len(paragraph.text) - 2 * _VICINITY))
        return Passage(number, Span(start, min(len(paragraph.text), start + 2 * _VICINITY)))

    def around(self, citation: Citation) -> Passage:
        """Return the whole sentences in which an anchored quote stands."""
        number, quote = citation.paragraph, citation.span or Span(0, 1)
        spans = self._told_apart(number)
        first = max(0, bisect_right(spans, quote.start, key=lambda span: span.start) - 1)
        held = [spans[first], *takewhile(lambda span: span.start < quote.end, spans[first + 1 :])]
        return Passage(number, self._bounded(number, quote, Span(held[0].start, held[-1].end)))

    def _all(self) -> Iterator[Passage]:
        story = (one.number for one in self.assignment.article.paragraphs if not one.boilerplate)
        for number in story:
            for span in self._told_apart(number):
                yield Passage(number, self._bounded(number, Span(span.start, span.start + 1), span))

    def _told_apart(self, number: int) -> tuple[Span, ...]:
        if number not in self._sentences:
            self._sentences[number] = tuple(sentences(self._paragraph(number).text))
        return self._sentences[number]

    def _bounded(self, number: int, quote: Span, held: Span) -> Span:
        if held.end - held.start <= _LONGEST:
            return held
        clause = self._evidence.citation(number, quote).span or quote
        return Span(clause.start, min(clause.end, clause.start + _LONGEST))

    def _abridged(self, number: int, spans: list[Span]) -> Paragraph:
        paragraph = self._paragraph(number)
        return replace(paragraph, text=_GAP.join(paragraph.text[span.start : span.end] for span in spans))

    def _paragraph(self, number: int) -> Paragraph:
        return self.assignment.article.paragraphs[number - 1]


def _add(spans: list[Span], span: Span, text: str) -> None:
    """Add a span to ascending ones, as one with the last where nothing stands between them."""
    if spans and (span.start <= spans[-1].end or not text[spans[-1].end : span.start].strip()):
        spans[-1] = Span(spans[-1].start, max(spans[-1].end, span.end))
    else:
        spans.append(span)

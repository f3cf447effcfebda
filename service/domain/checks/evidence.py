"""What insights are checked against: an article read once, and the part of it that an insight rests on."""

import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from service.domain.article import Article
from service.domain.facts import Facts, read_facts
from service.domain.finding import Finding
from service.domain.folding import in_word
from service.domain.glossary import Glossary
from service.domain.quantities import MOST_QUANTITIES, QuantityIndex
from service.domain.summary import Citation, Span
from service.domain.verification import Confirmation, Tally

_K = TypeVar("_K", bound=Hashable)
_T = TypeVar("_T")

TITLE = 0
"""Stands for the article's title where a paragraph's number is asked for: every insight may rest on the title."""


def place_of(number: int) -> str:
    """Return how a message names the paragraph of that number, or the title."""
    return "the title" if number == TITLE else f"paragraph {number}"


_CLAUSE_END = re.compile(r"[，。；！？\n]|[,;!?.](?=\s|$)")
_LONGEST_SIDE = 30  # characters of a clause on either side of the words it is quoted for


@dataclass(frozen=True, slots=True)
class Evidence:
    """An article and the house style; what stands in each paragraph is read when it is first asked for.

    ``romanize`` writes Chinese characters in pinyin; where nobody gave it, names are not compared by their sound.
    """

    article: Article
    glossary: Glossary = field(default_factory=Glossary)
    romanize: Callable[[str], str] = str
    _facts: dict[str, Facts] = field(default_factory=dict)
    _indexes: dict[tuple[int, ...], QuantityIndex] = field(default_factory=dict)
    _read: dict[Any, Any] = field(default_factory=dict)

    def text(self, number: int) -> str:
        """Return the text of the paragraph, "" of boilerplate, which is no evidence; the title for TITLE."""
        if number == TITLE:
            return self.article.title
        paragraph = self.article.paragraphs[number - 1]
        return "" if paragraph.boilerplate else paragraph.text

    def facts(self, number: int) -> Facts:
        """Return the dates and quantities of the paragraph."""
        return self.read(self.text(number))

    def read(self, text: str) -> Facts:
        """Return the dates and quantities of a text about the article; each text is read once."""
        if text not in self._facts:
            self._facts[text] = read_facts(text, self.article.published_at)
        return self._facts[text]

    def quantities(self, numbers: tuple[int, ...]) -> QuantityIndex:
        """Return the quantities of the paragraphs, to be searched; the first 3,000 of them."""
        if numbers not in self._indexes:
            placed = ((number, quantity) for number in numbers for quantity in self.facts(number).quantities)
            self._indexes[numbers] = QuantityIndex(islice(placed, MOST_QUANTITIES))
        return self._indexes[numbers]

    def citation(self, number: int, span: Span) -> Citation:
        """Return the citation of the clause around some words of a paragraph, anchored."""
        clause = _clause(self.text(number), span)
        return Citation(number, self.text(number)[clause.start : clause.end], clause)

    def once(self, read: Callable[["Evidence"], _T]) -> _T:
        """Return what ``read``, a function of a module, makes of this evidence; it is called once an article."""
        if read not in self._read:
            self._read[read] = read(self)
        result: _T = self._read[read]
        return result

    def each(self, read: Callable[["Evidence", _K], _T], of: _K) -> _T:
        """Return what ``read``, a function of a module, makes of this evidence and that; it is called once for each."""
        if (read, of) not in self._read:
            self._read[read, of] = read(self, of)
        result: _T = self._read[read, of]
        return result

    def numbers(self) -> range:
        """Return the numbers of all paragraphs."""
        return range(1, len(self.article.paragraphs) + 1)


@dataclass(frozen=True, slots=True)
class Basis:
    """What one insight rests on: the paragraphs it cites, ascending; all of them for a summary that cites nothing."""

    evidence: Evidence
    cited: tuple[int, ...]

    @property
    def near(self) -> tuple[int, ...]:
        """What must hold the insight's facts: the cited paragraphs, and the title."""
        return (*self.cited, TITLE)

    def far(self) -> Iterator[int]:
        """Yield the paragraphs that are not cited, the nearest to a cited one first."""
        cited = frozenset(self.cited)
        others = [number for number in self.evidence.numbers() if number not in cited]
        yield from sorted(others, key=lambda number: min((abs(number - c) for c in self.cited), default=0))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check found of one insight.

    ``tally`` counts the statements compared; ``confirmations`` are those that one place confirms; ``support`` are
    citations that the insight needs and lacks: anchored ones of other paragraphs, in which its facts stand.
    """

    tally: Tally = field(default_factory=Tally)
    findings: tuple[Finding, ...] = ()
    support: tuple[Citation, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()


def _clause(text: str, span: Span) -> Span:
    """Return the clause around the span, cut at white space or between characters where it is long."""
    first = max(0, span.start - _LONGEST_SIDE)
    before = [match.end() for match in _CLAUSE_END.finditer(text, first, span.start)]
    after = _CLAUSE_END.search(text, span.end, span.end + _LONGEST_SIDE)
    start = before[-1] if before else _word_start(text, first)
    end = after.start() if after else _word_end(text, min(len(text), span.end + _LONGEST_SIDE))
    while start < span.start and text[start].isspace():
        start += 1
    while end > span.end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _word_start(text: str, position: int) -> int:
    while position > 0 and in_word(text[position]) and in_word(text[position - 1]):
        position -= 1
    return position


def _word_end(text: str, position: int) -> int:
    while position < len(text) and in_word(text[position]) and in_word(text[position - 1]):
        position += 1
    return position

"""What insights are checked against: an article read once, and the part of it that an insight rests on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from service.domain.article import Article
from service.domain.facts import Facts, read_facts
from service.domain.finding import Finding
from service.domain.glossary import Glossary
from service.domain.summary import Citation
from service.domain.verification import Tally

_T = TypeVar("_T")

TITLE = 0
"""Stands for the article's title where a paragraph's number is asked for: every insight may rest on the title."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An article and the house style; what stands in each paragraph is read when it is first asked for.

    ``romanize`` writes Chinese characters in pinyin; where nobody gave it, names are not compared by their sound.
    """

    article: Article
    glossary: Glossary = field(default_factory=Glossary)
    romanize: Callable[[str], str] = str
    _facts: dict[int, Facts] = field(default_factory=dict)
    _read: dict[Any, Any] = field(default_factory=dict)

    def text(self, number: int) -> str:
        """Return the text of the paragraph, "" of boilerplate, which is no evidence; the title for TITLE."""
        if number == TITLE:
            return self.article.title
        paragraph = self.article.paragraphs[number - 1]
        return "" if paragraph.boilerplate else paragraph.text

    def facts(self, number: int) -> Facts:
        """Return the dates and quantities of the paragraph."""
        if number not in self._facts:
            self._facts[number] = read_facts(self.text(number), self.article.published_at)
        return self._facts[number]

    def once(self, read: Callable[["Evidence"], _T]) -> _T:
        """Return what ``read``, a function of a module, makes of this evidence; it is called once an article."""
        if read not in self._read:
            self._read[read] = read(self)
        result: _T = self._read[read]
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
        others = [number for number in self.evidence.numbers() if number not in self.cited]
        yield from sorted(others, key=lambda number: min((abs(number - c) for c in self.cited), default=0))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check found of one insight.

    ``tally`` counts the statements compared; ``support`` are citations that the insight needs and lacks: anchored ones
    of other paragraphs, in which its facts stand.
    """

    tally: Tally = field(default_factory=Tally)
    findings: tuple[Finding, ...] = ()
    support: tuple[Citation, ...] = ()

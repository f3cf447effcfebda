"""Statements and paragraphs cut where something in them is to be compared, with what is compared."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from service.domain.finding import Problem, Severity
from service.domain.han import SIMPLIFIED_ONLY, TRADITIONAL_ONLY, is_chinese
from service.domain.language import Language
from service.domain.paragraph import Paragraph
from service.domain.summary import Insight, Span
from service.domain.verification import Confirmation
from service.web.runs import Mark, Run, cut, span_of

CONFIRMED = "confirmed"
"""The tone of a fact that the source confirms; the others are the severities of findings."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A citation to be shown: ``id`` is that of its quote's mark in the paragraph, "" where it is not anchored."""

    id: str
    paragraph: int
    quote: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was compared: the insight's words, the source's, and how the comparison came out.

    ``problem`` is "" where the source confirms; ``paragraph`` is None for the title and where there is none.
    """

    id: str
    tone: str
    text: str
    source: str
    paragraph: int | None
    problem: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """An insight, its text cut into runs, with its citations and what was compared of it."""

    runs: tuple[Run, ...]
    references: tuple[Reference, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A source paragraph, its text cut into runs."""

    number: int
    runs: tuple[Run, ...]
    uncited: bool
    boilerplate: bool
    language: str


@dataclass(slots=True)
class Marker:
    """Numbers what is to be compared, and remembers where it stands in the source."""

    texts: Mapping[int, str]
    confirmed: Mapping[str, Sequence[Confirmation]]
    marks: dict[int, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    ids: Iterator[int] = field(default_factory=count)

    def statement(self, where: str, insight: Insight) -> Statement:
        """Return the insight at that place as it is shown."""
        placed = [*self._confirmed(where), *self._found(insight)]
        placed.sort(key=lambda one: one[1].start if one[1] else len(insight.text))
        marks = [Mark(fact.id, span, fact.tone) for fact, span in placed if span]
        return Statement(cut(insight.text, marks), tuple(self._references(insight)), tuple(fact for fact, _ in placed))

    def passages(self, paragraphs: Iterable[Paragraph], uncited: frozenset[int]) -> Iterator[Passage]:
        """Yield the paragraphs as they are shown, once all statements are marked."""
        for one in paragraphs:
            runs = cut(one.text, self.marks.get(one.number, []))
            yield Passage(one.number, runs, one.number in uncited, one.boilerplate, language_of(one.text))

    def _references(self, insight: Insight) -> Iterator[Reference]:
        for citation in insight.citations:
            mark = self._mark(citation.paragraph, citation.span, "quoted") if citation.span else ""
            yield Reference(mark, citation.paragraph, citation.quote)

    def _confirmed(self, where: str) -> Iterator[tuple[Fact, Span | None]]:
        for one in self.confirmed.get(where, ()):
            mark = self._mark(one.paragraph, one.source_span, CONFIRMED)
            yield Fact(mark, CONFIRMED, one.text, one.source, one.paragraph), one.span

    def _found(self, insight: Insight) -> Iterator[tuple[Fact, Span | None]]:
        shown = (one for one in insight.findings if one.problem is not Problem.UNANCHORED)  # its citation says so
        for one in shown:
            mark = self._mark(one.paragraph, span_of(one.source, self.texts.get(one.paragraph or 0, "")), one.severity)
            text = one.text if one.text != insight.text else ""  # of the whole insight it stands right above
            fact = Fact(mark, one.severity, text, one.source, one.paragraph, one.problem, one.message)
            yield fact, span_of(text, insight.text) if one.severity is not Severity.NOTES else None

    def _mark(self, paragraph: int | None, span: Span | None, tone: str) -> str:
        mark = f"m{next(self.ids)}"
        if paragraph and span:
            self.marks[paragraph].append(Mark(mark, span, tone))
        return mark


def language_of(text: str) -> str:
    """Return the language whose fonts and voice a text is shown and read in."""
    if not is_chinese(text):
        return Language.ENGLISH
    traditional = sum(map(TRADITIONAL_ONLY.__contains__, text))
    simplified = sum(map(SIMPLIFIED_ONLY.__contains__, text))
    return Language.TRADITIONAL_CHINESE if traditional > simplified else Language.SIMPLIFIED_CHINESE

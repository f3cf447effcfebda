"""What an editor sees of a brief and its source: both texts, cut where something in them is to be compared."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from service.domain.article import Article
from service.domain.brief import Brief, Header, Provenance
from service.domain.finding import Problem, Severity
from service.domain.gate import Settled
from service.domain.han import is_chinese
from service.domain.paragraph import Paragraph
from service.domain.summary import Insight, Span, Summary
from service.domain.verification import Confirmation, VerificationReport
from service.formats.labels import LABELS
from service.formats.text import header_time, source_name
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
class Section:
    """Statements under a heading."""

    heading: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A source paragraph, its text cut into runs."""

    number: int
    runs: tuple[Run, ...]
    uncited: bool
    boilerplate: bool
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A whole view; ``provenance`` is None of a summary written by anyone, ``id`` is "" where nothing is kept."""

    language: str
    title: str
    title_language: str
    source: str
    published: str
    sections: tuple[Section, ...]
    withheld: tuple[Statement, ...]
    passages: tuple[Passage, ...]
    report: VerificationReport
    provenance: Provenance | None = None

    @property
    def generated(self) -> str:
        """When the brief was written, to the minute."""
        at = self.provenance.generated_at if self.provenance else ""
        return f"{header_time(at)} UTC" if at.endswith("+00:00") else at

    @property
    def cites(self) -> bool:
        """Whether any statement cites a paragraph."""
        return any(one.references for section in self.sections for one in section.statements)

    def weighing(self, severity: str) -> int:
        """Return how many findings weigh that much."""
        return sum(finding.severity == severity for finding in self.report.findings)


def of_brief(brief: Brief) -> Evidence:
    """Return the view of a brief."""
    withheld = [(f"/withheld/{i}", Insight(w.text, (), w.findings)) for i, w in enumerate(brief.withheld)]
    return _evidence(brief.header, _Content(brief.summary, withheld, brief.paragraphs, brief.verification), brief)


def of_checked(article: Article, settled: Settled) -> Evidence:
    """Return the view of a summary written by anyone."""
    header = Header(
        language=article.language, title=article.title, source=article.source, published_at=article.published_at
    )
    content = _Content(settled.summary, [], article.paragraphs, settled.report)
    language = language_of(" ".join(insight.text for _, insight in settled.summary.located()))
    return _evidence(header, content, None, language)


@dataclass(frozen=True, slots=True)
class _Content:
    """What is shown: the statements that stand, those withheld with their places, the source, and the report."""

    summary: Summary
    withheld: list[tuple[str, Insight]]
    paragraphs: tuple[Paragraph, ...]
    report: VerificationReport


def _evidence(header: Header, content: _Content, brief: Brief | None, language: str = "") -> Evidence:
    marker = _Marker({paragraph.number: paragraph.text for paragraph in content.paragraphs}, content.report)
    labels = LABELS[header.language]
    statements = {where: marker.statement(where, insight) for where, insight in content.summary.located()}
    core = tuple(made for where, made in statements.items() if where.startswith("/core_insights/"))
    sections = [Section(labels.core if brief else "", core)] if core else []
    for position, group in enumerate(content.summary.groups):
        own = tuple(made for where, made in statements.items() if where.startswith(f"/groups/{position}/"))
        sections.append(Section(labels.group.format(group.number, group.heading), own))
    withheld = tuple(marker.statement(where, insight) for where, insight in content.withheld)
    return Evidence(
        language=language or header.language,
        title=header.title,
        title_language=language_of(header.title),
        source=source_name(header),
        published=header_time(header.published_at),
        sections=tuple(sections),
        withheld=withheld,
        passages=tuple(marker.passages(content.paragraphs, frozenset(content.report.uncited_paragraphs))),
        report=content.report,
        provenance=brief.provenance if brief else None,
    )


@dataclass(slots=True)
class _Marker:
    """Numbers what is to be compared, and remembers where it stands in the source."""

    texts: Mapping[int, str]
    report: VerificationReport
    marks: dict[int, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    ids: Iterator[int] = field(default_factory=count)

    def statement(self, where: str, insight: Insight) -> Statement:
        placed = [*self._confirmed(where), *self._found(insight)]
        placed.sort(key=lambda one: one[1].start if one[1] else len(insight.text))
        marks = [Mark(fact.id, span, fact.tone) for fact, span in placed if span]
        return Statement(cut(insight.text, marks), tuple(self._references(insight)), tuple(fact for fact, _ in placed))

    def passages(self, paragraphs: Iterable[Paragraph], uncited: frozenset[int]) -> Iterator[Passage]:
        for one in paragraphs:
            runs = cut(one.text, self.marks.get(one.number, []))
            yield Passage(one.number, runs, one.number in uncited, one.boilerplate, language_of(one.text))

    def _references(self, insight: Insight) -> Iterator[Reference]:
        for citation in insight.citations:
            mark = self._mark(citation.paragraph, citation.span, "quoted") if citation.span else ""
            yield Reference(mark, citation.paragraph, citation.quote)

    def _confirmed(self, where: str) -> Iterator[tuple[Fact, Span | None]]:
        for one in self._confirmations(where):
            mark = self._mark(one.paragraph, one.source_span, CONFIRMED)
            yield Fact(mark, CONFIRMED, one.text, one.source, one.paragraph), one.span

    def _confirmations(self, where: str) -> list[Confirmation]:
        return [one for one in self.report.confirmations if one.where == where]

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
    """Return ``zh`` or ``en``, for the fonts and the voice that a text is shown and read in."""
    return "zh" if is_chinese(text) else "en"

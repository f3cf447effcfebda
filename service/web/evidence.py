"""What an editor sees of a brief and its source: both texts, cut where something in them is to be compared."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from service.domain.article import Article
from service.domain.brief import Brief, Header, Provenance
from service.domain.gate import Settled
from service.domain.paragraph import Paragraph
from service.domain.short_forms import headline_of, standfirst_of
from service.domain.summary import Insight, Summary, group_of
from service.domain.verification import Confirmation, VerificationReport
from service.formats.labels import LABELS
from service.formats.similar import SIMILAR_WORDS, SimilarLine, SimilarWords, similar_lines
from service.formats.text import header_time, source_name
from service.formats.what_changed import CHANGE_WORDS, ChangeLine, change_lines
from service.web.marking import Marker, Passage, Statement, language_of


@dataclass(frozen=True, slots=True)
class Section:
    """Statements under a heading."""

    heading: str
    statements: tuple[Statement, ...]


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
    label: str = ""
    short_forms: Mapping[str, str] = field(default_factory=dict)
    changes_heading: str = ""
    changes: tuple[ChangeLine, ...] = ()
    similar_words: SimilarWords | None = None
    similar: tuple[SimilarLine, ...] = ()

    @property
    def generated(self) -> str:
        """When the brief was written, to the minute."""
        return _to_the_minute(self.provenance.generated_at if self.provenance else "")

    @property
    def reviewed(self) -> str:
        """When the brief was reviewed, to the minute."""
        return _to_the_minute(self.provenance.reviewed_at if self.provenance else "")

    @property
    def cites(self) -> bool:
        """Whether any statement cites a paragraph."""
        return any(one.references for section in self.sections for one in section.statements)

    @property
    def uncited(self) -> str:
        """The numbers of the paragraphs that nothing cites."""
        return _spans(self.report.uncited_paragraphs)

    @property
    def uncited_numbers(self) -> str:
        """The numbers of those among them that hold a number."""
        return _spans(self.report.uncited_numbers)

    def weighing(self, severity: str) -> int:
        """Return how many findings weigh that much."""
        return sum(finding.severity == severity for finding in self.report.findings)


def of_brief(brief: Brief, label: str) -> Evidence:
    """Return the view of a brief with its label, "" where it has none."""
    withheld = [(f"/withheld/{i}", Insight(w.text, (), w.findings)) for i, w in enumerate(brief.withheld)]
    content = _Content(brief.summary, withheld, brief.paragraphs, brief.verification)
    return replace(
        _evidence(brief.header, content, brief),
        label=label,
        short_forms=_short_forms(brief),
        changes_heading=CHANGE_WORDS[brief.header.language].heading,
        changes=tuple(change_lines(brief)),
        similar_words=SIMILAR_WORDS[brief.header.language],
        similar=tuple(similar_lines(brief)),
    )


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
    confirmed: dict[str, list[Confirmation]] = defaultdict(list)
    for one in content.report.confirmations:
        confirmed[one.where].append(one)
    marker = Marker({paragraph.number: paragraph.text for paragraph in content.paragraphs}, confirmed)
    labels = LABELS[header.language]
    statements = {where: marker.statement(where, insight) for where, insight in content.summary.located()}
    core = tuple(made for where, made in statements.items() if group_of(where) == 0)
    sections = [Section(labels.core if brief else "", core)] if core else []
    for number, group in enumerate(content.summary.groups, start=1):
        own = tuple(made for where, made in statements.items() if group_of(where) == number)
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


def _short_forms(brief: Brief) -> dict[str, str]:
    summary, language = brief.summary, brief.header.language
    made = {"headline": headline_of(summary), "standfirst": standfirst_of(summary, language)}
    return {name: form.text for name, form in made.items() if form}


def _to_the_minute(time: str) -> str:
    return f"{header_time(time)} UTC" if time.endswith("+00:00") else time


def _spans(numbers: Sequence[int]) -> str:
    """Return ascending numbers as a reader lists them: ``3, 7–24``."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)

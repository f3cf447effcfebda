"""What a reader sees of a brief, as JSON, and back: its header, and its insights with their citations."""

from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel, Field

from service.domain.article import Source
from service.domain.brief import Brief, Draft, Header
from service.domain.language import Language
from service.domain.summary import Citation, Group, Insight, Span, Summary
from service.schema.reports import FindingJson


class CitationJson(BaseModel):
    """A citation; ``quote``, ``start`` and ``end`` are null where it is not anchored."""

    paragraph: int = Field(description="The number of the source paragraph, from 1.")
    quote: str | None = Field(None, description="The words as they stand in the paragraph; null: not anchored.")
    start: int | None = Field(None, description="Code points from the start of the paragraph's text.")
    end: int | None = Field(None, description="Exclusive.")

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """Return the JSON form."""
        span = citation.span
        return cls(
            paragraph=citation.paragraph,
            quote=citation.quote or None,
            start=span.start if span else None,
            end=span.end if span else None,
        )

    def citation(self) -> Citation:
        """Return the domain's form."""
        anchored = self.start is not None and self.end is not None
        span = Span(self.start or 0, self.end or 0) if anchored else None
        return Citation(self.paragraph, self.quote or "", span)


class InsightJson(BaseModel):
    """One cited statement."""

    text: str
    citations: list[CitationJson] = []
    findings: list[FindingJson] = []

    @classmethod
    def of(cls, insight: Insight) -> Self:
        """Return the JSON form."""
        return cls(
            text=insight.text,
            citations=[CitationJson.of(citation) for citation in insight.citations],
            findings=[FindingJson.of(finding) for finding in insight.findings],
        )

    def insight(self) -> Insight:
        """Return the domain's form."""
        return Insight(
            self.text,
            tuple(citation.citation() for citation in self.citations),
            tuple(finding.finding() for finding in self.findings),
        )


class GroupJson(BaseModel):
    """Insights on one topic."""

    number: int
    heading: str
    insights: list[InsightJson]

    @classmethod
    def of(cls, group: Group) -> Self:
        """Return the JSON form."""
        return cls(number=group.number, heading=group.heading, insights=_insights_json(group.insights))

    def group(self) -> Group:
        """Return the domain's form."""
        return Group(self.number, self.heading, _insights(self.insights))


class SourceJson(BaseModel):
    """Who published the article."""

    name: str
    romanized: str

    @classmethod
    def of(cls, source: Source) -> Self:
        """Return the JSON form."""
        return cls(name=source.name, romanized=source.romanized)


class DraftJson(BaseModel):
    """What a reader sees of a brief: its header and its summary."""

    language: Language
    title: str | None = None
    source: SourceJson | None = None
    published_at: str | None = None
    core_insights: list[InsightJson]
    groups: list[GroupJson] = []

    @classmethod
    def of(cls, draft: Draft) -> "DraftJson":
        """Return the JSON form of a draft."""
        return DraftJson(**content_of(draft))

    def draft(self) -> Draft:
        """Return the domain's form of the header and the summary."""
        source = Source(self.source.name, self.source.romanized) if self.source else None
        header = Header(
            language=self.language, title=self.title or "", source=source, published_at=self.published_at or ""
        )
        return Draft(header, Summary(_insights(self.core_insights), tuple(group.group() for group in self.groups)))


def content_of(item: Draft | Brief) -> dict[str, object]:
    """Return the fields of a header and a summary."""
    header = item.header
    return {
        "language": header.language,
        "title": header.title or None,
        "source": SourceJson.of(header.source) if header.source else None,
        "published_at": header.published_at or None,
        "core_insights": _insights_json(item.summary.core_insights),
        "groups": [GroupJson.of(group) for group in item.summary.groups],
    }


def _insights_json(insights: Iterable[Insight]) -> list[InsightJson]:
    return [InsightJson.of(insight) for insight in insights]


def _insights(insights: Iterable[InsightJson]) -> tuple[Insight, ...]:
    return tuple(insight.insight() for insight in insights)

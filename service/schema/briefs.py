"""A brief as JSON, and back: what ``application/json`` answers and what the cache keeps."""

from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.domain.article import Source
from service.domain.brief import Brief, Draft, Header, Provenance, Usage, Withheld
from service.domain.errors import SummaryError
from service.domain.language import Language
from service.domain.paragraph import Paragraph
from service.domain.summary import Citation, Group, Insight, Span, Summary
from service.schema.changes import ChangeJson, SimilarJson
from service.schema.reports import FindingJson, ReportJson


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
        return DraftJson(**_content(draft))

    def draft(self) -> Draft:
        """Return the domain's form of the header and the summary."""
        source = Source(self.source.name, self.source.romanized) if self.source else None
        header = Header(
            language=self.language, title=self.title or "", source=source, published_at=self.published_at or ""
        )
        return Draft(header, Summary(_insights(self.core_insights), tuple(group.group() for group in self.groups)))


class WithheldJson(BaseModel):
    """An insight that failed its checks; ``where`` is the place it had in the draft."""

    text: str
    where: str
    findings: list[FindingJson]


class ParagraphJson(BaseModel):
    """A source paragraph; ``start`` and ``end`` are code points of the article's text."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    start: int
    end: int
    text: str
    boilerplate: bool = Field(default=False, description="Advertising, an editor's line, or empty: no citation target.")


class ProvenanceJson(BaseModel):
    """Who wrote the brief, with what."""

    engine: str
    backend: str | None = None
    model: str | None = None
    prompt: str | None = None
    prompt_digest: str | None = None
    generated_at: str
    ai_generated: bool = True
    reviewed_by: str | None = None
    reviewed_at: str | None = None

    @classmethod
    def of(cls, provenance: Provenance) -> Self:
        """Return the JSON form."""
        return cls(
            engine=provenance.engine,
            backend=provenance.backend or None,
            model=provenance.model or None,
            prompt=provenance.prompt or None,
            prompt_digest=provenance.prompt_digest or None,
            generated_at=provenance.generated_at,
            ai_generated=provenance.ai_generated,
            reviewed_by=provenance.reviewed_by,
            reviewed_at=provenance.reviewed_at or None,
        )

    def provenance(self) -> Provenance:
        """Return the domain's form."""
        return Provenance(
            engine=self.engine,
            backend=self.backend or "",
            model=self.model or "",
            prompt=self.prompt or "",
            prompt_digest=self.prompt_digest or "",
            generated_at=self.generated_at,
            ai_generated=self.ai_generated,
            reviewed_by=self.reviewed_by,
            reviewed_at=self.reviewed_at or "",
        )


class UsageJson(BaseModel):
    """What the model endpoints were asked for, over all calls of this brief."""

    model_config = ConfigDict(from_attributes=True)

    calls: int
    input_tokens: int
    output_tokens: int


class _Identified(BaseModel):
    id: str


class BriefJson(DraftJson, _Identified):  # this order puts the id first
    """A checked brief with its evidence."""

    withheld: list[WithheldJson]
    paragraphs: list[ParagraphJson]
    verification: ReportJson
    provenance: ProvenanceJson
    usage: UsageJson
    previous: str | None = Field(None, description="The id of the brief of the earlier version that this one revises.")
    changes: list[ChangeJson] = Field([], description="What changed since the earlier version, numbers first.")
    similar_to: list[SimilarJson] = Field([], description="Kept briefs of other articles that say nearly the same.")

    @classmethod
    def of_brief(cls, brief: Brief) -> Self:
        """Return the JSON form of a brief."""
        return cls(
            id=brief.id,
            **_content(brief),
            withheld=[
                WithheldJson(text=w.text, where=w.where, findings=[FindingJson.of(f) for f in w.findings])
                for w in brief.withheld
            ],
            paragraphs=[ParagraphJson.model_validate(paragraph) for paragraph in brief.paragraphs],
            verification=ReportJson.of(brief.verification),
            provenance=ProvenanceJson.of(brief.provenance),
            usage=UsageJson.model_validate(brief.usage),
            previous=brief.previous or None,
            changes=[ChangeJson.model_validate(change) for change in brief.changes],
            similar_to=[SimilarJson.of(similar) for similar in brief.similar_to],
        )

    def brief(self) -> Brief:
        """Return the domain's form."""
        draft = self.draft()
        return Brief(
            id=self.id,
            header=draft.header,
            summary=draft.summary,
            withheld=tuple(Withheld(w.text, w.where, tuple(f.finding() for f in w.findings)) for w in self.withheld),
            paragraphs=tuple(Paragraph(p.number, p.text, p.start, p.end, p.boilerplate) for p in self.paragraphs),
            verification=self.verification.report(),
            provenance=self.provenance.provenance(),
            usage=Usage(self.usage.calls, self.usage.input_tokens, self.usage.output_tokens),
            previous=self.previous or "",
            changes=tuple(change.change() for change in self.changes),
            similar_to=tuple(similar.similar() for similar in self.similar_to),
        )


SCHEMA_VERSION = "4"
"""Part of every cache key: raised with every change of the JSON form."""


def dump_brief(brief: Brief) -> bytes:
    """Return the brief as JSON bytes, UTF-8."""
    return BriefJson.of_brief(brief).model_dump_json().encode()


def load_brief(value: bytes) -> Brief:
    """Return the brief that ``dump_brief`` wrote; raise ``pydantic.ValidationError`` for anything else."""
    return BriefJson.model_validate_json(value).brief()


def load_content(value: str | bytes) -> Draft | Brief:
    """Return the brief, or the bare draft, that a JSON text holds; raise SummaryError where it holds neither."""
    try:
        return load_brief(value if isinstance(value, bytes) else value.encode())
    except (ValidationError, UnicodeEncodeError):
        pass
    try:
        return DraftJson.model_validate_json(value).draft()
    except (ValidationError, UnicodeEncodeError) as error:
        raise SummaryError("this JSON is not a brief: it needs language, core_insights and groups") from error


def _content(item: Draft | Brief) -> dict[str, object]:
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

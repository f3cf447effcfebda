"""A brief as JSON, and back: what ``application/json`` answers and what the cache keeps."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.domain.brief import Brief, Draft, Usage, Withheld
from service.domain.errors import SummaryError
from service.domain.paragraph import Paragraph
from service.domain.short_forms import ShortForm, headline_of, standfirst_of
from service.schema.changes import ChangeJson, SimilarJson
from service.schema.drafts import DraftJson, content_of
from service.schema.provenance import ProvenanceJson, UsageJson
from service.schema.reports import FindingJson, ReportJson


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

    def paragraph(self) -> Paragraph:
        """Return the domain's form."""
        return Paragraph(self.number, self.text, self.start, self.end, self.boilerplate)


class ShortFormJson(BaseModel):
    """A text for a field of a content system, made of checked insights alone."""

    text: str
    insights: list[str] = Field(description="JSON pointers of the insights it is made of.")

    @classmethod
    def of(cls, form: ShortForm | None) -> Self | None:
        """Return the JSON form, None where there is none."""
        return cls(text=form.text, insights=list(form.insights)) if form else None


class _Identified(BaseModel):
    id: str


class BriefJson(DraftJson, _Identified):  # this order puts the id first
    """A checked brief with its evidence; its short forms follow from its insights and are not read back."""

    headline: ShortFormJson | None = Field(None, description="At most 70 characters; null: no insight is that short.")
    standfirst: ShortFormJson | None = Field(None, description="At most 300 characters of whole sentences.")
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
            **content_of(brief),
            headline=ShortFormJson.of(headline_of(brief.summary)),
            standfirst=ShortFormJson.of(standfirst_of(brief.summary, brief.header.language)),
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
            paragraphs=tuple(paragraph.paragraph() for paragraph in self.paragraphs),
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

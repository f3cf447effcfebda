"""What callers send: unknown fields are errors, and nothing is coerced."""

from dataclasses import replace
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from service.domain.article import MAX_ARTICLE_CHARACTERS, MAX_PARAGRAPHS
from service.domain.characters import is_line
from service.domain.orders import UnreadOrder
from service.schema.drafts import DraftJson

LanguageName = Literal["en", "zh-Hans", "zh", "zh-Hant", "source"]
Line = Annotated[str, Field(max_length=500)]
Text = Annotated[str, Field(max_length=MAX_ARTICLE_CHARACTERS)]


class ArticleDescription(BaseModel):
    """What a caller may say about an article beside its text; query parameters where the body is the text itself."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    title: Line = Field("", description="The article's own title; kept as given, never translated.")
    source: Line = Field("", description="Who published it, e.g. 观察者网; romanised by code in an English brief.")
    published_at: Line = Field(
        "",
        description="RFC 3339 date-time with its offset, or a date.",
        examples=["2025-08-13T12:33:00+08:00", "2025-08-13"],
    )
    url: Annotated[str, Field(max_length=2_000)] = Field("", description="Only carried along; nothing is ever fetched.")


class BriefOptions(BaseModel):
    """What a caller may say about the brief."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    language: LanguageName | None = Field(
        None, description="The brief's language; `source` is the article's own. Default: DEFAULT_LANGUAGE."
    )
    backend: Line = Field("", description="The name of a configured backend. Default: the first one.")
    previous: Annotated[str, Field(pattern="^([a-z2-7]{8}-)?[0-9a-f]{32}$")] | None = Field(
        None,
        description="The id of the brief of an earlier version: what rests on unchanged paragraphs is kept, the rest "
        "written anew, and `changes` says what changed. Where that one is no longer kept, the brief is made in full, "
        "and its `previous` is null.",
    )


class SummarizeOptions(BriefOptions, ArticleDescription):  # this order puts the article first
    """The options of ``POST /summarize`` beside the article's text."""

    def order(self) -> UnreadOrder:
        """Return the order without its text."""
        return UnreadOrder(
            title=self.title,
            source=self.source,
            published_at=self.published_at,
            url=self.url,
            language=self.language,
            backend=self.backend,
            previous=self.previous or "",
        )


class ArticleText(BaseModel):
    """An article's text, in one of two shapes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    text: Text = Field("", description="The article as text or HTML; split into paragraphs by the service.")
    paragraphs: Annotated[list[Text], Field(min_length=1, max_length=MAX_PARAGRAPHS)] = Field(
        [], description="The article as the caller's own paragraphs, cited by their numbers from 1."
    )

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if ("text" in self.model_fields_set) == ("paragraphs" in self.model_fields_set):
            raise PydanticCustomError("one_of_text_paragraphs", "give either text or paragraphs")
        return self


_EITHER_SHAPE: JsonDict = {"oneOf": [{"required": ["text"]}, {"required": ["paragraphs"]}]}


_EXAMPLE: JsonDict = {
    "title": "Northwind opens its model",
    "text": "Northwind Labs said on Tuesday that its open model had been downloaded 350 million times, twice as often "
    "as last year.\n\nRevenue rose 15% to $1.2 billion in the first half, according to the company's filing.\n\n“We "
    "want every small company to be able to afford a model,” chief executive Maria Lindqvist said.",
}


class SummarizeRequest(ArticleText, SummarizeOptions):
    """The JSON body of ``POST /summarize``."""

    model_config = ConfigDict(
        json_schema_extra={
            **_EITHER_SHAPE,
            "examples": [_EXAMPLE | {"source": "Northwind Wire", "published_at": "2025-08-13T12:33:00+08:00"}],
        }
    )

    def order(self) -> UnreadOrder:
        """Return the order."""
        return replace(super().order(), text=self.text, paragraphs=tuple(self.paragraphs))


class VerifyRequest(ArticleText, ArticleDescription):
    """The JSON body of ``POST /verify``."""

    model_config = ConfigDict(
        json_schema_extra={
            **_EITHER_SHAPE,
            "examples": [_EXAMPLE | {"summary": "Core Insights\n- Revenue rose 15% [2: “Revenue rose 15%”]"}],
        }
    )

    summary: Text | DraftJson = Field(
        description="A summary written by anyone: the text form, Markdown, the JSON of a brief, or plain sentences. "
        "One without a single citation is compared with the whole article."
    )


class ReviewRequest(BaseModel):
    """The JSON body of ``POST /briefs/{id}/review``."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    reviewed_by: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        description="The name of who read the brief, as one line; null takes a review back.", examples=["Lin Yue"]
    )

    @field_validator("reviewed_by")
    @classmethod
    def _can_be_shown(cls, given: str | None) -> str | None:
        if given is not None and not is_line(given):
            raise PydanticCustomError("one_line", "must be one line without control or bidi characters")
        return given.strip() if given else None

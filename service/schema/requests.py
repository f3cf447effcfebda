"""What callers send: unknown fields are errors, and nothing is coerced."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from service.domain.article import MAX_ARTICLE_CHARACTERS, MAX_PARAGRAPHS
from service.schema.briefs import DraftJson

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


class SummarizeOptions(ArticleDescription):
    """The options of ``POST /summarize`` beside the article's text."""

    language: LanguageName | None = Field(
        None, description="The brief's language; `source` is the article's own. Default: DEFAULT_LANGUAGE."
    )
    backend: Line = Field("", description="The name of a configured backend. Default: the first one.")


class ArticleText(BaseModel):
    """An article's text, in one of two shapes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    text: Text | None = Field(None, description="The article as text or HTML; split into paragraphs by the service.")
    paragraphs: Annotated[list[Text], Field(min_length=1, max_length=MAX_PARAGRAPHS)] | None = Field(
        None, description="The article as the caller's own paragraphs, cited by their numbers from 1."
    )

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if (self.text is None) == (self.paragraphs is None):
            raise PydanticCustomError("one_of_text_paragraphs", "give either text or paragraphs")
        return self


_EITHER_SHAPE: JsonDict = {"oneOf": [{"required": ["text"]}, {"required": ["paragraphs"]}]}


class SummarizeRequest(ArticleText, SummarizeOptions):
    """The JSON body of ``POST /summarize``."""

    model_config = ConfigDict(
        json_schema_extra={
            **_EITHER_SHAPE,
            "example": {"text": "……", "title": "……", "source": "观察者网", "published_at": "2025-08-13T12:33:00+08:00"},
        }
    )


class VerifyRequest(ArticleText, ArticleDescription):
    """The JSON body of ``POST /verify``."""

    model_config = ConfigDict(json_schema_extra=_EITHER_SHAPE)

    summary: Text | DraftJson = Field(
        description="A summary written by anyone: the text form, Markdown, or the JSON of a brief."
    )

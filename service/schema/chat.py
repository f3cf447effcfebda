"""What callers of the OpenAI-compatible front send and get: the part of that API that a brief can answer.

The shapes are those of https://platform.openai.com/docs/api-reference/chat. Unknown fields are allowed, for clients
send many; what would change the answer and cannot be had is refused, the rest is ignored.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from service.domain.brief import Usage
from service.domain.errors import ArticleError

DEFAULT_MODEL = "core-insights"
MODELS: Mapping[str, str | None] = MappingProxyType(
    {DEFAULT_MODEL: None, "core-insights-en": "en", "core-insights-zh": "zh-Hans", "core-insights-zh-Hant": "zh-Hant"}
)
"""The names on offer, and the language of the briefs: None is the service's own choice, DEFAULT_LANGUAGE."""

_OWNER = "core-insights"
_SINCE = 1_795_824_000  # seconds, 2026-11-28: these models are as old as this interface


class _Sent(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class Part(_Sent):
    """A part of a message; only texts are read."""

    type: str
    text: str | None = None


class Message(_Sent):
    """A message; the last one of a user is the article, those of the system may ask for another form."""

    role: str = Field(examples=["user"])
    content: str | list[Part] | None = None

    @property
    def is_text(self) -> bool:
        """Whether it holds nothing that is no text, such as an image."""
        return not isinstance(self.content, list) or all(part.type == "text" for part in self.content)

    @property
    def text(self) -> str:
        """The texts of all parts, each on a line of its own."""
        if isinstance(self.content, list):
            return "\n".join(part.text or "" for part in self.content)
        return self.content or ""


class ResponseFormat(_Sent):
    """What the answer is to be: ``text``, or ``json_object``, which is the brief as JSON."""

    type: Literal["text", "json_object"]


class StreamOptions(_Sent):
    """How a stream is told."""

    include_usage: bool | None = Field(None, description="Whether a last chunk tells the usage.")


class ChatRequest(_Sent):
    """The JSON body of ``POST /v1/chat/completions``: the last user message is the article, as text or HTML.

    Sampling, limits and tools are ignored, for a brief is whole or not at all.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": "core-insights-en",
                    "messages": [
                        {
                            "role": "user",
                            "content": "Northwind Labs said on Tuesday that its open model had been downloaded 350 "
                            "million times.\n\nRevenue rose 15% to $1.2 billion in the first half.",
                        }
                    ],
                }
            ]
        }
    )

    model: str
    messages: Annotated[list[Message], Field(min_length=1, max_length=1_000)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    response_format: ResponseFormat | None = None
    n: Annotated[int, Field(ge=1, le=1)] | None = Field(None, description="An article has one brief.")
    tool_choice: Literal["none", "auto"] | None = Field(None, description="No tool is ever called.")
    function_call: Literal["none", "auto"] | None = None
    modalities: list[Literal["text"]] | None = None

    @property
    def article(self) -> str:
        """The text that holds the article; raise ArticleError where there is none, or where it is no text."""
        for number, message in reversed(list(enumerate(self.messages))):
            if message.role == "user":
                if message.is_text:
                    return message.text
                raise ArticleError("only texts can be briefed", pointer=f"/messages/{number}/content")
        raise ArticleError("the article is the last message of role user; there is none", pointer="/messages")

    @property
    def instructions(self) -> str:
        """What the system says; no word of it is ever part of an article."""
        return "\n".join(one.text for one in self.messages if one.role in {"system", "developer"})

    @property
    def streams(self) -> bool:
        """Whether the answer is told as it is made."""
        return bool(self.stream)

    @property
    def tells_usage(self) -> bool:
        """Whether a stream ends with the usage."""
        return bool(self.stream_options and self.stream_options.include_usage)


class ChatUsage(BaseModel):
    """What the model endpoints were asked for when the brief was made."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int

    @classmethod
    def of(cls, usage: Usage) -> Self:
        """Return the JSON form."""
        total = usage.input_tokens + usage.output_tokens
        return cls(prompt_tokens=usage.input_tokens, completion_tokens=usage.output_tokens, total_tokens=total)


class Answer(BaseModel):
    """The message that holds the brief."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class Choice(BaseModel):
    """The one answer."""

    index: Literal[0] = 0
    message: Answer
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class ChatCompletion(BaseModel):
    """A brief as a chat completion."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: Annotated[list[Choice], Field(min_length=1, max_length=1)]
    usage: ChatUsage
    brief_id: str = Field(description="Kept under /briefs/{id} where Content-Location says so.")


class ChunkChoice(BaseModel):
    """The one answer, as far as it has come."""

    index: Literal[0] = 0
    delta: dict[Literal["role", "content"], str] = Field(description="The role at the beginning, then words.")
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class ChatChunk(BaseModel):
    """An event of a stream: the next words, the end, or the usage without a choice."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoice]
    usage: ChatUsage | None = None
    brief_id: str


class Model(BaseModel):
    """A name that a request may give as its model: the language of the briefs."""

    id: str
    object: Literal["model"] = "model"
    created: int = _SINCE
    owned_by: str = _OWNER


class ModelList(BaseModel):
    """All models."""

    object: Literal["list"] = "list"
    data: list[Model] = [Model(id=name) for name in MODELS]

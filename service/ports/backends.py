"""The seam to model endpoints: a question, its reader, its answer."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from service.domain.brief import Usage
from service.ports.deadlines import Deadline

TOKEN_MARGIN = 1.1
"""By how much a model's own count may exceed a TokenCounter's: o200k's tokens are what we count, and Qwen, GLM,
DeepSeek and llama split digits and rare words finer."""


class AnswerReader(Protocol):
    """Who reads an answer while it is written; whatever a method raises ends the call and is the call's error."""

    @property
    def committed(self) -> bool:
        """Whether something of this answer has gone out for good, so that no other answer may take its place."""

    def begin(self) -> None:
        """Forget what was read: a call begins, whose answer stands in the place of any before."""

    def read(self, piece: str) -> None:
        """Take in the next piece of the text, of any length; raise OutputError where it cannot become a good answer."""

    def end(self, text: str) -> None:
        """Take in the whole text of a complete answer; raise OutputError where it cannot be served."""


class _Unread:
    """The reader of a text that is looked at only when it is complete."""

    committed = False

    def begin(self) -> None:
        """Do nothing."""

    def read(self, piece: str) -> None:
        """Do nothing."""

    def end(self, text: str) -> None:
        """Do nothing."""


UNREAD = _Unread()


@dataclass(frozen=True, slots=True)
class JsonForm:
    """How an answer is asked for as JSON: the schema, and the words that the question then ends in."""

    schema: Mapping[str, object]
    instructions: str


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """One question to a chat model: rules first (``system``), article last (``user``), for prefix caches.

    ``json`` is how the same answer is asked for by a backend in one of its JSON modes; without it, it asks for text.
    ``patience`` are the seconds until the first piece of the answer, by default all that the deadline leaves.
    """

    system: str
    user: str
    deadline: Deadline
    reader: AnswerReader = UNREAD
    json: JsonForm | None = None
    patience: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A complete answer (``finish_reason`` was "stop"): its text without reasoning, who gave it, what it cost."""

    text: str
    backend: str
    model: str
    usage: Usage


class Backend(Protocol):
    """One model endpoint, or several acting as one."""

    @property
    def name(self) -> str:
        """The name a request chooses it by and provenance shows, e.g. ``openai/gpt-5-mini``."""

    @property
    def window(self) -> int | None:
        """How many tokens question and answer may have together; None where nobody has said so yet."""

    def complete(self, request: CompletionRequest) -> Completion:
        """Return the model's complete answer, its pieces told to the request's reader as they come.

        Raise BackendError, ContentFiltered, OutputError, Abandoned, or what the reader raised.
        """


class TokenCounter(Protocol):
    """An estimate of what a text costs."""

    def count(self, text: str) -> int:
        """Return the number of tokens of the text."""

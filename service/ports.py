"""The seams of the service: every Protocol, and the values that cross it."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from service.domain.article import Article
from service.domain.brief import Usage
from service.domain.finding import Finding
from service.domain.language import Language
from service.domain.summary import Insight, Summary


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, on the monotonic clock in seconds, by which a whole request must have ended."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """Return the deadline that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def remaining(self) -> float:
        """Return the seconds left, negative once it has passed."""
        return self.at - time.monotonic()


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """One question to a chat model: rules first (``system``), article last (``user``), for prefix caches."""

    system: str
    user: str
    deadline: Deadline


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

    def complete(self, request: CompletionRequest) -> Completion:
        """Return the model's complete answer; raise BackendError, ContentFiltered or OutputError."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What an engine is asked for: a brief of the article in the language, before the deadline."""

    article: Article
    language: Language
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Failure:
    """An insight that failed its checks: its place in the summary, itself, and why."""

    where: str
    insight: Insight
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """An engine's unchecked summary, who really wrote it ("" without a model) and what it cost."""

    summary: Summary
    backend: str = ""
    model: str = ""
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Repaired:
    """New insights by the place of the failed ones; a place that is missing was given up."""

    insights: Mapping[str, Insight]
    usage: Usage = Usage()


class Engine(Protocol):
    """A way of turning an article into a draft."""

    @property
    def name(self) -> str:
        """The kind of engine, for provenance: ``llm`` or ``extractive``."""

    @property
    def prompt(self) -> str:
        """The id of its prompt, e.g. ``news-brief/v1``; "" without one."""

    @property
    def prompt_digest(self) -> str:
        """The digest of its prompt; "" without one."""

    @property
    def identity(self) -> str:
        """Everything about it that shapes a draft, as one line: part of every cache key."""

    @property
    def translates(self) -> bool:
        """Whether it can write in another language than the article's."""

    def draft(self, assignment: Assignment) -> Drafted:
        """Return an unchecked summary; raise TranslationNeedsModel, BackendError or OutputError."""

    def repair(self, assignment: Assignment, failures: tuple[Failure, ...]) -> Repaired:
        """Return new insights for the failed ones; raise BackendError or OutputError."""


class TokenCounter(Protocol):
    """An estimate of what a text costs."""

    def count(self, text: str) -> int:
        """Return the number of tokens of the text."""


class Lease(Protocol):
    """The right to compute a key: renewed while held, told apart from others by a token."""

    @property
    def held(self) -> bool:
        """Whether this is the holder; False where another computes the key, or took the lease over."""

    @property
    def token(self) -> str:
        """What tells this lease from every other one."""


class Cache(Protocol):
    """A bounded store of briefs as JSON bytes. No method raises: a broken cache is a slow cache."""

    def get(self, key: str) -> bytes | None:
        """Return the value kept under the key; None where there is none or it is damaged (then it is deleted)."""

    def put(self, key: str, value: bytes) -> None:
        """Keep the value for about the configured lifetime, whatever was there before."""

    def settle(self, key: str, value: bytes, lease: Lease) -> bytes:
        """Keep the leaseholder's value and return it; return the value of who took over where the lease was lost."""

    def delete(self, key: str) -> None:
        """Forget the value."""

    def lease(self, key: str) -> AbstractContextManager[Lease]:
        """Try, without waiting, for the right to compute the key; renewed until the block ends, then released."""


@dataclass(frozen=True, slots=True)
class Computed:
    """A value just made, and whether it may be kept."""

    value: bytes
    keep: bool = True


class SingleFlight(Protocol):
    """One computation of a key at a time, over all threads and processes that share the cache."""

    def run(self, key: str, compute: Callable[[], Computed], deadline: Deadline) -> tuple[Computed, bool]:
        """Return the value of the key and whether another made it.

        The leader computes; followers wait for its value, share its exception within the process, and take over when
        it dies. Raise DeadlineExceeded where no value came in time, and whatever ``compute`` raises.
        """

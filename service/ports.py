"""The seams of the service: every Protocol, and the values that cross it."""

import math
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Event
from typing import Protocol

from service.domain.article import Article
from service.domain.brief import Usage
from service.domain.errors import Abandoned, DeadlineExceeded
from service.domain.finding import Finding
from service.domain.language import Language
from service.domain.paragraph import Paragraph
from service.domain.summary import Insight, Summary


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, on the monotonic clock in seconds, by which a whole request must have ended; sooner if cancelled."""

    at: float
    _cancelled: Event = field(default_factory=Event, compare=False, repr=False)

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """Return the deadline that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def remaining(self) -> float:
        """Return the seconds left: negative once it has passed, 0 once it is cancelled."""
        return min(0.0, self.at - time.monotonic()) if self.cancelled else self.at - time.monotonic()

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for the work any more."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Stop the work, and all that shares this deadline: nobody waits for it any more."""
        self._cancelled.set()

    def wait(self, seconds: float) -> None:
        """Sleep that long; less where the deadline passes or is cancelled meanwhile."""
        self._cancelled.wait(max(0.0, min(seconds, self.remaining())))

    def check(self) -> None:
        """Raise Abandoned where it is cancelled, DeadlineExceeded where it has passed."""
        if self.cancelled:
            raise Abandoned
        if self.remaining() <= 0:
            raise DeadlineExceeded


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


class Watcher(Protocol):
    """Who follows a draft while it is written: told of its parts in order, by their places in the draft."""

    @property
    def committed(self) -> bool:
        """Whether an insight has gone out for good, so that no other draft may take this one's place."""

    def begin(self) -> None:
        """Forget the groups and insights told so far: another draft takes their place."""

    def group(self, number: int, heading: str) -> None:
        """Take note of a group, before the first of its insights."""

    def insight(self, where: str, insight: Insight) -> None:
        """Take note of an insight that is complete, unchecked; ``where`` is its place, as ``Summary.located`` says."""

    def progress(self, stage: str, done: int, total: int) -> None:
        """Take note of how far the work is: so many steps of a stage out of so many."""


class _Unwatched:
    """The watcher of a draft that nobody follows."""

    committed = False

    def begin(self) -> None:
        """Do nothing."""

    def group(self, number: int, heading: str) -> None:
        """Do nothing."""

    def insight(self, where: str, insight: Insight) -> None:
        """Do nothing."""

    def progress(self, stage: str, done: int, total: int) -> None:
        """Do nothing."""


UNWATCHED = _Unwatched()


@dataclass(frozen=True, slots=True)
class Assignment:
    """What an engine is asked for: a brief of the article in the language, before the deadline; who follows it.

    ``excerpt`` is the part of a long article that a model is shown in the place of the whole, its paragraphs with their
    own numbers; None shows the whole.
    """

    article: Article
    language: Language
    deadline: Deadline
    watcher: Watcher = UNWATCHED
    excerpt: tuple[Paragraph, ...] | None = None

    @property
    def shown(self) -> tuple[Paragraph, ...]:
        """The paragraphs that a model is to read, without boilerplate."""
        paragraphs = self.article.paragraphs if self.excerpt is None else self.excerpt
        return tuple(paragraph for paragraph in paragraphs if not paragraph.boilerplate)


@dataclass(frozen=True, slots=True)
class Failure:
    """An insight that failed its checks: its place in the summary, itself, and why."""

    where: str
    insight: Insight
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """An engine's unchecked summary, who really wrote it ("" without a model) and what it cost.

    ``engine`` is the kind of engine that wrote it; ``fallback`` says that it did so in the place of one that failed:
    such a draft is marked, and never kept.
    """

    summary: Summary
    engine: str
    fallback: bool = False
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

    @property
    def events(self) -> "EventLog":
        """What is told of keys while they are computed, kept beside their values."""

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


LAST = "done"
"""The name of the last event of a run: its data is the value."""

_BINDING = frozenset({"group", "insight", "withheld", LAST})


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing told of a brief in the making: the name of an event, and its data as one line of JSON."""

    name: str
    data: str

    @property
    def binding(self) -> bool:
        """Whether who was told this has seen a part of one answer, in whose place no other may come unsaid."""
        return self.name in _BINDING

    @property
    def last(self) -> bool:
        """Whether nothing comes after this: its data is the value."""
        return self.name == LAST


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with its place: the run, which is one answer's, and its number in it from 1.

    What every stream begins with has no place: ``run`` is "".
    """

    notice: Notice
    run: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What another process told of a run, from some place on; whether its last notice is among them."""

    run: str
    notices: tuple[Notice, ...]
    ended: bool


class EventLog(Protocol):
    """What was told in the latest run of each key, for minutes. No method raises: at worst nothing is heard."""

    def append(self, key: str, told: Sequence[Told]) -> None:
        """Add notices of one run, in order: number 1 takes the place of any other run, after a gap none is taken."""

    def read(self, key: str, run: str = "", after: int = 0) -> Heard | None:
        """Return the latest run of the key, of this run only what came after that number.

        None where nothing is known, or where the run has not ended and its lease is no longer held.
        """

    def forget(self, key: str) -> None:
        """Forget what was told of the key: its run was given up."""

    def attend(self, key: str) -> None:
        """Say, for a few seconds, that somebody in this process waits for the key that another computes."""

    def attended(self, key: str) -> bool:
        """Whether somebody in another process has said so."""


class Teller(Protocol):
    """Who tells those who wait for a computation how it comes along."""

    @property
    def committed(self) -> bool:
        """Whether a part of this answer was shown, to all who wait."""

    def begin(self) -> None:
        """Take back what was told: another answer takes its place."""

    def tell(self, notice: Notice) -> None:
        """Tell the next notice."""


class _Untold:
    """The teller of a computation that nobody follows."""

    committed = False

    def begin(self) -> None:
        """Do nothing."""

    def tell(self, notice: Notice) -> None:
        """Do nothing."""


UNTOLD = _Untold()


@dataclass(frozen=True, slots=True)
class Computed:
    """A value just made, and whether it may be kept."""

    value: bytes
    keep: bool = True


Compute = Callable[[Teller], Computed]
"""A computation, which tells how it comes along."""

Feed = Generator[Told | Computed | None, None, None]
"""What is told of a computation, None for every second in which nothing was, and at last its value.

Closing it is leaving: the work stops where nobody else waits for it. Raises what the computation raised, and
DeadlineExceeded.
"""


class SingleFlight(Protocol):
    """One computation of a key at a time, over all threads and processes that share the cache."""

    def run(self, key: str, compute: Compute, deadline: Deadline) -> tuple[Computed, bool]:
        """Return the value of the key and whether another made it.

        The leader computes; followers wait for its value, share its exception within the process, and take over when
        it dies. Raise DeadlineExceeded where no value came in time, and whatever ``compute`` raises.
        """

    def follow(self, key: str, compute: Compute, deadline: Deadline) -> Feed:
        """Return what is told of the key's computation, from its beginning on; led by a thread of its own.

        The deadline is the one that ``compute`` works to: cancelled when nobody waits any more. Where another
        computation takes over, the run changes.
        """

    def alone(self, compute: Compute, deadline: Deadline) -> Feed:
        """Return what is told of a computation that is shared with nobody and kept nowhere."""

    def ended(self, key: str) -> tuple[Told, ...]:
        """Return all that was told in the key's latest run where it ended and is still known."""

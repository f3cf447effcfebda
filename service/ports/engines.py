"""The seam to what turns an article into a draft, and who follows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from service.domain.article import Article
from service.domain.brief import Brief, Usage
from service.domain.finding import Finding
from service.domain.language import Language
from service.domain.paragraph import Paragraph
from service.domain.summary import Insight, Summary
from service.ports.deadlines import Deadline


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
    own numbers; None shows the whole. ``earlier`` is the brief of an earlier version of the article.
    """

    article: Article
    language: Language
    deadline: Deadline
    watcher: Watcher = UNWATCHED
    excerpt: tuple[Paragraph, ...] | None = None
    earlier: Brief | None = None

    @property
    def shown(self) -> tuple[Paragraph, ...]:
        """The paragraphs that a model is to read, without boilerplate."""
        paragraphs = self.article.paragraphs if self.excerpt is None else self.excerpt
        return tuple(paragraph for paragraph in paragraphs if not paragraph.boilerplate)


@dataclass(frozen=True, slots=True)
class Failure:
    """An insight that is to be written anew: its place in the summary, itself, and why.

    ``findings`` are those of its checks; ``reasons`` are others, in words that a model reads.
    """

    where: str
    insight: Insight
    findings: tuple[Finding, ...]
    reasons: tuple[str, ...] = ()


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
    """New insights by the place of the failed ones, and who wrote them; a place that is missing was given up."""

    insights: Mapping[str, Insight]
    usage: Usage = Usage()
    backend: str = ""
    model: str = ""


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
        """Return an unchecked summary; raise ArticleError (a filter, too), BackendError, OutputError or Abandoned."""

    def repair(self, assignment: Assignment, failures: tuple[Failure, ...]) -> Repaired:
        """Return new insights for the failed ones; raise as ``draft`` does."""
